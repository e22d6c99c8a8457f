"""What readers' pages show, gathered in a fixed number of queries: cards, lists, menus, pictures and page links.

Each page is of one moment, read once: all its queries ask what was live then.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import storages
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from almanac import dates
from editions.models import Edition, Entry, Heading, Notice, Picture, headings

ROWS = 20
WORD = re.compile(r"[a-zA-Z0-9_-]{1,100}")
"""What ids and slugs are made of."""

ALL = "all"
"""The list of every story that is not paid for."""

NOTICE_NAMES: dict[str, str | Promise] = {
    Notice.Kind.RALAT: pgettext_lazy("notice", "Erratum"),
    Notice.Kind.KOREKSI: pgettext_lazy("notice", "Correction"),
    Notice.Kind.HAK_JAWAB: pgettext_lazy("notice", "Right of reply"),
    Notice.Kind.PEMUTAKHIRAN: pgettext_lazy("notice", "Update"),
    Notice.Kind.PENCABUTAN: pgettext_lazy("notice", "Withdrawal"),
}
GROUND_NAMES: dict[str, str | Promise] = {
    "sara": pgettext_lazy("ground", "Ethnicity, religion, race or group (SARA)"),
    "kesusilaan": pgettext_lazy("ground", "Decency"),
    "anak": pgettext_lazy("ground", "The future of a child"),
    "traumatik": pgettext_lazy("ground", "A victim's traumatic experience"),
    "dewan_pers": pgettext_lazy("ground", "Another ground set by the Press Council"),
    "keliru": pgettext_lazy("ground", "The newsroom's own error"),
    "salah_terbit": pgettext_lazy("ground", "Published by mistake"),
}


# --- Pictures --------------------------------------------------------------------------------------------


class Format(NamedTuple):
    type: str
    srcset: str


@dataclass(frozen=True)
class Image:
    """A picture in one shape, as markup needs it."""

    formats: list[Format]
    src: str
    width: int
    height: int
    alt: str
    caption: str
    credit: str
    label: str
    made_by_ai: bool


def image(picture: Picture | None, shape: str, *, at: datetime, caption: str = "", credit: str = "") -> Image | None:
    """The picture in a shape, while its rights last; JPEG is the fallback that every browser reads."""
    if picture is None or (picture.until is not None and picture.until <= at):
        return None
    facts = picture.facts
    by_format: dict[str, list[dict[str, Any]]] = {}
    for one in facts["renditions"]:
        if one["shape"] == shape:
            by_format.setdefault(one["format"], []).append(one)
    if "jpeg" not in by_format:
        return None
    widest = max(by_format["jpeg"], key=lambda one: one["width"])
    better = [name for name in ("avif", "webp", "jpeg") if name in by_format]
    return Image(
        formats=[Format(f"image/{name}", _srcset(by_format[name])) for name in better],
        src=_media_url(widest["name"]),
        width=widest["width"],
        height=widest["height"],
        alt=facts.get("alt", ""),
        caption=caption or facts.get("caption", ""),
        credit=credit or facts.get("credit", ""),
        label=facts.get("label", ""),
        made_by_ai=bool(facts.get("made_by_ai")),
    )


def _srcset(renditions: Iterable[dict[str, Any]]) -> str:
    narrow_first = sorted(renditions, key=lambda one: one["width"])
    return ", ".join(f"{_media_url(one['name'])} {one['width']}w" for one in narrow_first)


def _media_url(name: str) -> str:
    return storages["public"].url(name)


def absolute(url: str) -> str:
    """An address with scheme and host, from settings alone: never from a request."""
    return url if url.startswith(("http://", "https://")) else settings.SITE_ADDRESS + url


# --- Cards and lists -------------------------------------------------------------------------------------


class Card(NamedTuple):
    """A story as lists show it."""

    edition: Edition
    kicker: str
    image: Image | None
    time: str

    @property
    def paid(self) -> bool:
        return self.edition.genre == Edition.Genre.ADVERTORIAL


def cards_of(story_ids: Iterable[str], *, at: datetime) -> dict[str, Edition]:
    """The live stories named, by id, with the columns of a card: one query."""
    rows = Edition.objects.live(at).stories().filter(story_id__in=set(story_ids)).cards()
    return {edition.story_id: edition for edition in rows}


def as_cards(editions: Iterable[Edition], names: Mapping[str, Heading], *, at: datetime) -> list[Card]:
    today = dates.local(at).date()
    return [
        Card(
            edition,
            edition.kicker or (names[edition.section].name if edition.section in names else ""),
            image(edition.lead, "card", at=at),
            dates.in_list(edition.first_published_at, today),
        )
        for edition in editions
    ]


@dataclass
class Listing:
    """One range of a list; `older` is the key to go on from."""

    cards: list[Card]
    names: dict[str, Heading]
    older: str = ""
    later: bool = False
    """Whether this range was reached by its key, so that newer rows lie before it."""


def listing(
    key: str, *, at: datetime, before: str | None = None, day: date | None = None, also: Iterable[str] = ()
) -> Listing:
    """Twenty rows of a list, from the newest or from the row after `before`; three queries, four with `before`."""
    rows = Entry.objects.live(at).newest(key)
    if day is not None:
        start, end = dates.day_bounds(day)
        rows = rows.filter(first_published_at__gte=start, first_published_at__lt=end)
    if before is not None:
        rows = rows.after(_row(rows, before))
    ids = list(rows.values_list("story_id", flat=True)[: ROWS + 1])
    shown = ids[:ROWS]
    editions = cards_of(shown, at=at)
    found = [editions[one] for one in shown if one in editions]
    names = headings([key, *also, *(edition.section for edition in found)], at=at)
    older = shown[-1] if len(ids) > ROWS else ""
    return Listing(as_cards(found, names, at=at), names, older, before is not None)


def _row(rows: QuerySet[Entry], story_id: str) -> Entry:
    row = rows.filter(story_id=story_id).first() if WORD.fullmatch(story_id) else None
    if row is None:
        raise Http404
    return row


def newest_of(lengths: Mapping[str, int], *, at: datetime) -> dict[str, list[str]]:
    """The newest story ids of several lists, in one query whatever their number."""
    live = Entry.objects.live(at)
    # Each list is a slice by primary key, since SQLite takes no LIMIT inside a union.
    slices = [
        Entry.objects.filter(pk__in=live.newest(key).values("pk")[:length]).order_by()
        for key, length in lengths.items()
    ]
    columns = ("list", "first_published_at", "story_id")
    first, *others = [one.values_list(*columns) for one in slices]
    rows = first.union(*others, all=True) if others else first
    found: dict[str, list[str]] = {key: [] for key in lengths}
    for key, _published, story_id in sorted(rows, key=lambda row: row[1:], reverse=True):
        found[key].append(story_id)
    return found


def menu(names: Mapping[str, Heading]) -> list[Heading]:
    return [heading for heading in names.values() if heading.in_menu]


# --- The front -------------------------------------------------------------------------------------------


class Block(NamedTuple):
    heading: Heading
    cards: list[Card]


@dataclass
class Front:
    names: dict[str, Heading]
    lead: Card | None = None
    second: list[Card] = field(default_factory=list)
    latest: list[Card] = field(default_factory=list)
    popular: list[Card] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)


SECOND, LATEST, POPULAR, IN_BLOCK = 4, 12, 10, 5
LEAD_AMONG = 4
"""The lead is the newest story with a picture among so many."""


def front(*, at: datetime) -> Front:
    """Three queries: headings, entries of all lists shown, cards."""
    names = headings([], at=at)
    sections = menu(names)
    # A block may lose as many rows as stand above it, so it asks for more than it shows.
    lengths = {ALL: 1 + SECOND + LATEST + POPULAR} | {one.list: 1 + SECOND + LATEST + IN_BLOCK for one in sections}
    ids = newest_of(lengths, at=at)
    editions = cards_of((one for of_list in ids.values() for one in of_list), at=at)

    def cards(story_ids: Iterable[str]) -> list[Card]:
        return as_cards((editions[one] for one in story_ids if one in editions), names, at=at)

    newest = cards(ids[ALL])
    page = Front(names, popular=newest[:POPULAR])
    if newest:
        page.lead = next((card for card in newest[:LEAD_AMONG] if card.image), newest[0])
        rest = [card for card in newest if card is not page.lead]
        page.second, page.latest = rest[:SECOND], rest[SECOND : SECOND + LATEST]
    used = {card.edition.story_id for card in (page.lead, *page.second, *page.latest) if card}
    for section in sections:
        fresh = [one for one in ids[section.list] if one not in used][:IN_BLOCK]
        used.update(fresh)
        page.blocks.append(Block(section, _picture_first(cards(fresh))))
    page.blocks = [block for block in page.blocks if block.cards]
    return page


def _picture_first(cards: list[Card]) -> list[Card]:
    first = next((card for card in cards if card.image), None)
    return cards if first is None else [first, *(card for card in cards if card is not first)]


# --- A story ---------------------------------------------------------------------------------------------


class NoticeShown(NamedTuple):
    name: str | Promise
    at: datetime
    text: str
    target: Edition | None


class PageLink(NamedTuple):
    label: str
    url: str
    current: bool


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
    people: list[Heading]
    parts_of: list[Heading]
    related: list[Card]
    others: list[Card]
    popular: list[Card]
    share: list[tuple[str, str]]
    linked_data: dict[str, Any]
    share_image: str


OTHERS, RELATED, TAGS_ASKED = 6, 4, 3


def story(edition: Edition, page: int | None, *, at: datetime) -> Story:
    """Four queries, whatever the size of story and site: entries, cards, headings, pictures."""
    tag_lists = edition.tags[:TAGS_ASKED]
    lengths = {ALL: POPULAR + 1, edition.section: OTHERS + RELATED + 4}
    lengths |= dict.fromkeys(tag_lists, RELATED + 2)
    entries = newest_of(lengths, at=at)
    linked = edition.linked_stories()
    editions = cards_of({*linked, *(one for of_list in entries.values() for one in of_list)}, at=at)
    by_person = [person["list"] for person in edition.people]
    names = headings([*edition.lists, edition.section, *by_person, *(one.section for one in editions.values())], at=at)
    pictures = Picture.objects.in_bulk(edition.body_pictures())
    free = {key: one for key, one in editions.items() if one.genre != Edition.Genre.ADVERTORIAL}
    free.pop(edition.story_id, None)

    related = _unseen([one for key in tag_lists for one in entries[key]], free, set(), RELATED)
    others = _unseen([*entries[edition.section], *entries[ALL]], free, set(related), OTHERS)
    popular = _unseen(entries[ALL], free, set(), POPULAR)
    rendered = edition.rendered
    parts = rendered.whole if page is None else rendered.pages[page - 1]
    section = names.get(edition.section)
    lead = image(edition.lead, "story", at=at, caption=edition.lead_caption)
    share_image = image(edition.lead, "share", at=at)
    url = edition.get_absolute_url()
    return Story(
        edition=edition,
        body=[shown for part in parts if (shown := _segment(part, free, pictures, at=at))],
        page=page,
        pages=page_links(url, page, len(rendered.pages)),
        next_page=f"{url}?page={page + 1}" if page and page < len(rendered.pages) else "",
        whole=f"{url}?page=all" if len(rendered.pages) > 1 else "",
        image=lead if page in (1, None) else None,
        notices=[_notice(one, editions) for one in edition.notices],
        names=names,
        section=section,
        parent=names.get(section.parent) if section else None,
        tags=[names[key] for key in edition.tags if key in names],
        people=[names[key] for key in dict.fromkeys(by_person) if key in names],
        parts_of=[names[key] for key in edition.lists if key in names and names[key].kind in ("fokus", "series")],
        related=as_cards((free[one] for one in related), names, at=at),
        others=as_cards((free[one] for one in others), names, at=at),
        popular=as_cards((free[one] for one in popular), names, at=at),
        share=share_links(edition),
        linked_data=linked_data(edition, section, lead),
        share_image=absolute(share_image.src) if share_image else "",
    )


def _unseen(wanted: Sequence[str], free: Mapping[str, Edition], seen: set[str], length: int) -> list[str]:
    return [one for one in dict.fromkeys(wanted) if one in free and one not in seen][:length]


def _segment(
    part: dict[str, Any], free: Mapping[str, Edition], pictures: Mapping[str, Picture], *, at: datetime
) -> dict[str, Any] | None:
    """A segment with its slot filled; None where nothing is left to show."""
    if "baca_juga" in part:
        links = [free[one] for one in part["baca_juga"] if one in free]
        return {"links": links} if links else None
    if "picture" in part:
        shown = image(
            pictures.get(part["picture"]), "story", at=at,
            caption=part.get("caption", ""), credit=part.get("credit", ""),
        )  # fmt: skip
        return {"images": [shown]} if shown else None
    if "gallery" in part:
        shots = [image(pictures.get(key), "story", at=at) for key in part["gallery"]]
        left = [shot for shot in shots if shot]
        return {"images": left, "gallery": True} if left else None
    return part


def _notice(notice: dict[str, Any], editions: Mapping[str, Edition]) -> NoticeShown:
    return NoticeShown(
        NOTICE_NAMES.get(notice["kind"], notice["kind"]),
        datetime.fromisoformat(notice["at"]),
        notice["text"],
        editions.get(notice.get("story_id") or ""),
    )


def page_links(url: str, page: int | None, count: int) -> list[PageLink]:
    if count < 2:  # noqa: PLR2004
        return []
    return [
        PageLink(str(number), url if number == 1 else f"{url}?page={number}", number == page)
        for number in range(1, count + 1)
    ]


def canonical(edition: Edition) -> str:
    """The address that holds the full text."""
    paged = len(edition.rendered.pages) > 1
    return absolute(edition.get_absolute_url()) + ("?page=all" if paged else "")


def labelled(edition: Edition, text: str) -> str:
    """Paid stories carry their label wherever their title goes (INDONESIA.md, 28)."""
    paid = edition.genre == Edition.Genre.ADVERTORIAL
    return f"[{edition.labels[0] if edition.labels else 'Advertorial'}] {text}" if paid else text


def share_links(edition: Edition) -> list[tuple[str, str]]:
    url = absolute(edition.get_absolute_url())
    text = labelled(edition, edition.share_text or edition.headline)
    quoted, said = quote(url, safe=""), quote(text, safe="")
    return [
        ("WhatsApp", f"https://wa.me/?text={said}%20{quoted}"),
        ("Facebook", f"https://www.facebook.com/sharer/sharer.php?u={quoted}"),
        ("X", f"https://x.com/intent/post?text={said}&url={quoted}"),
        ("Telegram", f"https://t.me/share/url?url={quoted}&text={said}"),
    ]


TYPES = {Edition.Genre.ADVERTORIAL: "AdvertiserContentArticle", Edition.Genre.OPINION: "OpinionNewsArticle"}


def linked_data(edition: Edition, section: Heading | None, lead: Image | None) -> dict[str, Any]:
    """The story for machines: schema.org's NewsArticle or what is nearest to it."""
    authors = [person["name"] for person in edition.people if person["role"] not in ("red", "foto", "video")]
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": TYPES.get(Edition.Genre(edition.genre), "NewsArticle"),
        "headline": edition.headline,
        "description": edition.rendered.summary,
        "mainEntityOfPage": canonical(edition),
        "datePublished": dates.machine(edition.first_published_at),
        "dateModified": dates.machine(edition.updated_at or edition.first_published_at),
        "author": [{"@type": "Person", "name": name} for name in authors],
        "publisher": {
            "@type": "NewsMediaOrganization",
            "name": settings.OUTLET_NAME,
            "url": settings.SITE_ADDRESS + "/",
            "publishingPrinciples": absolute(reverse("editions:guidelines")),
            "correctionsPolicy": absolute(reverse("editions:notices")),
        },
        "inLanguage": settings.LANGUAGE_CODE,
        "isAccessibleForFree": True,
    }
    if section:
        facts["articleSection"] = section.name
    if lead:
        facts["image"] = [absolute(lead.src)]
    return facts


# --- What was put right ----------------------------------------------------------------------------------


class NoticeRow(NamedTuple):
    notice: Notice
    name: str | Promise
    edition: Edition
    target: Edition | None


def notice_rows(*, at: datetime, before: str | None) -> tuple[list[NoticeRow], int]:
    """Twenty notices and the key to go on from: two queries, three with `before`.

    Headlines are those that stand now: an earlier one may name somebody whom a correction protects.
    """
    rows = Notice.objects.filter(at__lte=at).order_by("-at", "-pk")
    if before is not None:
        mark = rows.filter(pk=int(before)).first() if before.isdecimal() and len(before) < 18 else None  # noqa: PLR2004
        if mark is None:
            raise Http404
        # One comparison of rows would be shorter, and is not Django's to make.
        rows = rows.filter(at__lte=mark.at).exclude(at=mark.at, pk__gte=mark.pk)
    found = list(rows[: ROWS + 1])
    shown = found[:ROWS]
    ids = {one.story_id for one in shown} | {one.linked for one in shown if one.linked}
    live = Edition.objects.live(at).filter(story_id__in=ids)
    editions = {one.story_id: one for one in live.only("story_id", "kind", "headline", "slug")}
    public = {key: one for key, one in editions.items() if one.kind != Edition.Kind.HELD}
    stories = {key: one for key, one in public.items() if one.kind == Edition.Kind.STORY}
    named = [
        NoticeRow(one, NOTICE_NAMES[one.kind], public[one.story_id], stories.get(one.linked))
        for one in shown
        if one.story_id in public
    ]
    return named, shown[-1].pk if len(found) > ROWS else 0
