"""XML for machines, written so that no text can break it."""

from collections.abc import Mapping
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from almanac.text import printable

NONE: Mapping[str, str] = {}


class Document:
    """An XML document in the making."""

    def __init__(self, head: str = '<?xml version="1.0" encoding="utf-8"?>\n') -> None:
        """Without a head: a part of one."""
        self._parts = [head]

    def element(self, name: str, attributes: Mapping[str, str] = NONE) -> "_Element":
        """What is written in this block stands inside."""
        self._parts.append(f"<{name}{_written(attributes)}>")
        return _Element(self._parts, f"</{name}>")

    def leaf(self, name: str, text: str = "", attributes: Mapping[str, str] = NONE) -> None:
        tag, inside = name + _written(attributes), escape(printable(text))
        self._parts.append(f"<{tag}>{inside}</{name}>" if inside else f"<{tag}/>")

    def add(self, part: str) -> None:
        """What another document of this kind made, as it stands."""
        self._parts.append(part)

    def __str__(self) -> str:
        return "".join(self._parts)

    def encoded(self) -> bytes:
        return str(self).encode()


class _Element(NamedTuple):
    """Closes itself at the end of its block. A class of its own: a map of news opens some thousands."""

    parts: list[str]
    end: str

    def __enter__(self) -> None:
        pass

    def __exit__(self, *error: object) -> None:
        self.parts.append(self.end)


def _written(attributes: Mapping[str, str]) -> str:
    return "".join(f" {name}={quoteattr(printable(value))}" for name, value in attributes.items())
