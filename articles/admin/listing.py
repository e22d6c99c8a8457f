"""The list of all stories: paged by key, never counted, searched by the database."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.models import User
from almanac.numbers import whole
from articles import photo_states, published, searching
from articles.admin.pages import of_days, page
from articles.admin.rights import person
from articles.models import Article, Credit, Section
from articles.models.lists import under
from articles.workflow import Stage

ROWS = 50
NUMBER = re.compile(r"[a-z0-9]{8,12}")
ASKED = ("q", "tahap", "kanal", "orang", "sumber", "tag", "dari", "sampai")


class Mark(NamedTuple):
    """The last row of the page before."""

    saved_at: datetime
    pk: int


@dataclass(frozen=True)
class Row:
    article: Article
    status: published.Status
    byline: str


def show(request: HttpRequest) -> HttpResponse:
    """A fixed handful of queries, whatever the newsroom holds."""
    by, asked = person(request), {name: request.GET.get(name, "").strip() for name in ASKED}
    mark = _mark(request.GET.get("sebelum", ""))
    rows = _after(_filtered(by, asked), mark)
    found = _words(rows, asked["q"], mark) if asked["q"] else list(rows[: ROWS + 1])
    if "sebelum" not in request.GET:
        found = _numbered(rows, asked["q"], found)
    shown = found[:ROWS]
    now = published.now()
    statuses = published.statuses([row.story_id for row in shown], at=now)
    photo_states.see(shown, at=now)
    older = {name: value for name, value in asked.items() if value} | {"sebelum": shown[-1].pk if shown else ""}
    return page(
        request, "listing.html", title=_("All stories"), asked=asked, stages=Stage.choices,
        rows=[_row(one, statuses) for one in shown], sections=Section.objects.all(),
        people=User.objects.filter(is_active=True), older=f"?{urlencode(older)}" if len(found) > ROWS else "",
        later="sebelum" in request.GET,
    )  # fmt: skip


def _row(article: Article, statuses: dict[str, published.Status]) -> Row:
    names = ", ".join(credit.author.name for credit in article.credits.all())
    return Row(article, statuses.get(article.story_id, published.Status()), names)


def _filtered(by: User, asked: dict[str, str]) -> QuerySet[Article]:
    """What the person may see of what was asked for; nonsense in a filter finds nothing."""
    credits = Prefetch("credits", Credit.objects.select_related("author"))
    seen = Article.objects.visible_to(by).select_related("section", "photo", "held_by").prefetch_related(credits)
    rows: QuerySet[Article] = seen.defer("body", "narasumber").order_by("-saved_at", "-id")
    if asked["tahap"]:
        rows = rows.filter(stage=asked["tahap"])
    if asked["kanal"]:
        rows = rows.filter(under(asked["kanal"]))
    if asked["orang"]:
        rows = _of_person(rows, asked["orang"])
    return _named_and_dated(rows, asked)


def _named_and_dated(rows: QuerySet[Article], asked: dict[str, str]) -> QuerySet[Article]:
    if asked["sumber"]:
        rows = rows.filter(citations__source__name__iexact=asked["sumber"]).distinct()
    if asked["tag"]:
        rows = rows.filter(tagged__tag__name__iexact=asked["tag"]).distinct()
    return of_days(rows, "saved_at", asked["dari"], asked["sampai"])


def _words(rows: QuerySet[Article], typed: str, mark: Mark | None) -> list[Article]:
    """Common words are found among the newest rows, in one short look; rare ones by the words' own index.

    Left to choose by itself the database guesses wrong how many stories hold a word, and reads a million.
    """
    near = searching.near(typed, rows)
    if len(near) > ROWS:
        return list(rows.filter(pk__in=near)[: ROWS + 1])
    if named := _of_number(rows, typed):
        return named
    found: list[Article] = []
    for some in searching.matching(typed, until=mark.saved_at if mark else None):
        found += rows.filter(pk__in=some)[: ROWS + 1 - len(found)]
        if len(found) > ROWS:
            break
    return found


def _numbered(rows: QuerySet[Article], typed: str, found: list[Article]) -> list[Article]:
    """The story whose address on the desk has that number stands first, before those that hold it as a word."""
    key = whole(typed.removeprefix("#"))
    first = list(rows.filter(pk=key)) if key else []
    return [*first, *(row for row in found if row.pk != key)]


def _of_number(rows: QuerySet[Article], typed: str) -> list[Article]:
    """The story of that id; anything else is looked for in the words.

    Never both in one query: an OR over two tables makes the database read every story.
    """
    return list(rows.filter(story_id=typed.lower())) if NUMBER.fullmatch(typed.lower()) else []


def _of_person(rows: QuerySet[Article], number: str) -> QuerySet[Article]:
    credited = Credit.objects.filter(author__user=whole(number)).values("article")
    return rows.filter(Q(created_by=whole(number)) | Q(held_by=whole(number)) | Q(pk__in=credited))


def _mark(number: str) -> Mark | None:
    key = whole(number)
    row = Article.objects.filter(pk=key).values_list("saved_at", "pk").first() if key else None
    return Mark(*row) if row else None


def _after(rows: QuerySet[Article], mark: Mark | None) -> QuerySet[Article]:
    """The rows that follow one: paging by key."""
    if mark is None:
        return rows
    same = Q(saved_at=mark.saved_at, pk__lt=mark.pk)
    return rows.filter(saved_at__lte=mark.saved_at).filter(Q(saved_at__lt=mark.saved_at) | same)
