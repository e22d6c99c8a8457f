"""A story's page: its body with links and pictures in place, and the lists around it."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.functional import Promise

from editions import clock, shown
from editions.cache import common
from editions.models import Edition, Entry, Heading, Picture, Related
from editions.pages import coverage, machines, telling
from editions.pages.addresses import PageLink, page_links, share_links
from editions.pages.facts import Facts
from editions.pages.heads import headings
from editions.pages.lists import ALL, Card, as_cards, newest_of
from editions.pages.pictures import Image, image
from editions.pages.popular import PLACES, MostRead, box
from editions.pages.righted import NOTICE_NAMES
from editions.pages.teasers import Teaser, teasers_of
from editions.popularity.ranking import DAY
from editions.ready import ready


class NoticeShown(NamedTuple):
    name: str | Promise
    at: datetime
    text: str
    target: Teaser | None


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
    updates: list[coverage.Shown]
    """Of a live coverage, newest first."""
    older_updates: str
    later_updates: bool
    fokus: Heading | None
    related: list[Card]
    others: list[Card]
    popular: MostRead
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
    lengths = {ALL: PLACES + 1, edition.section: OTHERS + RELATED + 4}
    series = next((key for key in edition.lists if key.startswith("series-")), "")
    lengths |= {series: PARTS} if series else {}
    with shown.beside():
        entries = newest_of(lengths, at=at, ranked=DAY.list)
    shown.since(edition.published_at)
    live = coverage.updates(edition, at=at, before=before)
    linked, found = edition.linked_stories(), _found(edition)
    linked += [story for one in live.editions for story in one.linked_stories()]
    listed = (one for of_list in entries.values() for one in of_list)
    teasers = teasers_of({*linked, *(found or ()), *listed}, at=at)
    by_person = [person["list"] for one in (edition, *live.editions) for person in one.people]
    names = headings([*edition.lists, edition.section, *by_person, *(one.section for one in teasers.values())], at=at)
    names = unsaved.headings | names
    shots = [*edition.body_pictures(), *live.pictures()]
    pictures = common.rows("picture", shots, _pictures, _note_picture, at=at) | unsaved.pictures
    parts = sorted((teasers[one] for one in entries.get(series, []) if one in teasers), key=lambda one: one.part or 0)
    free = {key: one for key, one in teasers.items() if one.genre != Edition.Genre.ADVERTORIAL}
    free.pop(edition.story_id, None)

    rendered = edition.rendered
    text = rendered.full if page is None else rendered.pages[page - 1]
    section = names.get(edition.section)
    lead = image(edition.lead, "story", at=at, caption=edition.lead_caption)
    shown.until(telling.turns_older(edition, at=at))
    facts = Facts(edition, names, at, len(rendered.pages) > 1)
    body = _body(text, edition, free, pictures, at=at)
    related = _related(edition, text, found, entries[edition.section], free)
    others = _unseen([*entries[edition.section], *entries[ALL]], free, set(related), OTHERS)
    url = edition.get_absolute_url()
    return Story(
        edition=edition,
        body=body,
        page=page,
        pages=page_links(url, page, len(rendered.pages)),
        next_page=f"{url}?page={page + 1}" if page and page < len(rendered.pages) else "",
        whole=f"{url}?page=all" if len(rendered.pages) > 1 else "",
        image=lead if page in (1, None) else None,
        notices=[_notice(one, teasers) for one in edition.notices],
        names=names,
        section=section,
        parent=names.get(section.parent) if section else None,
        tags=_heads(edition.tags, names),
        byline=telling.byline(edition, names),
        writers=telling.writers(edition, names, at=at),
        minutes=telling.minutes(rendered.words),
        years_old=telling.years_old(edition, at=at),
        series=names.get(series),
        parts=parts,
        updates=[
            coverage.Shown(one, _body(one.rendered.full, edition, free, pictures, at=at, plain=True))
            for one in live.editions
        ],
        older_updates=f"{url}?before={live.older}" if live.older else "",
        later_updates=live.later,
        fokus=next((names[key] for key in edition.lists if key.startswith("fokus-") and key in names), None),
        related=as_cards((free[one] for one in related), names, at=at),
        others=as_cards((free[one] for one in others), names, at=at),
        popular=box(entries[DAY.list], entries[ALL], free, names, at=at),
        share=share_links(edition),
        facts=facts,
        linked_data=machines.of_story(
            facts,
            [shot for part in body for shot in part.get("images", [])],
            [Facts(one, names, at) for one in live.editions],
            [part for part in body if part.get("film")],
        ),
    )


def read(story_id: str) -> Edition | None:
    """What is live of a story, with all of its own that its page needs and the moment of reading: one query."""
    shown.note(shown.story(story_id))
    return next(iter(_live(story_id=story_id)), None)


@ready
def _live(*, story_id: str) -> QuerySet[Edition]:
    rows = Edition.objects.live().select_related("rendered", "lead", "related").annotate(read_at=clock.now())
    return rows.filter(story_id=story_id)[:1]


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
    return _unseen([*_links(edition.body), *found], free, set(_links(text)), RELATED)


def _links(parts: Iterable[dict[str, Any]]) -> list[str]:
    return [one for part in parts for one in part.get("baca_juga", [])]


def own_page(slug: str, *, at: datetime) -> Edition | None:
    """The page of the newsroom's own that stands at an address: one query."""
    key = f"page-{slug}"[:40]
    shown.note_list(key)
    return next(iter(_own_page(key=key, slug=slug, at=at)), None)


@ready
def _own_page(*, key: str, slug: str, at: datetime) -> QuerySet[Edition]:
    there = Entry.objects.live(at).newest(key).values("story_id")[:1]
    rows = Edition.objects.live(at).filter(story_id=there, kind=Edition.Kind.PAGE, slug=slug)
    return rows.select_related("rendered", "lead").annotate(read_at=clock.now())[:1]


def _heads(keys: Iterable[str], names: Mapping[str, Heading]) -> list[Heading]:
    """The heads of lists, each once: two of them may have been merged."""
    return list({names[key].list: names[key] for key in keys if key in names}.values())


def _body(
    text: list[dict[str, Any]], edition: Edition, free: Mapping[str, Teaser], pictures: Mapping[str, Picture], *,
    at: datetime, plain: bool = False,
) -> list[dict[str, Any]]:  # fmt: skip
    """Segments with their slots filled; advertising between them where it may stand, unless `plain`."""
    shown = [filled for part in text if (filled := _segment(part, edition.genre, free, pictures, at=at))]
    return shown if plain or edition.sensitive else telling.with_ads(shown)


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


def _notice(notice: dict[str, Any], teasers: Mapping[str, Teaser]) -> NoticeShown:
    return NoticeShown(
        NOTICE_NAMES.get(notice["kind"], notice["kind"]),
        datetime.fromisoformat(notice["at"]),
        notice["text"],
        teasers.get(notice.get("story_id") or ""),
    )
