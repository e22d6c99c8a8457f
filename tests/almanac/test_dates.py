"""Times as Indonesian readers know them, sign by sign: days, months, zones."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from almanac import dates

MOMENT = datetime(2023, 9, 18, 7, 26, tzinfo=UTC)
ZONES = {
    "Asia/Jakarta": "14:26 WIB",
    "Asia/Pontianak": "14:26 WIB",
    "Asia/Makassar": "15:26 WITA",
    "Asia/Jayapura": "16:26 WIT",
}


def test_an_articles_time_reads_as_in_the_masthead():
    assert dates.masthead(MOMENT) == "Senin 18 Sep 2023 14:26 WIB"


@pytest.mark.parametrize(("zone", "text"), ZONES.items())
def test_one_moment_prints_with_the_name_of_its_zone(zone, text):
    assert dates.clock(MOMENT, ZoneInfo(zone)) == text


def test_a_time_never_stands_without_its_zone():
    assert dates.clock(MOMENT, UTC) == "07:26 UTC+0000"


def test_the_day_follows_the_zone():
    late = datetime(2023, 9, 17, 16, 30, tzinfo=UTC)
    assert dates.masthead(late) == "Ahad 17 Sep 2023 23:30 WIB"
    assert dates.masthead(late, ZoneInfo("Asia/Makassar")) == "Senin 18 Sep 2023 00:30 WITA"


@pytest.mark.parametrize("sunday", ["Ahad", "Minggu"])
def test_sunday_is_called_as_the_newsroom_calls_it(settings, sunday):
    settings.SUNDAY, settings.SUNDAY_IN_TEXT = sunday, "Minggu"
    assert dates.day_name(date(2023, 9, 17)) == sunday
    assert dates.in_copy(date(2023, 9, 17), year=False) == "Minggu (17/9)"


def test_the_days_of_a_week_have_their_names():
    week = [dates.day_name(date(2023, 9, 18) + timedelta(days=day)) for day in range(7)]
    assert week == ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Ahad"]


def test_months_are_short_in_times_and_long_in_heads():
    names = ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"]
    assert [dates.short_date(date(2023, month, 5)) for month in range(1, 13)] == [f"05 {name} 2023" for name in names]
    assert dates.long_date(date(2023, 8, 5)) == "Sabtu, 5 Agustus 2023"
    assert (dates.MONTHS_LONG[0], dates.MONTHS_LONG[11]) == ("Januari", "Desember")


def test_a_date_in_copy_has_no_leading_zeros():
    assert dates.in_copy(date(2023, 9, 18)) == "Senin (18/9/2023)"
    assert dates.in_copy(date(2023, 9, 17), year=False) == "Ahad (17/9)"


def test_machines_read_iso_with_the_offset():
    assert dates.machine(MOMENT) == "2023-09-18T14:26:00+07:00"


def test_a_row_tells_the_hour_today_and_the_day_before():
    assert dates.in_list(MOMENT, date(2023, 9, 18)) == "14:26 WIB"
    assert dates.in_list(MOMENT, date(2023, 9, 19)) == "18 Sep 2023"


def test_the_newsrooms_day_runs_from_midnight_to_midnight_of_its_zone():
    start, end = dates.day_bounds(date(2023, 9, 18))
    assert (start, end - start) == (datetime(2023, 9, 17, 17, tzinfo=UTC), timedelta(days=1))
    assert start <= MOMENT < end
