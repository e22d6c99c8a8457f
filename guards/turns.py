"""Whose turn it is, where no row stands for what is taken in turn: held until the transaction ends.

SQLite has one writer at a time already, since transactions are IMMEDIATE.
"""

from django.db import connection

TRAIL = 0x5EDA
"""The next line of the trail is written by one at a time. Any constant does: PostgreSQL knows these by number."""

GOING_LIVE = 0x7E4B
"""Shared by whoever sends a story out; whoever sets a lock waits for them, and they for the lock."""

FRONT = 0x0F20
"""Whoever orders a front sees what the one before made of it: no row stands for a place that nothing is picked for."""

OWN_PAGE = 0x0A1A
"""Pages of the newsroom's own go out one at a time: no other may take an address between the look and the record."""

IMPORTING = 0x1A4B
"""Archives come in a batch at a time, however many are brought at once: each sees what the others have made of it."""

IN_BULK = 0xB01C
"""Shared by whoever stores stories without a save, before they draw keys; what goes by keys looks when none does."""


def take(number: int, *, shared: bool = False) -> None:
    """Wait for it.

    Within a transaction: importing, in bulk, going live or a front, rows in the order of their keys, own pages, trail.
    """
    if connection.vendor == "postgresql":
        function = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s)", [number])


def take_if_free(number: int) -> bool:
    """Take it unless somebody has it, and wait for nobody; whether it was taken."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        return bool(cursor.fetchone()[0])


def check_foreign_keys() -> None:
    """Now, not at the commit: for whoever wrote thousands of rows, before a turn that others wait for."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
