"""The trail (law 6): append-only rows, each sealed over the one before, so that a change, gap or swap shows.

Written last in the act's transaction, and one after another: whoever waits for it waits for a commit, not for work.
"""

import hashlib
import hmac
import json
import logging
import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.encoding import force_bytes

from accounts.models import Act, User
from guards import appending, turns
from guards.prepared import ready

logger = logging.getLogger(__name__)

START = "0" * 64
_AS_TEXT = json.JSONEncoder(sort_keys=True, ensure_ascii=False)


@dataclass(frozen=True)
class Line:
    """What an act leaves: `facts` hold what a person would ask later (version, edition, moment)."""

    verb: str
    target: str
    why: str = ""
    facts: dict[str, object] = field(default_factory=dict)
    at: datetime | None = None
    """Its own moment, where lines of many moments are written in one go."""
    settles: Callable[[], None] | None = None
    """Done in the act's turn: it finds what all acts before it left, and those that follow find what it leaves."""


def record(
    verb: str, target: str, *, by: User | None, at: datetime | None = None, why: str = "", **facts: object
) -> None:
    """Add one line to the trail. Call it last in the transaction."""
    record_all([Line(verb, target, why, facts)], by=by, at=at)


def record_all(lines: Sequence[Line], *, by: User | None, at: datetime | None = None) -> None:
    """Add many lines in one turn, as an import does."""
    at, actor = at or timezone.now(), by.username if by else ""
    told = [(line.at or at, actor, line) for line in lines]
    waiting = _waiting.get()
    if waiting is None:
        _write(told)
    else:
        waiting += told


@transaction.atomic(savepoint=False)
def expunge(target: str, *, by: User, at: datetime, why: str, **facts: object) -> None:
    """Empty the reasons of all lines on a target, which may repeat its text, and say so in one more; last of all.

    Who, what and when stay. The new line holds what each is sealed as without its reason, so that they still verify.
    """
    turns.take(turns.TRAIL)
    lines = list(Act.objects.filter(target=target).filter(~Q(why="") | Q(facts__has_key=ALSO_WHY)))
    for line in lines:
        line.why, line.facts = "", {} if ALSO_WHY in line.facts else line.facts
    resealed = {str(line.seq): seal(line) for line in lines}
    _write([(at, by.username, Line(EXPUNGE, target, why, facts | {"resealed": resealed}))])
    for line in lines:
        Act.objects.filter(pk=line.seq).update(why=line.why, facts=line.facts)


EXPUNGE = "expunge"
ALSO_WHY = "because"
"""The one particular that is a reason too, in words of somebody's own."""

Told = tuple[datetime, str, Line]
_waiting: ContextVar[list[Told] | None] = ContextVar("waiting", default=None)


@contextmanager
def written_last() -> Iterator[None]:
    """For an act made of others that leave lines of their own: all are written at the end of the outermost block.

    Within the act's transaction: as a decorator it stands under `transaction.atomic`. Whoever held the trail and then
    waited for a row would be waited for by that row's holder.
    """
    if _waiting.get() is not None:
        yield
        return
    told: list[Told] = []
    token = _waiting.set(told)
    try:
        yield
    finally:
        _waiting.reset(token)
    _write(told)


@ready
def _last() -> QuerySet[Act, Any]:
    return Act.objects.order_by("-seq").values_list("seq", "seal")[:1]


@transaction.atomic(savepoint=False)
def _write(told: Sequence[Told]) -> None:
    """In a transaction of its own, if there is none: a turn ends with the transaction that took it."""
    turns.take(turns.TRAIL)
    [(end, previous)] = _last() or [(0, START)]
    acts = []
    for seq, (at, actor, line) in enumerate(told, end + 1):
        act = (seq, at, actor, line.verb, line.target, line.why, line.facts, previous)
        previous = _seal(*act)
        acts.append((*act, previous))
    appending.values(Act, [*SEALED, "seal"], acts)
    for _at, _actor, line in told:
        if line.settles:
            line.settles()


SEALED = ("seq", "at", "actor", "verb", "target", "why", "facts", "previous")


def seal(act: Act) -> str:
    """HMAC-SHA256 over the line and the seal before it."""
    return _seal(*(getattr(act, name) for name in SEALED))


def _seal(seq: int, at: datetime, *rest: object) -> str:
    message = _AS_TEXT.encode([seq, at.astimezone(UTC).isoformat(), *rest]).encode()
    return hmac.digest(_key(settings.SECRET_KEY), message, "sha256").hex()


def broken() -> Iterator[tuple[int, str]]:
    """Every place where the trail does not hold, as (number, what is wrong); nothing: it is whole."""
    expected, previous = 1, START
    resealed = {
        (target, int(number)): sealed
        for target, facts in Act.objects.filter(verb=EXPUNGE).values_list("target", "facts")
        for number, sealed in facts.get("resealed", {}).items()
    }
    outside = exported()
    for act in Act.objects.order_by("seq").iterator(chunk_size=2000):
        if outside.pop(act.seq, {act.seal}) != {act.seal}:
            yield act.seq, "is not the one whose seal was exported"
        if act.seq != expected:
            yield expected, "missing"
        if act.previous != previous:
            yield act.seq, "does not follow the line before"
        if not hmac.compare_digest(resealed.get((act.target, act.seq), act.seal), seal(act)):
            yield act.seq, "was changed"
        expected, previous = act.seq + 1, act.seal
    yield from ((seq, "was exported and is missing") for seq in sorted(outside))


def head() -> str:
    """The newest seal, to be kept outside: a chain alone can't show that its own tail was cut."""
    last = Act.objects.order_by("-seq").values_list("seq", "seal").first()
    return f"{last[0]}:{last[1]}" if last else "0"


EVERY = timedelta(hours=1)
OVERDUE = 3 * EVERY
_said = [""]
"""Why the seal can't be kept outside, as it was told last: a worker looks every second."""


def export_head() -> int:
    """Each hour, add the newest seal to a file outside the database: whoever owns the one can't rewrite the other."""
    file, now = settings.TRAIL_HEADS, timezone.now()
    if file is None:
        return 0
    try:
        if file.exists() and now.timestamp() - file.stat().st_mtime < EVERY.total_seconds():
            return 0
        with file.open("a") as heads:
            print(now.isoformat(), head(), file=heads)
    except OSError as error:
        _say_once(f"is not kept outside: {error}")
        return 0
    _say_once("")
    return 1


def _say_once(wrong: str) -> None:
    if [wrong] == _said:
        return
    _said[:] = [wrong]
    level = logging.ERROR if wrong else logging.WARNING
    logger.log(level, "The trail's newest seal %s", wrong or "is kept outside again.")


def not_kept_outside() -> str:
    """What whoever runs the site has to know of the file that seals are kept in, whatever process asks; or nothing."""
    file, now = settings.TRAIL_HEADS, timezone.now()
    if file is None:
        return ""
    try:
        age = now.timestamp() - file.stat().st_mtime
    except FileNotFoundError:
        return "" if os.access(file.parent, os.W_OK) else f"{file} is not there, and cannot be made"
    except OSError as error:
        return str(error)
    hours = int(age // EVERY.total_seconds())
    return f"the newest in {file} is {hours:,} hours old" if age > OVERDUE.total_seconds() else ""


def exported() -> dict[int, set[str]]:
    """The seals that were exported, by the number of their line: one each, or the trail was another once."""
    seals = defaultdict(set)
    if settings.TRAIL_HEADS and settings.TRAIL_HEADS.exists():
        told = settings.TRAIL_HEADS.read_text()
        for number, sealed in re.findall(r"^\S+ (\d+):([0-9a-f]{64})$", told, re.MULTILINE):
            seals[int(number)].add(sealed)
    return seals


@lru_cache
def _key(secret: str) -> bytes:
    return hashlib.sha256(b"audit:" + force_bytes(secret)).digest()
