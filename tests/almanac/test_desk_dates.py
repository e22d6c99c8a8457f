"""The desk's times: the newsroom's zone, and in brackets that of whoever reads."""

from datetime import UTC, datetime

import pytest

from almanac import desk_dates

MOMENT = datetime(2023, 9, 18, 7, 26, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "text"),
    {
        "": "14:26 WIB",
        "Asia/Jakarta": "14:26 WIB",
        "Asia/Makassar": "14:26 WIB (15:26 WITA)",
        "Asia/Jayapura": "14:26 WIB (16:26 WIT)",
    }.items(),
)
def test_the_readers_time_stands_in_brackets_where_it_differs(zone, text):
    with desk_dates.read_in(zone):
        assert desk_dates.clock(MOMENT) == text
        assert desk_dates.masthead(MOMENT) == f"Senin 18 Sep 2023 {text}"
    assert desk_dates.clock(MOMENT) == "14:26 WIB"


def test_another_day_is_named():
    late = datetime(2023, 9, 17, 16, 30, tzinfo=UTC)
    with desk_dates.read_in("Asia/Makassar"):
        assert desk_dates.masthead(late) == "Ahad 17 Sep 2023 23:30 WIB (Senin 00:30 WITA)"


def test_scripts_are_told_the_zones_by_name():
    with desk_dates.read_in("Asia/Makassar"):
        assert desk_dates.zones(MOMENT) == {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA"}
