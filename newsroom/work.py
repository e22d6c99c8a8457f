"""Background work is state, not messages: what has to be done is what the tables say is due.

Each package's `due.py` lists functions that do one batch and say how much they did. Each may run in any number of
workers at once and be killed anywhere.
"""

import logging
import time
from collections.abc import Callable

from django.db import DatabaseError, close_old_connections

import accounts.due
import articles.due

logger = logging.getLogger(__name__)
PAUSE = 1.0
"""Seconds between two looks when nothing was due."""

DUE: list[Callable[[], int]] = [*accounts.due.DUE, *articles.due.DUE]


def work_once() -> int:
    """One look at everything; how much was done."""
    done = 0
    for task in DUE:
        try:
            done += task()
        except DatabaseError:
            # The database may be away for a moment; the row stays due.
            logger.exception("%s failed", task.__qualname__)
    return done


def work_for_ever() -> None:  # pragma: no cover - a loop without end
    while True:
        close_old_connections()
        if not work_once():
            time.sleep(PAUSE)
