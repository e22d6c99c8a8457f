# ruff: noqa: S608 - the SQL is forged on purpose
"""The guards stand after every migration and refuse every forgery, on whichever database the tests run."""

from datetime import timedelta

import pytest
from django.core import checks
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.db.utils import DatabaseError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Act
from articles.models import Revision
from editions.models import Edition, Expunging, Notice
from guards import triggers
from tests.cast import MONDAY

GUARDED = {guard.table: guard for guard in triggers.ALL}
COLUMNS = [
    (guard.model, field)
    for guard in triggers.ALL
    for field in guard.model._meta.concrete_fields
    if field.column != guard.end
]


def run(sql, *moments):
    values = [moment and connection.ops.adapt_datetimefield_value(moment) for moment in moments]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def forged(field):
    """SQL for another value of a column than the one that stands there."""
    if isinstance(field, models.JSONField):
        return """'["palsu"]'"""
    if isinstance(field, models.BooleanField):
        return f"NOT {field.column}"
    if isinstance(field, models.DateTimeField):
        return "'2001-02-03 04:05:06'"
    if isinstance(field, models.IntegerField | models.ForeignKey) and "int" in field.db_type(connection):
        return "32101"  # the smallest of the integers holds it
    return "'palsu'"


def life(story, number, begins, ends=None, **fields):
    """An edition put in by hand, past every verb."""
    made = {"made_at": begins, "first_published_at": begins, "published_at": begins, "superseded_at": ends}
    plain = {"kind": "story", "genre": "news", "headline": "Judul", "slug": "judul", "section": "section-1"}
    edition = Edition(story_id=story, number=number, revision=1, **plain, **made, **fields)
    with transaction.atomic():
        return Edition.objects.bulk_create([edition])[0]


@pytest.fixture
def written(newsroom):
    """A live story with a correction, so that each guarded table has rows."""
    newsroom.live()
    Expunging.objects.create(story_id="lain", article=999, at=newsroom.now, by="eko", why="Penetapan pengadilan")
    return newsroom


def test_every_guard_stands_after_the_migrations(db):
    assert set(GUARDED) == {"editions_edition", "editions_expunging", "articles_revision", "accounts_act"}
    assert triggers.missing(triggers.ALL) == []


@pytest.mark.parametrize(
    ("model", "field"), COLUMNS, ids=[f"{model.__name__}-{field.column}" for model, field in COLUMNS]
)
def test_no_column_can_be_forged_by_sql(written, model, field):
    table = model._meta.db_table
    with pytest.raises(IntegrityError, match="append-only"):
        run(f"UPDATE {table} SET {field.column} = {forged(field)}")


@pytest.mark.parametrize("table", GUARDED)
def test_no_row_can_be_deleted(written, table):
    with pytest.raises(IntegrityError, match="append-only"):
        run(f"DELETE FROM {table}")


@pytest.mark.parametrize("table", GUARDED)
def test_no_table_can_be_truncated(written, table):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite knows no TRUNCATE")
    run("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match="append-only"):
        run(f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize("model", [Edition, Expunging, Revision, Act])
def test_replacing_a_row_under_its_own_key_is_refused(written, model):
    """SQLite's REPLACE deletes without firing delete triggers unless recursive triggers are on."""
    if connection.vendor != "sqlite":
        pytest.skip("a statement of SQLite's own")
    columns = [field.column for field in model._meta.concrete_fields]
    key, table = model._meta.pk.column, model._meta.db_table
    text = {Edition: "headline", Expunging: "why", Revision: "note", Act: "why"}[model]
    values = ", ".join("'palsu'" if column == text else column for column in columns)
    before = list(model.objects.order_by("pk").values_list("pk", text))
    with pytest.raises(IntegrityError):
        run(f"REPLACE INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table} ORDER BY {key} LIMIT 1")
    assert list(model.objects.order_by("pk").values_list("pk", text)) == before


# --- The one column that may be written -----------------------------------------------------------------


def test_an_end_ahead_may_be_set_and_taken_back(db):
    now = timezone.now()
    edition = life("kisah", 1, now - timedelta(days=2))
    for end in (now + timedelta(hours=1), now + timedelta(hours=2), None):
        Edition.objects.filter(pk=edition.pk).update(superseded_at=end)
    assert Edition.objects.get().superseded_at is None


@pytest.mark.parametrize(
    "end", [None, timedelta(hours=1), timedelta(hours=-3)], ids=["reopened", "prolonged", "shortened"]
)
def test_an_end_cannot_be_changed_once_past(db, end):
    now = timezone.now()
    life("kisah", 1, now - timedelta(days=2), now - timedelta(seconds=1))
    with pytest.raises(IntegrityError, match="append-only"):
        run("UPDATE editions_edition SET superseded_at = %s", end and now + end)


def test_an_end_cannot_be_backdated(db):
    now = timezone.now()
    life("kisah", 1, now - timedelta(days=2))
    with pytest.raises(IntegrityError, match="append-only"):
        run("UPDATE editions_edition SET superseded_at = %s", now - timedelta(minutes=2))
    assert Edition.objects.live().exists()


def test_a_life_neither_ends_before_it_begins_nor_begins_before_it_was_made(db):
    with pytest.raises(IntegrityError):
        life("kisah", 1, MONDAY, MONDAY - timedelta(seconds=1))
    edition = life("kisah", 1, MONDAY)
    with pytest.raises(IntegrityError):
        run("UPDATE editions_edition SET superseded_at = %s", edition.published_at - timedelta(seconds=1))


# --- Lives --------------------------------------------------------------------------------------------------


def test_two_overlapping_lives_are_refused(db):
    life("kisah", 1, MONDAY, MONDAY + timedelta(hours=2))
    with pytest.raises(IntegrityError):
        life("kisah", 2, MONDAY + timedelta(hours=1))
    life("kisah", 2, MONDAY + timedelta(hours=2))
    life("lain", 1, MONDAY + timedelta(hours=1))


def test_a_reopened_life_may_not_run_into_the_next(db):
    life("kisah", 1, MONDAY, MONDAY + timedelta(hours=2))
    life("kisah", 2, MONDAY + timedelta(hours=2))
    with pytest.raises(IntegrityError):
        run("UPDATE editions_edition SET superseded_at = NULL WHERE number = 1")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the other database holds it by a trigger")
def test_the_constraint_on_lives_is_no_index_that_a_story_is_looked_up_by(db):
    """Among a million PostgreSQL would: by an index whose second column is asked for, all of which it walks through."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indkey::text FROM pg_index WHERE indexrelid = 'one_life_at_a_time'::regclass")
        assert set(cursor.fetchone()[0].split()) == {"0"}, "of expressions alone"


SPANS = st.lists(st.tuples(st.integers(0, 6), st.none() | st.integers(0, 6)), min_size=1, max_size=5)


@given(SPANS)
@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_the_database_knows_every_overlap_that_arithmetic_knows(db, spans):
    def moment(hours):
        return None if hours is None else MONDAY + timedelta(hours=hours)

    def moments(span):
        begin, end = span
        return set(range(begin, 10 if end is None else end))

    standing = []
    with transaction.atomic():
        for number, span in enumerate(spans, 1):
            begin, end = span
            possible = end is None or end >= begin
            free = not any(moments(span) & moments(other) for other in standing)
            try:
                life("kisah", number, moment(begin), moment(end))
            except IntegrityError:
                assert not (possible and free), (span, standing)
            else:
                assert possible and free, (span, standing)
                standing.append(span)
        transaction.set_rollback(True)


# --- Coming back ---------------------------------------------------------------------------------------------


def test_guards_lifted_are_told_missing_and_come_back_with_migrate(flushed):
    triggers.lift(triggers.ALL)
    assert set(triggers.missing(triggers.ALL)) == {name for guard in triggers.ALL for name in guard.names()}
    call_command("migrate", verbosity=0)
    assert triggers.missing(triggers.ALL) == []


def test_guards_come_back_after_sqlite_rebuilt_the_table(flushed):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL rebuilds no table")
    with connection.schema_editor() as editor:
        editor._remake_table(Edition)
    assert "guard_editions_edition_update" in triggers.missing(triggers.ALL)
    call_command("migrate", verbosity=0)
    assert triggers.missing(triggers.ALL) == []


def test_a_guard_switched_off_counts_as_missing(flushed):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite cannot switch a trigger off")
    run("ALTER TABLE accounts_act DISABLE TRIGGER guard_accounts_act_delete")
    assert triggers.missing(triggers.ALL) == ["guard_accounts_act_delete"]


def test_the_start_up_check_finds_one_missing(flushed):
    pytest.importorskip("newsroom.checks")
    assert [one.id for one in checks.run_checks(databases=["default"]) if one.id == "redaksi.W004"] == []
    run(drop_statement("guard_accounts_act_update", "accounts_act"))
    found = [one for one in checks.run_checks(databases=["default"]) if one.id == "redaksi.W004"]
    assert "guard_accounts_act_update" in str(found[0])


def drop_statement(name, table):
    return f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else "")


def test_what_is_not_guarded_may_go(written):
    """The lock is on the record, not on what is derived: a control for the tests above."""
    Notice.objects.all().delete()
    run("DELETE FROM editions_entry")
    with pytest.raises(DatabaseError):
        run("DELETE FROM accounts_act")
