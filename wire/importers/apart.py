"""What a WordPress export tells apart from the texts that show it: pictures, blocks, footnotes. Pure; linear."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from wire.importers.items import BadItem, Notice, Shown

MAX_TEXT = 2_000_000
"""Characters of a text with its reusable blocks, some of which may stand in others."""

MAX_NESTED = 5

_REUSED = re.compile(r'<!--\s++wp:block\s(?=[^<>]*?"ref":(\d{1,20})\b)[^<>]*+(?<=/--)>')
_GALLERY = re.compile(r"(?<!\[)\[gallery\b(?![^\[\]]*\bids=)([^\[\]]*)\]", re.IGNORECASE)
_SAYS = re.compile(r"""\b(id|include|exclude)=["']?([\d,\s]+)""")
_NUMBER = re.compile(r"[0-9]{1,18}")
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|heic|tiff?|bmp)\Z", re.IGNORECASE)
_NOTE_MARK = re.compile(r"<sup\b(?=[^<>]*\bdata-fn=)[^<>]*+>\s*+(?:<a\b[^<>]*+>\s*+)?(\d{1,4})\s*+(?:</a>\s*+)?</sup>")
_NOTES = re.compile(r"<!--\s+wp:footnotes\b[^<>]*/-->")


@dataclass
class Apart:
    """What all files that belong together tell of apart from stories, by ids."""

    pictures: dict[str, Shown] | None = None
    """None: no pictures are wanted."""
    uploaded: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    """Order and id of the pictures that were uploaded to each post."""
    blocks: dict[str, str] = field(default_factory=dict)
    """Texts of reusable blocks, which readers had in every post that names one."""

    def note_picture(self, number: str, shown: Shown, *, post: str, order: str) -> None:
        if self.pictures is None:
            return
        self.pictures[number] = shown
        if _NUMBER.fullmatch(number) and post not in ("", "0") and _PICTURE.search(shown.address):
            self.uploaded.setdefault(post, []).append((int(order) if _NUMBER.fullmatch(order) else 0, int(number)))

    def put_into(self, content: str, notices: list[Notice], *, post: str, footnotes: str) -> str:
        """The text of a post as WordPress shows it. Raises BadItem where its blocks make it too long."""
        content = self._with_blocks(content, notices)
        content = _NOTE_MARK.sub(r"[\1]", content)
        if _NOTES.search(content):
            listed = _listed(footnotes, notices)
            content = _NOTES.sub(lambda _found: listed, content, count=1)
        return _GALLERY.sub(lambda found: self._gallery(found, post), content)

    def _with_blocks(self, content: str, notices: list[Notice]) -> str:
        room = MAX_TEXT

        def text_of(found: re.Match[str]) -> str:
            nonlocal room
            room -= len(text := self.blocks.get(found[1], found[0]))
            if room < 0:
                raise BadItem("body", f"is longer than {MAX_TEXT // 1000:,} kB with its reusable blocks")
            return text

        for _depth in range(MAX_NESTED):
            content = _REUSED.sub(text_of, content)
        for number in dict.fromkeys(_REUSED.findall(content)):
            why = "stands in itself" if number in self.blocks else "is in none of the files"
            notices.append(Notice("body", f"reusable block {number} {why}: it was left out", f"wp_block {number}"))
        return content

    def _gallery(self, found: re.Match[str], post: str) -> str:
        """One that names no pictures shows those that were uploaded to its post, as all did before WordPress 3.5."""
        says = dict(_SAYS.findall(found[1]))
        uploaded = sorted(self.uploaded.get(says.get("id", post).strip(), []))
        but = set(_numbers(says.get("exclude", "")))
        ids = [*_numbers(says.get("include", ""))] or [number for _order, number in uploaded if number not in but]
        return f'[gallery ids="{",".join(map(str, ids))}"]' if ids and self.pictures is not None else found[0]


def _numbers(told: str) -> Iterator[int]:
    return (int(one[:20]) for one in told.replace(",", " ").split())


def _listed(footnotes: str, notices: list[Notice]) -> str:
    """In the order of their numbers, as WordPress lists them."""
    try:
        items = "".join(f"<li>{one['content']}</li>" for one in json.loads(footnotes or "[]"))
    except (ValueError, LookupError, TypeError, RecursionError):
        notices.append(Notice("body", "its footnotes can't be read: they were left out", footnotes[:2000]))
        return ""
    return f"<ol>{items}</ol>" if items else ""
