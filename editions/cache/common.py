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
from typing import Any, NamedTuple, TypeVar

from editions import shown
from editions.cache.changes import Changes, Mark

MOST = 512
"""Rows of one kind that a process remembers."""

OF_KIND = {"teaser": 3072, "news": 1536, "heads": 1024, "picture": 1024, "years": 128}
"""More of those that a page shows dozens of, fewer of those that are large: a worker has 120 MB for all."""

Rows = OrderedDict[Hashable, "_Row"]


class _Rests(NamedTuple):
    """What a page that shows a row rests on; small, since there are thousands."""

    keys: tuple[str, ...]
    lists: tuple[str, ...]
    loose: tuple[str, ...]
    ends: datetime | None

    @classmethod
    def of(cls, told: shown.Shown) -> "_Rests":
        return cls(tuple(told.keys), tuple(told.lists), tuple(told.loose), told.ends)


@dataclass(slots=True)
class _Row:
    """What was read, and what pages that show it rest on; the rest as of a kept page."""

    value: Any
    rests: _Rests
    keys: tuple[str, ...]
    position: int
    open: tuple[int, ...]
    made: float
    ends: float | None
    proven: int = -1


class Common:
    """What one process remembers."""

    def __init__(self, changes: Changes) -> None:
        self.changes = changes
        self._rows: dict[str, Rows] = {}
        self._lock = threading.Lock()

    @contextmanager
    def remembered(self, mark: Mark) -> Iterator[None]:
        """Whatever is made in this block may use what is known, and adds to it, as of this mark."""
        token = _current.set((self, mark))
        try:
            yield
        finally:
            _current.reset(token)

    def known(self, kind: str, wanted: Iterable[Hashable], now: float) -> dict[Any, _Row]:
        """What is remembered of these and still true at the moment."""
        rows = self._rows.get(kind, NOTHING)
        found = {key: rows.get(key) for key in wanted}
        return {
            key: row for key, row in found.items()
            if row is not None and row.made <= now and self.changes.fresh(row, now)
        }  # fmt: skip

    def unknown(self, kind: str, wanted: Iterable[Hashable], now: float, *, but: Iterable[Hashable]) -> list[Any]:
        """The rest of these, in their order."""
        left = dict.fromkeys(wanted)
        known = self.known(kind, left, now)
        return [key for key in left if key not in known and key not in but]

    def keep(
        self, kind: str, key: Hashable, value: Any, told: shown.Shown, also: shown.Shown, *, mark: Mark, now: float
    ) -> None:
        keys = tuple(told.keys | told.loose | also.keys | also.loose)
        turns, _barred = self.changes.coming_to(keys, now)
        moments = [one.ends.timestamp() for one in (told, also) if one.ends]
        ends = min(moments if turns is None else [turns, *moments], default=None)
        with self._lock:  # a worker may have several threads
            rows = self._rows.setdefault(kind, OrderedDict())
            rows.pop(key, None)
            rows[key] = _Row(value, _Rests.of(told), keys, *mark, now, ends)
            if len(rows) > OF_KIND.get(kind, MOST):
                rows.popitem(last=False)


NOTHING: Rows = OrderedDict()
NOTHING_MORE = shown.Shown()


NOT_REMEMBERED: tuple[Common | None, Mark] = (None, Mark(0, ()))
_current: ContextVar[tuple[Common | None, Mark]] = ContextVar("common", default=NOT_REMEMBERED)


Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
Told = Callable[[Key, Value | None], None]


def rows(
    kind: str, wanted: Iterable[Key], read: Callable[[list[Key]], Mapping[Key, Value]],
    note: Told[Key, Value] | None, *, at: datetime | None, also: Told[Key, Value] | None = None,
    ahead: Iterable[Key] = (),
) -> dict[Key, Value]:  # fmt: skip
    """The rows wanted that there are, by key: `read` is asked for those not remembered, if any.

    `note` tells the page what a row rests on, found or not, if on anything; `also`, what else makes it worth reading
    again. Rows that there are not are asked for again by the next page. `ahead`: likely to be wanted by pages to come,
    so read and remembered whenever there is something to ask for; this page neither has them nor rests on them.
    """
    asked = list(dict.fromkeys(wanted))
    common, mark = _current.get() if at else NOT_REMEMBERED
    known = common.known(kind, asked, at.timestamp()) if common and at else {}
    for row in known.values():
        shown.rest_on(row.rests)
    found = {key: row.value for key, row in known.items()}
    unknown = [key for key in asked if key not in known]
    if not unknown:
        return found
    later = common.unknown(kind, ahead, at.timestamp(), but=asked) if common and at else []
    fresh = read([*unknown, *later])
    for key in [*unknown, *later]:
        if common and at and key in fresh:
            told, more = _told(note, key, fresh[key], at=at), _told(also, key, fresh[key], at=at)
            common.keep(kind, key, fresh[key], told, more, mark=mark, now=at.timestamp())
            if key not in later:
                shown.rest_on(told)
        elif note and key not in later:
            note(key, fresh.get(key))
    return found | {key: value for key, value in fresh.items() if key not in later}


def _told(note: Told[Key, Value] | None, key: Key, value: Value, *, at: datetime) -> shown.Shown:
    if note is None:
        return NOTHING_MORE
    with shown.collecting() as told:
        shown.of_moment(at)
        note(key, value)
    return told
