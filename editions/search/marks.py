"""Where the words of a query stand in a text: the headline and a few lines around them, in parts to be marked."""

from collections import deque
from collections.abc import Collection
from typing import NamedTuple

from almanac.text import unclosed
from editions import words

WINDOW = 240
"""Characters of an excerpt."""

BEFORE = 40
"""Of these, before the first word that was found."""

READ = 20_000
"""Characters of a text in which is looked for a place to show."""


class Part(NamedTuple):
    text: str
    found: bool


def marked(text: str, stems: Collection[str]) -> list[Part]:
    """The whole text, in parts: those that were looked for and those between."""
    parts: list[Part] = []
    done = 0
    for begins, ends, _stem in words.places(text, frozenset(stems)):
        parts += [Part(text[done:begins], found=False)] if begins > done else []
        parts.append(Part(text[begins:ends], found=True))
        done = ends
    return [*parts, Part(text[done:], found=False)] if text[done:] else parts


def excerpt(text: str, stems: Collection[str]) -> list[Part]:
    """The first lines of a text that hold as many of the words as any; its beginning where they hold none."""
    text = " ".join(text[:READ].split())
    start, end = _lines(text, _first(text, frozenset(stems)))
    opens, closes = unclosed(text, start, end)
    before = [Part(f"{opens}… ", found=False)] if start else []
    after = [Part(f" …{closes}", found=False)] if end < len(text) else []
    return [*before, *marked(text[start:end], stems), *after]


def _lines(text: str, first: int) -> tuple[int, int]:
    """Where lines begin and end that are cut at spaces, the word at `first` among them."""
    start = text.rfind(" ", 0, first - BEFORE) + 1 if first > BEFORE else 0
    start = max(start, first - 2 * BEFORE)  # what has no space for so long is cut within
    if len(text) <= start + WINDOW:
        return start, len(text)
    end = text.rfind(" ", start, start + WINDOW + 1)
    return start, end if end > first else start + WINDOW


def _first(text: str, stems: frozenset[str]) -> int:
    """Where the first lines begin to hold as many of those words as any do; read no further."""
    first, most = 0, 0
    held: deque[tuple[int, str]] = deque()
    for begins, ends, stem in words.places(text, stems):
        held.append((begins, stem))
        while len(held) > 1 and ends - held[0][0] > WINDOW - 2 * BEFORE:
            held.popleft()
        if (holds := len({one for _at, one in held})) > most:
            first, most = held[0][0], holds
            if most == len(stems):
                break
    return first
