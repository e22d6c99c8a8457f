"""Where the words of a query stand in a text: the headline and a few lines around them, in parts to be marked."""

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
    """The lines of a text that hold most of the words; its beginning where it holds none."""
    text = " ".join(text[:READ].split())
    found = words.found(text)
    hits = [(at, stem) for at, stem in enumerate(map(words.stem, found)) if stem in stems]
    if not found:
        return []
    first = max(_best(hits) - BEFORE, 0)
    last = min(first + WINDOW, len(found)) - 1
    places = list(islice(words.split(text), first, last + 1))
    start, end = places[0].start() if first else 0, places[-1].end() if last < len(found) - 1 else len(text)
    opening = [Part("… ", found=False)] if start else []
    return [*opening, *marked(text[start:end], stems), *([Part(" …", found=False)] if end < len(text) else [])]


def _best(hits: list[tuple[int, str]]) -> int:
    """Where the window begins that holds the most of the words looked for, and them most often."""
    best, begins = (0, 0), 0
    low = 0
    for high, (at, _stem) in enumerate(hits):
        while at - hits[low][0] >= WINDOW - BEFORE:
            low += 1
        held = hits[low : high + 1]
        worth = (len({stem for _at, stem in held}), len(held))
        if worth > best:
            best, begins = worth, hits[low][0]
    return begins
