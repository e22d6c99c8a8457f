"""One process makes a page at a time: the others wait for it, or serve the one before."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path

LANES = 512
"""Locks there are, a file each, soon all made; two pages that share one wait for each other now and then."""


@contextmanager
def alone(folder: Path, key: str, *, wait: bool = True) -> Iterator[bool]:
    """Whether nobody else was at it. `wait`: only go on when they are done. A killed process leaves no lock behind."""
    lane = int.from_bytes(blake2b(key.encode(), digest_size=4).digest(), "big") % LANES
    file = _open(folder, f"{lane:x}")
    try:
        first = _take(file)
        if not first and wait:
            fcntl.flock(file, fcntl.LOCK_EX)
        yield first
    finally:
        os.close(file)


def _open(folder: Path, name: str) -> int:
    try:
        return os.open(f"{folder}/{name}", os.O_CREAT | os.O_RDWR, 0o600)
    except FileNotFoundError:  # somebody emptied the cache by hand
        folder.mkdir(parents=True, exist_ok=True)
        return os.open(folder / name, os.O_CREAT | os.O_RDWR, 0o600)


def _take(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
