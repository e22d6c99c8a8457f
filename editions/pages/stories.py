"""A story's page: its body with links and pictures in place, and the lists around it."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from operator import attrgetter
from typing import Any

from django.db.models import QuerySet

from editions import clock, shown
from editions.cache import common
from editions.models import Edition, Heading, Picture, Related
from editions.pages import coverage, machines, telling, updated
from editions.pages.addresses import PageLink, page_links, share_links
from editions.pages.boxes import PLACES, Box, box
from editions.pages.facts import Facts
from editions.pages.heads import headings
from editions.pages.lists import ALL, Card, as_cards, newest_of, place_in_series
from editions.pages.pictures import Image, image
from editions.pages.righted import NoticeShown, notices_on, settled, verification, verified_by
from editions.pages.teasers import Teaser, teasers_of
from editions.popularity.ranking import DAY
from editions.ready import ready
from prose import pace


@dataclass
class Story:
    """All that a story's page shows beside its own columns."""

    edition: Edition
    body: list[dict[str, Any]]
    page: int | None
    """None: the whole text."""
    pages: list[PageLink]
    next_page: str
    whole: str
    image: Image | None
    notices: list[NoticeShown]
    verification: str
    """The line that leads back to what it verifies."""
    names: dict[str, Heading]
    section: Heading | None
    parent: Heading | None
    tags: list[Heading]
    byline: list[telling.Words]
    writers: list[telling.Person]
    minutes: int
    years_old: int
    series: Heading | None
    parts: list[Teaser]
    place: str
    """Which part of its series it is; empty: it has no number."""
    advertising: bool
    updates: list[coverage.Shown]
    """Of a live coverage, newest first."""
    older_updates: str
    later_updates: bool
    fokus: Heading | None
    related: list[Card]
    others: list[Card]
    popular: Box
    share: list[tuple[str, str]]
    facts: Facts
    linked_data: dict[str, Any]


OTHERS, RELATED, PARTS = 6, 4, 30


@dataclass(frozen=True)
class Unsaved:
    """What a preview names that the record does not know yet."""

    headings: dict[str, Heading] = field(default_factory=dict)
    pictures: dict[str, Picture] = field(default_factory=dict)


NOTHING_UNSAVED = Unsaved()


def story(
    edition: Edition, page: int | None, *, at: datetime, unsaved: Unsaved = NOTHING_UNSAVED, before: str | None = None
) -> Story:  # fmt: skip
    """Four queries, whatever the size of story and site: entries, cards, headings, pictures; a live coverage's updates
    are one more. `before`: only those that follow one of them.
    """
    shown.until(telling.turns_older(edition, at=at))
    shown.since(edition.published_at)
    around = _around(edition, at=at, unsaved=unsaved, before=before)
    names, rendered, url = around.names, edition.rendered, edition.get_absolute_url()
    text = rendered.full if page is None else rendered.pages[page - 1]
    shown_text, *of_updates = _each_link_once([text, *(one.rendered.full for one in around.live.editions)])
    body, (related, others) = around.body(shown_text), around.related(text)
    section = names.get(edition.section)
    facts = Facts(edition, names, at, len(rendered.pages) > 1)
    return Story(
        edition=edition,
        body=body,
        page=page,
        pages=page_links(url, page, len(rendered.pages)),
        next_page=f"{url}?page={page + 1}" if page and page < len(rendered.pages) else "",
        whole=f"{url}?page=all" if len(rendered.pages) > 1 else "",
        image=image(edition.lead, "story", at=at, caption=edition.lead_caption) if page in (1, None) else None,
        notices=notices_on(edition, around.teasers),
        verification=verification(edition, around.addresses),
        names=names,
        section=section,
        parent=names.get(section.parent) if section else None,
        tags=_heads(edition.tags, names),
        byline=telling.byline(edition, names),
        writers=telling.writers(edition, names, at=at),
        minutes=pace.minutes(rendered.words),
        years_old=telling.years_old(edition, at=at),
        series=names.get(around.series),
        parts=around.parts(),
        place=around.place(),
        advertising=not around.sensitive,
        updates=around.updates(of_updates),
        older_updates=f"{url}?before={around.live.older}" if around.live.older else "",
        later_updates=around.live.later,
        fokus=next((names[key] for key in edition.lists if key.startswith("fokus-") and key in names), None),
        related=related,
        others=others,
        popular=box(around.entries[DAY.list], around.entries[ALL], around.free),
        share=share_links(edition),
        facts=facts,
        linked_data=machines.of_story(
            facts,
            [shot for part in body for shot in part.get("images", [])],
            [Facts(one, names, at) for one in around.live.editions],
            [part for part in body if part.get("film")],
        ),
    )


@dataclass(frozen=True)
class _Around:
    """What a story's page reads beside the story's own row."""

    edition: Edition
    at: datetime
    entries: dict[str, list[str]]
    series: str
    found: list[str] | None
    """The stories found to belong with it; None until they are."""
    live: coverage.Updates
    teasers: dict[str, Teaser]
    names: dict[str, Heading]
    pictures: dict[str, Picture]

    @cached_property
    def free(self) -> dict[str, Teaser]:
        """What may stand beside it: all but itself and what is paid for."""
        kept = {key: one for key, one in self.teasers.items() if one.genre != Edition.Genre.ADVERTORIAL}
        kept.pop(self.edition.story_id, None)
        return kept

    @cached_property
    def addresses(self) -> dict[str, str]:
        """Where the stories stand that verify this one, and the one that it verifies."""
        bound = [*verified_by(self.edition), self.edition.verifies]
        return {one: self.teasers[one].get_absolute_url() for one in bound if one in self.teasers}

    @property
    def sensitive(self) -> bool:
        """Of a child or a victim by its own text, or by an update that stands on the page."""
        return any(one.sensitive for one in (self.edition, *self.live.editions))

    def body(self, text: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Segments with their slots filled, and advertising between them where it may stand."""
        filled = [
            part | {"html": settled(part["html"], self.edition, self.addresses)} if "html" in part else part
            for part in self._filled(text)
        ]
        return filled if self.sensitive else telling.with_ads(filled)

    def updates(self, texts: Iterable[list[dict[str, Any]]]) -> list[coverage.Shown]:
        return [
            coverage.Shown(one, self._filled(text), notices_on(one, self.teasers))
            for one, text in zip(self.live.editions, texts, strict=True)
        ]

    def _filled(self, text: list[dict[str, Any]]) -> list[dict[str, Any]]:
        segments = (_segment(part, self.edition.genre, self.free, self.pictures, at=self.at) for part in text)
        return [one for one in segments if one]

    def parts(self) -> list[Teaser]:
        """Of its series, in order."""
        standing = (self.teasers[one] for one in self.entries.get(self.series, []) if one in self.teasers)
        return sorted(standing, key=attrgetter("place"))

    def place(self) -> str:
        # Of a long series its newest parts alone are read: how many it has is not known here.
        standing = self.entries.get(self.series, [])
        count = len(self.parts()) if len(standing) < PARTS else 0
        return place_in_series(self.edition.part, count) if self.edition.part else ""

    def related(self, text: list[dict[str, Any]]) -> tuple[list[Card], list[Card]]:
        """Those that belong with it, and others."""
        latest = self.entries[self.edition.section]
        related = _related(self.edition, text, self.found, latest, self.free)
        others = _unseen([*latest, *self.entries[ALL]], self.free, set(related), OTHERS)
        first, second = (as_cards((self.free[one] for one in ids), self.names, at=self.at) for ids in (related, others))
        return first, second


def _around(edition: Edition, *, at: datetime, unsaved: Unsaved, before: str | None) -> _Around:
    lengths = {ALL: PLACES + 1, edition.section: OTHERS + RELATED + 4}
    series = next((key for key in edition.lists if key.startswith("series-")), "")
    lengths |= {series: PARTS} if series else {}
    with shown.beside():
        entries = newest_of(lengths, at=at, ranked=DAY.list)
    live, found = coverage.updates(edition, at=at, before=before), _found(edition)
    linked = [story for one in (edition, *live.editions) for story in one.linked_stories()]
    listed = (one for of_list in entries.values() for one in of_list)
    with shown.beside():  # a card's time may lag behind
        teasers = _teasers({*linked, *listed}, [one for one in found or () if one not in linked], at=at)
    by_person = [person["list"] for one in (edition, *live.editions) for person in one.people]
    # Who wrote an update leads to a page of theirs while they have a story, which an update is not.
    shown.note(*(person["list"] for one in live.editions for person in one.people))
    names = headings([*edition.lists, edition.section, *by_person, *(one.section for one in teasers.values())], at=at)
    shots = [*edition.text_pictures(), *live.pictures()]
    pictures = common.rows("picture", shots, _pictures, _note_picture, at=at) | unsaved.pictures
    return _Around(edition, at, entries, series, found, live, teasers, unsaved.headings | names, pictures)


def _teasers(certain: set[str], likely: list[str], *, at: datetime) -> dict[str, Teaser]:
    """The cards that the page shows: of those found, as many as have a place, further ones where one has gone."""
    first, rest = likely[:RELATED], likely[RELATED:]
    teasers = teasers_of({*certain, *first}, at=at, ahead=rest)
    stand = all(one in teasers and teasers[one].genre != Edition.Genre.ADVERTORIAL for one in first)
    return teasers if stand else teasers | teasers_of(rest, at=at)


def read(story_id: str) -> Edition | None:
    """What is live of a story, with all of its own that its page needs and the moment of reading: one query."""
    shown.note(shown.story(story_id))
    edition = next(iter(_live(story_id=story_id)), None)
    if edition:
        updated.note(story_id, edition.genre)
    return edition


UNREAD = ("body", "made_at", "revision", "published_by", "related__made")
"""Columns that no page shows."""


@ready
def _live(*, story_id: str) -> QuerySet[Edition]:
    rows = Edition.objects.live().select_related("rendered", "lead", "related").annotate(read_at=clock.now())
    return rows.filter(story_id=story_id).annotate(newest_update=updated.newest_update()).defer(*UNREAD)[:1]


def _pictures(keys: list[str]) -> dict[str, Picture]:
    return Picture.objects.in_bulk(keys)


def _note_picture(_key: str, picture: Picture | None) -> None:
    if picture:
        picture.note()


def _found(edition: Edition) -> list[str] | None:
    """The stories found to belong with this one, best first; None until they are found.

    The page waits for the first, and may lag behind for a better one.
    """
    row: Related | None = getattr(edition, "related", None)
    with nullcontext() if row is None else shown.beside():
        shown.note_list(shown.related(edition.story_id))
    return None if row is None else [one["story_id"] for one in row.found]


def _related(
    edition: Edition, text: Iterable[dict[str, Any]], found: Sequence[str] | None, latest: Sequence[str],
    free: Mapping[str, Teaser],
) -> list[str]:  # fmt: skip
    """The editor's picks first, but for those that stand above in the text; then what was found.

    Until that is known the section's latest stand in, where enough of them are left for the list of others.
    """
    if found is None:
        standing_in = [one for one in latest if one in free]
        found = standing_in[:RELATED] if len(standing_in) > RELATED + OTHERS // 2 else []
    return _unseen([*_links(edition.rendered.full), *found], free, set(_links(text)), RELATED)


def _links(parts: Iterable[dict[str, Any]]) -> list[str]:
    return [one for part in parts for one in part.get("baca_juga", [])]


def _each_link_once(texts: Iterable[list[dict[str, Any]]]) -> list[list[dict[str, Any]]]:
    """The texts of a page; of a story that several Baca Juga on it name, the first keeps the link."""
    seen: set[str] = set()
    return [[_but(part, seen) for part in text] for text in texts]


def _but(part: dict[str, Any], seen: set[str]) -> dict[str, Any]:
    links = [one for one in part.get("baca_juga", []) if one not in seen]
    seen.update(links)
    return part | {"baca_juga": links} if "baca_juga" in part else part


def _heads(keys: Iterable[str], names: Mapping[str, Heading]) -> list[Heading]:
    """The heads of lists, each once: two of them may have been merged."""
    return list({names[key].list: names[key] for key in keys if key in names}.values())


def _unseen(wanted: Sequence[str], free: Mapping[str, Teaser], seen: set[str], length: int) -> list[str]:
    return [one for one in dict.fromkeys(wanted) if one in free and one not in seen][:length]


def _segment(
    part: dict[str, Any], genre: str, free: Mapping[str, Teaser], pictures: Mapping[str, Picture], *, at: datetime
) -> dict[str, Any] | None:
    """A segment with its slot filled; None where nothing is left to show."""
    if "baca_juga" in part:
        links = [free[one] for one in part["baca_juga"] if one in free]
        return {"links": links} if links else None
    if "embed" in part:
        kept = image(pictures.get(part.get("picture", "")), "card", at=at)
        return part | {"kept": kept, "film": kept is not None and genre == Edition.Genre.VIDEO}
    if "picture" in part:
        found = image(
            pictures.get(part["picture"]), "story", at=at,
            caption=part.get("caption", ""), credit=part.get("credit", ""),
        )  # fmt: skip
        return {"images": [found]} if found else None
    if "gallery" in part:
        shots = [image(pictures.get(key), "story", at=at) for key in part["gallery"]]
        left = [shot for shot in shots if shot]
        return {"images": left, "gallery": True} if left else None
    return part
