"""Appends many rows to a table at once, for acts that make thousands: an import, its trail.

Constraints and guards stand in the database and hold here as everywhere. What is left out is Django's work per value,
about half of an import's time: no model written so has a `save` or a `pre_save` that does anything.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain, islice
from operator import attrgetter
from typing import Any, TypeVar

from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)
Form = Callable[[Any], Any]

FEW = 4
"""Rows for which PostgreSQL's copy costs more to begin than it saves."""


def rows(model: type[Row], instances: list[Row]) -> list[Row]:
    """New rows, each with its key afterwards, as `bulk_create` does it."""
    names = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
    keys = keyed(model, names, list(map(attrgetter(*names), instances)))
    for instance, key in zip(instances, keys, strict=True):
        instance.pk = key
        instance._state.adding, instance._state.db = False, connection.alias
    return instances


def keyed(model: type[models.Model], names: Sequence[str], lines: Sequence[tuple[Any, ...]]) -> list[int]:
    """New rows of plain values under keys that this draws for them, and returns."""
    keys = next_keys(model, len(lines)) if lines else []
    values(model, ["id", *names], ((key, *line) for key, line in zip(keys, lines, strict=True)))
    return keys


def values(model: type[models.Model], names: Sequence[str], lines: Iterable[Sequence[Any]]) -> None:
    """New rows of plain values, without an instance each; columns not named take the model's default."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    rest = {name: default for name in fields.keys() - set(names) if (default := fields[name].get_default()) is not None}
    forms = [(place, form) for place, name in enumerate([*names, *rest]) if (form := _form_of(fields[name]))]
    same = tuple(rest.values())
    whole = ((*line, *same) for line in lines) if same else lines
    # Put into form while they are sent: PostgreSQL takes in the first rows meanwhile.
    _write(model, [str(fields[name].column) for name in (*names, *rest)], (_formed(line, forms) for line in whole))


class Lines:
    """New rows of one model, gathered as plain mappings and then written in one go.

    What a mapping leaves out has the model's default; a key is each row's own, or drawn for all of them.
    """

    def __init__(self, model: type[models.Model]) -> None:
        self._model = model
        self._names = [field.attname for field in model._meta.concrete_fields]
        self._defaults = {field.attname: field.get_default() for field in model._meta.concrete_fields}
        self._lines: list[tuple[Any, ...]] = []

    def add(self, row: Mapping[str, Any]) -> None:
        whole = {**self._defaults, **row}
        self._lines.append(tuple(map(whole.__getitem__, self._names)))

    def write(self) -> range:
        """The keys that were drawn for rows without one, in a row."""
        lines, self._lines = self._lines, []
        if not lines:
            return range(0)
        if lines[0][0] is not None:  # the key comes first
            values(self._model, self._names, lines)
            return range(0)
        keys = next_run(self._model, len(lines))
        values(self._model, self._names, ((key, *line[1:]) for key, line in zip(keys, lines, strict=True)))
        return keys


def copies(model: type[models.Model], names: Sequence[str], rows: "models.QuerySet[Any, tuple[Any, ...]]") -> None:
    """New rows out of what a query finds, `names` in its order; they never leave the database."""
    quote, (found, parameters) = connection.ops.quote_name, rows.query.sql_with_params()
    columns = {field.attname: quote(str(field.column)) for field in model._meta.concrete_fields}
    told = ", ".join(map(columns.__getitem__, names))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {quote(model._meta.db_table)} ({told}) {found}", parameters)


def _form_of(field: models.Field) -> Form | None:
    if isinstance(field, models.JSONField):
        return json.dumps
    if isinstance(field, models.DateTimeField) and connection.vendor == "sqlite":
        return lru_cache(connection.ops.adapt_datetimefield_value)  # most moments of a batch are one
    return None


def _formed(line: Sequence[Any], forms: Sequence[tuple[int, Form]]) -> Sequence[Any]:
    if not forms:
        return line
    formed = list(line)
    for place, form in forms:
        if formed[place] is not None:
            formed[place] = form(formed[place])
    return formed


def next_keys(model: type[models.Model], count: int) -> list[int]:
    """Keys that nobody else gets: SQLite has one writer at a time, PostgreSQL a sequence."""
    if connection.vendor != "postgresql":
        return list(_following(model, count))
    with connection.cursor() as cursor:
        cursor.execute(_DRAWN, [model._meta.db_table, count])
        return [key for (key,) in cursor.fetchall()]


def next_run(model: type[models.Model], count: int) -> range:
    """So many keys in a row, at least one; drawn again where somebody else drew in between."""
    if connection.vendor != "postgresql":
        return _following(model, count)
    table = model._meta.db_table
    while True:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT min(key), max(key) FROM ({_DRAWN}) AS drawn (key)", [table, count])  # noqa: S608
            first, last = cursor.fetchone()
        if last - first == count - 1:
            return range(first, last + 1)


# The sequence is looked up once, not for each key.
_DRAWN = """
WITH named AS MATERIALIZED (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS sequence)
SELECT nextval(sequence) FROM named, generate_series(1, %s)
"""


def _following(model: type[models.Model], count: int) -> range:
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        last = (cursor.fetchone() or [0])[0]
    return range(last + 1, last + count + 1)


def _write(model: type[models.Model], columns: list[str], lines: Iterable[Sequence[Any]]) -> None:
    quote = connection.ops.quote_name
    table, names = quote(model._meta.db_table), ", ".join(quote(column) for column in columns)
    with connection.cursor() as cursor:
        rest = iter(lines)
        first = list(islice(rest, FEW + 1)) if connection.vendor == "postgresql" else list(rest)
        if connection.vendor == "postgresql" and len(first) > FEW:
            # Django passes a copy's errors through as the driver's own.
            with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for line in chain(first, rest):
                    copy.write_row(line)
        else:
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", first)  # noqa: S608
