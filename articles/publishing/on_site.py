"""What takes a story off the site and brings it back: hold, lift, withdraw, reinstate, join."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts import audit
from accounts.models import User
from articles import published
from articles.models import Article, SecondLook
from articles.moves import allowed, need_reason
from articles.publishing import checking, recording, verifying
from articles.publishing.acting import advance, calling_off, going_live, must_be_free, trail
from articles.workflow import NotAllowed, Shown, Stage
from editions.models import Edition, Notice
from editions.pages.righted import GROUNDS


@transaction.atomic
def hold(article: Article, *, by: User, reason: str) -> Edition:
    """Take the text off the site while it is checked; the address says so."""
    article, now = calling_off(article)
    allowed("hold", article, by, now)
    need_reason("hold", reason)
    # What was approved for later is looked at again.
    stage = Stage.REVIEW if published.status(article.story_id, at=now).scheduled else None
    with override(settings.LANGUAGE_CODE):
        words = _("This story is being checked by the newsroom")
    return _replace_text(article, "hold", Edition.Kind.HELD, by=by, now=now, why=reason, stage=stage, headline=words)


@transaction.atomic
def lift(article: Article, *, by: User, reason: str, breaking: str = "") -> Edition:
    """The text from before the hold is live again."""
    return _bring_back(article, "lift", by=by, reason=reason, breaking=breaking)


def _bring_back(
    article: Article, act: str, *, by: User, reason: str, breaking: str, stage: str | None = None
) -> Edition:
    """The last text is live again."""
    article, now = going_live(article)
    facts = allowed(act, article, by, now)
    need_reason(act, reason)
    status, text = published.status(article.story_id, at=now), published.last_text(article.story_id, at=now)
    checking.must_find_its_address(text, at=now)
    broken = must_be_free(article, text, facts, begins=now, breaking=breaking)
    advance(article, now, stage=stage)
    article.mark(act, by=by, at=now, note=reason)
    edition = recording.again(text, by=by, now=now, begins=now)
    verifying.bring_back(article, status, by=by, now=now, begins=now)
    with audit.written_last():
        verifying.settle(article, edition, by=by, now=now)
        trail(act, article, by=by, now=now, why=reason, edition=edition, **broken)
    return edition


@transaction.atomic
@audit.written_last()
def withdraw(article: Article, *, by: User, ground: str, reason: str) -> Edition:
    """Take the story off for good: its address says on what ground and why, with 410."""
    article, now = calling_off(article)
    allowed("withdraw", article, by, now)
    need_reason("withdraw", reason)
    if ground not in GROUNDS:
        raise NotAllowed(_("Choose one of the grounds on which a story may be withdrawn."), "ground")
    headline = published.last_text(article.story_id, at=now).headline
    edition = _replace_text(
        article, "withdraw", Edition.Kind.NOTICE, by=by, now=now, why=reason,
        stage=Stage.WITHDRAWN, headline=headline, ground=ground, reason=reason,
    )  # fmt: skip
    recording.seal(article.story_id, now=now, why="withdrawn", before=edition.number)
    recording.announce(edition, kind=Notice.Kind.PENCABUTAN, text=reason, at=edition.published_at)
    return edition


@transaction.atomic
def reinstate(article: Article, *, by: User, reason: str, breaking: str = "") -> Edition:
    """Withdrawn or joined by mistake: the last text is live again."""
    return _bring_back(article, "reinstate", by=by, reason=reason, breaking=breaking, stage=Stage.PUBLISHED)


@transaction.atomic
def join(article: Article, into: Article, *, by: User, note: str = "") -> Edition:
    """It repeats another story: its entries go, its address leads there for good."""
    article, now = calling_off(article, into.pk)
    allowed("join", article, by, now)
    if article.pk == into.pk:
        raise NotAllowed(_("A story cannot be joined to itself."), "into")
    if published.status(into.story_id, at=now).shown != Shown.LIVE:
        raise NotAllowed(_("The story to join to is not live."), "into")
    headline = published.last_text(article.story_id, at=now).headline
    return _replace_text(
        article, "join", Edition.Kind.REDIRECT, by=by, now=now, why=note,
        stage=Stage.WITHDRAWN, headline=headline, leads_to=into.story_id,
    )  # fmt: skip


def _replace_text(
    article: Article,
    act: str,
    kind: str,
    *,
    by: User,
    now: datetime,
    why: str,
    stage: str | None = None,
    **words: Any,
) -> Edition:
    """An edition without a text takes the place of the story; whatever was to come ends unborn."""
    status = published.status(article.story_id, at=now)
    if status.to_come or status.word:
        old = recording.unbear(article.story_id, now=now)
        SecondLook.objects.drop(article, old.number)
    advance(article, now, stage=stage)
    article.mark(act, by=by, at=now, note=why)
    edition = recording.replace_text(
        published.last_text(article.story_id, at=now), kind=kind, by=by, now=now, approved=act, **words
    )
    trail(act, article, by=by, now=now, why=why, edition=edition)
    return edition
