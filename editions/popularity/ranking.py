"""Makes the lists of the most read stories from the hours' counts: due once a minute, in the time of what was read.

Readings fade by half within a quarter of a list's window, all alike; so a single one counts for as long as the window
is, and an old success makes room without a cut-off at which it would fall from the list. Only stories read since the
last minute are worked out anew (see `Popularity`).
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection, models, transaction

from editions import clock
from editions.models import Change, Edition, KeptOut, Popularity, Ranked, Ranking, ReadBatch, ReadHour


class Window(NamedTuple):
    """A list's window of time; `name` is the column of `Popularity`."""

    name: str
    length: timedelta

    @property
    def list(self) -> str:
        return f"popular-{self.name}"

    @property
    def half_life(self) -> float:
        return self.length.total_seconds() / FADED

    def age(self, moment: datetime) -> float:
        """Half-lives since 1970: what one reading at that moment weighs, as a power of two."""
        return moment.timestamp() / self.half_life


FADED = 4
"""Half-lives in a window: past them a single reading counts no more."""

DAY = Window("day", timedelta(days=1))
WEEK = Window("week", timedelta(days=7))
MONTH = Window("month", timedelta(days=30))
WINDOWS = (DAY, WEEK, MONTH)

LENGTH = 20
"""Places in a list."""

LOOKED_AT = 200
"""Stories looked at for them: some are kept out, and some have been taken off."""

EVERY = timedelta(minutes=1)
HOURS_KEPT = timedelta(days=40)
BATCHES_KEPT = timedelta(days=2)
PRUNED = 5000


def make_lists() -> int:
    """Once a minute, by one worker: fold what was read into each story's standing, and make the lists anew."""
    with transaction.atomic():
        now = clock.read()
        Ranking.objects.get_or_create(pk=Ranking.ONLY, defaults={"at": datetime.fromtimestamp(0, now.tzinfo)})
        if not Ranking.objects.filter(at__lte=now - EVERY).update(at=now):
            return 0
        fold(now)
        changed = [window.list for window in WINDOWS if _rank(window, now)]
        if changed:
            Change.objects.tell(changed, at=now)
        return 1


def fold(now: datetime) -> int:
    """Bring readings that are not in a story's standing yet into it; how many."""
    hours = ReadHour.objects.filter(count__gt=models.F("folded")).order_by("story_id", "hour")
    if connection.features.has_select_for_update_skip_locked:
        hours = hours.select_for_update(skip_locked=True)  # what is being added to comes next time
    rows = list(hours)
    fresh: dict[str, list[tuple[datetime, int]]] = defaultdict(list)
    for row in rows:
        fresh[row.story_id].append((min(now, row.hour + timedelta(hours=1)), row.count - row.folded))
        row.folded = row.count
    standing = Popularity.objects.in_bulk(list(fresh))
    stood = [_read_more(standing.get(story_id), story_id, more) for story_id, more in fresh.items()]
    Popularity.objects.bulk_create(
        stood, batch_size=1000, update_conflicts=True, unique_fields=["story_id"],
        update_fields=[*(window.name for window in WINDOWS), "total"],
    )  # fmt: skip
    ReadHour.objects.bulk_update(rows, ["folded"], batch_size=1000)
    return sum(count for more in fresh.values() for _at, count in more)


def _read_more(row: Popularity | None, story_id: str, more: Iterable[tuple[datetime, int]]) -> Popularity:
    readings = list(more)
    weights = {
        window.name: _sum_of_powers(
            [*([getattr(row, window.name)] if row else []), *(window.age(at) + math.log2(n) for at, n in readings)]
        )
        for window in WINDOWS
    }
    total = (row.total if row else 0) + sum(count for _at, count in readings)
    return Popularity(story_id=story_id, total=total, **weights)


def _sum_of_powers(exponents: list[float]) -> float:
    """log2(2**a + 2**b + …), of powers far beyond what a float holds."""
    most = max(exponents)
    return most + math.log2(sum(2 ** (one - most) for one in exponents))


def _rank(window: Window, now: datetime) -> bool:
    """Make one list anew; whether it is another than before."""
    counts = Popularity.objects.filter(**{f"{window.name}__gt": window.age(now) - FADED})
    foremost = list(counts.order_by(f"-{window.name}").values_list("story_id", flat=True)[:LOOKED_AT])
    allowed = _allowed(foremost, now)
    places = [story_id for story_id in foremost if story_id in allowed][:LENGTH]
    standing = Ranked.objects.filter(list=window.list)
    if places == list(standing.order_by("place").values_list("story_id", flat=True)):
        return False
    standing.delete()
    Ranked.objects.bulk_create(
        Ranked(list=window.list, place=place, story_id=story_id) for place, story_id in enumerate(places, 1)
    )
    return True


def _allowed(story_ids: Iterable[str], now: datetime) -> set[str]:
    """Live stories that may be held up to everybody: not paid for, not about children or victims, not kept out."""
    live = Edition.objects.live(now).stories().filter(story_id__in=list(story_ids), sensitive=False)
    kept_out = KeptOut.objects.values("story_id")
    news = live.exclude(genre=Edition.Genre.ADVERTORIAL).exclude(story_id__in=kept_out)
    return set(news.values_list("story_id", flat=True))


def forget_old_hours() -> int:
    """Hours past the longest window that anybody looks at, and batches of processes long gone."""
    now = clock.read()
    hours = ReadHour.objects.filter(hour__lt=now - HOURS_KEPT, count=models.F("folded"))
    gone = ReadHour.objects.filter(pk__in=list(hours.values_list("pk", flat=True)[:PRUNED])).delete()[0]
    return gone + ReadBatch.objects.filter(at__lt=now - BATCHES_KEPT).delete()[0]


def by_hour(story_id: str, *, at: datetime, hours: int) -> list[int]:
    """A story's readings in each of the last hours, oldest first, the current one included."""
    this = at.replace(minute=0, second=0, microsecond=0)
    first = this - timedelta(hours=hours - 1)
    rows = ReadHour.objects.filter(story_id=story_id, hour__gte=first, hour__lte=this)
    counted = dict(rows.values_list("hour", "count"))
    return [counted.get(first + timedelta(hours=number), 0) for number in range(hours)]


def total(story_id: str) -> int:
    """All readings so far, the last minute's perhaps not yet among them."""
    return Popularity.objects.filter(pk=story_id).values_list("total", flat=True).first() or 0
