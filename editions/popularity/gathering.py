"""Keeps counts in memory and brings them into the database by batches, each exactly once.

A process that is killed loses what it has not brought in, some seconds of counts. With the database away the counts
wait, and the batch that was under way goes again under its number, in case it did arrive.
"""

import atexit
import logging
import os
import threading
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import Error, connection, transaction

from editions import clock
from editions.models import Edition

logger = logging.getLogger(__name__)

MOST = 100_000
"""Stories in memory at once: made-up addresses can't fill it."""

TOGETHER = 400
"""Rows in one statement: SQLite takes some thousand values."""


class Readings:
    """The counts of this process. `add` is called for every reading, `flush` every few seconds."""

    def __init__(self, *, seconds: float | None = None) -> None:
        self.seconds = settings.COUNTER_SECONDS if seconds is None else seconds
        self.begin()

    def begin(self) -> None:
        """As new: a process that was forked goes on counting for itself alone."""
        self.process, self.number = uuid.uuid4().hex, 1
        self.counts: dict[str, int] = {}
        self.sent: dict[str, int] = {}
        """The batch under way, the same until it is known to have arrived."""
        self._lock, self._flushing = threading.Lock(), threading.Lock()
        self._thread: threading.Thread | None = None

    def add(self, story_id: str) -> None:
        with self._lock:
            if story_id in self.counts or len(self.counts) < MOST:
                self.counts[story_id] = self.counts.get(story_id, 0) + 1
            if self._thread is None and self.seconds:
                self._thread = threading.Thread(target=self._flush_for_ever, name="readings", daemon=True)
                self._thread.start()

    def flush(self) -> int:
        """Bring in what there is; how many readings. Raises what the database raises, and loses nothing by it."""
        with self._flushing:
            if not self.sent:
                with self._lock:
                    self.sent, self.counts = self.counts, {}
            if not self.sent:
                return 0
            bring_in(self.sent, process=self.process, number=self.number)
            arrived, self.sent = sum(self.sent.values()), {}
            self.number += 1
            return arrived

    def end(self) -> None:
        """A process that ends in peace leaves nothing behind."""
        if self.counts or self.sent:
            self._flush_once()

    def _flush_for_ever(self) -> None:
        pause = threading.Event()
        while not pause.wait(self.seconds):
            self._flush_once()
            connection.close()  # this thread's own

    def _flush_once(self) -> None:
        try:
            self.flush()
        except Error:  # also of a connection that is gone, which is no DatabaseError
            logger.warning("readings wait: the database can't be reached")


@transaction.atomic
def bring_in(counts: Mapping[str, int], *, process: str, number: int) -> None:
    """Add a batch to the hour's counts, unless it is in already; what is no live story is left out."""
    now = clock.read()
    if not _is_new(process, number, now):
        return
    hour = now.replace(minute=0, second=0, microsecond=0)
    # In one order, so that two processes never wait for each other.
    for some in _some(sorted(counts)):
        live = Edition.objects.live(now).stories().filter(story_id__in=some).values_list("story_id", flat=True)
        add([(story_id, hour, counts[story_id]) for story_id in sorted(live)])


def _is_new(process: str, number: int, now: datetime) -> bool:
    """Take note of a batch; false if it has been taken note of before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO editions_readbatch (process, number, at) VALUES (%s, %s, %s) ON CONFLICT (process)"
            " DO UPDATE SET number = excluded.number, at = excluded.at"
            " WHERE editions_readbatch.number < excluded.number",
            [process, number, _form(now)],
        )
        return cursor.rowcount == 1


def add(readings: Sequence[tuple[str, datetime, int]]) -> None:
    """Add readings to (story, hour, count) rows."""
    if not readings:
        return
    values = ", ".join(["(%s, %s, %s, 0)"] * len(readings))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO editions_readhour (story_id, hour, count, folded) VALUES {values}"  # noqa: S608 - marks alone
            " ON CONFLICT (story_id, hour) DO UPDATE SET count = editions_readhour.count + excluded.count",
            [value for story_id, hour, count in readings for value in (story_id, _form(hour), count)],
        )


def _form(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)


def _some(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + TOGETHER] for start in range(0, len(ids), TOGETHER))


READINGS = Readings()
os.register_at_fork(after_in_child=READINGS.begin)
atexit.register(READINGS.end)
