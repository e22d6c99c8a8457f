"""The most read stories, from rows that are made once a minute; where nothing has been counted, the latest stand in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from editions.models import Edition, Heading, Ranked
from editions.pages.heads import headings
from editions.pages.lists import ALL, Card, as_cards, cards_of, listing
from editions.popularity.ranking import Window

PLACES = 10
"""Of a box beside other things."""

FEWEST = 3
"""With fewer places taken it is no list yet."""


@dataclass
class MostRead:
    """A box or page of them; `counted` is false where the latest stand in."""

    cards: list[Card]
    counted: bool


def box(
    ranked: Iterable[str], latest: Iterable[str], editions: Mapping[str, Edition], names: Mapping[str, Heading], *,
    at: datetime,
) -> MostRead:  # fmt: skip
    """From ids and editions that the page has asked for already."""
    foremost = [editions[one] for one in ranked if one in editions]
    counted = len(foremost) >= FEWEST
    shown = foremost if counted else [editions[one] for one in latest if one in editions]
    return MostRead(as_cards(shown[:PLACES], names, at=at), counted)


def most_read(window: Window, *, at: datetime) -> tuple[MostRead, dict[str, Heading]]:
    """The whole list of a window: three queries, and those of the list of all while nothing is counted."""
    ids = list(Ranked.objects.of(window.list).order_by("place").values_list("story_id", flat=True))
    editions = cards_of(ids, at=at) if ids else {}
    foremost = [editions[one] for one in ids if one in editions]
    if len(foremost) < FEWEST:
        latest = listing(ALL, at=at)
        return MostRead(latest.cards, counted=False), latest.names
    names = headings([edition.section for edition in foremost], at=at)
    return MostRead(as_cards(foremost, names, at=at), counted=True), names
