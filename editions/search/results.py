"""The page of results: cards with the found words marked, and the ways on."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy

from almanac import dates
from editions import index, pages, shown, words
from editions.cache import common
from editions.models import Edition, Heading
from editions.pages.heads import headings
from editions.pages.teasers import Teaser, teasers_of
from editions.ready import ready
from editions.search import Found, Read, find, live, marks, names, spelling
from editions.search.marks import Part
from editions.search.query import In, Query, read
from guards.prepared import Among, Numbers

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

MOMENT = "%Y%m%dT%H%M%S%f"
"""To the microsecond: what else went out in the same second would be passed over."""

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
    named: list[Heading]
    """Lists that are called just as what was typed."""
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
        return pages.sections(self.names)

    @property
    def leads(self) -> list[tuple[str | Promise, Heading]]:
        """What kind of list each is that has the name."""
        return [(names.KINDS[one.kind], one) for one in self.named]

    @property
    def stems(self) -> tuple[str, ...]:
        """The words that are marked."""
        return tuple(self.found.query.stems)

    @property
    def count(self) -> int:
        return len(self.found.fits)


def results(typed: str, narrowed: Narrowed = ANYWHERE, *, at: datetime, page: str = "", before: str = "") -> Results:
    """Four queries for what is read of the index, one for lists of that name, and three for what is shown."""
    today = dates.local(at).date()
    if narrowed.time in SPANS:
        shown.until(dates.day_bounds(today)[1])
    shown.note_list(index.LEARNED)
    found = find(narrowed.of(typed, today=today), at=at, before=_moment(before))
    first, number, last = _range(found, page)
    standing = _standing(found.fits[first : first + ROWS], at=at)
    if len(standing) < len(found.fits[first : first + ROWS]):  # the index is behind
        found.fits = live(found.fits, at=at)
        first, number, last = _range(found, page)
        standing = _standing(found.fits[first : first + ROWS], at=at)
    called = names.called(found.query.typed, at=at)
    heads = headings([*(one.section for one in standing.values()), *called], at=at)
    marked = _marked(standing.values(), tuple(found.query.stems), at=at)
    cards = pages.as_cards(standing.values(), heads, at=at)
    rows = [Row(card, *marked[card.edition.pk]) for card in cards]
    named = sorted((heads[key] for key in {*called} & {*heads}), key=_place)
    result = Results(found, rows, heads, named, page=number, narrowed=narrowed)
    result.spans = [(word, name) for word, (name, _days) in SPANS.items()]
    q = found.query.typed
    kept = narrowed.link
    since = kept | ({"before": before} if _moment(before) else {})
    start = _link(q, **since)
    result.links = [(one, f"{start}&page={one}") for one in range(1, last + 1)] if last > 1 else []
    result.older = _link(q, **kept, before=f"{found.go_on.astimezone(UTC):{MOMENT}}") if found.go_on else ""
    if not (rows or named) and found.query.spelled and not found.go_on:
        better = spelling.nearer(found.query)
        if better and live(find(narrowed.of(better, today=today), at=at).fits, at=at):
            result.nearer, result.nearer_link = better, _link(better, **kept)
    return result


def _place(named: Heading) -> tuple[int, str]:
    return list(names.KINDS).index(named.kind), named.slug


def _range(found: Found, page: str) -> tuple[int, int, int]:
    """The first of the page's rows, its number, and that of the last page."""
    last = max((len(found.fits) - 1) // ROWS + 1, 1)
    number = min(int(page), last) if page.isdecimal() and len(page) < 4 and int(page) else 1  # noqa: PLR2004
    return (number - 1) * ROWS, number, last


def _standing(fits: Sequence[Read], *, at: datetime) -> dict[str, Teaser]:
    """Those of the stories found that readers have as they were found."""
    live = teasers_of([one.story_id for one in fits], at=at)
    return {one.story_id: live[one.story_id] for one in fits if _is(live.get(one.story_id), one)}


def _is(live: Teaser | None, fit: Read) -> bool:
    return live is not None and live.pk == fit.edition_id


def _marked(
    teasers: Iterable[Teaser], stems: tuple[str, ...], *, at: datetime
) -> dict[int, tuple[list[Part], list[Part]]]:
    """Headline and excerpt of each, by the key of its edition, which never changes: one query."""
    by_key = {one.pk: one for one in teasers}

    def read(wanted: list[Marked]) -> dict[Marked, tuple[list[Part], list[Part]]]:
        texts = _texts(keys=Numbers([key for key, _stems in wanted]))
        return {
            (key, stems): (marks.marked(by_key[key].card_headline, stems), _excerpt(body, stems)) for key, body in texts
        }

    found = common.rows("marked", [(key, stems) for key in by_key], read, None, at=at)
    return {key: parts for (key, _stems), parts in found.items()}


Marked = tuple[int, tuple[str, ...]]
"""An edition, and the words that are marked in it."""


@ready
def _texts(*, keys: Numbers) -> QuerySet[Edition, Any]:
    return Edition.objects.filter(Among("pk", keys)).values_list("pk", "body")


def _excerpt(body: Iterable[dict[str, str]], stems: Collection[str]) -> list[Part]:
    text = words.plain("".join(part.get("html", "") for part in body)[: marks.READ * 2])
    return marks.excerpt(text, stems)


def _moment(before: str) -> datetime | None:
    try:
        moment = datetime.strptime(before, MOMENT).replace(tzinfo=UTC)
    except ValueError:
        return None
    return moment if moment.year in dates.YEARS else None


def _link(typed: str, **others: str) -> str:
    return "?" + urlencode({"q": typed} | others)
