"""Leaves repeats out without knowing who repeats: a sketch in memory that forgets within half an hour.

A reading leaves a few bits, at places that follow from a hash under a random salt. Salt and bits are thrown away
together, so that nothing which was ever written down tells a reader's address, to anybody, afterwards. The processes
of one machine share the sketch, in memory that is never on a disk.
"""

import fcntl
import hashlib
import mmap
import os
import secrets
import struct
import time
from pathlib import Path

WINDOW = 15 * 60
"""Seconds that one half of the sketch is written to; it is looked into for as long again."""

SIZE = 4 * 1024 * 1024
"""Bytes of bits in a half: of three million readings in a window, one in a hundred is taken for a repeat."""

SALT = 32
HEADER = struct.Struct(f"<Q{SALT}s")
HALF = mmap.PAGESIZE + SIZE
MEMORY = Path("/dev/shm")  # noqa: S108 - memory, not a file; opened below with care


class Repeats:
    """Two halves in turn: one is written to, the one before still looked into."""

    def __init__(self, memory: mmap.mmap, lock: int | None = None) -> None:
        self._memory, self._lock = memory, lock

    @classmethod
    def shared(cls, home: Path) -> "Repeats":
        """The sketch of the newsroom whose data lie in `home`; where none can be shared, one of this process's own."""
        try:
            opened = os.open(_name(home), os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
            if os.fstat(opened).st_uid != os.geteuid():
                raise PermissionError("somebody else's")
            # Reserved at once: a write to memory that isn't there would end the process.
            os.posix_fallocate(opened, 0, 2 * HALF)
            return cls(mmap.mmap(opened, 2 * HALF), opened)
        except OSError:
            return cls.own()

    @classmethod
    def own(cls) -> "Repeats":
        """A sketch of this process alone."""
        return cls(mmap.mmap(-1, 2 * HALF))

    def seen(self, story_id: str, whence: str, *, at: float | None = None) -> bool:
        """Whether this reader has been counted for the story within the last window or two; if not, note it."""
        turn = int((time.time() if at is None else at) // WINDOW)
        here = self._salt(turn) or self._begin(turn)
        line = f"{story_id}\n{whence}".encode()
        before = self._salt(turn - 1)
        if before and self._has(turn - 1, _places(before, line)):
            return True
        places = _places(here, line)
        if self._has(turn, places):
            return True
        start = (turn % 2) * HALF + mmap.PAGESIZE
        for place in places:
            self._memory[start + (place >> 3)] |= 1 << (place & 7)
        return False

    def _has(self, turn: int, places: tuple[int, ...]) -> bool:
        start = (turn % 2) * HALF + mmap.PAGESIZE
        return all(self._memory[start + (place >> 3)] & (1 << (place & 7)) for place in places)

    def _salt(self, turn: int) -> bytes:
        written, salt = HEADER.unpack_from(self._memory, (turn % 2) * HALF)
        return salt if written == turn else b""

    def _begin(self, turn: int) -> bytes:
        """Empty the half whose turn has come, under a new salt; whoever comes second finds it done."""
        if self._lock is not None:
            fcntl.flock(self._lock, fcntl.LOCK_EX)
        try:
            if salt := self._salt(turn):
                return salt
            start, salt = (turn % 2) * HALF, secrets.token_bytes(SALT)
            self._memory[start + mmap.PAGESIZE : start + HALF] = bytes(SIZE)
            HEADER.pack_into(self._memory, start, turn, salt)
            return salt
        finally:
            if self._lock is not None:
                fcntl.flock(self._lock, fcntl.LOCK_UN)


def _name(home: Path) -> Path:
    return MEMORY / f"redaksi-{hashlib.sha256(str(home).encode()).hexdigest()[:16]}"


_FOUR = struct.Struct("<4I")


def _places(salt: bytes, line: bytes) -> tuple[int, ...]:
    digest = hashlib.blake2b(line, key=salt, digest_size=_FOUR.size).digest()
    return tuple(number % (SIZE * 8) for number in _FOUR.unpack(digest))
