"""Three texts into one, block by block: what one side changed is taken from there, what both changed stands twice."""

from collections.abc import Iterator, Sequence
from difflib import Match, SequenceMatcher
from typing import NamedTuple


class Piece(NamedTuple):
    """Blocks that both sides agree on (`mine` is `theirs`), or two versions of the same place."""

    mine: list[str]
    theirs: list[str]

    @property
    def clashes(self) -> bool:
        return self.mine != self.theirs

    @property
    def both(self) -> list[str]:
        return [*self.mine, *self.theirs] if self.clashes else self.mine


def merge(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> list[Piece]:
    """The pieces in their order; joined by either side's blocks they are a whole text."""
    pieces: list[Piece] = []
    at = (0, 0, 0)
    for begins, length in _common(base, mine, theirs):
        pieces += _between(base[at[0] : begins[0]], mine[at[1] : begins[1]], theirs[at[2] : begins[2]])
        same = list(base[begins[0] : begins[0] + length])
        pieces += [Piece(same, same)] if same else []
        at = (begins[0] + length, begins[1] + length, begins[2] + length)
    return pieces


def _between(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> Iterator[Piece]:
    """A stretch that not all three share."""
    before, one, other = list(base), list(mine), list(theirs)
    if one == before:
        one = other
    elif other == before:
        other = one
    if one or other:
        yield Piece(one, other)


def _common(
    base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]
) -> Iterator[tuple[tuple[int, int, int], int]]:
    """Stretches of the base that stand unchanged in both, where they begin in each; last comes the end of all."""
    ours, others = _matching(base, mine), _matching(base, theirs)
    one = other = 0
    while one < len(ours) and other < len(others):
        start = max(ours[one].a, others[other].a)
        end = min(ours[one].a + ours[one].size, others[other].a + others[other].size)
        if start < end:
            yield (start, ours[one].b + start - ours[one].a, others[other].b + start - others[other].a), end - start
        if ours[one].a + ours[one].size < others[other].a + others[other].size:
            one += 1
        else:
            other += 1
    yield (len(base), len(mine), len(theirs)), 0


def _matching(old: Sequence[str], new: Sequence[str]) -> list[Match]:
    """Where they are the same, in order. Of hundreds of blocks, those that come again and again lead nowhere.

    So a text of like blocks takes no time that grows with its square; what is the same at both ends needs no search.
    """
    start = _shared(old, new)
    end = _shared(old[start:][::-1], new[start:][::-1])
    between = SequenceMatcher(None, old[start : len(old) - end], new[start : len(new) - end]).get_matching_blocks()
    found = [Match(start + one.a, start + one.b, one.size) for one in between[:-1]]
    return [Match(0, 0, start), *found, Match(len(old) - end, len(new) - end, end), Match(len(old), len(new), 0)]


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """How many blocks both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((number for number, (mine, theirs) in pairs if mine != theirs), min(len(one), len(other)))


def put(blocks: Sequence[str], pieces: Sequence[Piece], number: int, wanted: Sequence[str]) -> list[str]:
    """A text in hand with one clashing place as wanted: in the place of whichever version stands there now."""
    text, piece = list(blocks), pieces[number]
    for version in (piece.both, piece.mine, piece.theirs):
        place = _find(text, version)
        if version and place is not None:
            return [*text[:place], *wanted, *text[place + len(version) :]]
    # Neither version stands any more: after what stood before it, else at the end.
    before = [block for one in pieces[:number] for block in one.mine]
    after = next((text.index(block) + 1 for block in reversed(before) if block in text), len(text) if before else 0)
    return [*text[:after], *wanted, *text[after:]]


def _find(text: Sequence[str], part: Sequence[str]) -> int | None:
    spots = range(len(text) - len(part) + 1)
    return next((spot for spot in spots if list(text[spot : spot + len(part)]) == list(part)), None)
