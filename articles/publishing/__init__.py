"""The one door to the record: publish, schedule, correct, hold, withdraw, expunge.

Each verb is one transaction: row lock, one reading of the clock, the table's word, the checks, the edition, the trail.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from articles import conditions, published
from articles.models import Article, SecondLook
from articles.moves import allowed, locked, need_reason, put, target_of
from articles.published import text_of
from articles.publishing import following, picturing, recording, standing, updating, verifying
from articles.publishing.acting import advance, calling_off, going_out, issue, must_be_free, trail
from articles.publishing.archive import Refused, publish_archive
from articles.publishing.checking import Blocked, findings, must_pass
from articles.publishing.correcting import Correction
from articles.publishing.expunging import expunge
from articles.publishing.on_site import hold, join, lift, reinstate, withdraw
from articles.publishing.putting_right import correct, swap_photo
from articles.publishing.second_looks import no_second_eyes, second_look
from articles.publishing.updating import Minor
from articles.workflow import Facts, NotAllowed, Stage
from editions.models import Edition
from editions.pages.righted import GROUNDS
from photos.models import Photo

CHOOSING = timedelta(minutes=5)
"""A moment so long past was chosen a little too slowly: it means now. An earlier one is a wrong day."""


@transaction.atomic
def publish(
    article: Article, *, by: User, seen: int, at: datetime | None = None, despite_holder: bool = False,
    breaking: str = "", minor: Minor | None = None,
) -> Edition:  # fmt: skip
    """Approve version `seen`, exactly, to be live from a moment on (None: now).

    `breaking`: the managing editor's reason for going through an embargo or a lock. `minor`: where readers have the
    story, no time on it moves.
    """
    article, now = going_out(article)
    facts = allowed("publish", article, by, now)
    if facts.holder and not despite_holder:
        raise NotAllowed(_("%(holder)s holds it: publish all the same?") % {"holder": facts.holder}, "held")
    return _approve(article, "publish", facts, by=by, seen=seen, at=at, now=now, breaking=breaking, minor=minor)


@transaction.atomic
@audit.written_last()
def publish_own(
    article: Article, *, by: User, seen: int, reason: str, at: datetime | None = None, breaking: str = "",
    minor: Minor | None = None,
) -> Edition:  # fmt: skip
    """Without a second editor; the edition then awaits the second pair of eyes."""
    article, now = going_out(article)
    facts = allowed("publish_own", article, by, now)
    need_reason("publish_own", reason)
    edition = _approve(
        article, "publish_own", facts, by=by, seen=seen, at=at, now=now, why=reason, breaking=breaking, minor=minor
    )
    SecondLook.objects.create(article=article, number=edition.number, at=now, by=by, why=reason)
    return edition


@transaction.atomic
def publish_update(article: Article, *, by: User, seen: int) -> Edition:
    """An update of a live coverage, now, by whoever holds a standing approval; it names who gave that."""
    article, now = going_out(article)
    facts = published.facts(article, by, at=now)
    if not facts.author or article.stage not in (Stage.DRAFT, Stage.REVIEW):
        raise NotAllowed(_("Only its author sends out an update that is not out yet."), "stage")
    approval = standing.must_cover(article, by, now)
    return _approve(
        article, "publish_update", facts, by=by, seen=seen, at=None, now=now, breaking="", why=str(approval.by)
    )


def _approve(
    article: Article, act: str, facts: Facts, *, by: User, seen: int, at: datetime | None, now: datetime,
    breaking: str, why: str = "", minor: Minor | None = None,
) -> Edition:  # fmt: skip
    _must_be_read(article, seen)
    begins, text = _not_past(at or now, now), article.snapshot()
    updated_at = updating.of_approved(article, text, minor, shown=facts.shown, begins=begins, now=now)
    status = published.status(article.story_id, at=now)
    verifying.set_aside(status, begins=begins, now=now)
    directory = must_pass(text, story_id=article.story_id, at=now, begins=begins)
    broken = conditions.must_be_free(article, text, facts, begins=begins, breaking=breaking)
    advance(article, now, stage=Stage.PUBLISHED)
    revision = article.mark(act, by=by, at=now, note=why, text=text)
    edition = issue(article, revision, directory, by=by, now=now, begins=begins, act=act, updated_at=updated_at)
    verifying.bring_back(article, status, by=by, now=now, begins=begins)
    with audit.written_last():
        verifying.settle(article, edition, by=by, now=now)
        following.see_to_fokus(article, edition, by=by, now=now)
        trail(act, article, by=by, now=now, why=why, edition=edition, **broken)
    return edition


def _must_be_read(article: Article, seen: int) -> None:
    if article.version != seen:
        raise NotAllowed(_("The text was changed after you opened it: read it again."), "version")


# --- The schedule ------------------------------------------------------------------------------------------


def _not_past(at: datetime, now: datetime) -> datetime:
    """The moment, or now where the clock went past it while the editor was choosing."""
    if at < now - CHOOSING:
        raise NotAllowed(_("This moment is past."), "past")
    return max(at, now)


@transaction.atomic
def reschedule(article: Article, *, by: User, at: datetime, breaking: str = "") -> Edition:
    """Another moment for the very text that was approved."""
    article, now = going_out(article)
    facts = allowed("reschedule", article, by, now)
    old = recording.unbear(article.story_id, now=now)
    begins = _not_past(at, now)
    picturing.must_be_free(old, at=begins)
    broken = must_be_free(article, old, facts, begins=begins, breaking=breaking)
    return _again(article, "reschedule", old, by=by, now=now, begins=begins, broken=broken)


@transaction.atomic
def publish_now(article: Article, *, by: User, seen: int, breaking: str = "") -> Edition:
    """The very text that was scheduled, at once; `seen`: the version that was read, so that no other goes out."""
    article, now = going_out(article)
    facts = allowed("publish_now", article, by, now)
    _must_be_read(article, seen)
    old = recording.unbear(article.story_id, now=now)
    text = text_of(old)
    must_pass(text, story_id=article.story_id, at=now)
    broken = conditions.must_be_free(article, text, facts, begins=now, breaking=breaking)
    return _again(article, "publish_now", old, by=by, now=now, begins=now, broken=broken)


def _again(
    article: Article, act: str, old: Edition, *, by: User, now: datetime, begins: datetime, broken: dict[str, Any]
) -> Edition:
    """What was to come and is called off by now, from another moment on."""
    advance(article, now)
    article.mark(act, by=by, at=now)
    edition = recording.again(old, by=by, now=now, begins=begins, updated_at=updating.of_moved(old, begins))
    SecondLook.objects.go_on(article, old.number, to=edition.number)
    with audit.written_last():
        verifying.settle(article, edition, by=by, now=now)
        following.see_to_fokus(article, edition, by=by, now=now)
        trail(act, article, by=by, now=now, edition=edition, **broken)
    return edition


@transaction.atomic
def amend(article: Article, *, by: User, seen: int, breaking: str = "") -> Edition:
    """The working copy as it stands now takes the place of the scheduled text, at the same moment."""
    article, now = going_out(article)
    facts = allowed("amend", article, by, now)
    _must_be_read(article, seen)
    text = article.snapshot()
    old = recording.unbear(article.story_id, now=now)
    begins = max(old.published_at, now)
    directory = must_pass(text, story_id=article.story_id, at=now, begins=begins)
    broken = conditions.must_be_free(article, text, facts, begins=begins, breaking=breaking)
    advance(article, now)
    revision = article.mark("amend", by=by, at=now, text=text)
    edition = issue(
        article, revision, directory, by=by, now=now, begins=begins, act="amend",
        updated_at=updating.of_amended(old, text, begins),
    )  # fmt: skip
    SecondLook.objects.begin_anew(article, old.number, to=edition.number)
    with audit.written_last():
        verifying.settle(article, edition, by=by, now=now)
        following.see_to_fokus(article, edition, by=by, now=now)
        trail("amend", article, by=by, now=now, edition=edition, **broken)
    return edition


@transaction.atomic
def cancel(article: Article, *, by: User) -> Edition:
    """The scheduled edition ends unborn; the one before, if any, stays; the copy is back in review."""
    article, now = calling_off(article)
    allowed("cancel", article, by, now)
    return call_off(article, by=by, now=now)


def call_off(article: Article, *, by: User, now: datetime) -> Edition:
    """As `cancel`, of a row already locked, for an act that calls off many."""
    old = recording.unbear(article.story_id, now=now)
    SecondLook.objects.drop(article, old.number)
    advance(article, now, stage=Stage.REVIEW)
    article.mark("cancel", by=by, at=now)
    trail("cancel", article, by=by, now=now, edition=old)
    return old


# --- After publication ---------------------------------------------------------------------------------------


@transaction.atomic
def discard(article: Article, *, by: User) -> Article:
    """Give up changes to a story on the site; they stay in its history."""
    article, now = locked(article)
    allowed("discard", article, by, now)
    live = published.last_text(article.story_id, at=now)
    advance(article, now, stage=Stage.PUBLISHED)
    put(article, text_of(live))
    article.mark("discard", by=by, at=now)
    audit.record("discard", target_of(article), by=by, at=now, version=article.version)
    return article


def rename(rows: Iterable[Any]) -> None:
    """A section, tag, author or source was changed on the desk: its heading follows."""
    recording.head(rows, now=published.now())


def make_public(portrait: Photo) -> None:
    """Of an author who is about to be saved. Raises NotAllowed where the store of photos is away."""
    recording.show(portrait)


@transaction.atomic
def rerender(limit: int = 200) -> int:
    """Make finished HTML of an older renderer again, a batch at a time; how many were made."""
    return recording.rerender(limit)


__all__ = [
    "GROUNDS", "Blocked", "Correction", "Minor", "Refused", "correct", "expunge", "findings", "hold", "join", "lift",
    "no_second_eyes", "publish_archive", "reinstate", "second_look", "swap_photo", "withdraw",
]  # fmt: skip
