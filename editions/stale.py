"""What acts made stale, and the proxies in front that have yet to hear of it. Written in the act's own transaction."""

import os
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import models, transaction

from editions import clock

AGAIN = timedelta(seconds=3)
"""A proxy is told at once, and once more when no page made before the act can still be on its way to it."""


def nudged() -> float:
    """When somebody on this machine last published."""
    try:
        return os.stat(
            f"{settings.PAGE_CACHE_DIR}/nudge"
        ).st_mtime  # at every request: a `Path` costs more than the look
    except FileNotFoundError:
        return 0.0


def nudge() -> None:
    """A short cut: every process of this machine looks at once, instead of half a second later."""
    file = Path(settings.PAGE_CACHE_DIR) / "nudge"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch()
    os.utime(file, ns=(time.time_ns(),) * 2)  # the system's own times are milliseconds apart: two acts may share one


class ChangeQuerySet(models.QuerySet["Change"]):
    def tell(self, keys: Iterable[str], *, at: datetime, bars: bool = False) -> None:
        """Say in the act's own transaction what it made stale, for every page kept here and in front."""
        change = self.create(at=at, keys=sorted(set(keys)), bars=bars)
        transaction.on_commit(nudge)
        if settings.PROXIES:
            now = clock.read()
            due = [now, now + AGAIN]
            Purge.objects.bulk_create(
                Purge(change=change, proxy=one, due=when) for one in settings.PROXIES for when in due
            )


class Change(models.Model):
    """What an act made stale, from which moment on; written in the act's transaction.

    A moment to come is known from the act on, so that pages made meanwhile end with it.
    """

    at = models.DateTimeField(db_index=True)
    keys = models.JSONField()
    bars = models.BooleanField(default=False)
    """Withdrawn, held, rights ended: what shows the stories and pictures named may not be shown at all any more."""

    objects = ChangeQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}"


class Purge(models.Model):
    """A proxy that has not yet said that it dropped what a change made stale. Acknowledged, the row goes."""

    change = models.ForeignKey(Change, models.CASCADE, related_name="+")
    proxy = models.CharField(max_length=200)
    due = models.DateTimeField(db_index=True)
    tries = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.proxy} {self.change_id}"
