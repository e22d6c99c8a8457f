"""One process makes a page at a time: the others wait for it, or serve the one before."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path

LANES = 4096
"""Locks there are; two pages that share one wait for each other now and then."""


@contextmanager
def alone(folder: Path, key: str, *, wait: bool = True) -> Iterator[bool]:
    """Whether nobody else was at it. `wait`: only go on when they are done. A killed process leaves no lock behind."""
    lane = int.from_bytes(blake2b(key.encode(), digest_size=4).digest(), "big") % LANES
    file = os.open(folder / f"{lane:x}", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        first = _take(file)
        if not first and wait:
            fcntl.flock(file, fcntl.LOCK_EX)
        yield first
    finally:
        os.close(file)


def _take(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
