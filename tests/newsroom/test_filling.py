# ruff: noqa: S608 - the SQL is forged on purpose
"""A column added later to a guarded table is filled once, from NULL, and nothing else is written by the way."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction

from editions.models import Edition
from guards import filling, triggers

EDITIONS = next(guard for guard in triggers.ALL if guard.model is Edition)
LATE = replace(EDITIONS, late=("updated_at",))
"""As if the moment of an update had been added by a later migration: empty in every edition so far."""


@pytest.fixture
def late(newsroom):
    newsroom.live()
    newsroom.live(headline="Kapal kedua")
    triggers.install([LATE])
    yield newsroom
    triggers.install([EDITIONS])


def run(sql):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_late_column_is_filled_in_batches_until_none_is_left(late):
    assert filling.fill(LATE, "updated_at", lambda edition: edition.made_at, batch=1) == 1
    assert filling.fill(LATE, "updated_at", lambda edition: edition.made_at) == 1
    assert filling.fill(LATE, "updated_at", lambda edition: edition.made_at) == 0
    assert all(edition.updated_at == edition.made_at for edition in Edition.objects.all())


def test_what_was_filled_is_not_filled_again(late):
    filling.fill(LATE, "updated_at", lambda edition: edition.made_at)
    with pytest.raises(IntegrityError, match="append-only"), filling.filling(LATE, "updated_at"):
        run("UPDATE editions_edition SET updated_at = '2001-02-03 04:05:06'")


@pytest.mark.parametrize("column", ["headline", "reason", "lead_caption"])
def test_no_other_column_is_written_by_the_way(late, column):
    with pytest.raises(IntegrityError, match="append-only"), filling.filling(LATE, "updated_at"):
        run(f"UPDATE editions_edition SET {column} = 'palsu', updated_at = '2001-02-03 04:05:06'")


def test_no_column_is_filled_that_was_there_from_the_start(late):
    with pytest.raises(filling.NotLate):
        filling.fill(LATE, "lead", lambda _edition: None)


def test_a_late_column_is_as_frozen_as_the_rest_outside_its_filling(late):
    with pytest.raises(IntegrityError, match="append-only"):
        run("UPDATE editions_edition SET updated_at = '2001-02-03 04:05:06'")
    filling.fill(LATE, "updated_at", lambda edition: edition.made_at, batch=1)
    with pytest.raises(IntegrityError, match="append-only"):
        run("UPDATE editions_edition SET updated_at = '2001-02-03 04:05:06' WHERE updated_at IS NULL")


def test_a_filling_broken_off_leaves_nothing_open(late):
    def fail(_edition):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        filling.fill(LATE, "updated_at", fail)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT name FROM {triggers.FILLS}")
        assert cursor.fetchall() == []
