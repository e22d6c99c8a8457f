"""`Kunci terbit`: sets a lock on going live, calls off what was scheduled under it, and lifts it again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, roles
from accounts.models import User
from articles import published
from articles.models import Article, Lock, Revision, Tag
from articles.moves import hold_all
from articles.publishing import call_off
from articles.workflow import NotAllowed
from editions.models import Edition
from guards import turns


@transaction.atomic
def lock(
    *, by: User, until: datetime, why: str, tag: Tag | None = None, flag: str = "", begins: datetime | None = None
) -> tuple[Lock, list[Article]]:
    """No story with this tag or flag goes live until a moment; what was scheduled before it is back in review."""
    turns.take(turns.GOING_LIVE)  # whoever is sending a story out is through with it, and seen below
    now = published.now()
    _must_be_allowed(by, now)
    if not why.strip():
        raise NotAllowed(_("Say why: this move needs a reason."), "reason")
    if (tag is None) == (not flag):
        raise NotAllowed(_("Choose a tag or a flag."), "what")
    begins = max(begins or now, now)
    if until <= begins:
        raise NotAllowed(_("The lock ends before it begins."), "until")
    made = Lock.objects.create(tag=tag, flag=flag, begins=begins, until=until, why=why, by=by)
    hold_all(Article.objects.filter(story_id__in=_caught(made, now)))
    with audit.written_last():
        # Looked at again: one may have been called off before it was held.
        stopped = list(Article.objects.filter(story_id__in=_caught(made, now)).select_related("section").order_by("pk"))
        for article in stopped:
            call_off(article, by=by, now=now)
        audit.record(
            "lock", f"lock:{made.pk}", by=by, at=now, why=why, what=tag.name if tag else flag,
            begins=begins.isoformat(), until=until.isoformat(), stopped=[article.story_id for article in stopped],
        )  # fmt: skip
    return made, stopped


def _caught(made: Lock, now: datetime) -> list[str]:
    """Stories of which an edition to come would go live under the lock."""
    coming = Edition.objects.to_come(now).stories().filter(published_at__gte=made.begins, published_at__lt=made.until)
    rows = list(coming.only("story_id", "revision"))
    texts = Revision.objects.in_bulk([edition.revision for edition in rows])
    return [edition.story_id for edition in rows if made.catches(texts[edition.revision].snapshot)]


@transaction.atomic
def unlock(made: Lock, *, by: User, why: str) -> Lock:
    """Lift it before its time."""
    now = published.now()
    _must_be_allowed(by, now)
    if not why.strip():
        raise NotAllowed(_("Say why: this move needs a reason."), "reason")
    if Lock.objects.filter(pk=made.pk, lifted_at=None).update(lifted_at=now):
        audit.record("unlock", f"lock:{made.pk}", by=by, at=now, why=why)
    made.refresh_from_db()
    return made


def _must_be_allowed(by: User, now: datetime) -> None:
    if not by.may(roles.BREAK, at=now):
        raise NotAllowed(_("Only the managing editor sets or lifts a lock."), "role")
