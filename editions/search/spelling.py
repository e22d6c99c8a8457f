"""A near spelling of words that no story holds, from the words that stories do hold."""

from collections.abc import Iterator
from string import ascii_lowercase

from editions import words
from editions.models import Stem
from editions.search.query import Query

SHORTEST, LONGEST = 4, 20
"""Letters of a word that is looked at: a shorter one is near to everything."""

PREFIXES = ("", "me", "mem", "men", "meng", "ber", "ter", "di", "ke", "pe", "pem", "pen", "peng", "per", "se")
SUFFIXES = ("", "kan", "an", "i", "nya")
CORES = 6
"""Ways to read a word as a root with what is put before and behind it."""


def nearer(query: Query) -> str:
    """What was typed, with each unknown word as it is spelled in stories; empty where no other spelling is near."""
    known = set(Stem.objects.filter(stem__in=query.spelled, stories__gt=0).values_list("stem", flat=True))
    corrected = query.typed
    for stem, typed in query.spelled.items():
        if stem not in known and (better := near(typed.lower())):
            corrected = corrected.replace(typed, better)
    return corrected if corrected != query.typed else ""


def near(word: str) -> str:
    """The commonest word one slip of the finger away."""
    if not (SHORTEST <= len(word) <= LONGEST and word.isascii() and word.isalpha()):
        return ""
    spelled: dict[str, tuple[str, str]] = {}
    for before, core, behind in _cores(word):
        for edit in _slips(core):
            spelled.setdefault(edit, (before, behind))
    found = Stem.objects.filter(stem__in=list(spelled), stories__gt=0).order_by("-stories", "stem")
    for stem in found.values_list("stem", flat=True)[:20]:
        before, behind = spelled[stem]
        if words.stem(candidate := before + stem + behind) == stem and candidate != word:
            return candidate
    return ""


def _cores(word: str) -> list[tuple[str, str, str]]:
    cores = [
        (before, word[len(before) : len(word) - len(behind)], behind)
        for before in PREFIXES
        for behind in SUFFIXES
        if word.startswith(before) and word.endswith(behind) and len(word) - len(before) - len(behind) >= SHORTEST
    ]
    return cores[:CORES]


def _slips(word: str) -> Iterator[str]:
    """A letter too many, two that changed places, a wrong one, one too few."""
    yield word
    for at in range(len(word) + 1):
        left, right = word[:at], word[at:]
        if right:
            yield left + right[1:]
            yield from (left + letter + right[1:] for letter in ascii_lowercase)
        if len(right) > 1:
            yield left + right[1] + right[0] + right[2:]
        yield from (left + letter + right for letter in ascii_lowercase)
