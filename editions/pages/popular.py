"""The most read stories, from rows that are made once a minute; where nothing has been counted, the latest stand in."""

from dataclasses import dataclass
from datetime import datetime

from editions.models import Heading, Ranked
from editions.pages.boxes import FEWEST
from editions.pages.heads import headings
from editions.pages.lists import ALL, Card, as_cards, listing
from editions.pages.teasers import teasers_of
from editions.popularity.ranking import Window


@dataclass
class MostRead:
    """A page of them; `counted` is false where the latest stand in."""

    cards: list[Card]
    counted: bool


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
