"""Headlines beside other things: the most read, and while nothing has been counted the latest in their place."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from editions.pages.teasers import Teaser

PLACES = 10

FEWEST = 3
"""With fewer places taken it is no list of the most read yet."""


class Box(NamedTuple):
    """`counted` is false where the latest stand in."""

    teasers: Sequence[Teaser] = ()
    counted: bool = False


NO_BOX = Box()


def box(ranked: Iterable[str], latest: Iterable[str], teasers: Mapping[str, Teaser], *, places: int = PLACES) -> Box:
    """From ids and teasers that the page has asked for already."""
    foremost = [teasers[one] for one in ranked if one in teasers]
    counted = len(foremost) >= FEWEST
    shown = foremost if counted else [teasers[one] for one in latest if one in teasers]
    return Box(shown[:places], counted)
