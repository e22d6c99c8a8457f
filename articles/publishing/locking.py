"""`Kunci terbit`: sets a lock on going live, calls off what was scheduled under it, and lifts it again."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts import audit, roles
from accounts.models import User
from articles import published
from articles.models import Article, Lock, Tag
from articles.moves import hold_all
from articles.publishing import call_off
from articles.publishing.composing import surviving
from articles.workflow import NotAllowed, must_say_why
from editions.models import Edition, Notice
from guards import turns


@transaction.atomic
def lock(
    *, by: User, until: datetime, why: str, tag: Tag | None = None, flag: str = "", begins: datetime | None = None
) -> tuple[Lock, list[Article]]:
    """No story with this tag or flag goes live until a moment; what was scheduled before it is back in review."""
    turns.take(turns.GOING_LIVE)  # whoever is sending a story out is through with it, and seen below
    now = published.now()
    _must_be_allowed(by, now)
    must_say_why(why)
    if (tag is None) == (not flag):
        raise NotAllowed(_("Choose a tag or a flag."), "what")
    begins = max(begins or now, now)
    if until <= begins:
        raise NotAllowed(_("The lock ends before it begins."), "until")
    if tag is not None:  # as it stands now: it may have been merged since it was chosen
        tag = surviving({tag.pk: Tag.objects.select_related("merged_into").get(pk=tag.pk)})[tag.pk]
    made = Lock.objects.create(tag=tag, flag=flag, begins=begins, until=until, why=why, by=by)
    with audit.written_last():
        stopped = _call_off_all([made], by=by, now=now)
        audit.record(
            "lock", f"lock:{made.pk}", by=by, at=now, why=why, what=tag.name if tag else flag,
            begins=begins.isoformat(), until=until.isoformat(), stopped=[article.story_id for article in stopped],
        )  # fmt: skip
    return made, stopped


def call_off_under(tag: Tag, *, by: User, now: datetime) -> None:
    """Other stories came under a tag: those scheduled under a lock on it are back in review, as if it were set now."""
    _call_off_all(list(Lock.objects.to_hold(now).filter(tag=tag).select_related("tag")), by=by, now=now)


def _call_off_all(locks: Sequence[Lock], *, by: User, now: datetime) -> list[Article]:
    """The stories that were to go live under a lock; their lines of the trail are written last."""
    caught = _caught(locks, now)
    told = Notice.objects.filter(linked__in=caught, at__gt=now).values("story_id")
    hold_all(Article.objects.filter(Q(story_id__in=caught) | Q(story_id__in=told)))
    # Looked at again: one may have been called off before it was held.
    rows = Article.objects.filter(story_id__in=_caught(locks, now))
    stopped = list(rows.select_related("section").order_by("pk"))
    for article in stopped:
        call_off(article, by=by, now=now)
    return stopped


def _caught(locks: Sequence[Lock], now: datetime) -> set[str]:
    """Stories of which an edition to come would go live under one of the locks."""
    return {story for one in locks for story in _caught_by(one, now)}


def _caught_by(made: Lock, now: datetime) -> list[str]:
    coming = Edition.objects.to_come(now).stories().filter(published_at__gte=made.begins, published_at__lt=made.until)
    # The word that another story verifies one is called off with that other.
    rows = list(coming.exclude(approved=published.WORD).only("story_id", "revision", "tags"))
    return [one.story_id for one, text in zip(rows, published.texts_of(rows), strict=True) if made.catches(text)]


@transaction.atomic
def unlock(made: Lock, *, by: User, why: str) -> Lock:
    """Lift it before its time."""
    now = published.now()
    _must_be_allowed(by, now)
    must_say_why(why)
    if not Lock.objects.filter(pk=made.pk, lifted_at=None).update(lifted_at=now):
        raise NotAllowed(_("Somebody else has lifted it already."), "version")
    audit.record("unlock", f"lock:{made.pk}", by=by, at=now, why=why)
    made.refresh_from_db()
    return made


def _must_be_allowed(by: User, now: datetime) -> None:
    if not by.may(roles.BREAK, at=now):
        raise NotAllowed(_("Only the managing editor sets or lifts a lock."), "role")
