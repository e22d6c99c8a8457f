"""What every verb of the one door does: moves the row on, makes the edition, leaves the trail."""

from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Subquery

from accounts import audit
from accounts.models import User
from articles import conditions, notify, searching
from articles.models import Article, Revision
from articles.moves import Beside, locked, target_of
from articles.published import text_of
from articles.publishing import composing, recording, telling
from articles.workflow import Facts
from editions import clock
from editions.models import Edition, Notice
from guards import turns


def going_live(article: Article, *beside: Beside) -> tuple[Article, datetime]:
    """As `calling_off`, for an act by which readers get a text: no lock on going live is set meanwhile."""
    turns.take(turns.GOING_LIVE, shared=True)
    return calling_off(article, *beside)


def calling_off(article: Article, *beside: Beside) -> tuple[Article, datetime]:
    """As `moves.locked`, for an act that may end a version to come: so would end its word under another story.

    That one is held where it has no word yet too: it may be about to come back to the site and get it.
    """
    # Found by the word itself as well: the copy may name another story by now.
    words = Notice.objects.filter(linked=article.story_id, at__gt=clock.now()).order_by("pk")
    told = Article.objects.filter(story_id=Subquery(words.values("story_id")[:1]))
    return locked(article, article.verifies_id, Subquery(told.values("pk")), *beside)


def going_out(article: Article) -> tuple[Article, datetime]:
    """As `going_live`, for a publication: it may correct the story it follows, and holds all that this would hold."""
    if article.follows_id is None:
        return going_live(article)
    earlier = Article.objects.filter(pk=article.follows_id)
    return going_live(article, article.follows_id, Subquery(earlier.values("verifies_id")))


def advance(article: Article, now: datetime, *, stage: str | None = None) -> None:
    changes: dict[str, Any] = {"held_by": None, "held_at": None}
    if stage and stage != article.stage:
        changes |= {"stage": stage, "stage_since": now, "for_person": None, "for_section": None}
    before = article.saved_at
    article.advance(seen=article.version, at=now, **changes)
    searching.follow(article, before)


def issue(
    article: Article,
    revision: Revision,
    directory: composing.Directory | None = None,
    *,
    by: User | None,
    now: datetime,
    begins: datetime,
    act: str,
    **extra: Any,
) -> Edition:
    directory = directory or composing.Directory.of([revision.snapshot])
    return recording.issue(article.story_id, revision, directory, by=by, now=now, begins=begins, approved=act, **extra)


def trail(
    act: str, article: Article, *, by: User | None, now: datetime, why: str = "", edition: Edition, **facts: Any
) -> None:
    notify.moved(article, act, by=by, at=now, note=why)
    told = {"version": article.version, "edition": edition.number, "begins": edition.published_at.isoformat()} | facts
    menu = partial(telling.of_menu, article.story_id, now=now)
    audit.record_all([audit.Line(act, target_of(article), why, told, settles=menu)], by=by, at=now)


def must_be_free(
    article: Article, edition: Edition, facts: Facts, *, begins: datetime, breaking: str
) -> dict[str, Any]:
    """As `conditions.must_be_free`, of a text that was approved before."""
    text = text_of(edition)
    return conditions.must_be_free(article, text, facts, begins=begins, breaking=breaking, approving=False)
