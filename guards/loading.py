"""Sets aside what makes a row dear to add, while a table gets more rows than it has, and puts it back over all of them.

Aside go foreign keys, and indexes that only find. What keeps out a wrong row by itself stays: guards, unique indexes,
exclusions. A foreign key that comes back looks at every row. What is aside is on record in the database from the same
transaction on, so that a run that is cut off leaves nothing forgotten: `put_back` takes up where it ended.

On PostgreSQL; on SQLite there is nothing to be gained.
"""

from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.db import connection, models, transaction

MEMORY = "256MB"
"""For the sorting of one index, and the keys of one foreign key."""

LOADING = 0x10AD
"""Held by whoever sets aside, until that or its connection ends. Any constant does: PostgreSQL knows it by number."""

FIRST = ""
"""Stands for no table: what is done before the tables' own."""


@contextmanager
def set_aside(kinds: Collection[type[models.Model]], *, at_once: int = 1) -> Iterator[None]:
    """Outside a transaction. Who reads meanwhile waits long, and nobody should add rows but who knows them sound.

    Where somebody else is at it, theirs are aside already, and nothing more is done.
    """
    with _mine() as mine:
        if mine:
            _set_aside([kind._meta.db_table for kind in kinds])
        try:
            yield
        finally:
            put_back(at_once=at_once)


@contextmanager
def _mine() -> Iterator[bool]:
    """Whether nobody else sets aside or puts back, for as long as this connection is in the block; on PostgreSQL."""
    if connection.vendor != "postgresql":
        yield False
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOADING])
        (mine,) = cursor.fetchone()
        try:
            yield mine
        finally:
            if mine:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOADING])


def is_missing() -> bool:
    """Whether indexes or foreign keys are aside: somebody fills this database, or was cut off at it."""
    return "set_aside" in connection.introspection.table_names()


def put_back(*, at_once: int = 1) -> None:
    """On so many connections. A foreign key that a row breaks is an IntegrityError and stays on record.

    What somebody sets aside who is still at it is left to them.
    """
    with _mine() as mine:
        if not mine or not is_missing():
            return
        _do(FIRST)
        with connection.cursor() as cursor:
            cursor.execute(_TABLES)
            relations = [relation for (relation,) in cursor.fetchall()]
        with ThreadPoolExecutor(at_once) as crew:
            list(crew.map(_do_apart, relations))
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE set_aside")


def _do_apart(relation: str) -> None:
    """One connection for a table, since those who prove foreign keys of the same one would wait for each other."""
    try:
        _do(relation)
    finally:
        connection.close()


def _do(relation: str) -> None:
    while _do_next(relation):
        pass


@transaction.atomic
def _set_aside(tables: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_REMEMBER, {"tables": tables})
        cursor.execute(_DROPS, {"tables": tables})
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)


@transaction.atomic
def _do_next(relation: str) -> bool:
    """What is left of it, one by one, done and struck off; whether there was any."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT place, statement FROM set_aside WHERE relation = %s ORDER BY place LIMIT 1", [relation])
        if not (found := cursor.fetchone()):
            return False
        place, statement = found
        cursor.execute(f"SET LOCAL maintenance_work_mem = '{MEMORY}'")
        cursor.execute(statement)
        cursor.execute("DELETE FROM set_aside WHERE place = %s", [place])
    return True


_TABLES = "SELECT relation FROM set_aside GROUP BY 1 ORDER BY pg_relation_size(relation::regclass) DESC"

_ASIDE = """
keys AS (
    SELECT conrelid::regclass AS relation, conname AS name, pg_get_constraintdef(oid) AS told
    FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY(%(tables)s::regclass[])
), finding AS (
    SELECT indrelid::regclass AS relation, indexrelid::regclass AS name, pg_get_indexdef(indexrelid) AS told
    FROM pg_index WHERE NOT indisunique AND NOT indisexclusion AND indrelid = ANY(%(tables)s::regclass[])
)
"""

# A foreign key stands again for new rows at once, since to add it locks two tables; then the rows are looked at, and
# the indexes built, table by table.
_REMEMBER = (
    f"CREATE TABLE set_aside AS WITH {_ASIDE}"  # noqa: S608 - nothing of anybody's is in it
    """
SELECT row_number() OVER () AS place, * FROM (
    SELECT '' AS relation, format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s NOT VALID', relation, name, told)
        AS statement FROM keys
    UNION ALL SELECT relation::text, told FROM finding
    UNION ALL SELECT relation::text, format('ALTER TABLE %%s VALIDATE CONSTRAINT %%I', relation, name) FROM keys
) AS statements
"""
)

_DROPS = (
    f"WITH {_ASIDE}"  # noqa: S608
    """
SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', relation, name) FROM keys
UNION ALL SELECT format('DROP INDEX %%s', name) FROM finding
"""
)
