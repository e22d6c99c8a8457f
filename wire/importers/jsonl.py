"""An archive as JSON lines, one story a line, read without the database: a line in, an `Item` or a `BadItem` out.

A line is an object with `id`, `title`, `published` (ISO with offset), `section` and `body` (a list of paragraphs of
plain text); `deck`, `source`, `author`, `tags` and `url` may be empty or absent.
"""

import json
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from datetime import datetime
from html import escape
from typing import IO, Any

from articles.rendering import MAX_BYTES
from wire.importers import encodings
from wire.importers.items import BadItem, Found, Item, item_of, plain

MAX_LINE = 2_000_000
"""Bytes past which a line is no story: it is skipped without being held in memory."""

# A tracker that Tribunnews' pages carried as a paragraph of text.
TRACKER = re.compile(r"\s*DO NOT DELETE - DIGIHUB TRACKER\b")


class NotUtf8(BadItem):
    """Damaged, or the file has another encoding."""


def read(file: IO[bytes], *, now: datetime) -> Iterator[Found]:
    """The stories of a file, in order. One line that is not UTF-8 is a bad one; with the second the file is not."""
    strange = 0
    for number, line in lines(file):
        try:
            yield f"line {number}", parse(line, now=now)
        except NotUtf8 as error:
            name = encodings.guess(line)
            strange += bool(name)
            if strange > 1:
                reason = f"{encodings.way_out(name)}; nothing from here on was read"
                yield f"line {number}", BadItem("file", reason)
                return
            yield f"line {number}", error
        except BadItem as error:
            yield f"line {number}", error


def lines(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Each line that holds anything: its number, and itself without its end.

    Of a line beyond MAX_LINE only the beginning is handed on, one byte longer than allowed.
    """
    number = 0
    while raw := file.readline(MAX_LINE + 1):
        number += 1
        rest = raw
        while len(raw) > MAX_LINE and not rest.endswith(b"\n") and (rest := file.readline(MAX_LINE)):
            pass
        line = (raw.removeprefix(BOM_UTF8) if number == 1 else raw).rstrip(b"\r\n")
        if line.strip():
            yield number, line


def parse(line: bytes, *, now: datetime) -> Item:
    """The story of one line. Raises BadItem, and nothing else, for whatever is not one."""
    row = _row(line)
    author = row.get("author")
    return item_of(row | {"authors": [] if author is None else [author]}, _body(row), line, now=now)


def _row(line: bytes) -> dict[str, Any]:
    if len(line) > MAX_LINE:
        raise BadItem("line", f"is longer than {MAX_LINE // 1000:,} kB")
    try:
        row = json.loads(line)
    except UnicodeDecodeError:
        raise NotUtf8("line", "is not UTF-8") from None
    except (ValueError, RecursionError):
        raise BadItem("line", "is not JSON") from None
    if not isinstance(row, dict):
        raise BadItem("line", "is not a JSON object")
    return row


def _body(row: dict[str, Any]) -> str:
    given = row.get("body")
    if given is None:
        raise BadItem("body", "is missing")
    if not isinstance(given, list):
        raise BadItem("body", "is not a list of paragraphs")
    texts = (plain(one, "body").strip() for one in given)
    html = "".join(f"<p>{escape(text, quote=False)}</p>" for text in texts if text and not TRACKER.match(text))
    if not html:
        raise BadItem("body", "is empty")
    if len(html.encode()) > MAX_BYTES:
        raise BadItem("body", f"is larger than {MAX_BYTES // 1000} kB")
    return html
