"""What the index keeps of an edition: its stems by field, what each says of the story, and a sketch of its wording."""

import json
import math
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from editions import words
from editions.models import Edition, Heading

VERSION = 1
"""Of the rules below: digests of an older one are made again."""

FIELDS = ("title", "deck", "tags", "lead", "body")
WHOLE = (1.5, 1.0, 1.0, 1.5, 1.0)
"""What a word weighs by the field it stands in, for the story as a whole."""

HEAD = (2.0, 1.0, 1.0, 0.5, 0.0)
"""The same for what the story says it is about: both views count alike."""

SEARCHED = (5, 2, 3, 2, 1)
"""The same for search."""

KEPT = 150
"""Stems of a story by which it is compared."""

FEW = 20
"""Stories below which no word counts as too common."""

SCALE = 10_000
RUN = 5
"""Words of a run, by which copies are known."""

SKETCH = 64


@dataclass(frozen=True)
class Text:
    """What is read of a story, in the order of FIELDS."""

    title: str
    deck: str
    tags: str
    lead: str
    body: str

    @classmethod
    def of(cls, edition: Edition, names: Mapping[str, Heading]) -> "Text":
        paragraphs = words.paragraphs("".join(part.get("html", "") for part in edition.body)) or [""]
        place = edition.dateline.rpartition(",")[2]
        tags = [names[key].name for key in edition.tags if key in names]
        return cls(
            edition.headline, f"{edition.kicker}\n{edition.deck}\n{edition.search_title}", "\n".join([*tags, place]),
            paragraphs[0], "\n".join(paragraphs[1:]),
        )  # fmt: skip

    def stems(self) -> list[list[str]]:
        return [words.stems(getattr(self, field)) for field in FIELDS]


def wrapped(stems: Iterable[str]) -> str:
    """Stems in their order as one text, in which words and runs of words are found whole."""
    return "".join(f" {one}." for one in stems)


def size(fields: Sequence[Sequence[str]]) -> int:
    return sum(weight * len(stems) for weight, stems in zip(SEARCHED, fields, strict=True))


def weights(
    fields: Sequence[Sequence[str]], stories: Mapping[str, int], of: int, *, outlets: str = ""
) -> dict[str, int]:
    """What each stem says of the story: a unit vector of two views, the whole and its head, by how rare stems are.

    The names of the outlets it rests on say nothing of it, however often it prints them.
    """
    empty = words.empty().union(words.stems(outlets))
    idf = {
        stem: (math.log((1 + of) / (1 + min(count, of))) + 1) ** 0.7
        for stem, count in stories.items()
        if stem not in empty and (count * 2 <= of or of < FEW)
    }
    both: dict[str, float] = {}
    for view in (WHOLE, HEAD):
        for stem, weight in _unit(_counted(fields, view), idf).items():
            both[stem] = both.get(stem, 0.0) + weight
    strongest = dict(sorted(both.items(), key=lambda one: (-one[1], one[0]))[:KEPT])
    length = math.hypot(*strongest.values()) or 1
    return {stem: max(1, round(SCALE * weight / length)) for stem, weight in strongest.items()}


def _counted(fields: Sequence[Sequence[str]], view: Sequence[float]) -> dict[str, float]:
    counted: dict[str, float] = {}
    for weight, stems in zip(view, fields, strict=True):
        for stem, count in Counter(words.telling(stems)).items() if weight else ():
            counted[stem] = counted.get(stem, 0.0) + weight * count
    return counted


def _unit(counted: Mapping[str, float], idf: Mapping[str, float]) -> dict[str, float]:
    raw = {
        stem: (1 + math.log(count) if count >= 1 else count) * idf[stem]
        for stem, count in counted.items()
        if stem in idf
    }
    length = math.hypot(*raw.values()) or 1
    return {stem: weight / length for stem, weight in raw.items()}


def likeness(one: Mapping[str, int], other: Mapping[str, int]) -> float:
    """How alike two stories are, from 0 to 1: the cosine of their weights."""
    return sum([one[stem] * other[stem] for stem in one.keys() & other.keys()]) / SCALE**2


def runs(text: str) -> list[str]:
    """Every run of five words, as written but for case and signs."""
    plain = [found[0].lower() for found in words.split(text)]
    return [" ".join(plain[place : place + RUN]) for place in range(len(plain) - RUN + 1)]


def sketch(text: str) -> list[int]:
    """The smallest hashes of the runs: two texts share as many of them as they share wording."""
    return sorted({zlib.crc32(run.encode()) for run in runs(text)})[:SKETCH]


def shared_wording(one: Sequence[int], other: Sequence[int]) -> float:
    """What share of the runs of both texts together stands in each, estimated from their sketches."""
    if not one or not other:
        return 0.0
    smallest = sorted({*one, *other})[:SKETCH]
    return len({*one} & {*other} & {*smallest}) / len(smallest)


def packed(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
