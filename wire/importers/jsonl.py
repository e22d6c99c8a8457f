"""An archive as JSON lines, one story a line, read without the database: a line in, an `Item` or a `BadItem` out.

A line is an object with `id`, `title`, `published` (ISO with offset), `section` and `body` (a list of paragraphs of
plain text); `deck`, `source`, `author`, `tags` and `url` may be empty or absent.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import IO, Any
from urllib.parse import urlsplit

from articles.models.lists import MAX_TAGS

MAX_LINE = 2_000_000
"""Bytes past which a line is no story: it is skipped without being held in memory."""

MAX_BODY = 400_000
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
LIMITS = {
    "id": 100, "title": 300, "deck": 500, "section": 80, "source": 120, "author": 120, "tags": 100, "url": 500,
}  # fmt: skip
"""Characters a field may have, as the desk's own columns allow."""

# A tracker that Tribunnews' pages carried as a paragraph of text.
TRACKER = re.compile(r"\s*DO NOT DELETE - DIGIHUB TRACKER\b")
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class BadItem(ValueError):
    """A line that can't come in: which field, and why."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field, self.reason = field, reason


@dataclass(frozen=True)
class Item:
    """One story of an archive. `body` is markup: every paragraph's text escaped in its own <p>."""

    item_id: str
    headline: str
    body: str
    published: datetime
    section: str
    deck: str = ""
    source: str = ""
    address: str = ""
    author: str = ""
    tags: tuple[str, ...] = ()
    digest: str = ""
    """sha256 of the line it came from."""


def lines(file: IO[bytes]) -> Iterator[tuple[int, bytes, int]]:
    """Each line that holds anything: its number, itself without its end, and the bytes read so far.

    Of a line beyond MAX_LINE only the beginning is handed on, one byte longer than allowed.
    """
    number = done = 0
    while raw := file.readline(MAX_LINE + 1):
        number += 1
        done += len(raw)
        rest = raw
        while len(raw) > MAX_LINE and not rest.endswith(b"\n") and (rest := file.readline(MAX_LINE)):
            done += len(rest)
        line = (raw.removeprefix(BYTE_ORDER_MARK) if number == 1 else raw).rstrip(b"\r\n")
        if line.strip():
            yield number, line, done


def parse(line: bytes, *, now: datetime) -> Item:
    """The story of one line. Raises BadItem, and nothing else, for whatever is not one."""
    row = _row(line)
    source, address = _text(row, "source"), _address(row)
    return Item(
        item_id=_item_id(row),
        headline=_required(row, "title"),
        deck=_text(row, "deck"),
        published=_moment(row, now),
        section=_required(row, "section"),
        # An address needs an outlet to stand under: its host where the line names none.
        source=source or (urlsplit(address).hostname or "").removeprefix("www.")[: LIMITS["source"]],
        address=address,
        author=_text(row, "author"),
        tags=_tags(row),
        body=_body(row),
        digest=hashlib.sha256(line).hexdigest(),
    )


def _row(line: bytes) -> dict[str, Any]:
    if len(line) > MAX_LINE:
        raise BadItem("line", f"is longer than {MAX_LINE // 1000:,} kB")
    try:
        row = json.loads(line)
    except UnicodeDecodeError:
        raise BadItem("line", "is not UTF-8") from None
    except (ValueError, RecursionError):
        raise BadItem("line", "is not JSON") from None
    if not isinstance(row, dict):
        raise BadItem("line", "is not a JSON object")
    return row


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
    return _one_line(given, name)


def _one_line(given: Any, name: str) -> str:
    text = " ".join(_plain(given, name).split())
    if len(text) > LIMITS[name]:
        raise BadItem(name, f"has {len(text):,} characters; {LIMITS[name]} fit")
    return text


def _plain(given: Any, name: str) -> str:
    if not isinstance(given, str):
        raise BadItem(name, "is not text")
    try:
        given.encode()
    except UnicodeEncodeError:
        raise BadItem(name, "holds half a character") from None
    return CONTROLS.sub("", given)


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


def _tags(row: dict[str, Any]) -> tuple[str, ...]:
    given = row.get("tags")
    if given is None:
        return ()
    if not isinstance(given, list):
        raise BadItem("tags", "is not a list")
    if len(given) > MAX_TAGS:
        raise BadItem("tags", f"has {len(given):,} entries; {MAX_TAGS} fit")
    names: dict[str, str] = {}
    # Commas part tags on the desk's form.
    for name in (" ".join(_one_line(one, "tags").replace(",", " ").split()) for one in given):
        names.setdefault(name.lower(), name)
    names.pop("", None)
    return tuple(names.values())


def _body(row: dict[str, Any]) -> str:
    given = row.get("body")
    if given is None:
        raise BadItem("body", "is missing")
    if not isinstance(given, list):
        raise BadItem("body", "is not a list of paragraphs")
    texts = (_plain(one, "body").strip() for one in given)
    html = "".join(f"<p>{escape(text, quote=False)}</p>" for text in texts if text and not TRACKER.match(text))
    if not html:
        raise BadItem("body", "is empty")
    if len(html.encode()) > MAX_BODY:
        raise BadItem("body", f"is larger than {MAX_BODY // 1000} kB")
    return html
