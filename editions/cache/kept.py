"""A page as it is kept: finished bytes, what they rest on, and from when to when they may be served."""

import json
import zlib
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

GZIP = 16 + zlib.MAX_WBITS


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
    etag: str = ""
    zipped: bytes = b""
    proven: int = field(default=-1, compare=False)
    """The state of what is known to have changed against which it was last found fresh."""
    parts: dict[str, Any] = field(default_factory=dict, compare=False)
    """Headers as they are sent, made once."""

    def __post_init__(self) -> None:
        self.etag = self.etag or f'W/"{blake2b(self.body, digest_size=12).hexdigest()}"'

    def gzip(self) -> bytes:
        """Compressed when it is first asked for, and then kept."""
        if not self.zipped:
            squeeze = zlib.compressobj(5, zlib.DEFLATED, GZIP)
            self.zipped = squeeze.compress(self.body) + squeeze.flush()
        return self.zipped

    @property
    def size(self) -> int:
        return len(self.body) + len(self.zipped) + 2000

    def to_bytes(self) -> bytes:
        facts = {name: getattr(self, name) for name in FACTS}
        head = json.dumps(facts | {"length": len(self.body)}).encode()
        return b"\n".join((head, self.body + self.zipped))

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Kept":
        head, _newline, rest = raw.partition(b"\n")
        facts = json.loads(head)
        length = facts.pop("length")
        return cls(**facts, body=rest[:length], zipped=rest[length:])


FACTS = (
    *("path", "query", "status", "headers", "keys", "loose", "position"),
    *("made", "ends", "barred", "lags", "any_address", "same_since", "etag"),
)
