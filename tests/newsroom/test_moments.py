"""How moments are read from PostgreSQL."""

from datetime import UTC, datetime, timedelta, timezone

import psycopg
import pytest
from django.db import DataError, connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps moments as words, which Django reads"),
]


def answer(sql: str, *told: object) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql, told)
        return cursor.fetchone()[0]


@settings(max_examples=200, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(st.datetimes(timezones=st.just(UTC)))
@example(datetime(2026, 12, 1, 1, 18, 51, 500000, tzinfo=UTC))
@example(datetime(2026, 12, 1, 1, 18, 51, 10, tzinfo=UTC))
def test_a_moment_comes_back_as_it_was_kept_in_utc(moment: datetime) -> None:
    found = answer("SELECT %s::timestamptz", moment)
    assert isinstance(found, datetime)
    assert (found, found.tzinfo) == (moment, UTC)


@pytest.mark.parametrize("past", ["infinity", "-infinity", "0044-03-15 12:00+00 BC", "10000-01-01 00:00+00"])
def test_what_lies_past_the_calendar_is_refused_not_misread(past: str) -> None:
    with pytest.raises(DataError):
        answer("SELECT %s::timestamptz", past)


@pytest.mark.parametrize("zone", ["Asia/Jakarta", "Asia/Kathmandu", "America/St_Johns"])
def test_a_session_that_speaks_another_zone_means_the_same_moments(zone: str) -> None:
    moment = datetime(2026, 12, 1, 1, 18, 51, 505173, tzinfo=UTC)
    answer("SELECT set_config('TimeZone', %s, true)", zone)
    assert answer("SELECT %s::timestamptz", moment) == moment


def test_a_connection_set_to_another_zone_reads_in_that_zone() -> None:
    other = connection.copy()
    other.settings_dict = {**connection.settings_dict, "TIME_ZONE": "Asia/Jakarta"}
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT '2026-12-01 01:18:51+00'::timestamptz")
            found = cursor.fetchone()[0]
    finally:
        other.close()
    assert found == datetime(2026, 12, 1, 1, 18, 51, tzinfo=UTC)
    assert found.astimezone(timezone(timedelta(hours=7))).hour == found.hour == 8


def test_pages_read_them_by_pythons_own_parser_not_by_a_pattern() -> None:
    connection.ensure_connection()
    number = psycopg.adapters.types["timestamptz"].oid
    loader = connection.connection.adapters.get_loader(number, psycopg.pq.Format.TEXT)
    assert loader.__module__ == "newsroom.postgresql.base"
