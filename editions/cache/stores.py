"""Where pages are kept: in each process's memory, over files that all processes of a machine share, or over Redis.

Every store is bounded and gives up what was used least. What readers make up, such as searches, has a share of its own.
"""

import logging
import os
from collections import OrderedDict
from collections.abc import Callable, Iterator
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from time import monotonic, time
from typing import Any, Protocol
from zlib import crc32

from django.core.cache import BaseCache

from editions.cache.changes import MEMORY
from editions.cache.kept import Kept

logger = logging.getLogger(__name__)
TOUCHED = 3600
"""Seconds after which a page that is still read says so again on disk."""

SLACK = 0.1
"""The part of a full store that one sweep makes free."""

AWAY = 10.0
"""Seconds for which a store that did not answer is not asked again."""

SUM = 4
"""Bytes of the sum before each page's own."""


class Store(Protocol):
    def get(self, key: str) -> Kept | None: ...
    def put(self, key: str, page: Kept) -> None: ...


class Memory:
    """The pages this process used last."""

    def __init__(self, limit: int) -> None:
        self.limit, self.size = limit, 0
        self._pages: OrderedDict[str, Kept] = OrderedDict()
        self._sizes: dict[str, int] = {}  # as each was counted when it came: packing adds to a page's own
        self._lock = Lock()

    def get(self, key: str) -> Kept | None:
        page = self._pages.get(key)
        if page is not None:
            try:
                self._pages.move_to_end(key)
            except KeyError:  # given up by another thread in between
                return None
        return page

    def put(self, key: str, page: Kept) -> None:
        with self._lock:
            self._pages.pop(key, None)
            self.size -= self._sizes.pop(key, 0)
            self._pages[key] = page
            self._sizes[key] = size = page.size + len(page.body) // 3  # what will be packed of it
            self.size += size
            while self.size > self.limit and self._pages:
                last, _page = self._pages.popitem(last=False)
                self.size -= self._sizes.pop(last)


class Files:
    """A file for each page, written over in place; the file's time says when it was last used.

    What was read while it was being written, or was left half done, is known by its sum and counts as missing. A new
    file each time would cost more, many times more where inodes given up just now are passed over one by one (ext4
    without a journal).
    """

    def __init__(self, folder: Path, limit: int) -> None:
        self.folder, self.limit = folder, limit
        self._written = 0
        folder.mkdir(parents=True, exist_ok=True)

    def _path(self, key: str) -> str:
        name = blake2b(key.encode(), digest_size=16).hexdigest()
        return f"{self.folder}/{name[:2]}/{name[2:]}"  # thrice for each page made: a `Path` costs more than the look

    def get(self, key: str) -> Kept | None:
        try:
            with open(self._path(key), "rb") as file:
                raw = file.read()
                if time() - os.stat(file.fileno()).st_mtime > TOUCHED:
                    os.utime(file.fileno())
        except FileNotFoundError:
            return None
        return Kept.from_bytes(raw[SUM:]) if raw[:SUM] == _sum(raw[SUM:]) else None

    def put(self, key: str, page: Kept) -> None:
        path, raw = self._path(key), page.to_bytes()
        try:
            _write(path, _sum(raw) + raw)
        except OSError as error:  # a disk that is full takes no page away
            logger.warning("A page was not kept: %s", error)
        self._written += len(raw)
        if self._written > self.limit * SLACK / 2:
            self._written = 0
            self.sweep()

    def sweep(self) -> None:
        """Give up the pages used least, once the store is full."""
        files = sorted(self._files())
        size = sum(length for _used, length, _path in files)
        goal = self.limit * (1 - SLACK)
        if size <= self.limit:
            return
        for _used, length, path in files:
            if size <= goal:
                break
            Path(path).unlink(missing_ok=True)
            size -= length

    def _files(self) -> Iterator[tuple[float, int, str]]:
        for folder in self.folder.iterdir():
            if folder.is_dir():
                with os.scandir(folder) as entries:
                    for entry in entries:
                        try:
                            facts = entry.stat()
                        except FileNotFoundError:  # another process swept it
                            continue
                        yield facts.st_mtime, facts.st_size, entry.path


def _sum(raw: bytes) -> bytes:
    return crc32(raw).to_bytes(SUM, "big")


def _write(path: str, raw: bytes) -> None:
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    except FileNotFoundError:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        os.write(file, raw)
        if os.stat(file).st_size != len(raw):  # cutting what is not too long costs half a file
            os.ftruncate(file, len(raw))
    finally:
        os.close(file)


class Remote:
    """Redis, shared by several machines; it gives up the least used itself (`maxmemory-policy allkeys-lru`).

    While it does not answer, pages are kept in memory alone and it is left alone for some seconds: each asking costs
    the reader a wait.
    """

    def __init__(self, cache: BaseCache, name: str) -> None:
        from redis.exceptions import RedisError  # noqa: PLC0415 - 20 MB, of use to nobody without a Redis

        self._cache, self._name = cache, name
        self._failures, self._away_until = RedisError, 0.0

    def get(self, key: str) -> Kept | None:
        raw = self._asked(lambda: self._cache.get(self._place(key)))
        return Kept.from_bytes(raw) if raw else None

    def put(self, key: str, page: Kept) -> None:
        self._asked(lambda: self._cache.set(self._place(key), page.to_bytes(), MEMORY.total_seconds()))

    def _place(self, key: str) -> str:
        """Short and without blanks, or Django warns of each page."""
        return f"{self._name}:{blake2b(key.encode(), digest_size=16).hexdigest()}"

    def _asked(self, what: Callable[[], Any]) -> Any:
        if monotonic() < self._away_until:
            return None
        try:
            return what()
        except self._failures as error:
            self._away_until = monotonic() + AWAY
            logger.error("The store of pages does not answer: %s", error)
            return None


class Shelf:
    """Memory in front of a store that others share."""

    def __init__(self, memory: Memory, shared: Store) -> None:
        self.memory, self.shared = memory, shared

    def put(self, key: str, page: Kept) -> None:
        self.memory.put(key, page)
        self.shared.put(key, page)

    def from_others(self, key: str) -> Kept | None:
        """What another process may have made meanwhile."""
        page = self.shared.get(key)
        if page is not None:
            self.memory.put(key, page)
        return page
