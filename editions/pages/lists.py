"""Cards and ranges of lists, in a fixed number of queries whatever the size of the site."""

import re
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import DateTimeField, QuerySet, Value
from django.http import Http404
from django.utils.translation import gettext as _

from almanac import dates
from editions import shown
from editions.cache import common
from editions.models import Edition, Entry, Heading, Ranked
from editions.pages.boxes import NO_BOX, PLACES, Box, box
from editions.pages.heads import headings
from editions.pages.pictures import Image, image
from editions.pages.teasers import Teaser, teasers_of
from editions.popularity.ranking import DAY
from editions.ready import ready

ROWS = 20
WORD = re.compile(r"[a-zA-Z0-9_-]{1,100}")
"""What ids and slugs are made of."""

EPOCH = datetime.fromtimestamp(0, UTC)
ALL = "all"
"""The list of every story that is not paid for."""


EARLIEST, LATEST = date(1900, 1, 1), date(9999, 1, 1)
"""No index before or after: the first and last days of the calendar have no moment in UTC."""


def day_of(year: str, month: str, day: str) -> date:
    """The day that an address names; 404 where it is none."""
    try:
        named = date(int(year), int(month), int(day))
    except ValueError as error:
        raise Http404 from error
    if not EARLIEST <= named < LATEST:
        raise Http404
    return named


def day_begun(year: str, month: str, day: str, *, at: datetime) -> date:
    """The same; 404 of a day to come too, until it begins."""
    named = day_of(year, month, day)
    begins = dates.day_bounds(named)[0]
    if begins > at:
        shown.until(begins)
        raise Http404
    return named


class Card(NamedTuple):
    """A story as lists show it."""

    edition: Teaser
    kicker: str
    image: Image | None
    time: str
    writer: str = ""
    face: Image | None = None
    """Of an opinion: whose it is."""

    @property
    def same(self) -> tuple[object, ...]:
        """What its markup follows from, since an edition never changes."""
        edition = self.edition
        face = self.face.small if self.face else ""
        return (
            edition.pk,
            edition.story_id,
            edition.newest_update,
            self.kicker,
            self.image is None,
            self.time,
            self.writer,
            face,
        )

    @property
    def film(self) -> bool:
        return self.edition.genre == Edition.Genre.VIDEO

    @property
    def film_by_ai(self) -> bool:
        return self.edition.film_by_ai

    @property
    def paid(self) -> bool:
        return self.edition.genre == Edition.Genre.ADVERTORIAL


def as_cards(teasers: Iterable[Teaser], names: Mapping[str, Heading], *, at: datetime) -> list[Card]:
    today = dates.local(at).date()
    begun, midnight = dates.day_bounds(today)
    stories = list(teasers)
    if any(one.told_at >= begun for one in stories):
        shown.until(midnight)  # a clock time becomes a date
    return [_card(one, names, today, at=at) for one in stories]


def _card(teaser: Teaser, names: Mapping[str, Heading], today: date, *, at: datetime) -> Card:
    writer = names.get(teaser.voice)
    return Card(
        teaser,
        teaser.kicker or (names[teaser.section].name if teaser.section in names else ""),
        teaser.image(at),
        dates.in_list(teaser.told_at, today),
        writer.name if writer else "",
        image(writer.picture, "card", at=at) if writer else None,
    )


def voices(teasers: Iterable[Teaser]) -> list[str]:
    """The lists of those whose opinion stories are, one for each."""
    return [one.voice for one in teasers if one.voice]


@dataclass
class Listing:
    """One range of a list; `older` is the key to go on from."""

    cards: list[Card]
    names: dict[str, Heading]
    older: str = ""
    later: bool = False
    """Whether this range was reached by its key, so that newer rows lie before it."""
    popular: Box = NO_BOX
    """What stands beside the head of a list, where that is asked for."""

    def from_the_first_part(self) -> "Listing":
        """A series as it is read; a longer one than this range stays newest first, as any list."""
        if self.later or self.older:
            return self
        cards = sorted(self.cards, key=attrgetter("edition.place"))
        return replace(self, cards=[_as_part(card, len(cards)) for card in cards])


def _as_part(card: Card, count: int) -> Card:
    part = card.edition.part
    return card._replace(kicker=place_in_series(part, count)) if part else card


def place_in_series(part: int, count: int) -> str:
    """Which part a story is, of how many that stand; the first alone where its number lies beyond them."""
    words = _("Part %(part)s of %(count)s") if part <= count else _("Part %(part)s")
    return words % {"part": part, "count": count}


def listing(
    key: str, *, at: datetime, before: str | None = None, also: Iterable[str] = (),
    span: tuple[datetime, datetime] | None = None, beside: bool = False, head: Heading | None = None,
) -> Listing:  # fmt: skip
    """Twenty rows of a list, from the newest or from the row after `before`; three queries, four with `before`.

    `beside`: its head with the most read beside it, in the same queries. `head`: its name, where that is known.
    """
    around: dict[str, list[str]] = {}
    if before is not None or span is not None:
        ids = _further(key, at=at, before=before, span=span)
    elif beside:
        ids, around = _with_most_read(key, at=at)
    else:
        ids = newest_of({key: ROWS + 1}, at=at)[key]
    shown.note(*map(shown.story, ids))  # the row after the last decides whether there is more
    top = ids[:ROWS]
    live = teasers_of([*top, *(one for of_list in around.values() for one in of_list)], at=at)
    found = [live[one] for one in top if one in live]
    names = headings([key, *also, *(one.section for one in found), *voices(found)], at=at, own=head)
    if around and found:
        shown.since(found[0].first_published_at)
    older = top[-1] if len(ids) > ROWS else ""
    popular = box(around[DAY.list], around[ALL], live) if around else NO_BOX
    return Listing(as_cards(found, names, at=at), names, older, before is not None, popular)


def _with_most_read(key: str, *, at: datetime) -> tuple[list[str], dict[str, list[str]]]:
    """The head of a list; and what stands beside it, which may lag behind."""
    shown.note_list(key)
    with shown.beside():
        ids = newest_of({ALL: PLACES, key: ROWS + 1}, at=at, ranked=DAY.list)
    return ids[key], ids


def _further(key: str, *, at: datetime, before: str | None, span: tuple[datetime, datetime] | None) -> list[str]:
    after = row_of(key, before, at=at) if before is not None else None
    if after and span is None:
        shown.note_list(shown.older(key))
        found = _after(key=key, story_id=after.story_id, moment=after.first_published_at, at=at)
        return [story_id for (story_id,) in found]
    live = Entry.objects.live(at)
    is_past = span is not None and span[1] <= at and after is None
    rows = live.before(key, span[1]) if is_past and span else live.newest(key, after=after)
    if span:
        rows = rows.filter(first_published_at__gte=span[0], first_published_at__lt=span[1])
    return list(rows.values_list("story_id", flat=True)[: ROWS + 1])


@ready
def _after(*, key: str, story_id: str, moment: datetime, at: datetime) -> QuerySet[Entry, Any]:
    after = Entry(story_id=story_id, first_published_at=moment)
    return Entry.objects.live(at).newest(key, after=after).values_list("story_id")[: ROWS + 1]


def row_of(key: str, story_id: str, *, at: datetime) -> Entry:
    """The row of a list to go on from; 404 where the key is none of it."""
    if not WORD.fullmatch(story_id):
        raise Http404
    shown.note(shown.story(story_id))
    for row in _row(key=key, story_id=story_id, at=at):
        return row
    raise Http404


@ready
def _row(*, key: str, story_id: str, at: datetime) -> QuerySet[Entry]:
    return Entry.objects.live(at).filter(list=key, story_id=story_id)[:1]


def newest_of(lengths: Mapping[str, int], *, at: datetime, ranked: str = "") -> dict[str, list[str]]:
    """The newest story ids of several lists, in one query whatever their number; and those of one that is `ranked`."""
    wanted: list[Range] = [*lengths.items(), *([(ranked, None)] if ranked else [])]
    found = common.rows("newest", wanted, partial(_newest, at=at), _note_range, at=at)
    return {key: story_ids for (key, _length), story_ids in found.items()}


Range = tuple[str, int | None]
"""A list, and how many of its newest rows; None of one that is ranked."""


def _note_range(asked: Range, _story_ids: list[str] | None) -> None:
    key, length = asked
    with shown.beside() if length is None else nullcontext():
        shown.note_list(key)


def _newest(wanted: list[Range], *, at: datetime) -> dict[Range, list[str]]:
    found: dict[str, list[str]] = {key: [] for key, _length in wanted}
    rows = _places(keys=list(found), lengths=tuple(length for _key, length in wanted), at=at)
    by_time = sorted(rows, key=lambda row: (row[1] or EPOCH, row[2]), reverse=True)
    for key, _published, story_id, _place in sorted(by_time, key=itemgetter(3)):
        found[key].append(story_id)
    return {(key, length): found[key] for key, length in wanted}


@ready
def _places(*, keys: list[str], lengths: tuple[int | None, ...], at: datetime) -> QuerySet[Any, Any]:
    """The rows of all these lists: list, moment, story, place."""
    parts: list[QuerySet[Any, Any]] = []
    for key, length in zip(keys, lengths, strict=True):
        if length is None:
            parts.append(Ranked.objects.of(key).values_list("list", _NO_MOMENT, "story_id", "place"))
        else:
            rows = Entry.objects.live(at).newest(key)[:length]
            if len(keys) > 1 and not connection.features.supports_slicing_ordering_in_compound:
                # A slice by primary key, since SQLite takes no LIMIT inside a union.
                rows = Entry.objects.filter(pk__in=rows.values("pk")).order_by()
            parts.append(rows.values_list("list", "first_published_at", "story_id", Value(0)))
    return parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]


_NO_MOMENT = Value(None, output_field=DateTimeField())


def sections(names: Mapping[str, Heading]) -> list[Heading]:
    """As readers choose one of them: each with its own below it."""
    found = [heading for heading in names.values() if heading.kind == "section"]
    known = {one.list for one in found}
    above = [one for one in found if one.parent not in known]
    return [one for head in above for one in (head, *(own for own in found if own.parent == head.list))]


def menu(names: Mapping[str, Heading]) -> list[Heading]:
    return [heading for heading in names.values() if heading.in_menu]
