"""The page of results: cards with the found words marked, and the ways on."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy

from almanac import dates
from editions import index, pages, shown, words
from editions.models import Edition, Heading
from editions.pages.heads import headings
from editions.ready import ready
from editions.search import Found, find, marks, spelling
from editions.search.marks import Part
from editions.search.query import In, Query, read

ROWS = 20


class Narrowed(NamedTuple):
    """The fields beside the words: a section by its slug, and a time counted back from today."""

    section: str = ""
    time: str = ""

    def of(self, typed: str, *, today: date) -> Query:
        """What was typed, within them; an unknown time is any."""
        query = read(typed)
        if self.section:
            query.lists.append(In("section", slugify(self.section)))  # an address holds anything, a slug no NUL
        if self.time in SPANS:
            first = today - timedelta(days=SPANS[self.time][1])
            query.since = max(query.since or first, first)
        return query

    @property
    def link(self) -> dict[str, str]:
        return {name: value for name, value in (("kanal", self.section), ("waktu", self.time)) if value}


SPANS = {
    "hari": (gettext_lazy("Today"), 0),
    "pekan": (gettext_lazy("The last week"), 6),
    "bulan": (gettext_lazy("The last month"), 30),
    "tahun": (gettext_lazy("The last year"), 365),
}
"""Word in the address → its name, and how many days before today it begins."""

ANYWHERE = Narrowed()


class Row(NamedTuple):
    card: pages.Card
    headline: list[Part]
    excerpt: list[Part]


@dataclass
class Results:
    """All that the search page shows."""

    found: Found
    rows: list[Row]
    names: dict[str, Heading]
    links: list[tuple[int, str]] = field(default_factory=list)
    page: int = 1
    older: str = ""
    """Where older stories are looked through, if reading stopped before the end."""
    nearer: str = ""
    """Another spelling that finds something, where this one finds nothing."""
    nearer_link: str = ""
    narrowed: Narrowed = ANYWHERE
    spans: list[tuple[str, str | Promise]] = field(default_factory=list)

    @property
    def sections(self) -> list[Heading]:
        return [one for one in self.names.values() if one.kind == "section"]

    @property
    def count(self) -> int:
        return len(self.found.fits)


def results(typed: str, narrowed: Narrowed = ANYWHERE, *, at: datetime, page: str = "", before: str = "") -> Results:
    """Six queries for what is read of the index, and three for what is shown."""
    today = dates.local(at).date()
    if narrowed.time in SPANS:
        shown.until(dates.day_bounds(today)[1])
    shown.note_list(index.LEARNED)
    found = find(narrowed.of(typed, today=today), at=at, before=_moment(before))
    last = max((len(found.fits) - 1) // ROWS + 1, 1)
    number = min(int(page), last) if page.isdecimal() and len(page) < 4 and int(page) else 1  # noqa: PLR2004
    wanted = [fit.story_id for fit in found.fits[(number - 1) * ROWS : number * ROWS]]
    editions = _editions(wanted, at=at)
    names = headings([edition.section for edition in editions], at=at)
    rows = [_row(card, found) for card in pages.as_cards(editions, names, at=at)]
    result = Results(found, rows, names, page=number, narrowed=narrowed)
    result.spans = [(word, name) for word, (name, _days) in SPANS.items()]
    q = found.query.typed
    kept = narrowed.link
    since = kept | ({"before": before} if _moment(before) else {})
    start = _link(q, **since)
    result.links = [(one, f"{start}&page={one}") for one in range(1, last + 1)] if last > 1 else []
    result.older = _link(q, **kept, before=f"{found.go_on.astimezone(UTC):%Y%m%dT%H%M%S}") if found.go_on else ""
    if not rows and found.query.spelled and not found.go_on:
        better = spelling.nearer(found.query)
        if better and find(narrowed.of(better, today=today), at=at).fits:
            result.nearer, result.nearer_link = better, _link(better, **kept)
    return result


def _editions(story_ids: list[str], *, at: datetime) -> list[Edition]:
    """With their texts, to show the lines that were found."""
    by_story = {edition.story_id: edition for edition in _live(story_ids=story_ids, at=at)} if story_ids else {}
    return [by_story[one] for one in story_ids if one in by_story]


@ready
def _live(*, story_ids: list[str], at: datetime) -> QuerySet[Edition]:
    return Edition.objects.live(at).stories().filter(story_id__in=story_ids).cards_with_text()


def _row(card: pages.Card, found: Found) -> Row:
    edition, stems = card.edition, set(found.query.stems)
    body = "".join(part.get("html", "") for part in edition.body)
    text = words.plain(body[: marks.READ * 2])
    return Row(card, marks.marked(edition.card_headline, stems), marks.excerpt(text, stems))


def _moment(before: str) -> datetime | None:
    try:
        return datetime.strptime(before, "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def _link(typed: str, **others: str) -> str:
    return "?" + urlencode({"q": typed} | others)
