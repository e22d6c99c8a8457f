"""Background work is state, not messages: what has to be done is what the tables say is due.

Each package's `due.py` lists functions that do one batch and say how much they did. Each may run in any number of
workers at once and be killed anywhere.
"""

import logging
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence

from django.db import Error, close_old_connections, connections

import accounts.due
import articles.due
import editions.due
from accounts import passwords
from articles import sending
from editions import index, purging, stale

logger = logging.getLogger(__name__)
PAUSE = 1.0
"""Seconds between two looks when nothing was due."""

DUE: list[Callable[[], int]] = [*editions.due.DUE, *accounts.due.DUE, *articles.due.DUE]
"""Readers first."""

AT_ONCE: list[Callable[[], int]] = [
    purging.tell_proxies, editions.due.keep_the_index, passwords.answer_requests, sending.deliver,
]  # fmt: skip
"""What waits for nothing else, each in a thread of its own: what is due meanwhile takes longer than a reader may wait
for a new story, or for the search to find it. And nothing waits for a mail server, which may let a letter hang.
"""


def work_once() -> int:
    """One look at everything; how much was done."""
    return _look([*AT_ONCE, *DUE])


def _look(tasks: Iterable[Callable[[], int]]) -> int:
    done = 0
    for task in tasks:
        try:
            done += task()
        except Error:
            # The database may be away for a moment; the row stays due. A connection that is gone is no DatabaseError.
            logger.exception("%s failed", task.__qualname__)
    return done


def begin_reindex(*, everything: bool) -> int:
    """Note what is to be indexed again; how many steps `reindex` will take, but for lists found anew on the way."""
    index.note_all(everything=everything)
    return index.left()


def reindex() -> Iterator[int]:
    """Do it batch by batch, each stored by itself; how many steps each was."""
    while done := editions.due.keep_the_index() + editions.due.find_related():
        yield done


def work_for_ever() -> None:
    others = [threading.Thread(target=_look_apart, args=[task], daemon=True) for task in AT_ONCE]
    for other in others:
        other.start()
    _look_while(lambda: all(other.is_alive() for other in others), DUE)
    sys.exit("Nobody tells the proxies, keeps the index or sends letters any more: see the error above.")


def _look_apart(task: Callable[[], int]) -> None:
    try:
        _look_while(lambda: True, [task])
    finally:
        connections.close_all()


def _look_while(wanted: Callable[[], bool], tasks: Sequence[Callable[[], int]]) -> None:
    while wanted():
        close_old_connections()
        seen, awake = stale.nudged(), time.monotonic() + PAUSE
        if not _look(tasks):
            # Whoever publishes on this machine wakes it, so that readers have it at once.
            while time.monotonic() < awake and stale.nudged() == seen:
                time.sleep(0.05)
