"""The newsroom's own clock: how long stories take, what comes back, what is put right, what four eyes read.

Read from revisions, which keep every move; nothing is counted while people work.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from statistics import median_low
from typing import NamedTuple

from django.db.models import Q, TextChoices
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from articles import published
from articles.models import Article, Revision, SecondLook


class Phase(TextChoices):
    """Where a story's time goes before it is out."""

    WRITING = "writing", _("Being written")
    WAITING = "waiting", _("Awaiting an editor")
    EDITING = "editing", _("In an editor's hands")


BEGINS = {
    "submit": Phase.WAITING, "release": Phase.WAITING, "cancel": Phase.WAITING,
    "claim": Phase.EDITING, "take_over": Phase.EDITING,
    "recall": Phase.WRITING, "return": Phase.WRITING, "revise": Phase.WRITING, "revive": Phase.WRITING,
}  # fmt: skip
"""The phase that a move begins; those in ENDS only end one."""

ENDS = ("publish", "publish_own", "publish_update", "discard", "spike", "withdraw", "join")
READ_TWICE = ("publish", "amend")
"""Moves by which a second person puts a text before readers; any other of weight awaits one as a `SecondLook`."""

TOLD = {*BEGINS, *ENDS, *READ_TWICE}
FIRST = 1
"""The version under which a story was begun."""


class Step(NamedTuple):
    """A move of one story."""

    article: int
    act: str
    at: datetime
    section: str | None


@dataclass
class Pace:
    """What one section did in a period."""

    section: str
    spans: dict[Phase, list[timedelta]] = field(default_factory=lambda: defaultdict(list))
    acts: Counter[str] = field(default_factory=Counter)
    out: int = 0
    """Stories that readers got for the first time."""
    corrections: int = 0
    alone: int = 0
    """Editions that went out before a second editor had read them."""
    read_later: int = 0

    @property
    def medians(self) -> dict[Phase, timedelta | None]:
        return {phase: median_low(self.spans[phase]) if self.spans[phase] else None for phase in Phase}

    @property
    def returns(self) -> float | None:
        """Of a hundred submissions, those sent back."""
        return _of_hundred(self.acts["return"], self.acts["submit"])

    @property
    def corrected(self) -> float | None:
        """Corrections a hundred stories."""
        return _of_hundred(self.corrections, self.out)

    @property
    def four_eyes(self) -> float | None:
        """Of a hundred publications, those that two people had read, before or after; small fixes need no second."""
        together = sum(self.acts[act] for act in READ_TWICE)
        return _of_hundred(together + self.read_later, together + self.alone)


def _of_hundred(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None


def paces(since: datetime, until: datetime) -> list[Pace]:
    """Each main section's, by name; the whole newsroom's stands last."""
    found: dict[str, Pace] = {}

    def of(section: str | None) -> Pace:
        return found.setdefault(section or "", Pace(section or ""))

    for _article, steps in groupby(_steps(since, until), key=lambda step: step.article):
        _follow(list(steps), of, since)
    out, corrected = published.out_between(since, until), published.corrected_between(since, until)
    moved = Article.objects.filter(story_id__in={*out, *corrected})
    sections = dict(moved.values_list("story_id", _main("section")))
    for story in out:
        of(sections.get(story)).out += 1
    for story in corrected:
        of(sections.get(story)).corrections += 1
    looks = SecondLook.objects.filter(at__gte=since, at__lt=until)
    for section, reader in looks.values_list(_main("article__section"), "seen_by"):
        of(section).alone += 1
        of(section).read_later += reader is not None
    rows = [found[name] for name in sorted(found)]
    return [*rows, _together(rows)]


def _main(section: str) -> Coalesce:
    return Coalesce(f"{section}__parent__name", f"{section}__name")


def _steps(since: datetime, until: datetime) -> Iterator[Step]:
    """All moves, from the first, of each story that was moved in the period: story by story, in order."""
    kept = Revision.objects.filter(side=False, at__lt=until)
    moved = kept.filter(act__in=TOLD, at__gte=since)
    rows = kept.filter(Q(act__in=TOLD) | Q(version=FIRST), article__in=moved.values("article"))
    rows = rows.order_by("article_id", "version")
    return (Step(*row) for row in rows.values_list("article_id", "act", "at", _main("article__section")).iterator())


def _follow(steps: list[Step], of: Callable[[str | None], Pace], since: datetime) -> None:
    """Add what one story did within the period; what it did before tells when a phase began."""
    phase: Phase | None = Phase.WRITING
    began = steps[0].at
    for step in steps:
        pace, counts = of(step.section), step.at >= since
        if counts:
            pace.acts[step.act] += 1
        if step.act not in BEGINS and step.act not in ENDS:
            continue
        if phase and counts:
            pace.spans[phase].append(step.at - began)
        phase, began = BEGINS.get(step.act), step.at


def _together(rows: list[Pace]) -> Pace:
    whole = Pace("")
    for row in rows:
        for phase, spans in row.spans.items():
            whole.spans[phase] += spans
        whole.acts += row.acts
        whole.out += row.out
        whole.corrections += row.corrections
        whole.alone += row.alone
        whole.read_later += row.read_later
    return whole
