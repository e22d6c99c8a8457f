"""The demonstration's times, told relative to its first run."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from almanac import dates

ZONES = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}
AGO = re.compile(r"([+-])(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?")
DAY = re.compile(r"-?(\d+)d (\d\d):(\d\d)(?: (WIB|WITA|WIT))?")


def moment(told: str, start: datetime) -> datetime:
    """`-2h15m` and `+3m` from the start; `-3d 14:26` that many days ago; `0d 02:40` the last such time past."""
    if day := DAY.fullmatch(told):
        days, hour, minute, zone = day.groups()
        here = start.astimezone(ZoneInfo(ZONES[zone or "WIB"]))
        then = here.replace(hour=int(hour), minute=int(minute), second=0, microsecond=0) - timedelta(days=int(days))
        return then if then < start else then - timedelta(days=1)
    ago = AGO.fullmatch(told)
    if ago is None or told in "+-":
        raise ValueError(f"no such time: {told}")
    sign, days, hours, minutes = ago.groups()
    distance = timedelta(days=int(days or 0), hours=int(hours or 0), minutes=int(minutes or 0))
    return start + distance if sign == "+" else start - distance


def in_copy(text: str, day: datetime) -> str:
    """The day's own words in the running text."""
    here = dates.local(day).date()
    words = {"{hari_ini}": here, "{kemarin}": here - timedelta(days=1)}
    for word, date in words.items():
        text = text.replace(word, dates.in_copy(date, year=False))
    return text
