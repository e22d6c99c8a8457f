"""The trail (law 6): append-only rows, each sealed over the one before, so that a change, gap or swap shows.

Written last in the act's transaction, under one lock: whoever waits for it waits for a commit, not for work.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.encoding import force_bytes

from accounts.models import Act, User

LOCK = 0x5EDA  # any constant: the advisory lock that orders the chain on PostgreSQL
START = "0" * 64


@dataclass(frozen=True)
class Line:
    """What an act leaves: `facts` hold what a person would ask later (version, edition, moment)."""

    verb: str
    target: str
    why: str = ""
    facts: dict[str, object] = field(default_factory=dict)


def record(
    verb: str, target: str, *, by: User | None, at: datetime | None = None, why: str = "", **facts: object
) -> Act:
    """Add one line to the trail. Call it last in the transaction."""
    return record_all([Line(verb, target, why, facts)], by=by, at=at)[0]


def record_all(lines: Sequence[Line], *, by: User | None, at: datetime | None = None) -> list[Act]:
    """Add many lines under one lock, as an import does."""
    _lock()
    last = Act.objects.order_by("-seq").values_list("seq", "seal").first()
    seq, previous = last or (0, START)
    acts = []
    at = at or timezone.now()
    for line in lines:
        seq += 1
        act = Act(
            seq=seq, at=at, actor=by.username if by else "", verb=line.verb, target=line.target,
            why=line.why, facts=line.facts, previous=previous,
        )  # fmt: skip
        act.seal = previous = seal(act)
        acts.append(act)
    return Act.objects.bulk_create(acts)


def seal(act: Act) -> str:
    """HMAC-SHA256 over the line and the seal before it."""
    line = [
        act.seq,
        act.at.astimezone(UTC).isoformat(),
        act.actor,
        act.verb,
        act.target,
        act.why,
        act.facts,
        act.previous,
    ]
    message = json.dumps(line, sort_keys=True, ensure_ascii=False).encode()
    return hmac.new(_key(), message, hashlib.sha256).hexdigest()


def broken() -> Iterator[tuple[int, str]]:
    """Every place where the trail does not hold, as (number, what is wrong); nothing: it is whole."""
    expected, previous = 1, START
    for act in Act.objects.order_by("seq").iterator(chunk_size=2000):
        if act.seq != expected:
            yield expected, "missing"
        if act.previous != previous:
            yield act.seq, "does not follow the line before"
        if not hmac.compare_digest(act.seal, seal(act)):
            yield act.seq, "was changed"
        expected, previous = act.seq + 1, act.seal


def head() -> str:
    """The newest seal, to be kept outside: a chain alone can't show that its own tail was cut."""
    last = Act.objects.order_by("-seq").values_list("seq", "seal").first()
    return f"{last[0]}:{last[1]}" if last else "0"


def _lock() -> None:
    """SQLite has one writer at a time already, since transactions are IMMEDIATE."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _key() -> bytes:
    return hashlib.sha256(b"audit:" + force_bytes(settings.SECRET_KEY)).digest()
