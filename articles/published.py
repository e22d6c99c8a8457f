"""Reads the record for the desk: what readers have of a story, and where."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from articles.models import Article
from articles.workflow import Facts, Shown
from editions import clock
from editions.models import Edition

SHOWN = {
    Edition.Kind.STORY: Shown.LIVE,
    Edition.Kind.HELD: Shown.HELD,
    Edition.Kind.NOTICE: Shown.WITHDRAWN,
}


@dataclass(frozen=True)
class Status:
    """What readers have of a story at a moment, and what is to come."""

    live: Edition | None = None
    to_come: Edition | None = None

    @property
    def shown(self) -> Shown:
        return SHOWN[Edition.Kind(self.live.kind)] if self.live else Shown.NOTHING

    @property
    def scheduled(self) -> bool:
        return self.to_come is not None


def now() -> datetime:
    return clock.read()


def statuses(stories: Iterable[str], *, at: datetime) -> dict[str, Status]:
    """The status of each story that has any edition, in one query."""
    editions = Edition.objects.filter(story_id__in=list(stories)).defer("body")
    found: dict[str, dict[str, Edition]] = {}
    for edition in editions:
        ended = edition.superseded_at is not None and edition.superseded_at <= max(at, edition.published_at)
        if not ended:
            place = "live" if edition.published_at <= at else "to_come"
            found.setdefault(edition.story_id, {})[place] = edition
    return {story: Status(**editions) for story, editions in found.items()}


def status(story_id: str, *, at: datetime) -> Status:
    return statuses([story_id], at=at).get(story_id, Status())


def facts(article: Article, user: User, *, at: datetime, known: Status | None = None) -> Facts:
    known = known or status(article.story_id, at=at)
    return article.facts(user, at=at, shown=known.shown, scheduled=known.scheduled)


def to_come(*, at: datetime, limit: int) -> list[Edition]:
    """What the clock brings next, soonest first."""
    return list(Edition.objects.to_come(at).defer("body").order_by("published_at")[:limit])


def editions_of(story_id: str) -> list[Edition]:
    """Every edition, newest first, for the story's timeline."""
    return list(Edition.objects.filter(story_id=story_id).defer("body").order_by("-number"))


def last_text(story_id: str, *, at: datetime) -> Edition:
    """The text readers have, or had before a hold or withdrawal: never one that ended unborn."""
    shown = Edition.objects.live(at).get(story_id=story_id)
    texts = Edition.objects.stories().filter(
        story_id=story_id, revision=shown.revision, number__lte=shown.number, published_at__lte=shown.published_at
    )
    return texts.order_by("-number")[0]


def dead_links(stories: Iterable[str], *, at: datetime) -> list[str]:
    """Those of the stories that readers can't open."""
    wanted = list(stories)
    live = set(Edition.objects.live(at).stories().filter(story_id__in=wanted).values_list("story_id", flat=True))
    return [story for story in wanted if story not in live]


def acting_at(moment: datetime) -> AbstractContextManager[None]:
    """Acts as if made at a moment: the demonstration tells ten days of a newsroom's life in one go."""
    return clock.stopped_at(moment)
