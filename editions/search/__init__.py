"""Search of what is live: ranked by fit and time, newest months first, and never past a bound."""

import heapq
import math
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter, mul
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf, Upper
from django.utils.text import slugify

from almanac import dates
from editions import digests, index, shown, tokens
from editions.cache import common
from editions.models import Digest, Edition, Entry, Heading
from editions.ready import ready
from editions.search.query import In, Query, read
from editions.tokens import Ask
from guards.prepared import Among, Numbers

FITTING = 500
"""Stories that fit, at which reading stops."""

POSTINGS = 50_000
"""Places of words in the index, at which reading stops."""

READS = 4
"""Times that FITTING stories are read, where phrases let only some of them fit."""

FEW = 10
"""Fewer stories with all the words than these: those with some of them are shown too."""

SOME = 150
"""Stories read for each word then."""

EVERYWHERE = "all"
"""The list of all in the index; whoever looks for the word *all* is not to find every story there is."""

K, B, USUAL = 1.2, 0.5, 450
"""BM25's saturation and its weight of length; the usual length of a story, by weight."""

FRESH, HALF_YEAR = 0.3, 182.0 * 86_400


class Read(NamedTuple):
    """A story as it is judged: what the index holds of it."""

    edition_id: int
    story_id: str
    at: datetime
    moment: float
    """The same in seconds."""
    length: float
    """What BM25 makes of its size."""
    words: str
    """Those of each field, wrapped, as often as one in it is worth: a word is counted by what it weighs."""

    @classmethod
    def of(cls, edition_id: int, story_id: str, at: datetime, size: int, words: str) -> "Read":
        weighed = "\n".join(map(mul, words.split("\n"), digests.SEARCHED))
        return cls(edition_id, story_id, at, at.timestamp(), K * (1 - B + B * size / USUAL), weighed)


@dataclass
class Found:
    """What a query found. `go_on`: the moment before which nothing was read yet, where reading stopped early."""

    query: Query
    fits: list[Read] = field(default_factory=list)
    """The best first."""
    go_on: datetime | None = None
    in_part: bool = False
    """Whether stories stand among them that hold only some of the words."""
    unknown: list[In] = field(default_factory=list)
    """Lists that were named and don't exist."""


def find(typed: str | Query, *, at: datetime, before: datetime | None = None) -> Found:
    """What fits by the index, best first: at most FITTING stories of the newest months.

    The index is a moment behind: whoever shows them shows those that are `live`.
    """
    query = read(typed) if isinstance(typed, str) else typed
    found = Found(query)
    if not query.asks:
        return found
    ask, found.unknown = _ask(query, at)
    if found.unknown:
        return found
    known = index.stories_with([*query.stems, *(one for some in ask.every for one in some), *ask.none])
    in_all = index.months()
    months, stopped = _affordable(ask, _within(query, in_all, before), known, of=sum(in_all.values()))
    rows, found.go_on = _read(query, ask, months, at=at, until=_end(query, before))
    found.go_on = found.go_on or stopped
    if len(rows) < FEW and len(query.wanted) > 1 and found.go_on is None:
        more = _in_part(query, ask, months, at=at, until=_end(query, before), seen={one.edition_id for one in rows})
        found.in_part = bool(more)
        rows += more
    found.fits = _ranked(query, rows, known, of=sum(in_all.values()), at=at)
    return found


def live(fits: Sequence[Read], *, at: datetime) -> list[Read]:
    """Those that readers have at the moment, as they were indexed: a correction may have taken the word away."""
    standing = {key for (key,) in _live(keys=Numbers([one.edition_id for one in fits]), at=at)}
    return [one for one in fits if one.edition_id in standing]


@ready
def _live(*, keys: Numbers, at: datetime) -> QuerySet[Edition, Any]:
    return Edition.objects.live(at).stories().filter(Among("pk", keys)).values_list("pk")


# --- What is asked of the index ------------------------------------------------------------------------------


def _ask(query: Query, at: datetime) -> tuple[Ask, list[In]]:
    lists = {one: _keys(one, at) for one in query.lists}
    every: list[tuple[str, ...]] = [(stem,) for stem in query.stems]
    every += [keys for one, keys in lists.items() if keys and not one.unwanted]
    none = [stems[0] for stems in query.unwanted if len(stems) == 1 and stems[0] != EVERYWHERE]
    none += [key for one, keys in lists.items() if one.unwanted for key in keys]
    unknown = [one for one, keys in lists.items() if not keys and not one.unwanted]
    return Ask(tuple(every) or ((EVERYWHERE,),), tuple(none)), unknown


def _keys(one: In, at: datetime) -> tuple[str, ...]:
    """The list of that name, and those that were merged into it; none that has no live story, whose name is secret."""
    living = Exists(Entry.objects.live(at).filter(list=OuterRef("leads_to")))
    leads_to = Coalesce(NullIf("into", Value("")), "list")
    of_kind = Heading.objects.alias(leads_to=leads_to, upper=Upper("name")).filter(living, kind=one.kind)
    slug = slugify(one.name)[:100]
    shown.note(shown.address(one.kind, slug), shown.called(one.name))
    named = of_kind.filter(slug=slug).first() or of_kind.filter(upper=Upper(Value(one.name))).first()
    if named is None:
        return ()
    key = named.into or named.list
    return (key, *Heading.objects.filter(into=key).order_by("list").values_list("list", flat=True))


def _within(query: Query, months: Mapping[int, int], before: datetime | None) -> Mapping[int, int]:
    """Those of the months that the query's days touch."""
    if query.since:
        first = tokens.month_of(dates.day_bounds(query.since)[0])
        months = {month: stories for month, stories in months.items() if month >= first}
    if end := _end(query, before):
        # The end itself is out: a month that begins with it holds nothing, and would be paid for.
        last = tokens.month_of(end - datetime.resolution)
        months = {month: stories for month, stories in months.items() if month <= last}
    return months


def _end(query: Query, before: datetime | None) -> datetime | None:
    ends = [one for one in (before, dates.day_bounds(query.until)[1] if query.until else None) if one]
    return min(ends) if ends else None


def _affordable(
    ask: Ask, months: Mapping[int, int], known: Mapping[str, int], *, of: int
) -> tuple[list[int], datetime | None]:
    """The months whose postings may be read, and where to go on if not all may.

    How many postings a word has in a month is told from how common it is in all: the same on both databases. Those of
    words that are not wanted are read as well.
    """
    asked = [*ask.every, *((one,) for one in ask.none)]
    common = sum(min(1.0, sum(known[one] for one in some) / (of or 1)) for some in asked)
    spent = 0.0
    within: list[int] = []
    for month, stories in months.items():
        if within and spent + common * stories > POSTINGS:
            return within, tokens.first_moment(within[-1])
        spent += common * stories
        within.append(month)
    return within, None


# --- Reading -------------------------------------------------------------------------------------------------


def _read(
    query: Query, ask: Ask, months: Sequence[int], *, at: datetime, until: datetime | None
) -> tuple[list[Read], datetime | None]:
    """The newest that fit, and where reading stopped if there may be more."""
    fits: list[Read] = []
    for _again in range(READS):
        keys = tokens.matching(ask, months, limit=FITTING, before=until)
        rows = _rows(keys, at=at)
        fits += _fitting(query, rows)[: FITTING - len(fits)]
        if len(keys) < FITTING:
            return fits, None
        until = min(rows[-1].at, fits[-1].at if len(fits) == FITTING else rows[-1].at) if rows else until
        if len(fits) == FITTING or not rows:
            break
    return fits, until


def _rows(keys: Sequence[int], *, at: datetime) -> list[Read]:
    """What the index holds of those, newest first."""
    known = _held(at).reads
    if unknown := [key for key in keys if key not in known]:
        known |= {row[0]: Read.of(*row) for row in _digests(keys=Numbers(unknown))}
    found = [known[key] for key in keys if key in known]
    for row in heapq.nsmallest(len(known) - REMEMBERED, list(known.values()), key=attrgetter("moment")):
        known.pop(row.edition_id, None)  # another thread may have been at it
    return sorted(found, key=attrgetter("moment", "edition_id"), reverse=True)


REMEMBERED, WORDS = READS * FITTING, 64
"""Stories of which a process remembers what the index holds, the newest: as many as a search reads, mostly the same.

And words of which it does how often each stands in them: most are looked for again after each publication.
"""


@dataclass
class Held:
    """All that is remembered, gone where digests are made anew."""

    reads: dict[int, Read] = field(default_factory=dict)
    times: OrderedDict[str, dict[int, int]] = field(default_factory=OrderedDict)
    """By word and edition: how often, by the weight of fields."""


def _held(at: datetime) -> Held:
    return common.rows("held", [""], lambda _new: {"": Held()}, _note_held, at=at)[""]


def _note_held(_key: str, _held: Held | None) -> None:
    shown.note(index.ANEW)


@ready
def _digests(*, keys: Numbers) -> QuerySet[Digest, Any]:
    columns = ("pk", "story_id", "first_published_at", "size", "words")
    return Digest.objects.filter(Among("pk", keys)).values_list(*columns)


def _fitting(query: Query, rows: list[Read]) -> list[Read]:
    """By what the index can't tell: words in their order, days, and the word that is a list's key too."""
    phrases = [*query.phrases, [EVERYWHERE]] if EVERYWHERE in query.wanted else query.phrases
    if query.since:
        begun = dates.day_bounds(query.since)[0]
        rows = [one for one in rows if one.at >= begun]
    wanted, unwanted = list(map(digests.wrapped, phrases)), list(map(digests.wrapped, query.unwanted))
    if wanted:
        rows = [one for one in rows if all(map(one.words.__contains__, wanted))]
    if unwanted:
        rows = [one for one in rows if not any(map(one.words.__contains__, unwanted))]
    return rows


def _in_part(
    query: Query, ask: Ask, months: Sequence[int], *, at: datetime, until: datetime | None, seen: set[int]
) -> list[Read]:
    """Stories that hold one of the words at least, and all else that is asked."""
    stems = {(stem,) for stem in query.wanted}
    others = tuple(some for some in ask.every if some not in stems)
    keys: dict[int, None] = {}
    for stem in query.wanted:
        asked = Ask(((stem,), *others), ask.none)
        keys |= dict.fromkeys(tokens.matching(asked, months, limit=SOME, before=until))
    return _fitting(query, _rows([key for key in keys if key not in seen], at=at))


# --- Ranking -------------------------------------------------------------------------------------------------


def _ranked(query: Query, rows: Sequence[Read], known: Mapping[str, int], *, of: int, at: datetime) -> list[Read]:
    """By BM25 over fields of different weight, and by how fresh they are; those alike stay in their order.

    Fresh as of the day's beginning: the order holds until the day ends, and so does a page that is kept.
    """
    in_all = max(of, *known.values(), 1)
    rarity = {stem: math.log(1 + (in_all - known[stem] + 0.5) / (known[stem] + 0.5)) for stem in query.stems}
    held = _held(at)
    lengths = [one.length for one in rows]
    scores = [0.0] * len(rows)
    for stem, rare in rarity.items():
        times, worth = _times(held, f" {stem}.", rows), rare * (K + 1)
        scores = [
            score + worth * here / (here + length) for score, here, length in zip(scores, times, lengths, strict=True)
        ]
    begins, ends = dates.day_bounds(dates.local(at).date())
    shown.until(ends)
    now = begins.timestamp()
    scores = [(score or 1.0) * _freshness(now - one.moment) for score, one in zip(scores, rows, strict=True)]
    return [rows[place] for place in sorted(range(len(rows)), key=scores.__getitem__, reverse=True)]


def _times(held: Held, word: str, rows: Sequence[Read]) -> list[int]:
    """How often a word, as it is wrapped in a digest, stands in each."""
    known = held.times.get(word)
    if known is None or len(known) > REMEMBERED:
        known = held.times[word] = {}
        while len(held.times) > WORDS:
            held.times.popitem(last=False)
    known |= {row.edition_id: row.words.count(word) for row in rows if row.edition_id not in known}
    return [known[row.edition_id] for row in rows]


def _freshness(age: float) -> float:
    """By the seconds from when a story first went out to the beginning of the day; those of the day are alike."""
    return 1 + FRESH / (1 + max(age, 0.0) / HALF_YEAR)


__all__ = ["FITTING", "Found", "Query", "Read", "find", "live", "read"]
