"""Rows that many pages show, read once in each process and judged as kept pages are: by what has changed since.

A page rests on the same keys and ends at the same moment, whether its rows were remembered or read for it. Outside of a
page that is made to be kept, such as a preview of another moment, nothing is remembered.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from editions import shown
from editions.cache.changes import Changes

MOST = 8192
"""Rows that a process remembers."""


@dataclass
class _Row:
    """What was read; the rest as of a kept page."""

    value: Any
    keys: set[str]
    position: int
    made: float
    ends: float | None
    proven: int = -1


class Common:
    """What one process remembers."""

    def __init__(self, changes: Changes) -> None:
        self.changes = changes
        self._rows: OrderedDict[Hashable, _Row] = OrderedDict()
        self._lock = threading.Lock()

    @contextmanager
    def remembered(self) -> Iterator[None]:
        """Whatever is made in this block may use what is known, and adds to it."""
        token = _current.set(self)
        try:
            yield
        finally:
            _current.reset(token)

    def known(self, kind: str, wanted: Iterable[Hashable], now: float) -> dict[Any, Any]:
        """What is remembered of these and still true at the moment."""
        found = {key: self._rows.get((kind, key)) for key in wanted}
        return {
            key: row.value for key, row in found.items()
            if row is not None and row.made <= now and self.changes.fresh(row, now)
        }  # fmt: skip

    def keep(self, kind: str, key: Hashable, value: Any, told: shown.Shown, *, position: int, now: float) -> None:
        keys = told.keys | told.loose
        turns, _barred = self.changes.coming_to(keys, now)
        ends = [moment for moment in (turns, told.ends.timestamp() if told.ends else None) if moment is not None]
        with self._lock:  # a worker may have several threads
            self._rows.pop((kind, key), None)
            self._rows[kind, key] = _Row(value, keys, position, now, min(ends, default=None))
            if len(self._rows) > MOST:
                self._rows.popitem(last=False)


_current: ContextVar[Common | None] = ContextVar("common", default=None)


Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
Told = Callable[[Key, Value | None], None]


def rows(
    kind: str, wanted: Iterable[Key], read: Callable[[list[Key]], Mapping[Key, Value]], note: Told[Key, Value], *,
    at: datetime | None, also: Told[Key, Value] | None = None,
) -> dict[Key, Value]:  # fmt: skip
    """The rows wanted that there are, by key: `read` is asked for those not remembered, if any.

    `note` tells the page what a row rests on, found or not; `also`, what else makes it worth reading again. Rows that
    there are not are asked for again by the next page.
    """
    asked = list(dict.fromkeys(wanted))
    common = _current.get() if at else None
    if common is None or at is None:
        found = dict(read(asked)) if asked else {}
    else:
        found = _remembered(common, kind, asked, read, (note, also) if also else (note,), now=at.timestamp())
    for key in asked:
        note(key, found.get(key))
    return found


def _remembered(
    common: Common, kind: str, asked: list[Key], read: Callable[[list[Key]], Mapping[Key, Value]],
    notes: Iterable[Told[Key, Value]], *, now: float,
) -> dict[Key, Value]:  # fmt: skip
    found = common.known(kind, asked, now)
    unknown = [key for key in asked if key not in found]
    if unknown:
        position = common.changes.position
        fresh = read(unknown)
        for key in (one for one in unknown if one in fresh):
            found[key] = fresh[key]
            with shown.collecting() as told:
                for note in notes:
                    note(key, found[key])
            common.keep(kind, key, found[key], told, position=position, now=now)
    return found
