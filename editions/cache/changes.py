"""What this process knows of what went stale: it reads `Change` in the database it renders from, twice a second.

A page is fresh as long as none of its keys changed after the position at which it was made. So nothing has to be
deleted anywhere: a kill between commit and purge, or another server's memory, can't keep a stale page alive.
"""

import logging
import threading
import time
from array import array
from bisect import bisect_right, insort
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from sys import intern
from typing import Any, NamedTuple, Protocol

from django.db import InterfaceError, OperationalError, connection
from django.db.models import QuerySet

from editions import clock, shown, stale
from editions.cache.kept import Kept
from editions.models import Change
from editions.ready import ready
from guards.prepared import Number

logger = logging.getLogger(__name__)

PAUSE = 0.5
"""Seconds between two looks."""

MEMORY = timedelta(days=2)
"""How long changes are kept; an older page counts as stale."""

SELDOM = 10
"""A database that is away is asked this many times seldomer than it lets one wait: the others' time is readers'."""

AGAIN = 6 * 3600.0
"""Seconds after which all is read anew, so that what is remembered stays small."""

PATIENCE = 900.0
"""Seconds that a transaction may take: so long a number that was left out may still come (PostgreSQL)."""

FEW = 50
"""Numbers left out in a row that are waited for: more at once were taken by nobody."""

AT_ONCE = 100
"""Rows that are read together: while an archive comes in each names two thousand lists."""

COLUMNS = ("pk", "at", "keys", "bars")
BARRING = ("story-", "picture-")


class Judged(Protocol):
    """What was read at some moment: a page, or a row that many pages show."""

    @property
    def keys(self) -> Collection[str]: ...
    @property
    def open(self) -> Collection[int]: ...

    position: int
    made: float
    ends: float | None
    proven: int


class Mark(NamedTuple):
    """All that changed up to this position was known, but for the numbers that transactions still held open."""

    position: int
    open: tuple[int, ...]


class Told(NamedTuple):
    at: float
    names: "array[int]"
    """Hashes of the keys. Keys that share one make a page anew."""


class Looked(NamedTuple):
    """What was known at this moment of the database's."""

    mark: Mark
    moment: datetime


Row = tuple[int, datetime, list[str], bool]


class Changes:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lock = threading.Lock()
        self.lost = False
        """The database doesn't answer."""
        self._looked = self._loaded = -AGAIN
        self._nudged = self._hung = 0.0
        self._offset = 0.0
        self._answered = threading.local()
        """When the connection of each thread last did."""
        self.version = 0
        self._forget()

    def _forget(self) -> None:
        self.position = 0
        self.version += 1
        self.newest: Row | None = None
        self.since = float("inf")  # until they are read, nothing is judged fresh by what is not known
        self.changed: dict[str, int] = {}
        self.told: dict[int, Told] = {}
        """By number: for pages made while that number was open, here or by a process that has ended."""
        self.barred: dict[str, int] = {}
        self.turns: dict[str, list[float]] = {}
        """By key the moments told, in order: of whatever begins or ends."""
        self.bars: dict[str, list[float]] = {}
        """Of what may not be shown from there on."""
        self.holes: dict[int, float] = {}
        """Numbers left out, which may still come, by the moment at which that was seen."""
        self.mark = Mark(0, ())
        self.recent: tuple[tuple[int, list[str]], ...] = ()
        """The last changes, by version; replaced whole, since other threads read it meanwhile."""
        self._changed_since: dict[tuple[int, int], set[str]] = {}

    @property
    def _unread(self) -> bool:
        """What changed was not read yet, or not to the end."""
        return self.since == float("inf")

    # --- Looking ---------------------------------------------------------------------------------------------

    def now(self) -> float:
        """The database's clock, by this machine's and the difference last seen."""
        stopped = clock.stopped()
        return stopped.timestamp() if stopped else time.time() + self._offset

    def is_due(self) -> bool:
        """Whether the last look is half a second ago, or somebody on this machine published since."""
        waited = time.monotonic() - self._looked >= max(PAUSE, self._hung)
        return waited or stale.nudged() != self._nudged or clock.stopped() is not None

    def look(self, *, at_once: bool = False) -> Looked | None:
        """See what changed, if it is time: up to where, and when that was."""
        beat = time.monotonic()
        if beat - getattr(self._answered, "at", -AGAIN) < PAUSE:
            # What answered just now need not be asked whether it is there.
            connection.health_check_done = True  # type: ignore[attr-defined]
        if not (at_once or self.is_due()) or not self.lock.acquire(blocking=self._unread):
            return None
        try:
            self._nudged, self._looked = stale.nudged(), beat
            now = self._read(beat)
            self._answered.at, self.lost, self._hung = beat, False, 0.0
            return Looked(self.mark, now)
        except (OperationalError, InterfaceError) as error:
            self._lose(error)
            self._hung = SELDOM * (time.monotonic() - beat)
            return None
        finally:
            self.lock.release()

    def _read(self, beat: float) -> datetime:
        if self._unread or beat - self._loaded >= AGAIN:
            return self._load(beat)
        before = time.time()
        told = _from(position=Number(self.position))
        now = told[-1][-1] if told else clock.read()
        self._offset = now.timestamp() - before
        held = Change.objects.filter(pk__in=list(self.holes)).order_by("pk").values_list(*COLUMNS) if self.holes else ()
        rows = [*_rows(held), *_rows(told)]
        if self.newest and self.newest not in rows:
            logger.warning("The list of changes was replaced, as by a restore: nothing kept counts any more.")
            now = self._load(beat)
            self.since = self.now()
            return now
        self._take(row for row in rows if row != self.newest)
        return now

    def _load(self, beat: float) -> datetime:
        self._forget()
        before = time.time()
        now = clock.read()
        self._offset = now.timestamp() - before
        rows = Change.objects.filter(at__gte=now - MEMORY).order_by("pk").values_list(*COLUMNS)
        self._take(_rows(rows.iterator(AT_ONCE)))
        self._write_barred()
        if self.newest is None and (last := Change.objects.order_by("-pk").first()):
            self._take([(last.pk, last.at, last.keys, last.bars)])
        self._loaded, self.since = beat, (now - MEMORY).timestamp()
        return now

    def _take(self, rows: Iterable[Row]) -> None:
        beat, bars = time.monotonic(), []
        for number, at, keys, barring in rows:
            moment = at.timestamp()
            if shown.EVERYTHING in keys:
                self._begin_anew(number, min(moment, self.now()))
            if number > self.position:
                self.holes |= dict.fromkeys(range(max(self.position + 1, number - FEW), number), beat)
                self.newest, self.position = (number, at, keys, barring), number
            else:
                self.holes.pop(number, None)
            self.told[number] = Told(moment, array("q", map(hash, keys)))
            for key in map(intern, keys):
                self.changed[key] = max(number, self.changed.get(key, 0))
                insort(self.turns.setdefault(key, []), moment)
                if barring and key.startswith(BARRING):
                    insort(self.bars.setdefault(key, []), moment)
            if barring:
                bars += [(number, key) for key in keys if key.startswith(BARRING)]
            self.recent = (*self.recent[1 - FEW :], (self.version + 1, keys))
            self._changed_since = {}
            self.version += 1  # last: what another thread judges meanwhile is not proven for this one
        self.holes = {number: seen for number, seen in self.holes.items() if beat - seen < PATIENCE}
        self.mark = Mark(self.position, tuple(self.holes))
        self._bar(bars)

    def _begin_anew(self, number: int, moment: float) -> None:
        """Every page and row rests on everything: what changed before it says no more. An archive changes thousands."""
        self.changed = {key: last for key, last in self.changed.items() if last > number}
        later = {key: moments[bisect_right(moments, moment) :] for key, moments in self.turns.items()}
        self.turns = {key: moments for key, moments in later.items() if moments}
        # But for what was still under way then: a page made after this may have been made before that was committed.
        self.told = {last: told for last, told in self.told.items() if told.at > moment - PATIENCE}

    # --- With the database gone ----------------------------------------------------------------------------

    def _bar(self, bars: list[tuple[int, str]]) -> None:
        """Remember what may not be shown, on this machine's disk too: a process may start without the database."""
        fresh = {key: number for number, key in bars if self.barred.get(key, 0) < number}
        self.barred |= fresh
        if fresh and self._loaded != self._looked:
            self._write_barred(fresh)

    def _write_barred(self, fresh: Mapping[str, int] | None = None) -> None:
        """All of it, or what came to it: all again where somebody emptied the folder by hand."""
        file = self.folder / "barred"
        added = fresh if fresh and file.exists() else None
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with file.open("w" if added is None else "a") as lines:
                lines.writelines(
                    f"{key} {number}\n" for key, number in (self.barred if added is None else added).items()
                )
        except OSError as error:  # a disk that is full takes no page away
            logger.error("What may not be shown was not written down: %s", error)

    def _lose(self, error: Exception) -> None:
        if not self.lost:
            logger.error("The database doesn't answer, pages are served as they are kept: %s", error)
        self.lost = True
        if not connection.in_atomic_block:
            connection.close()
        if self._unread and (self.folder / "barred").exists():
            for line in (self.folder / "barred").read_text().splitlines():
                key, _space, number = line.partition(" ")
                self.barred[key] = max(int(number), self.barred.get(key, 0))

    # --- Judging a page --------------------------------------------------------------------------------------

    def fresh(self, page: Judged, now: float) -> bool:
        """Whether it is what would be made now, but for lists beside the matter."""
        if page.ends is not None and page.ends <= now:
            return False
        version = self.version
        if page.proven == version:
            return True
        if page.made < self.since:
            return False
        moved = self._may_have_moved(page) and self._moved(page.keys, page)
        page.proven = page.proven if moved else version
        return not moved

    def _may_have_moved(self, page: Judged) -> bool:
        """Whether anything of it is among what changed since it was last found fresh: asked of a page's every row."""
        recent = self.recent
        if not recent or page.proven < recent[0][0] - 1:
            return True
        span = (page.proven, recent[-1][0])
        changed = self._changed_since.get(span)
        if changed is None:
            changed = {key for version, keys in recent if version > page.proven for key in keys}
            self._changed_since[span] = changed
        return not changed.isdisjoint(page.keys)

    def lags(self, page: Kept, now: float) -> bool:
        """Whether its lists beside the matter have changed, and the set time is over."""
        if page.lags is None or now < page.lags:
            return False
        turn = _first_after(page.made, page.loose, self.turns)
        turned = turn is not None and turn <= now
        return turned or self._moved(page.loose, page)

    def _moved(self, keys: Collection[str], page: Judged) -> bool:
        """Whether one of them has changed since the page was made, or in a transaction that was still open then."""
        changed = self.changed  # another thread may put a new one in its place
        if any(changed[key] > page.position for key in changed.keys() & keys):
            return True
        late = [told.names for one in page.open if (told := self.told.get(one))]
        return bool(late) and not set(map(hash, keys)).isdisjoint(chain(*late))

    def may_be_shown(self, page: Kept, now: float) -> bool:
        """With the database gone: whether nothing it shows was withdrawn or held, and no right has ended."""
        if page.barred is not None and page.barred <= now:
            return False
        # The last number does: acts on one story follow one another, and take their numbers in that order.
        last = [self.barred[key] for key in page.keys if key in self.barred]
        barred = any(number > page.position or number in page.open for number in last)
        return page.made > now - MEMORY.total_seconds() and not barred

    def coming_to(self, keys: Iterable[str], now: float) -> tuple[float | None, float | None]:
        """The next moment at which anything begins or ends that a page with these keys shows, or could show.

        And the next at which something of it may not be shown any more.
        """
        return _first_after(now, keys, self.turns), _first_after(now, keys, self.bars)


def _first_after(moment: float, keys: Iterable[str], told: Mapping[str, list[float]]) -> float | None:
    """Found by halves: a list that every story stands in is told of at each publication."""
    listed = ((told[key], bisect_right(told[key], moment)) for key in keys if key in told)
    return min((moments[first] for moments, first in listed if first < len(moments)), default=None)


@ready
def _from(*, position: Number) -> QuerySet[Change, Any]:
    """And what the database's clock says, in the last column."""
    rows = Change.objects.filter(pk__gte=position).annotate(now=clock.now()).order_by("pk")
    return rows.values_list(*COLUMNS, "now")


def _rows(rows: Iterable[tuple[Any, ...]]) -> Iterator[Row]:
    return ((pk, at.astimezone(UTC), keys, bars) for pk, at, keys, bars, *_now in rows)
