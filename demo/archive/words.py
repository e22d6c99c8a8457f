"""What a made-up archive is told with: the words of `words.toml`, and how the common ones outnumber the rare."""

import random
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")


class Template(NamedTuple):
    """A sentence with its places: `{hal} di {tempat}` as ("%s di %s", ("hal", "tempat"))."""

    form: str
    places: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> "Template":
        parts = text.replace("%", "%%").split("{")
        names = tuple(part.partition("}")[0] for part in parts[1:])
        return cls(parts[0] + "".join(f"%s{part.partition('}')[2]}" for part in parts[1:]), names)


@dataclass(frozen=True)
class Theme:
    sections: tuple[str, ...]
    name: str
    tags: tuple[str, ...]
    things: tuple[str, ...]
    doings: tuple[str, ...]


class Words:
    """The lists of `words.toml`, read once."""

    def __init__(self) -> None:
        raw: dict[str, Any] = tomllib.loads(Path(__file__).with_name("words.toml").read_text())
        self.first, self.last = raw["first"].split(), raw["last"].split()
        self.jobs, self.places, self.bodies = (_listed(raw[name]) for name in ("job", "place", "body"))
        self.syllables, self.outlets = raw["syllable"].split(), raw["outlets"]
        self.sections: list[tuple[str, list[str]]] = [(row["name"], row["children"]) for row in raw["sections"]]
        kinds = ("openings", "sentences", "headlines", "decks", "corrections", "withdrawals")
        self.templates = {kind: [Template.of(text) for text in raw[kind]] for kind in kinds}
        self.themes = [
            Theme(
                tuple(row["sections"]), row["name"], tuple(row["tags"]), _listed(row["things"]), _listed(row["doings"])
            )
            for row in raw["themes"]
        ]


def _listed(text: str) -> tuple[str, ...]:
    return tuple(" ".join(word.split()) for word in text.split("|"))


def by_rank(chance: random.Random, many: Sequence[T], length: int = 4096) -> list[T]:
    """A list from which an even draw takes the first of `many` twice as often as the second, as words and names go."""
    weights = [1 / rank for rank in range(1, len(many) + 1)]
    return chance.choices(many, weights, k=length)


def by_weight(many: Mapping[T, int]) -> list[T]:
    """A list from which an even draw takes each as often as its weight says."""
    return [one for one, weight in many.items() for _time in range(weight)]
