"""The front page: lead, second rank, latest, a block for every section of the menu, a strip for each kind of story."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from editions.models import Heading, Pick
from editions.pages.boxes import PLACES, Box, box
from editions.pages.heads import headings
from editions.pages.lists import ALL, Card, as_cards, menu, newest_of, voices
from editions.pages.picks import picked, placed
from editions.pages.teasers import Teaser, teasers_of
from editions.popularity.ranking import DAY


class Block(NamedTuple):
    heading: Heading
    cards: list[Card]


class Strip(NamedTuple):
    """Stories of one kind, side by side."""

    name: str | Promise
    url: str
    cards: list[Card]


@dataclass
class Front:
    names: dict[str, Heading]
    lead: Card | None = None
    second: list[Card] = field(default_factory=list)
    latest: list[Card] = field(default_factory=list)
    popular: Box = field(default_factory=Box)
    blocks: list[Block] = field(default_factory=list)
    strips: list[Strip] = field(default_factory=list)


MOST = 40
"""Headlines on the page, whatever the number of sections: more is a list, which the index is for."""

SECOND, BESIDE, POPULAR, IN_STRIP = 4, 8, 5, 4
"""Beside the lead stand the latest, and among them the most read once they are counted."""

IN_BLOCK = (5, 3, 2)
"""A block's stories: one with its picture, and headlines under it that fill rows of two; a single one stands across."""

SPARE = 2
"""Of a block's stories so many may stand in other blocks."""

LEAD_AMONG = 4
"""The lead is the newest story with a picture among so many."""

FEWEST = 2
"""A strip with fewer stories is not shown: half a row looks like a mistake."""

OPINION = ("genre-opinion", "genre-analysis")
STRIPS = (
    (_("Pictures and video"), "photo", ("genre-photo_story", "genre-video")),
    (_("Opinion and analysis"), "opinion", OPINION),
)


@dataclass
class _Pool:
    """Cards of the page, each story handed out once."""

    teasers: Mapping[str, Teaser]
    names: Mapping[str, Heading]
    at: datetime
    used: set[str] = field(default_factory=set)
    made: dict[str, Card] = field(default_factory=dict)

    def cards(self, story_ids: Iterable[str]) -> list[Card]:
        wanted = [one for one in story_ids if one in self.teasers]
        unmade = [self.teasers[one] for one in wanted if one not in self.made]
        self.made |= {card.edition.story_id: card for card in as_cards(unmade, self.names, at=self.at)}
        return [self.made[one] for one in wanted]

    def unused(self, story_ids: Iterable[str], length: int) -> list[Card]:
        fresh = [one for one in story_ids if one in self.teasers and one not in self.used][:length]
        self.used.update(fresh)
        return self.cards(fresh)

    def left(self, story_ids: Iterable[str]) -> list[str]:
        """What has not been shown, newest first."""
        left = {one for one in story_ids if one in self.teasers} - self.used
        return sorted(left, key=lambda one: (self.teasers[one].first_published_at, one), reverse=True)


def front(*, at: datetime) -> Front:
    """Five queries: headings, picks, entries of all lists shown, cards above and below; one more where opinions have
    authors to show.
    """
    names = headings([], at=at)
    sections = menu(names)
    # A block may lose as many rows as stand above it, so it asks for more than it shows.
    above = 1 + SECOND + BESIDE
    lengths = {ALL: above + PLACES} | {one.list: above + IN_BLOCK[0] for one in sections}
    lengths |= {key: above + IN_STRIP for _name, _view, keys in STRIPS for key in keys}
    ids, wanted = newest_of(lengths, at=at, ranked=DAY.list), picked(Pick.HOME, at=at)
    teasers = teasers_of({*wanted.values(), *ids[ALL], *ids[DAY.list]}, at=at)
    popular = box(ids[DAY.list], ids[ALL], teasers, places=POPULAR)
    latest = BESIDE - popular.counted * len(popular.teasers)
    taken = _above(ids[ALL], wanted, teasers, latest)
    free = {key: [one for one in ids[key] if one not in taken] for key in ids}
    in_block = _in_block(free, sections, above)
    teasers |= teasers_of(_below(free, sections, in_block), at=at)
    if writers := voices(teasers[one] for key in OPINION for one in ids[key] if one in teasers):
        names |= headings(writers, at=at)
    pool = _Pool(teasers, names, at)
    page = Front(names, popular=popular)
    _fill_upper_half(page, pool, ids[ALL], wanted, latest)
    page.strips = list(_strips(pool, ids))
    blocks = (Block(section, _picture_first(pool.unused(ids[section.list], in_block))) for section in sections)
    page.blocks = [block for block in blocks if block.cards]
    return page


def _above(newest: Iterable[str], wanted: Mapping[int, str], live: Collection[str], latest: int) -> set[str]:
    """The stories that lead, second rank and so many of the latest take."""
    chosen = {place: story for place, story in wanted.items() if story in live}
    rest = [one for one in newest if one in live and one not in chosen.values()]
    standing = [story for place, story in chosen.items() if place <= 1 + SECOND]
    return {*standing, *rest[: 1 + SECOND + latest - len(standing)]}


def _in_block(free: Mapping[str, list[str]], sections: Iterable[Heading], above: int) -> int:
    """What the page has room for in each block, beside what stands above them and in the strips."""
    in_strips = sum(min(IN_STRIP, sum(len(free[key]) for key in keys)) for _name, _view, keys in STRIPS)
    blocks = sum(bool(free[one.list]) for one in sections)
    room = MOST - above - in_strips
    return next((each for each in IN_BLOCK if each * blocks <= room), IN_BLOCK[-1])


def _below(free: Mapping[str, list[str]], sections: Iterable[Heading], in_block: int) -> set[str]:
    """The stories among which strips and blocks choose. A block may lose some to a strip, or to another block."""
    in_strips = {one for _name, _view, keys in STRIPS for key in keys for one in free[key][:IN_STRIP]}
    lost = {one.list: SPARE + sum(story in in_strips for story in free[one.list]) for one in sections}
    return in_strips.union(*(free[key][: in_block + more] for key, more in lost.items()))


def _fill_upper_half(page: Front, pool: _Pool, newest_ids: list[str], wanted: Mapping[int, str], latest: int) -> None:
    """Lead and second rank: what is picked at its place, the newest in between."""
    newest = pool.cards(newest_ids)
    chosen = {place: pool.cards([story])[0] for place, story in wanted.items() if story in pool.teasers}
    picked_ids = {card.edition.story_id for card in chosen.values()}
    rest = [card for card in newest if card.edition.story_id not in picked_ids]
    if 1 not in chosen and rest:
        chosen[1] = next((card for card in rest[:LEAD_AMONG] if card.image), rest[0])
        rest.remove(chosen[1])
    shown, left = placed(chosen, rest, 1 + SECOND)
    if not shown:
        return
    page.lead, page.second, page.latest = shown[0], shown[1:], left[:latest]
    pool.used = {card.edition.story_id for card in (page.lead, *page.second, *page.latest)}


def _strips(pool: _Pool, ids: Mapping[str, list[str]]) -> Iterator[Strip]:
    for name, view, keys in STRIPS:
        left = pool.left(one for key in keys for one in ids[key])
        if len(left) >= FEWEST:
            yield Strip(name, reverse(f"editions:{view}"), pool.unused(left, IN_STRIP))


def _picture_first(cards: list[Card]) -> list[Card]:
    first = next((card for card in cards if card.image), None)
    return cards if first is None else [first, *(card for card in cards if card is not first)]
