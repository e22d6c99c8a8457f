"""Keeps what a tag's page shows beside its list: how many stories each month has, and which tags stand with it.

Due work, so that no page counts. An act notes the months of the tags that it touches, and only those are counted
again: a range of one month, and the newest stories of the tag, however long its list.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Count
from django.db.models.functions import TruncMonth

from almanac import dates
from editions import clock, shown
from editions.counted import Neighbour, TopicDue, TopicMonth
from editions.models import Change, Entry

TAG = "tag-"
NEIGHBOURS, NEWEST, TOGETHER = 8, 300, 2
"""Neighbours shown, the newest stories among which they are looked for, and how many at least must have both tags."""

BATCH = 30
"""Counted in a fifth of a second: after an archive was brought in, a new story does not wait for longer."""


def note(stays: Iterable[tuple[str, datetime | None]], *, at: datetime) -> None:
    """From `at` on count anew, of each list that is a tag's, the month in which the story was published (None: all)."""
    stale = {(key, first_of_month(published) if published else None) for key, published in stays if key[:4] == TAG}
    TopicDue.objects.bulk_create(TopicDue(list=key, month=month, at=at) for key, month in stale)


def first_of_month(moment: datetime) -> date:
    return dates.local(moment).date().replace(day=1)


@transaction.atomic
def count_due() -> int:
    """Count what is due; how many tags there were."""
    now = clock.read()
    rows = TopicDue.objects.filter(at__lte=now).order_by("at", "pk")
    due = list(rows.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)[:BATCH])
    months: dict[str, set[date | None]] = {}
    for row in due:
        months.setdefault(row.list, set()).add(row.month)
    for key in sorted(months):
        count(key, months[key], now=now)
    if months:
        Change.objects.tell(map(shown.topic, months), at=now)
    TopicDue.objects.filter(pk__in=[row.pk for row in due]).delete()
    return len(months)


def count(key: str, months: Iterable[date | None], *, now: datetime) -> None:
    """Make a tag's months (None: all of them) and its neighbours say what stands now."""
    if None in months:
        _count_all(key, now)
    else:
        for month in months:
            _count_month(key, month, now)  # type: ignore[arg-type]
    _find_neighbours(key, now)


def _count_month(key: str, month: date, now: datetime) -> None:
    start, end = dates.month_bounds(month)
    stories = Entry.objects.live(now).filter(list=key, first_published_at__gte=start, first_published_at__lt=end)
    if many := stories.count():
        TopicMonth.objects.update_or_create(list=key, month=month, defaults={"count": many})
    else:
        TopicMonth.objects.filter(list=key, month=month).delete()


def _count_all(key: str, now: datetime) -> None:
    month = TruncMonth("first_published_at", tzinfo=dates.house_zone())
    stories = Entry.objects.live(now).filter(list=key).annotate(month=month).values_list("month").order_by("month")
    TopicMonth.objects.filter(list=key).delete()
    TopicMonth.objects.bulk_create(
        TopicMonth(list=key, month=first.date(), count=many) for first, many in stories.annotate(many=Count("pk"))
    )


def _find_neighbours(key: str, now: datetime) -> None:
    """Of one tag's list alone: the other tag's own neighbours follow when a story of it comes or goes."""
    newest = Entry.objects.live(now).newest(key).values_list("story_id", flat=True)[:NEWEST]
    beside = Entry.objects.live(now).filter(story_id__in=list(newest), list__startswith=TAG).exclude(list=key)
    counted = beside.values_list("list").annotate(many=Count("pk")).filter(many__gte=TOGETHER)
    others = [other for other, _many in counted.order_by("-many", "list")[:NEIGHBOURS]]
    standing = Neighbour.objects.filter(list=key)
    if others != list(standing.order_by("place").values_list("other", flat=True)):
        standing.delete()
        Neighbour.objects.bulk_create(
            Neighbour(list=key, place=place, other=other) for place, other in enumerate(others, 1)
        )
