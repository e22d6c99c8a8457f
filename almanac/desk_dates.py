"""Times as the desk prints them: the newsroom's and, where it differs, in brackets that of whoever reads.

For what is shown to the person who asked, alone: what readers get, and words to others, are printed by `dates`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from zoneinfo import ZoneInfo

from almanac import dates

_theirs: ContextVar[ZoneInfo | None] = ContextVar("zone of whoever reads", default=None)


@contextmanager
def read_in(zone: str) -> Iterator[None]:
    """For as long as a person's page is made; empty: they have no zone of their own."""
    token = _theirs.set(ZoneInfo(zone) if zone else None)
    try:
        yield
    finally:
        _theirs.reset(token)


def clock(moment: datetime) -> str:
    """`14:26 WIB (15:26 WITA)`."""
    return dates.clock(moment) + _in_brackets(moment)


def masthead(moment: datetime) -> str:
    """`Senin 18 Sep 2023 14:26 WIB (15:26 WITA)`."""
    return dates.masthead(moment) + _in_brackets(moment)


def zones(moment: datetime) -> dict[str, str]:
    """The newsroom's zone and, where it differs, the reader's, each with its name: for scripts."""
    wanted = filter(None, [dates.house_zone(), _other(moment)])
    return {zone.key: dates.zone_name(dates.local(moment, zone)) for zone in wanted}


def _other(moment: datetime) -> ZoneInfo | None:
    zone = _theirs.get()
    if zone is None or dates.local(moment, zone).utcoffset() == dates.local(moment).utcoffset():
        return None
    return zone


def _in_brackets(moment: datetime) -> str:
    """The reader's own time, with its day where that is another."""
    zone = _other(moment)
    if zone is None:
        return ""
    there = dates.local(moment, zone)
    day = "" if there.date() == dates.local(moment).date() else f"{dates.day_name(there)} "
    return f" ({day}{dates.clock(moment, zone)})"
