"""The one clock (law 3): the database's. Tests and previews pass a moment of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.db import connection
from django.db.models import DateTimeField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Now

from editions import shown

# A module's variable, not a context's: a test's own web server runs in another thread and must see it.
_stopped: datetime | None = None


def now() -> Combinable:
    """The moment as an expression, so that reads compare in SQL."""
    return Now() if _stopped is None else Value(_stopped, output_field=DateTimeField())


def read() -> datetime:
    """The moment as a value: a move reads it once, after its row lock; a page is of this moment."""
    moment = _stopped or _told.get() or _database()
    shown.of_moment(moment)
    return moment


# When the database was asked what changed, at the beginning of this page: it said the moment too.
_told: ContextVar[datetime | None] = ContextVar("told", default=None)


@contextmanager
def told(moment: datetime | None) -> Iterator[None]:
    """In this block that is the moment; it is asked for where it is None."""
    token = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(token)


def _database() -> datetime:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT clock_timestamp()")
            return cursor.fetchone()[0]
        cursor.execute("SELECT strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')")
        return datetime.fromisoformat(cursor.fetchone()[0])


def stopped() -> datetime | None:
    """The moment at which tests hold the clock."""
    return _stopped


@contextmanager
def stopped_at(moment: datetime) -> Iterator[None]:
    """Stop the clock at a moment: for tests, which step it themselves."""
    global _stopped  # noqa: PLW0603
    before, _stopped = _stopped, moment
    try:
        yield
    finally:
        _stopped = before
