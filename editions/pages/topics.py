"""What a tag's page shows beside its list: the tags that often stand with it, and its years by month."""

from collections.abc import Callable, Iterable, Iterator, Mapping
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


@dataclass(frozen=True)
class Month:
    name: str
    url: str
    count: int
    current: bool


@dataclass
class Year:
    name: str
    count: int
    months: list[Month]
    open: bool

    @property
    def most(self) -> int:
        return max(month.count for month in self.months)


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


def timeline(heading: Heading, month: date | None, *, at: datetime) -> list[Year]:
    """Newest first: one query. The year of the month shown, or else the newest, stands open."""
    rows: list[TopicMonth] = common.rows("months", [heading.list], _each(_counted), _note, at=at)[heading.list]
    years = [(year, list(months)) for year, months in groupby(rows, key=lambda row: row.month.year)]
    opened = month.year if month else (years[0][0] if years else 0)
    return [
        Year(str(year), sum(row.count for row in months), list(_months(heading, months, month)), year == opened)
        for year, months in years
    ]


@ready
def _counted(*, tag: str) -> QuerySet[TopicMonth]:
    return TopicMonth.objects.of(tag).order_by("-month")


def _months(heading: Heading, rows: Iterable[TopicMonth], current: date | None) -> Iterator[Month]:
    stem = reverse("editions:tag_month", args=[heading.slug, *NO_MONTH]).removesuffix("/".join((*NO_MONTH, "")))
    for row in rows:
        url = f"{stem}{row.month:%Y/%m}/"
        yield Month(dates.MONTHS_SHORT[row.month.month - 1], url, row.count, row.month == current)
