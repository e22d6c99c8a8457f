"""Related stories, found from the text: those that fit an edition best, near in time and subject, each with its why."""

import json
import math
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import connection, transaction

from editions import clock, digests, index, reasons, shown, tokens, words
from editions.models import Change, Digest, Edition, Related
from editions.tokens import Ask

KEPT = 12
"""Found for each story: more than a page shows, since some may be withdrawn before they are found anew."""

TERMS, PER_TERM = 14, 40
"""What tells most about a subject, and stories looked at for each."""

READ = 100
"""Stories of these that are compared in full: those that hold most of what tells most."""

NEIGHBOURS, AMONG = 3, 80
COPY = 0.6
"""Shared wording past which two texts are one story told twice."""

NEAR, DAYS = 0.15, 30.0
SAME_SECTION = 1.03
LEAST, LIKELY = 0.04, 0.08
"""Likeness below which two stories have nothing to do with each other; and below which they may share but a few words
by chance: of such, the likest alone is named. On the labelled corpus nDCG@5 is the same."""


class Candidate(NamedTuple):
    edition_id: int
    story_id: str
    at: datetime
    section: str
    weights: dict[str, int]
    sketch: str


@dataclass(frozen=True)
class Subject:
    """What related stories are sought for: a live story, or a text on the desk."""

    weights: Mapping[str, int]
    at: datetime
    section: str = ""
    sketch: Sequence[int] = ()
    story_id: str = ""


class Found(NamedTuple):
    story: Candidate
    score: float


def candidates(subject: Subject, *, since: datetime | None = None) -> list[Candidate]:
    """Stories that hold any of what tells most about the subject, nearest months first."""
    strongest = sorted(subject.weights, key=lambda stem: (-subject.weights[stem], stem))[:TERMS]
    here = tokens.month_of(subject.at)
    months = sorted(index.months(), key=lambda month: (abs(month - here), -month))
    if since is not None:
        months = [month for month in months if month >= tokens.month_of(since)]
    held: dict[int, int] = {}
    asks = [Ask.all_of(stem) for stem in strongest]
    for stem, found in zip(strongest, tokens.matching_each(asks, months, limit=PER_TERM), strict=True):
        for key in found:
            held[key] = held.get(key, 0) + subject.weights[stem]
    keys = sorted(held, key=lambda key: (-held[key], -key))[: READ + 1]
    rows = Digest.objects.filter(pk__in=keys, may_be_related=True).exclude(story_id=subject.story_id)
    if since is not None:
        rows = rows.filter(first_published_at__gte=since)
    columns = ("edition_id", "story_id", "first_published_at", "section", "weights", "sketch")
    return [
        Candidate(key, story, at, section, json.loads(weights), sketch)
        for key, story, at, section, weights, sketch in rows.order_by("pk").values_list(*columns)
    ]


def ranked(subject: Subject, stories: Iterable[Candidate]) -> list[Found]:
    """Best first: likeness to the subject and to what is likest to it, with time and section as lesser voices."""
    alike = [(digests.likeness(subject.weights, one.weights), one) for one in stories]
    alike = sorted((pair for pair in alike if pair[0] >= LEAST), key=_best_first)[:AMONG]
    alike = [*alike[:1], *(pair for pair in alike[1:] if pair[0] >= LIKELY)]
    neighbours = alike[:NEIGHBOURS]
    total = sum(score for score, _one in neighbours) or 1
    scored = []
    for score, one in alike:
        through = sum(
            near * (1.0 if other is one else digests.likeness(other.weights, one.weights)) for near, other in neighbours
        )
        scored.append(((score + through / total) * _voices(subject, one), one))
    return [Found(one, score) for score, one in sorted(scored, key=_best_first)]


def _best_first(pair: tuple[float, Candidate]) -> tuple[float, float, int]:
    return -pair[0], -pair[1].at.timestamp(), pair[1].edition_id


def _voices(subject: Subject, story: Candidate) -> float:
    days = abs((subject.at - story.at).total_seconds()) / 86_400
    time = 1 - NEAR + NEAR * math.exp(-days / DAYS)
    return time * (SAME_SECTION if subject.section == story.section else 1.0)


def without_copies(found: Iterable[Found], *, limit: int) -> list[Found]:
    """The best of them, of near-copies only the first."""
    kept: list[Found] = []
    told: list[list[int]] = []
    for one in found:
        sketch = json.loads(one.story.sketch)
        if any(digests.shared_wording(sketch, other) >= COPY for other in told):
            continue
        kept.append(one)
        told.append(sketch)
        if len(kept) == limit:
            break
    return kept


# --- A text on the desk --------------------------------------------------------------------------------------


def subject_of(text: digests.Text, *, at: datetime, story_id: str = "") -> Subject:
    """A text that nobody has published, as if it were out at that moment."""
    fields = text.stems()
    known = index.stories_with(words.telling(stem for line in fields for stem in line))
    weights = digests.weights(fields, known, index.stories())
    return Subject(weights, at, sketch=digests.sketch(f"{text.lead}\n{text.body}"), story_id=story_id)


def fitting(subject: Subject, *, limit: int, since: datetime | None = None) -> list[Found]:
    return without_copies(ranked(subject, candidates(subject, since=since)), limit=limit)


# --- Due work ------------------------------------------------------------------------------------------------


@transaction.atomic
def find_for_those_due(limit: int = 20) -> int:
    """Find the related stories of editions that have none yet, or for which a better one came; how many."""
    rows = Digest.objects.filter(unrelated=True).order_by("pk")
    due = list(rows.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)[:limit])
    texts = Edition.objects.only("headline", "deck", "body").in_bulk([digest.pk for digest in due])
    for digest in due:
        find_for(digest, texts[digest.pk])
    if due:
        Digest.objects.filter(pk__in=[one.pk for one in due]).update(unrelated=False)
        Change.objects.tell((shown.related(one.story_id) for one in due), at=clock.read())
    return len(due)


def find_for(digest: Digest, edition: Edition) -> None:
    made = time.time_ns()
    weights, sketch = json.loads(digest.weights), json.loads(digest.sketch)
    found = fitting(Subject(weights, digest.first_published_at, digest.section, sketch, digest.story_id), limit=KEPT)
    said = reasons.Said(reasons.text_of(edition))
    rows = [
        {
            "story_id": one.story.story_id,
            "score": round(one.score, 4),
            "shared": said.together(reasons.shared(weights, one.story.weights)),
        }
        for one in found
    ]
    Related.objects.update_or_create(edition_id=digest.pk, defaults={"found": rows, "made": made})
    _tell_the_older(digest, found)


def _tell_the_older(digest: Digest, found: Sequence[Found]) -> None:
    """Stories whose own were found before this one was known may have it among them now."""
    scores = {one.story.edition_id: one.score for one in found}
    behind = Related.objects.filter(pk__in=list(scores), made__lt=digest.made)
    better = [row.pk for row in behind if len(row.found) < KEPT or row.found[-1]["score"] < scores[row.pk]]
    Digest.objects.filter(pk__in=better).update(unrelated=True)
