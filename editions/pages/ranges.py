"""Ranges of a list for machines: the facts of its stories, in a fixed number of queries."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import F, Func, IntegerField, QuerySet

from editions.models import PICTURE, Edition, Heading
from editions.pages import updated
from editions.pages.facts import Facts
from editions.pages.heads import headings


class _Length(Func):
    """How many values a JSON list holds, without fetching them."""

    function = "json_array_length"
    output_field = IntegerField()

    def as_postgresql(self, compiler: Any, connection: Any, **rest: Any) -> Any:
        return self.as_sql(compiler, connection, function="jsonb_array_length", **rest)


def in_full(story_ids: Sequence[str], *, at: datetime, text: bool) -> list[Facts]:
    """The stories named, with all that feeds tell; two queries. `text`: with the whole body."""
    unread = ["body", *([] if text else ["rendered__pages", "rendered__whole"])]
    found = _in_order(_rows(story_ids, at=at).select_related("rendered", "lead").defer(*unread), story_ids)
    keys = [key for one in found for key in [one.section, *one.tags, *(person["list"] for person in one.people)]]
    return _facts(found, headings(keys, at=at), at=at)


def in_brief(story_ids: Sequence[str], *, at: datetime) -> list[Facts]:
    """The stories named, with what sitemaps tell: address, headline, times, picture; one query."""
    rows = _rows(story_ids, at=at).select_related("lead").only(*BRIEF)
    return _facts(_in_order(rows, story_ids), {}, at=at)


BRIEF = (
    *(
        "story_id",
        "kind",
        "genre",
        "slug",
        "headline",
        "first_published_at",
        "updated_at",
        "superseded_at",
        "lead_caption",
    ),
    *(f"lead__{name}" for name in PICTURE),
)


def _rows(story_ids: Sequence[str], *, at: datetime) -> QuerySet[Edition]:
    rows = Edition.objects.live(at).stories().of_stories(story_ids)
    return rows.annotate(page_count=_Length(F("rendered__pages")), newest_update=updated.newest_update(at))


def _in_order(rows: QuerySet[Edition], story_ids: Sequence[str]) -> list[Edition]:
    by_id = {one.story_id: one for one in rows}
    for one in by_id.values():
        updated.note(one.story_id, one.genre)
    return [by_id[one] for one in story_ids if one in by_id]


def _facts(editions: list[Edition], names: Mapping[str, Heading], *, at: datetime) -> list[Facts]:
    return [Facts(one, names, at, vars(one)["page_count"] > 1) for one in editions]
