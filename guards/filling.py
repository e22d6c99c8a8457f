"""Fills a column that a later migration added to a guarded table: once, from NULL, and nothing else.

The guard names such a column as `late`. Its trigger lets a NULL be written only while a row of `guard_fills` says so,
which stands inside one transaction and is never committed: no other connection ever sees it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, models, transaction

from guards.triggers import FILLS, Guard


class NotLate(ValueError):
    """The guard knows no such column as added later: it is as frozen as the rest."""


def fill(guard: Guard, column: str, make: Callable[[Any], Any], *, batch: int = 500) -> int:
    """Give the column its value in one batch of rows that lack it; how many were filled, 0 when all are.

    `make` must not answer None. Safe to run twice, and beside the running site: a batch is one short transaction.
    """
    rows: models.QuerySet[Any] = guard.model._base_manager.filter(**{column: None})
    with filling(guard, column):
        found = list(rows.order_by("pk")[:batch])
        for row in found:
            rows.filter(pk=row.pk).update(**{column: make(row)})
    return len(found)


@contextmanager
def filling(guard: Guard, column: str) -> Iterator[None]:
    if column not in guard.late:
        raise NotLate(f"{guard.table}.{column} was not added later: it may not be filled")
    name = guard.fill_name(column)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {FILLS} (name) VALUES (%s)", [name])  # noqa: S608
        yield
        cursor.execute(f"DELETE FROM {FILLS} WHERE name = %s", [name])  # noqa: S608
