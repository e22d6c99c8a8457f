"""Makes, lifts and counts the triggers that guard append-only tables.

Generated from the model's columns and put back after every migration, since SQLite drops a table's triggers when it
rebuilds the table.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.apps import AppConfig
from django.db import connection, models
from django.db.models.signals import post_migrate


@dataclass(frozen=True)
class Opening:
    """A table whose rows each let those rows become empty that name the same: in `theirs` it, in `ours` they.

    A row of the guard's own table that opens others stays whole itself. On SQLite a trigger names the table: a
    migration that rebuilds it lifts the guards that stand on it first.
    """

    table: str
    theirs: str
    ours: str
    where: str = ""


@dataclass(frozen=True)
class Guard:
    """A table of which rows may only be added; `end` names the one column that may be written while it lies ahead."""

    model: type[models.Model]
    end: str = ""
    overlap: tuple[str, str] = ("", "")
    """(key, begin): no two rows of one key may be alive at once. PostgreSQL holds it by a constraint instead."""
    late: tuple[str, ...] = ()
    """Columns that a later migration added, empty so far: each may be filled once, by `guards.filling` alone."""
    emptied: Mapping[str, object] = field(default_factory=dict)
    """Columns of a text that may be expunged, each with its empty value: it may become that if `opening` has it so."""
    opening: Opening | None = None

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    def frozen_columns(self) -> list[str]:
        columns = (str(field.column) for field in self.model._meta.concrete_fields)
        return [column for column in columns if column != self.end]

    def fill_name(self, column: str) -> str:
        return f"{self.table}.{column}"

    def names(self) -> list[str]:
        rules = ["update", "delete", *(["truncate"] if connection.vendor == "postgresql" else [])]
        if connection.vendor == "sqlite":
            rules.append("replace")
            rules += ["overlap_insert", "overlap_update"] if self.overlap[0] else []
        return [f"guard_{self.table}_{rule}" for rule in rules]

    def statements(self) -> list[str]:
        return _postgresql(self) if connection.vendor == "postgresql" else _sqlite(self)


ALL: list[Guard] = []
FILLS = "guard_fills"
"""Table that says, inside one transaction, which late column is being filled."""


def guard(app: AppConfig, guard: Guard) -> None:
    """Keep a guard standing: it is put back after each migration of its app (the one signal we use)."""
    ALL.append(guard)
    post_migrate.connect(lambda **_sent: install([guard]), sender=app, weak=False, dispatch_uid=guard.table)


def install(guards: list[Guard]) -> None:
    standing = connection.introspection.table_names()
    with connection.cursor() as cursor:
        for statement in _filling_known():
            cursor.execute(statement)
        for guard in guards:
            if guard.table not in standing:
                continue  # a migration back to zero
            _drop(cursor, guard)
            for statement in guard.statements():
                cursor.execute(statement)


def lift(guards: list[Guard]) -> None:
    """Take the triggers away. For flushes between tests, and nothing else."""
    with connection.cursor() as cursor:
        for guard in guards:
            _drop(cursor, guard)


@contextmanager
def lifted(guards: list[Guard]) -> Iterator[None]:
    lift(guards)
    try:
        yield
    finally:
        install(guards)


def missing(guards: list[Guard]) -> list[str]:
    """Names of triggers that should stand and don't."""
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        standing = {row[0] for row in cursor.fetchall()}
    return [name for guard in guards for name in guard.names() if name not in standing]


def _filling_known() -> list[str]:
    table = f"CREATE TABLE IF NOT EXISTS {FILLS} (name varchar(130) PRIMARY KEY)"
    if connection.vendor != "postgresql":
        return [table]
    # A trigger's condition holds no query there, but may call a function.
    known = f"SELECT EXISTS (SELECT 1 FROM {FILLS} WHERE {FILLS}.name = asked)"  # noqa: S608
    function = f"CREATE OR REPLACE FUNCTION guard_filling(asked text) RETURNS boolean LANGUAGE sql STABLE AS '{known}'"
    return [table, function]


def _changes(guard: Guard) -> list[str]:
    """Each way in which a row is written that it may not be, but for its end."""
    columns = guard.frozen_columns()
    found = [_changed(guard, column) for column in columns]
    if guard.opening:
        words = (column for column in columns if column in guard.emptied)
        emptied = " OR ".join(_other(f"OLD.{column}", f"NEW.{column}") for column in words)
        found.append(f"({emptied}) AND NOT {_open(guard, guard.opening)}")
    return found


def _other(one: str, other: str) -> str:
    return f"{one} {'IS DISTINCT FROM' if connection.vendor == 'postgresql' else 'IS NOT'} {other}"


def _open(guard: Guard, opening: Opening) -> str:
    known = f"EXISTS ({_openings(opening)} = OLD.{opening.ours})"
    if connection.vendor == "postgresql":
        known = f"guard_{guard.table}_open(OLD.{opening.ours}::text)"
    return f"({known} AND NOT OLD.{opening.where})" if opening.table == guard.table else known


def _openings(opening: Opening, form: str = "") -> str:
    also = f"{opening.where} AND " if opening.where else ""
    return f"SELECT 1 FROM {opening.table} WHERE {also}{opening.theirs}{form}"  # noqa: S608


def _empty(value: object) -> str:
    """An empty value in SQL."""
    return "NULL" if value is None else f"'{json.dumps(value) if isinstance(value, list | dict) else value}'"


def _changed(guard: Guard, column: str) -> str:
    """When a column is written in a way that it may not be."""
    postgresql = connection.vendor == "postgresql"
    other = _other(f"OLD.{column}", f"NEW.{column}")
    if column in guard.emptied:
        return f"({other} AND {_other(f'NEW.{column}', _empty(guard.emptied[column]))})"
    if column not in guard.late:
        return other
    name = guard.fill_name(column)
    filling = (
        f"guard_filling('{name}')" if postgresql else f"EXISTS (SELECT 1 FROM {FILLS} WHERE name = '{name}')"  # noqa: S608
    )
    return f"({other} AND (OLD.{column} IS NOT NULL OR NOT {filling}))"


def _drop(cursor: object, guard: Guard) -> None:
    for name in guard.names():
        on = f" ON {guard.table}" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")  # type: ignore[attr-defined]


def _sqlite(guard: Guard) -> list[str]:
    refuse = f"SELECT RAISE(ABORT, '{guard.table} is append-only')"
    changed = " OR ".join(f"({condition})" for condition in _changes(guard))
    if guard.end:
        # Text compares as time here: both are UTC in ISO form. A minute is the longest a move may take.
        past = f"(OLD.{guard.end} IS NOT NULL AND OLD.{guard.end} <= strftime('%Y-%m-%d %H:%M:%f', 'now'))"
        backdated = f"NEW.{guard.end} < strftime('%Y-%m-%d %H:%M:%f', 'now', '-60 seconds')"
        changed = f"{changed} OR (OLD.{guard.end} IS NOT NEW.{guard.end} AND ({past} OR {backdated}))"
    update, delete, replace, *overlaps = guard.names()
    taken = " OR ".join(f"({same})" for same in _sqlite_same_row(guard))
    statements = [
        f"CREATE TRIGGER {update} BEFORE UPDATE ON {guard.table} WHEN {changed} BEGIN {refuse}; END",
        f"CREATE TRIGGER {delete} BEFORE DELETE ON {guard.table} BEGIN {refuse}; END",
        # REPLACE deletes the row in its way without a word to the delete trigger.
        f"CREATE TRIGGER {replace} BEFORE INSERT ON {guard.table}"  # noqa: S608
        f" WHEN EXISTS (SELECT 1 FROM {guard.table} other WHERE {taken}) BEGIN {refuse}; END",
    ]
    events = (f"INSERT ON {guard.table}", f"UPDATE OF {guard.end} ON {guard.table}")
    overlap_triggers = [_sqlite_overlap(guard, name, event) for name, event in zip(overlaps, events, strict=False)]
    return statements + overlap_triggers


def _sqlite_same_row(guard: Guard) -> Iterator[str]:
    """For each unique key, when a standing row (`other`) has the key of the new one."""
    meta = guard.model._meta
    yield f"other.{meta.pk.column} = NEW.{meta.pk.column}"
    for constraint in meta.total_unique_constraints:
        columns = (field.column for field in meta.concrete_fields if field.name in constraint.fields)
        yield " AND ".join(f"other.{column} = NEW.{column}" for column in columns)


def _sqlite_overlap(guard: Guard, name: str, event: str) -> str:
    """A row may not live while another of its key does; one ended unborn never lived."""
    key, begin = guard.overlap
    return (
        f"CREATE TRIGGER {name} BEFORE {event} WHEN NEW.{guard.end} IS NOT NEW.{begin} AND EXISTS ("  # noqa: S608
        f"SELECT 1 FROM {guard.table} other WHERE other.{key} = NEW.{key} AND other.id IS NOT NEW.id"
        f" AND other.{guard.end} IS NOT other.{begin}"
        f" AND (other.{guard.end} IS NULL OR other.{guard.end} > NEW.{begin})"
        f" AND (NEW.{guard.end} IS NULL OR NEW.{guard.end} > other.{begin}))"
        f" BEGIN SELECT RAISE(ABORT, 'two lives of one row in {guard.table}'); END"
    )


def _postgresql(guard: Guard) -> list[str]:
    conditions = _changes(guard)
    if guard.end:
        conditions.append(
            f"OLD.{guard.end} IS DISTINCT FROM NEW.{guard.end} AND (OLD.{guard.end} <= now()"
            f" OR NEW.{guard.end} < now() - interval '60 seconds')"
        )
    changed = " OR ".join(f"({condition})" for condition in conditions)
    function = f"guard_{guard.table}"
    update, delete, truncate = guard.names()
    return [
        *_opened_on_postgresql(guard),
        f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" RAISE EXCEPTION '{guard.table} is append-only' USING ERRCODE = 'restrict_violation'; END $$",
        f"CREATE TRIGGER {update} BEFORE UPDATE ON {guard.table} FOR EACH ROW WHEN ({changed})"
        f" EXECUTE FUNCTION {function}()",
        f"CREATE TRIGGER {delete} BEFORE DELETE ON {guard.table} FOR EACH ROW EXECUTE FUNCTION {function}()",
        f"CREATE TRIGGER {truncate} BEFORE TRUNCATE ON {guard.table} FOR EACH STATEMENT EXECUTE FUNCTION {function}()",
    ]


def _opened_on_postgresql(guard: Guard) -> list[str]:
    """A trigger's condition holds no query there. Late-bound: another app's migrations may yet make the table."""
    if guard.opening is None:
        return []
    known = f"{_openings(guard.opening, '::text')} = asked"
    return [
        f"CREATE OR REPLACE FUNCTION guard_{guard.table}_open(asked text) RETURNS boolean LANGUAGE plpgsql STABLE"
        f" AS $$ BEGIN RETURN EXISTS ({known}); END $$"
    ]
