"""What a tag's page shows beside its list: the tags that often stand with it, and its years by month."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from almanac import dates
from editions import shown
from editions.cache import common
from editions.counted import Neighbour, TopicMonth
from editions.models import Heading
from editions.ready import ready

NO_MONTH = ("0000", "00")


@dataclass(frozen=True, slots=True)
class Month:
    name: str
    url: str
    count: int


@dataclass(frozen=True, slots=True)
class Year:
    """All that its part of a page follows from, but for what is open and which month is shown."""

    name: str
    months: tuple[Month, ...]

    @property
    def count(self) -> int:
        return sum(month.count for month in self.months)

    @property
    def most(self) -> int:
        return max(month.count for month in self.months)


@dataclass(frozen=True)
class Timeline:
    """Newest first."""

    years: Sequence[Year]
    opened: str
    """The year of the month shown, or else the newest."""
    current: str
    """The address of the month shown, if one is."""


def neighbour_lists(key: str, *, at: datetime) -> list[str]:
    """Keys of the neighbours, busiest first: one query. Their names come with the page's other headings."""
    return common.rows("neighbours", [key], _each(_neighbours), _note, at=at)[key]


@ready
def _neighbours(*, tag: str) -> QuerySet[Any, Any]:
    return Neighbour.objects.of(tag).order_by("place").values_list("other", flat=True)


def _each(ask: Callable[..., list[Any]]) -> Callable[[list[str]], dict[str, list[Any]]]:
    return lambda keys: {key: ask(tag=key) for key in keys}


def _note(key: str, _rows: list[Any] | None) -> None:
    with shown.beside():
        shown.note_list(shown.topic(key))


def heads(keys: Iterable[str], names: Mapping[str, Heading]) -> list[Heading]:
    """Neighbours that still have a live story, each once: two may have been merged."""
    return list({names[key].list: names[key] for key in keys if key in names}.values())


def timeline(heading: Heading, month: date | None, *, at: datetime) -> Timeline:
    """One query, where the tag's years are not remembered."""
    place = (heading.list, heading.slug)
    years = common.rows("years", [place], _read, lambda key, years: _note(key[0], years), at=at)[place]
    opened = str(month.year) if month else years[0].name if years else ""
    return Timeline(years, opened, f"{_stem(heading.slug)}{month:%Y/%m}/" if month else "")


def _read(places: list[tuple[str, str]]) -> dict[tuple[str, str], list[Year]]:
    return {(key, slug): list(_years(slug, _counted(tag=key))) for key, slug in places}


@ready
def _counted(*, tag: str) -> QuerySet[TopicMonth]:
    return TopicMonth.objects.of(tag).order_by("-month")


def _years(slug: str, rows: Iterable[TopicMonth]) -> Iterator[Year]:
    stem = _stem(slug)
    for year, of_year in groupby(rows, key=lambda row: row.month.year):
        months = (
            Month(dates.MONTHS_SHORT[one.month.month - 1], f"{stem}{one.month:%Y/%m}/", one.count) for one in of_year
        )
        yield Year(str(year), tuple(months))


def _stem(slug: str) -> str:
    return reverse("editions:tag_month", args=[slug, *NO_MONTH]).removesuffix("/".join((*NO_MONTH, "")))
