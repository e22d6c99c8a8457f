"""The most read stories, from rows that are made once a minute; where nothing has been counted, the latest stand in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from editions.models import Heading, Ranked
from editions.pages.heads import headings
from editions.pages.lists import ALL, Card, as_cards, listing
from editions.pages.teasers import Teaser, teasers_of
from editions.popularity.ranking import Window

PLACES = 10
"""Of a box beside other things."""

FEWEST = 3
"""With fewer places taken it is no list yet."""


@dataclass
class MostRead:
    """A page of them; `counted` is false where the latest stand in."""

    cards: list[Card]
    counted: bool


class Box(NamedTuple):
    """Headlines beside other things; `counted` is false where the latest stand in."""

    teasers: Sequence[Teaser] = ()
    counted: bool = False


def box(ranked: Iterable[str], latest: Iterable[str], teasers: Mapping[str, Teaser]) -> Box:
    """From ids and teasers that the page has asked for already."""
    foremost = [teasers[one] for one in ranked if one in teasers]
    counted = len(foremost) >= FEWEST
    shown = foremost if counted else [teasers[one] for one in latest if one in teasers]
    return Box(shown[:PLACES], counted)


def most_read(window: Window, *, at: datetime) -> tuple[MostRead, dict[str, Heading]]:
    """The whole list of a window: three queries, and those of the list of all while nothing is counted."""
    ids = list(Ranked.objects.of(window.list).order_by("place").values_list("story_id", flat=True))
    teasers = teasers_of(ids, at=at) if ids else {}
    foremost = [teasers[one] for one in ids if one in teasers]
    if len(foremost) < FEWEST:
        latest = listing(ALL, at=at)
        return MostRead(latest.cards, counted=False), latest.names
    names = headings([one.section for one in foremost], at=at)
    return MostRead(as_cards(foremost, names, at=at), counted=True), names
