"""What was typed into a search field, read without ever refusing: words, phrases, what is unwanted, where, when."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta

from almanac import dates
from editions import words

LONGEST = 200
"""Characters read; what follows is left out."""

MOST = 16
"""Words and phrases looked for, all told."""

KINDS = {
    "kanal": "section", "rubrik": "section", "penulis": "author", "tag": "tag", "topik": "tag", "sumber": "source",
}  # fmt: skip
"""Word before the colon → kind of list."""

FIRST, LAST = frozenset({"dari", "sejak"}), frozenset({"sampai", "hingga"})
ON = frozenset({"tanggal", "tgl"})

_PART = re.compile(
    r"""(?P<no>-)?(?:(?P<key>[^\W\d_]{2,10}):(?=["“\w]))?"""
    r"""(?:["“”„«](?P<phrase>[^"“”»]*)["“”»]|["“”„«]?(?P<word>[^\s"“”«»]+))"""
)
"""A quotation that is not closed is none, its mark as if it were not there."""

_DAY = re.compile(r"(?:(\d{1,2})[-/.])?(?:(\d{1,2})[-/.])?(\d{4})")
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")


@dataclass(frozen=True)
class In:
    """A list that stories are to stand in, or not: `kanal:olahraga`."""

    kind: str
    name: str
    unwanted: bool = False


@dataclass
class Query:
    """Read from what was typed; `typed` is it, made presentable."""

    typed: str = ""
    wanted: list[str] = field(default_factory=list)
    """Stems a story must hold."""
    spelled: dict[str, str] = field(default_factory=dict)
    """Stem → the word as typed."""
    phrases: list[list[str]] = field(default_factory=list)
    unwanted: list[list[str]] = field(default_factory=list)
    lists: list[In] = field(default_factory=list)
    since: date | None = None
    until: date | None = None
    """The last day that counts."""
    common: list[str] = field(default_factory=list)
    """Words that say nothing, or are of one letter: they are not looked for."""

    @property
    def asks(self) -> bool:
        return bool(self.wanted or self.phrases or self.unwanted or self.lists or self.since or self.until)

    @property
    def stems(self) -> list[str]:
        """All that fits are ranked and marked by."""
        in_phrases = (stem for phrase in self.phrases for stem in words.telling(phrase))
        return list(dict.fromkeys([*self.wanted, *in_phrases]))


def read(typed: str) -> Query:
    """Never fails, whatever is typed: what can't be read is a word like any other, or nothing."""
    query = Query(presentable(typed))
    for part in list(_PART.finditer(query.typed))[:MOST]:
        _take(query, part)
    return query


def presentable(typed: str) -> str:
    """One line without signs that no database takes."""
    whole = typed[: LONGEST * 4].encode("utf-8", "ignore").decode()
    kept = "".join(" " if unicodedata.category(one)[0] in "CZ" else one for one in whole)
    return " ".join(kept.split())[:LONGEST]


def _take(query: Query, part: re.Match[str]) -> None:
    key, text = (part["key"] or "").lower(), part["phrase"] if part["phrase"] is not None else part["word"]
    if key in KINDS:
        query.lists.append(In(KINDS[key], text.strip(), unwanted=bool(part["no"])))
    elif key and key in FIRST | LAST | ON and (days := span(text)):
        query.since = query.since if key in LAST else days[0]
        query.until = query.until if key in FIRST else days[1]
    elif part["no"]:
        query.unwanted += [stems] if (stems := words.stems(text)) else []
    elif part["phrase"] is not None and not key:
        _take_phrase(query, text)
    else:
        _take_words(query, f"{part['key']} {text}" if key else text)


def _take_phrase(query: Query, text: str) -> None:
    stems = words.stems(text)
    if len(stems) > 1 and words.telling(stems):
        query.phrases.append(stems)
    else:
        _take_words(query, text)


def _take_words(query: Query, text: str) -> None:
    for found in words.split(text):
        stem = words.stem(found[0])
        if not words.telling([stem]):
            query.common.append(found[0])
        elif stem not in query.spelled:
            query.wanted.append(stem)
            query.spelled[stem] = found[0]


def span(text: str) -> tuple[date, date] | None:
    """The first and last day of `18/9/2023`, `2023-09-18`, `9/2023`, `2023-09` or `2023`."""
    if iso := _ISO.fullmatch(text):
        return _days(*iso.groups())
    if day := _DAY.fullmatch(text):
        first, second, year = day.groups()
        return _days(year, second or first, first if second else None)
    return None


def _days(year: str, month: str | None, day: str | None) -> tuple[date, date] | None:
    if int(year) not in dates.YEARS:  # a number like any
        return None
    try:
        first = date(int(year), int(month or 1), int(day or 1))
        if day:
            return first, first
        after = date(first.year + (not month or first.month == 12), first.month % 12 + 1 if month else 1, 1)  # noqa: PLR2004
    except ValueError:
        return None
    return first, after - timedelta(days=1)
