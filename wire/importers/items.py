"""A story of an archive, whatever system it comes from: what it holds, and why one can't come in. No database.

An importer hands over a row of `id`, `title`, `published` (ISO with offset) and `section`; `deck`, `source`, `authors`,
`tags` and `url` may be empty or absent. With the markup of the body it becomes an `Item`, or a `BadItem` is raised.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from almanac.text import opening, printable, unseen
from articles.models.lists import MAX_TAGS

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
LIMITS = {
    "id": 100, "title": 300, "deck": 500, "section": 80, "source": 120, "author": 120, "tags": 100,
    "url": 500,
}  # fmt: skip
"""Characters a field may have, as the desk's own columns allow."""

CUT = LIMITS["deck"] - 20
"""Where a longer deck is cut: what closes its brackets and quotes has room behind."""

COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_BETWEEN_WORDS = re.compile(r"[\x0b\x0c\x85]")
"""Controls that part words where they stand."""


class BadItem(ValueError):
    """What can't come in: which field, and why."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field, self.reason = field, reason


@dataclass(frozen=True)
class Notice:
    """What a story comes in without: of which field, why, and the words themselves, for an editor to look at."""

    field: str
    reason: str
    words: str


@dataclass(frozen=True)
class Shown:
    """A picture of a story: where it stood on the old site, and what was said of it there."""

    address: str
    original: str = ""
    """Where the old system has it whole, if it says so: `address` may be that of a smaller one."""
    caption: str = ""
    """Said of the picture wherever it stands."""
    alt: str = ""
    under: str = ""
    """Said under it in this story."""
    credit: str = ""
    """Where the file itself may say none any more."""


@dataclass(frozen=True)
class Listed:
    """A list of the old site that a story stood in, and what it is here: `kind` is section, tag or author."""

    kind: str
    name: str
    path: str


@dataclass(frozen=True)
class Item:
    """One story of an archive. `body` is markup, cleaned by nobody yet."""

    item_id: str
    headline: str
    body: str
    published: datetime
    section: str
    deck: str = ""
    source: str = ""
    names_site: bool = False
    """No source is named but the site that it stood on."""
    address: str = ""
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    digest: str = ""
    """sha256 of the text it came from."""
    paths: tuple[str, ...] = ()
    """Where it stood on the site that it comes from, beside `address`: paths with their query."""
    lists: tuple[Listed, ...] = ()
    notices: tuple[Notice, ...] = ()
    lead: Shown | None = None
    within: tuple[Shown, ...] = ()
    """The pictures of the body, in which each has a mark by its place here (`pictures.py`)."""
    hosts: frozenset[str] = frozenset()
    """Of the site that it comes from, as the file names them."""
    photo: int | None = None
    """Number in the library of the lead picture, once it is there."""
    photo_caption: str = ""
    photos: frozenset[int] = frozenset()
    """Numbers of all that it shows; a body names no other."""


Found = tuple[str, Item | BadItem]
"""What an importer reads: where it stands in the file, as people find it, and the story or why it is none."""


def item_of(
    row: dict[str, Any], body: str, text: bytes, *, now: datetime, paths: tuple[str, ...] = (),
    lists: Iterable[Listed] = (), notices: Sequence[Notice] = (), lead: Shown | None = None,
    within: Sequence[Shown] = (), hosts: Iterable[str] = (),
) -> Item:  # fmt: skip
    """The story of a row. `text`: what it came from, to tell later whether that changed. Raises BadItem alone.

    Deck and tags that don't fit keep no story out; what else doesn't is for a person to decide.
    """
    source, address, notices = _text(row, "source"), _address(row), list(notices)
    # Of all stories alike: one that is too long keeps none of them out.
    site = " ".join(plain(row.get("site") or "", "site").split())[: LIMITS["source"]].rstrip()
    return Item(
        item_id=_item_id(row),
        headline=_required(row, "title"),
        deck=_deck(row, notices),
        published=_moment(row, now),
        section=_required(row, "section"),
        # An address needs an outlet to stand under: its host where the row names none.
        names_site=not source,
        source=source or site or (urlsplit(address).hostname or "").removeprefix("www.")[: LIMITS["source"]],
        address=address,
        authors=_names(row.get("authors"), "author"),
        tags=_tags(row, notices),
        body=body,
        digest=hashlib.sha256(text).hexdigest(),
        paths=paths,
        lists=tuple(map(_listed, lists)),
        notices=tuple(notices),
        lead=lead,
        within=tuple(within),
        hosts=frozenset(hosts),
    )


def _item_id(row: dict[str, Any]) -> str:
    given = row.get("id")
    if isinstance(given, int) and not isinstance(given, bool):
        # Python refuses to write out a number of thousands of digits.
        row = {"id": str(given) if given.bit_length() < LIMITS["id"] else "0" * (LIMITS["id"] + 1)}
    return _required(row, "id")


def _text(row: dict[str, Any], name: str) -> str:
    """One line of plain text, "" where the field is absent or null."""
    given = row.get(name)
    if given is None:
        return ""
    return one_line(given, name)


def one_line(given: Any, name: str) -> str:
    text = _line(given, name)
    if len(text) > LIMITS[name]:
        raise BadItem(name, _too_long(text, name))
    return text


def _line(given: Any, name: str) -> str:
    text = " ".join(plain(given, name).split())
    return "" if unseen(text) else text


def _too_long(text: str, name: str) -> str:
    return f"has {len(text):,} characters; {LIMITS[name]} fit"


def words(html: str) -> str:
    """The text of a title, a name or an excerpt: without tags and comments, and escaped no more."""
    return unescape(_TAG.sub("", COMMENT.sub("", html)))


def plain(given: Any, name: str) -> str:
    """Text that every machine can keep."""
    if not isinstance(given, str):
        raise BadItem(name, "is not text")
    try:
        given.encode()
    except UnicodeEncodeError:
        raise BadItem(name, "holds half a character") from None
    return printable(_BETWEEN_WORDS.sub(" ", given))


def _required(row: dict[str, Any], name: str) -> str:
    text = _text(row, name)
    if not text:
        raise BadItem(name, "is missing")
    return text


def _moment(row: dict[str, Any], now: datetime) -> datetime:
    given = row.get("published")
    if given in (None, ""):
        raise BadItem("published", "is missing")
    try:
        moment = datetime.fromisoformat(given)
        in_utc = moment.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise BadItem("published", f"is not an ISO time: {ascii(given)[:40]}") from None
    if moment.tzinfo is None:
        raise BadItem("published", "has no offset from UTC, such as +07:00")
    if in_utc < EARLIEST:
        raise BadItem("published", f"is no time of a story: {given[:40]}")
    if in_utc > now:
        raise BadItem("published", f"lies in the future: {given[:40]}")
    return in_utc


def _address(row: dict[str, Any]) -> str:
    address = _text(row, "url")
    if not address:
        return ""
    try:
        parts = urlsplit(address)
        sound = parts.scheme in ("http", "https") and parts.hostname and " " not in address and address.isprintable()
    except ValueError:
        sound = False
    if not sound:
        raise BadItem("url", f"is not an http or https address: {address[:80]}")
    return address


def _deck(row: dict[str, Any], notices: list[Notice]) -> str:
    """Its first words, where it is longer than a deck may be."""
    given = row.get("deck")
    deck = "" if given is None else _line(given, "deck")
    if len(deck) <= LIMITS["deck"]:
        return deck
    notices.append(Notice("deck", f"{_too_long(deck, 'deck')}: it was cut", deck))
    return opening(deck, CUT)[: LIMITS["deck"]]


def _tags(row: dict[str, Any], notices: list[Notice]) -> tuple[str, ...]:
    given = row.get("tags")
    if given is None:
        return ()
    if not isinstance(given, list):
        raise BadItem("tags", "is not a list")
    tags = _each_once(_line(_uncut(one), "tags") for one in given)
    # Half a name is another name: none is cut.
    fitting = [tag for tag in tags if len(tag) <= LIMITS["tags"]]
    for tag in tags:
        if len(tag) > LIMITS["tags"]:
            notices.append(Notice("tags", f"one {_too_long(tag, 'tags')}: it was left out", tag))
    if beyond := fitting[MAX_TAGS:]:
        reason = f"has {len(fitting):,} entries; {MAX_TAGS} fit: the rest was left out"
        notices.append(Notice("tags", reason, ", ".join(beyond)))
    return tuple(fitting[:MAX_TAGS])


def _listed(one: Listed) -> Listed:
    """By the name that it has here."""
    return replace(one, name=_line(_uncut(one.name) if one.kind == "tag" else one.name, one.kind))


def _uncut(tag: Any) -> Any:
    """Commas part tags on the desk's form."""
    return tag.replace(",", " ") if isinstance(tag, str) else tag


def _names(given: Sequence[Any] | None, field: str) -> tuple[str, ...]:
    return _each_once(one_line(one, field) for one in given or ())


def _each_once(found: Iterable[str]) -> tuple[str, ...]:
    """However it is spelt."""
    names: dict[str, str] = {}
    for name in found:
        names.setdefault(name.lower(), name)
    names.pop("", None)
    return tuple(names.values())
