"""The third ring of law 1: the role under which the readers' process reads the database (PostgreSQL).

It may read the record's tables and nothing else, and write what readers themselves leave: a model of the record that
they write to says so by `READERS_MAY`, such as ("INSERT", "UPDATE") for a counter, and one that is none of their
business by `READERS_MAY_READ`.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db import ProgrammingError, connection, transaction
from psycopg import sql

PATIENCE = "3s"
"""No page asks for longer, so whoever waits so long waits for somebody's lock; what is kept is answered then."""


class Unfit(Exception):
    """This role or database can't be a wall."""


def tables() -> dict[str, tuple[str, ...]]:
    """Each table of the record that stands, and what the readers' process may do with it."""
    standing = set(connection.introspection.table_names())
    models = apps.get_app_config("editions").get_models(include_auto_created=True)
    return {
        model._meta.db_table: ("SELECT", *getattr(model, "READERS_MAY", ()))
        for model in models
        if model._meta.db_table in standing and getattr(model, "READERS_MAY_READ", True)
    }


def grant(name: str, *, password: str = "") -> list[str]:
    """Make the role or bring it up to the tables of today; the tables it may read. Safe to run again."""
    if connection.vendor != "postgresql":
        raise Unfit("SQLite has no roles: this is for PostgreSQL.")
    try:
        with transaction.atomic():
            _granted(name, password)
    except ProgrammingError as error:
        told = str(error).strip()
        raise Unfit(f"{told}: run it as the role that migrates, which owns the tables and has CREATEROLE.") from error
    return sorted(tables())


def _granted(name: str, password: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper OR rolbypassrls OR rolreplication OR rolcreaterole OR rolcreatedb, rolname = current_user,"
            " EXISTS (SELECT FROM pg_auth_members WHERE member = pg_roles.oid) FROM pg_roles WHERE rolname = %s",
            [name],
        )
        found = cursor.fetchone()
        if found and any(found):
            held = f"{name} may do more than read, is the role that migrates, or has the rights of another"
            raise Unfit(f"{held}: choose another name.")
        if found is None:
            cursor.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(name)))
        for statement in _statements(name, password):
            cursor.execute(statement)


def _statements(name: str, password: str) -> Iterator[sql.Composed]:
    role, schema = sql.Identifier(name), sql.SQL("SCHEMA public")
    database = sql.Identifier(str(connection.settings_dict["NAME"]))
    # What else it may not be, a new role is not, and one that is was refused above: to say so would take a superuser.
    yield sql.SQL("ALTER ROLE {} LOGIN").format(role)
    yield sql.SQL("ALTER ROLE {} SET statement_timeout = {}").format(role, sql.Literal(PATIENCE))
    if password:
        yield sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, sql.Literal(password))
    # Everything away first, so that a table which has left the record leaves the role too.
    yield sql.SQL("REVOKE ALL ON ALL TABLES IN {} FROM {}").format(schema, role)
    yield sql.SQL("REVOKE ALL ON ALL SEQUENCES IN {} FROM {}").format(schema, role)
    yield sql.SQL("REVOKE ALL ON {} FROM {}").format(schema, role)
    yield sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, role)
    yield sql.SQL("GRANT USAGE ON {} TO {}").format(schema, role)
    for table, acts in tables().items():
        allowed = sql.SQL(", ").join(sql.SQL(act) for act in acts)
        yield sql.SQL("GRANT {} ON {} TO {}").format(allowed, sql.Identifier(table), role)
    for sequence in _sequences():
        yield sql.SQL("GRANT USAGE ON SEQUENCE {} TO {}").format(sql.Identifier(sequence), role)


def _sequences() -> list[str]:
    """Those that number the rows which readers add."""
    written = [table for table, acts in tables().items() if "INSERT" in acts]
    with connection.cursor() as cursor:
        return [one["name"] for table in written for one in connection.introspection.get_sequences(cursor, table)]
