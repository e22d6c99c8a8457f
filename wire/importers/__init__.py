"""One module for each system that this one replaces; the file itself says which one wrote it."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from io import BufferedReader

from wire.importers import encodings, ghost, jsonl, wordpress
from wire.importers.items import BadItem, Found

GHOST = re.compile(rb'\{\s*"db"\s*:')


def read(file: BufferedReader, *, now: datetime, left_out: Counter[str]) -> Iterator[Found]:
    """The stories of a file in order; `left_out` counts by name what in it is none, and what texts lost."""
    start = file.peek(1)
    if refusal := encodings.refusal(start):
        return iter([("file", BadItem("file", refusal))])
    start = start.lstrip(wordpress.BEFORE_IT)
    if start.startswith(b"<"):
        return wordpress.read(file, now=now, left_out=left_out)
    if GHOST.match(start):
        return ghost.read(file, now=now, left_out=left_out)
    return jsonl.read(file, now=now)
