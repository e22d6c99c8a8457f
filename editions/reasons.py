"""Why two stories belong together, in words a person reads: *Korea Utara, Kim Jong-un, Artyom*."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from editions import words
from editions.models import Edition

WORDS = 4
AMONG = 12
"""The strongest stems in common, from which the words are taken."""

LONGEST_NAME = 4
JOINED = (" ", "-")


def shared(one: Mapping[str, int], other: Mapping[str, int]) -> list[str]:
    """The stems that make two stories alike, strongest first."""
    both = one.keys() & other.keys()
    return sorted(both, key=lambda stem: (-one[stem] * other[stem], stem))[:AMONG]


def text_of(edition: Edition) -> str:
    body = "".join(part.get("html", "") for part in edition.body)
    return "\n".join([edition.headline, edition.deck, *words.paragraphs(body)])


class Said:
    """How a text says each of its stems: the word it uses most, or the name that the word is part of."""

    def __init__(self, text: str) -> None:
        found = [(match[0], text[end : match.start()]) for end, match in _with_ends(text)]
        inside = {word for word, gap in found if word.isupper() or (word[0].isupper() and gap in JOINED)}
        self._forms: dict[str, Counter[str]] = {}
        self._names: dict[str, Counter[str]] = {}
        run: list[str] = []
        for word, gap in found:
            form = word if word in inside else word[0].lower() + word[1:]
            self._forms.setdefault(words.stem(word), Counter())[form] += 1
            if not (run and gap in JOINED and word[0].isupper()):
                self._keep(run)
                run = []
            # A capital at the beginning of a sentence tells of no name, unless the word has one elsewhere too.
            if word[0].isupper() and (run or word in inside):
                run.append(gap + word if run else word)
        self._keep(run)

    def _keep(self, run: list[str]) -> None:
        if 1 < len(run) <= LONGEST_NAME:
            for word in run:
                self._names.setdefault(words.stem(word.strip(" -")), Counter())["".join(run)] += 1

    def together(self, stems: Iterable[str], *, limit: int = WORDS) -> list[str]:
        """What both texts speak of, names whole and first; each stem once."""
        common = list(stems)
        told: set[str] = set()
        said: list[str] = []
        for stem in common:
            if stem in told or stem not in self._forms:
                continue
            words_ = self._whole_name(stem, set(common)) or self._forms[stem].most_common(1)[0][0]
            said.append(words_)
            told |= {*words.stems(words_), stem}
        return sorted(said, key=lambda one: not one[0].isupper())[:limit]

    def _whole_name(self, stem: str, common: set[str]) -> str:
        """The name most used of those that hold the stem and are in common as a whole."""
        for name, _count in self._names.get(stem, Counter()).most_common():
            if common.issuperset(words.telling(words.stems(name))):
                return name
        return ""


def _with_ends(text: str) -> Iterator[tuple[int, re.Match[str]]]:
    """Each word, with where the one before it ended."""
    end = 0
    for found in words.split(text):
        yield end, found
        end = found.end()
