"""What this process knows of what went stale: it reads `Change` in the database it renders from, twice a second.

A page is fresh as long as none of its keys changed after the position at which it was made. So nothing has to be
deleted anywhere: a kill between commit and purge, or another server's memory, can't keep a stale page alive.
"""

import logging
import threading
import time
from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from django.db import InterfaceError, OperationalError, connection
from django.db.models import Q

from editions import clock, stale
from editions.cache.kept import Kept
from editions.models import Change

logger = logging.getLogger(__name__)

PAUSE = 0.5
"""Seconds between two looks."""

MEMORY = timedelta(days=2)
"""How long changes are kept; an older page counts as stale."""

AGAIN = 6 * 3600.0
"""Seconds after which all is read anew, so that what is remembered stays small."""

PATIENCE = 900.0
"""Seconds that a transaction may take: so long a number that was left out may still come (PostgreSQL)."""

FEW = 50
"""Numbers left out in a row that are waited for: more at once were taken by nobody."""

BARRING = ("story-", "picture-")


class Judged(Protocol):
    """What was read at some moment: a page, or a row that many pages show."""

    @property
    def keys(self) -> Collection[str]: ...

    position: int
    made: float
    ends: float | None
    proven: int


Row = tuple[int, datetime, list[str], bool]


class Changes:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lock = threading.Lock()
        self.lost = False
        """The database doesn't answer."""
        self._looked = self._loaded = -AGAIN
        self._nudged = 0.0
        self._offset = 0.0
        self.version = 0
        self._forget()

    def _forget(self) -> None:
        self.position = 0
        self.version += 1
        self.newest: Row | None = None
        self.since = 0.0
        self.changed: dict[str, int] = {}
        self.late: dict[str, float] = {}
        self.barred: dict[str, int] = {}
        self.coming: dict[str, list[tuple[float, bool]]] = {}
        self.holes: dict[int, float] = {}

    # --- Looking ---------------------------------------------------------------------------------------------

    def now(self) -> float:
        """The database's clock, by this machine's and the difference last seen."""
        stopped = clock.stopped()
        return stopped.timestamp() if stopped else time.time() + self._offset

    def look(self, *, at_once: bool = False) -> None:
        """See what changed, if the last look is half a second ago or somebody on this machine published."""
        beat = time.monotonic()
        nudged = stale.nudged()
        due = at_once or nudged != self._nudged or beat - self._looked >= PAUSE or clock.stopped() is not None
        if not due or not self.lock.acquire(blocking=self.position == 0):
            return
        try:
            self._nudged, self._looked = nudged, beat
            self._read(beat)
            self.lost = False
        except (OperationalError, InterfaceError) as error:
            self._lose(error)
        finally:
            self.lock.release()

    def _read(self, beat: float) -> None:
        if beat - self._loaded >= AGAIN:
            self._load(beat)
            return
        rows = _rows(Q(pk__gte=self.position) | Q(pk__in=list(self.holes)))
        if self.newest and self.newest not in rows:
            logger.warning("The list of changes was replaced, as by a restore: nothing kept counts any more.")
            self._load(beat)
            self.since = self.now()
            return
        before = time.time()
        self._offset = clock.read().timestamp() - before
        self._take(row for row in rows if row != self.newest)

    def _load(self, beat: float) -> None:
        self._forget()
        before = time.time()
        now = clock.read()
        self._offset = now.timestamp() - before
        self._loaded = beat
        self.since = (now - MEMORY).timestamp()
        self._take(_rows(Q(at__gte=now - MEMORY)))
        self._write_barred(self.barred.items())
        if self.newest is None and (last := Change.objects.order_by("-pk").first()):
            self._take([(last.pk, last.at, last.keys, last.bars)])

    def _take(self, rows: Iterable[Row]) -> None:
        beat, bars = time.monotonic(), []
        for number, at, keys, barring in rows:
            self.version += 1
            if number > self.position:
                self.holes |= dict.fromkeys(range(max(self.position + 1, number - FEW), number), beat)
                self.newest, self.position = (number, at, keys, barring), number
            else:
                self.holes.pop(number, None)
                self.late |= dict.fromkeys(keys, self.now())
            for key in keys:
                self.changed[key] = max(number, self.changed.get(key, 0))
                self.coming.setdefault(key, []).append((at.timestamp(), barring and key.startswith(BARRING)))
            if barring:
                bars += [(number, key) for key in keys if key.startswith(BARRING)]
        self.holes = {number: seen for number, seen in self.holes.items() if beat - seen < PATIENCE}
        self._bar(bars)

    # --- With the database gone ----------------------------------------------------------------------------

    def _bar(self, bars: list[tuple[int, str]]) -> None:
        """Remember what may not be shown, on this machine's disk too: a process may start without the database."""
        fresh = {key: number for number, key in bars if self.barred.get(key, 0) < number}
        self.barred |= fresh
        if fresh and self._loaded != self._looked:
            self._write_barred(fresh.items(), mode="a")

    def _write_barred(self, rows: Iterable[tuple[str, int]], mode: str = "w") -> None:
        with (self.folder / "barred").open(mode) as file:
            file.writelines(f"{key} {number}\n" for key, number in rows)

    def _lose(self, error: Exception) -> None:
        if not self.lost:
            logger.error("The database doesn't answer, pages are served as they are kept: %s", error)
        self.lost = True
        if not connection.in_atomic_block:
            connection.close()
        if not self.position and (self.folder / "barred").exists():
            for line in (self.folder / "barred").read_text().splitlines():
                key, _space, number = line.partition(" ")
                self.barred[key] = max(int(number), self.barred.get(key, 0))

    # --- Judging a page --------------------------------------------------------------------------------------

    def fresh(self, page: Judged, now: float) -> bool:
        """Whether it is what would be made now, but for lists beside the matter."""
        if page.ends is not None and page.ends <= now:
            return False
        if page.proven == self.version:
            return True
        if page.made < self.since:
            return False
        moved = any(self._moved(key, page) for key in page.keys)
        page.proven = page.proven if moved else self.version
        return not moved

    def lags(self, page: Kept, now: float) -> bool:
        """Whether its lists beside the matter have changed, and the set time is over."""
        if page.lags is None or now < page.lags:
            return False
        turned = any(page.made < at <= now for key in page.loose for at, _bars in self.coming.get(key, ()))
        return turned or any(self._moved(key, page) for key in page.loose)

    def _moved(self, key: str, page: Judged) -> bool:
        return self.changed.get(key, 0) > page.position or self.late.get(key, 0) >= page.made

    def may_be_shown(self, page: Kept, now: float) -> bool:
        """With the database gone: whether nothing it shows was withdrawn or held, and no right has ended."""
        if page.barred is not None and page.barred <= now:
            return False
        return page.made > now - MEMORY.total_seconds() and not any(
            self.barred.get(key, 0) > page.position for key in page.keys
        )

    def coming_to(self, keys: Iterable[str], now: float) -> tuple[float | None, float | None]:
        """The next moment at which anything begins or ends that a page with these keys shows, or could show.

        And the next at which something of it may not be shown any more.
        """
        told = [one for key in keys for one in self.coming.get(key, ()) if one[0] > now]
        return min((at for at, _bars in told), default=None), min((at for at, bars in told if bars), default=None)


def _rows(which: Q) -> list[Row]:
    columns = ("pk", "at", "keys", "bars")
    return [(pk, at.astimezone(UTC), keys, bars) for pk, at, keys, bars in
            Change.objects.filter(which).order_by("pk").values_list(*columns)]  # fmt: skip
