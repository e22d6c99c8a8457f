"""Where the words of a query stand in a text: the headline and a few lines around them, in parts to be marked."""

from collections import deque
from collections.abc import Collection
from itertools import islice
from typing import NamedTuple

from editions import words

WINDOW = 34
"""Words of an excerpt."""

BEFORE = 6
"""Of these, before the first that was found."""

READ = 20_000
"""Characters of a text in which is looked for a place to show."""


class Part(NamedTuple):
    text: str
    found: bool


def marked(text: str, stems: Collection[str]) -> list[Part]:
    """The whole text, in parts: those that were looked for and those between."""
    parts: list[Part] = []
    end = 0
    for match in words.split(text):
        if words.stem(match[0]) in stems:
            parts += [Part(text[end : match.start()], found=False)] if match.start() > end else []
            parts.append(Part(match[0], found=True))
            end = match.end()
    return [*parts, Part(text[end:], found=False)] if text[end:] else parts


def excerpt(text: str, stems: Collection[str]) -> list[Part]:
    """The first lines of a text that hold as many of the words as any; its beginning where they hold none."""
    text = " ".join(text[:READ].split())
    first = max(_first(text, set(stems)) - BEFORE, 0)
    places = list(islice(words.split(text), first, first + WINDOW + 1))
    if not places:
        return []
    ends = len(places) <= WINDOW
    start, end = places[0].start() if first else 0, len(text) if ends else places[WINDOW - 1].end()
    opening = [Part("… ", found=False)] if start else []
    return [*opening, *marked(text[start:end], stems), *([] if ends else [Part(" …", found=False)])]


def _first(text: str, stems: set[str]) -> int:
    """The number of the word at which the first window begins that holds as many of those as any; read no further."""
    begins, most = 0, 0
    held: deque[tuple[int, str]] = deque()
    for at, match in enumerate(words.split(text)):
        if (stem := words.stem(match[0])) not in stems:
            continue
        held.append((at, stem))
        while at - held[0][0] >= WINDOW - BEFORE:
            held.popleft()
        if (holds := len({one for _at, one in held})) > most:
            begins, most = held[0][0], holds
            if most == len(stems):
                break
    return begins
