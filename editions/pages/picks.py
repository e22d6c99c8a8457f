"""What editors put at a place of a front; the rest of it fills itself."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from editions import shown
from editions.cache import common
from editions.models import Pick
from editions.pages.lists import Card, Listing, as_cards
from editions.pages.teasers import teasers_of
from editions.ready import ready


def picked(front: str, *, at: datetime) -> dict[int, str]:
    """Place to story id, each story once; of two picks for a place the later one holds. One query."""

    def read(fronts: list[str]) -> dict[str, dict[int, str]]:
        return {one: dict(_picks(front=one, at=at)) for one in fronts}

    by_place = common.rows("picks", [front], read, _note, at=at)[front]
    places: dict[str, int] = {}
    for place in sorted(by_place):
        places.setdefault(by_place[place], place)
    return {place: story for story, place in places.items()}


def _note(front: str, _picks: dict[int, str] | None) -> None:
    shown.note(shown.front(front))


@ready
def _picks(*, front: str, at: datetime) -> QuerySet[Any, Any]:
    return Pick.objects.live(at).of(front).values_list("place", "story_id")


def placed(by_place: Mapping[int, Card], others: list[Card], length: int) -> tuple[list[Card], list[Card]]:
    """So many cards, each pick at its place and the others in between in their order; and the others left over."""
    standing, left = [], list(others)
    for place in range(1, length + 1):
        if place in by_place:
            standing.append(by_place[place])
        elif left:
            standing.append(left.pop(0))
    return standing, left


def with_picks(rows: Listing, front: str, *, at: datetime) -> Listing:
    """A list's first range with its picks in their places: one query, two where something is picked."""
    wanted = picked(front, at=at)
    if not wanted:
        return rows
    found = teasers_of(wanted.values(), at=at)
    cards = {place: as_cards([found[story]], rows.names, at=at)[0] for place, story in wanted.items() if story in found}
    chosen = {card.edition.story_id for card in cards.values()}
    others = [card for card in rows.cards if card.edition.story_id not in chosen]
    standing, left = placed(cards, others, max(wanted))
    return replace(rows, cards=standing + left)
