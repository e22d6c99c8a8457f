"""What a process learns as it starts: what the pages of new stories show beside them."""

import logging
import threading
from collections.abc import Iterator

from django.db import DatabaseError, connection

from editions import clock
from editions.cache.middleware import remembering
from editions.models import Entry
from editions.pages.heads import headings
from editions.pages.lists import ALL
from editions.pages.teasers import teasers_of

logger = logging.getLogger(__name__)
NEWEST = 1000
"""Stories, of the 3,072 whose cards a process remembers."""

AT_ONCE = 10
"""Rows of one question: longer ones are read anew by the driver each time, and take longer to build than to answer."""

SOON = 2.0
"""Seconds after the start, when the first readers have their pages."""


def soon() -> threading.Timer:
    """Learn a moment after the start, which it would make longer, and beside the readers of this process."""
    timer = threading.Timer(SOON, _learn_and_leave)
    timer.daemon = True
    timer.start()
    return timer


def _learn_and_leave() -> None:
    try:
        learn()
    finally:
        connection.close()  # this thread's own


def learn() -> None:
    """The cards of the newest stories, and the heads of the lists they stand in.

    Asked for by a page at a time they would cost a third query of every other page until a process has served
    thousands. A process does without them while the database is away.
    """
    try:
        with remembering():
            at = clock.read()
            stand = Entry.objects.live(at)
            newest = list(stand.newest(ALL).values_list("story_id", flat=True)[:NEWEST])
            for stories in _parts(newest):
                teasers_of(stories, at=at)
            for lists in _parts(list(stand.filter(story_id__in=newest).values_list("list", flat=True).distinct())):
                headings(lists, at=at)
    except DatabaseError as error:
        logger.warning("The newest stories were not read beforehand: %s", error)


def _parts(keys: list[str]) -> Iterator[list[str]]:
    return (keys[begin : begin + AT_ONCE] for begin in range(0, len(keys), AT_ONCE))
