"""How often what leaves the house is tried: by one worker at a time, and less often each time it fails."""

from datetime import timedelta

BATCH = 20
LEASE = timedelta(minutes=5)
"""How long a row is its worker's: longer than a slow mail server can draw out one letter, at ten seconds a word."""

LONGEST = timedelta(hours=1)


def put_off(tries: int) -> timedelta:
    """How long what failed so many times waits for the next."""
    return min(timedelta(seconds=30) * 2 ** min(tries, 10), LONGEST)
