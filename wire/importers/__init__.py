"""One module for each system that this one replaces; the file itself says which one wrote it."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from io import BufferedReader

from wire.importers import encodings, ghost, jsonl, wordpress
from wire.importers.apart import Apart
from wire.importers.items import BadItem, Found

GHOST = re.compile(rb'\{\s*"db"\s*:')


def gather(file: BufferedReader, apart: Apart) -> None:
    """Note what a file tells apart from the stories that show it."""
    start = file.peek(1)
    if not encodings.refusal(start) and start.lstrip(wordpress.BEFORE_IT).startswith(b"<"):
        wordpress.gather(file, apart)


def read(
    file: BufferedReader, *, now: datetime, left_out: Counter[str], apart: Apart
) -> Iterator[Found]:  # fmt: skip
    """The stories of a file in order; `left_out` counts by name what in it is none, and what texts lost.

    `apart`: what was gathered from all files that belong together.
    """
    start = file.peek(1)
    if refusal := encodings.refusal(start):
        return iter([("file", BadItem("file", refusal))])
    start = start.lstrip(wordpress.BEFORE_IT)
    if start.startswith(b"<"):
        return wordpress.read(file, now=now, left_out=left_out, apart=apart)
    if GHOST.match(start):
        return ghost.read(file, now=now, left_out=left_out, attached=apart.pictures)
    return jsonl.read(file, now=now)
