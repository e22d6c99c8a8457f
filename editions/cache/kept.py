"""A page as it is kept: finished bytes, what they rest on, and from when to when they may be served."""

import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

try:
    import brotli
except ImportError:  # a newsroom may install it: a tenth less than gzip
    brotli = None


def _gzip(body: bytes) -> bytes:
    squeeze = zlib.compressobj(5, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    return squeeze.compress(body) + squeeze.flush()


PACKINGS: dict[str, Callable[[bytes], bytes]] = {"gzip": _gzip}
"""By the name that a reader's browser asks by, the best first."""

if brotli:
    PACKINGS = {"br": lambda body: brotli.compress(body, quality=5)} | PACKINGS


@dataclass
class Kept:
    """Moments are seconds of the database's clock."""

    path: str
    """The path it was made for; a story answers under another slug only if `any_address`."""
    query: str
    status: int
    headers: dict[str, str]
    body: bytes
    keys: list[str]
    loose: list[str]
    position: int
    """The last change that was known before it was made."""
    made: float
    ends: float | None
    """Its bytes change, or something it shows begins or ends: past this it is not served."""
    barred: float | None
    """What it shows is withdrawn, or rights end: past this it is not served even with the database gone."""
    lags: float | None
    """From here on its lists beside the matter may be out of date: it is served, and renewed."""
    any_address: bool
    same_since: float
    """When these very bytes were made first: Last-Modified."""
    open: list[int] = field(default_factory=list)
    """Numbers before that which transactions still held open: what they changed may be missing from it."""
    etag: str = ""
    proven: int = field(default=-1, compare=False)
    """The state of what is known to have changed against which it was last found fresh."""
    packed: dict[str, bytes] = field(default_factory=dict, compare=False)
    """The body as it was packed, by how."""
    parts: dict[str, Any] = field(default_factory=dict, compare=False)
    """Headers as they are sent, made once."""

    def __post_init__(self) -> None:
        self.etag = self.etag or f'W/"{sha256(self.body).hexdigest()[:24]}"'

    def body_as(self, packing: str) -> bytes:
        """Packed when it is first asked for, and then kept."""
        if packing not in self.packed:
            self.packed[packing] = PACKINGS[packing](self.body)
        return self.packed[packing]

    @property
    def size(self) -> int:
        """Bytes that it takes in memory, near enough: each key some ninety, headers and the rest six thousand."""
        return len(self.body) + sum(map(len, self.packed.values())) + 90 * (len(self.keys) + len(self.loose)) + 6000

    def to_bytes(self) -> bytes:
        facts = {name: getattr(self, name) for name in FACTS}
        return b"\n".join((json.dumps(facts).encode(), self.body))

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Kept":
        head, _newline, body = raw.partition(b"\n")
        return cls(**json.loads(head), body=body)


FACTS = (
    *("path", "query", "status", "headers", "keys", "loose", "position", "open"),
    *("made", "ends", "barred", "lags", "any_address", "same_since", "etag"),
)
