"""The one door to the record: publish, schedule, correct, hold, withdraw.

Each verb is one transaction: row lock, one reading of the clock, the table's word, the checks, the edition, the trail.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts import audit, roles
from accounts.models import User
from articles import checks, published, rendering
from articles.models import Article, Revision, SecondLook
from articles.models.article import is_flagged
from articles.moves import allowed, locked, need_reason, put, target_of
from articles.publishing import composing, recording
from articles.publishing.archive import Refused, publish_archive
from articles.publishing.correcting import Correction
from articles.workflow import NotAllowed, Shown, Stage
from editions.models import Edition, Notice

GROUNDS = ("sara", "kesusilaan", "anak", "traumatik", "dewan_pers", "keliru", "salah_terbit")
"""Why a story may be withdrawn: five grounds of the guidelines, the newsroom's own error, published by mistake."""


class Blocked(NotAllowed):
    """What a check found; `findings` say where to mend it."""

    def __init__(self, findings: list[checks.Finding]) -> None:
        super().__init__(" ".join(str(finding.message) for finding in findings), "checks")
        self.findings = findings


def findings(snapshot: dict[str, Any], *, at: datetime) -> list[checks.Finding]:
    """What an editor is told of a text before it goes out."""
    directory = composing.Directory.of([snapshot])
    photos = [(str(photo), [str(word) for word in photo.missing()]) for photo in directory.photos.values()]
    dead = published.dead_links(rendering.linked_stories(snapshot["body"]), at=at)
    return checks.findings(checks.Copy(snapshot, photos, dead))


def _must_pass(snapshot: dict[str, Any], *, at: datetime) -> None:
    if blocking := [finding for finding in findings(snapshot, at=at) if finding.blocks]:
        raise Blocked(blocking)


@transaction.atomic
def publish(
    article: Article, *, by: User, seen: int, at: datetime | None = None, despite_holder: bool = False
) -> Edition:
    """Approve version `seen`, exactly, to be live from a moment on (None: now)."""
    article, now = locked(article)
    facts = allowed("publish", article, by, now)
    if facts.holder and not despite_holder:
        raise NotAllowed(_("%(holder)s holds it: publish all the same?") % {"holder": facts.holder}, "held")
    return _approve(article, "publish", by=by, seen=seen, at=at, now=now)


@transaction.atomic
def publish_own(article: Article, *, by: User, seen: int, reason: str, at: datetime | None = None) -> Edition:
    """Without a second editor; the edition then awaits the second pair of eyes."""
    article, now = locked(article)
    allowed("publish_own", article, by, now)
    need_reason("publish_own", reason)
    edition = _approve(article, "publish_own", by=by, seen=seen, at=at, now=now, why=reason)
    SecondLook.objects.create(article=article, number=edition.number, at=now, by=by, why=reason)
    return edition


def _approve(
    article: Article, act: str, *, by: User, seen: int, at: datetime | None, now: datetime, why: str = ""
) -> Edition:
    if article.version != seen:
        raise NotAllowed(_("The text was changed after you opened it: read it again."), "version")
    before = published.status(article.story_id, at=now)
    if before.scheduled:  # the word that another story verifies this one
        raise NotAllowed(_("A version is scheduled: cancel or amend that first."), "scheduled")
    _must_pass(article.snapshot(), at=now)
    begins = max(at or now, now)
    _advance(article, now, stage=Stage.PUBLISHED)
    revision = article.mark(act, by=by, at=now, note=why)
    updated = begins if before.shown != Shown.NOTHING else None
    edition = _issue(article, revision, by=by, now=now, begins=begins, act=act, updated_at=updated)
    _settle_unverified(article, edition, by=by, now=now)
    _trail(act, article, by=by, now=now, why=why, edition=edition)
    return edition


def _advance(article: Article, now: datetime, *, stage: str | None = None) -> None:
    changes: dict[str, Any] = {"held_by": None, "held_at": None}
    if stage and stage != article.stage:
        changes |= {"stage": stage, "stage_since": now}
    article.advance(seen=article.version, at=now, **changes)


def _issue(
    article: Article,
    revision: Revision,
    *,
    by: User | None,
    now: datetime,
    begins: datetime,
    act: str,
    **extra: Any,
) -> Edition:
    directory = composing.Directory.of([revision.snapshot])
    return recording.issue(article.story_id, revision, directory, by=by, now=now, begins=begins, approved=act, **extra)


def _trail(act: str, article: Article, *, by: User | None, now: datetime, why: str = "", edition: Edition) -> None:
    audit.record(
        act, target_of(article), by=by, at=now, why=why,
        version=article.version, edition=edition.number, begins=edition.published_at.isoformat(),
    )  # fmt: skip


def _settle_unverified(article: Article, edition: Edition, *, by: User, now: datetime) -> None:
    """Link the unverified story to the one that verifies it (guidelines, 2.d), from that one's first moment on."""
    earlier, begins = article.verifies, edition.published_at
    if earlier is None or begins != edition.first_published_at:
        return
    status = published.status(earlier.story_id, at=now)
    if status.shown != Shown.LIVE:
        return
    if status.scheduled:
        raise NotAllowed(_("A version is scheduled: cancel or amend that first."), "scheduled")
    with override(settings.LANGUAGE_CODE):
        text = _("This report has been updated: see the verified story.")
    live = published.last_text(earlier.story_id, at=now)
    recording.copy(
        live, by=by, now=now, begins=begins, approved="correction",
        notice={"kind": Notice.Kind.PEMUTAKHIRAN, "text": text, "story_id": article.story_id},
    )  # fmt: skip
    audit.record("settle", target_of(earlier), by=by, at=now, verified_by=article.story_id)


# --- The schedule ------------------------------------------------------------------------------------------


@transaction.atomic
def reschedule(article: Article, *, by: User, at: datetime) -> Edition:
    """Another moment for the very text that was approved."""
    article, now = locked(article)
    allowed("reschedule", article, by, now)
    old = recording.unbear(article.story_id, now=now)
    begins = max(at, now)
    _advance(article, now)
    article.mark("reschedule", by=by, at=now)
    edition = recording.again(old, by=by, now=now, begins=begins, updated_at=old.updated_at and begins)
    _settle_unverified(article, edition, by=by, now=now)
    _trail("reschedule", article, by=by, now=now, edition=edition)
    return edition


@transaction.atomic
def amend(article: Article, *, by: User, seen: int) -> Edition:
    """The working copy as it stands now takes the place of the scheduled text, at the same moment."""
    article, now = locked(article)
    allowed("amend", article, by, now)
    if article.version != seen:
        raise NotAllowed(_("The text was changed after you opened it: read it again."), "version")
    _must_pass(article.snapshot(), at=now)
    old = recording.unbear(article.story_id, now=now)
    _advance(article, now)
    revision = article.mark("amend", by=by, at=now)
    begins = max(old.published_at, now)
    edition = _issue(
        article, revision, by=by, now=now, begins=begins, act="amend", updated_at=old.updated_at and begins
    )
    _trail("amend", article, by=by, now=now, edition=edition)
    return edition


@transaction.atomic
def cancel(article: Article, *, by: User) -> Edition:
    """The scheduled edition ends unborn; the one before, if any, stays; the copy is back in review."""
    article, now = locked(article)
    allowed("cancel", article, by, now)
    old = recording.unbear(article.story_id, now=now)
    _advance(article, now, stage=Stage.REVIEW)
    article.mark("cancel", by=by, at=now)
    _trail("cancel", article, by=by, now=now, edition=old)
    return old


# --- After publication ---------------------------------------------------------------------------------------


@transaction.atomic
def correct(article: Article, correction: Correction, *, by: User, seen: int | None = None) -> Edition:
    """Put the live text right: a small fix, an update, or a notice that stays on the story.

    `seen`: number of the edition that the correction was written on.
    """
    article, now = locked(article)
    facts = allowed("correct", article, by, now)
    live = published.last_text(article.story_id, at=now)
    if seen not in (None, live.number):
        message = _("Somebody corrected the story while you wrote: compare, then save again.")
        raise NotAllowed(message, "version")
    base = Revision.objects.get(pk=live.revision).snapshot
    text = base | correction.changes
    text["body"] = rendering.clean(text["body"])
    correction.must_be_sound(base)
    flagged = facts.flagged or is_flagged(base)
    if flagged and not correction.is_small and roles.OVERRIDE not in facts.may:
        raise NotAllowed(_("This story needs a second person first: revise it and submit the new text."), "flagged")
    _must_pass(text, at=now)
    _advance(article, now)
    revision = _merge_into_copy(article, base, text, by=by, now=now)
    updated = live.updated_at if correction.is_small else now
    edition = _issue(
        article,
        revision,
        by=by,
        now=now,
        begins=now,
        act="correction",
        updated_at=updated,
        notice=correction.notice(),
    )
    if correction.protects:
        recording.seal(article.story_id, now=now, why="identity", before=edition.number)
    if not correction.is_small:
        SecondLook.objects.create(article=article, number=edition.number, at=now, by=by, why=correction.kind)
    _trail("correct", article, by=by, now=now, why=correction.text, edition=edition)
    return edition


def _merge_into_copy(
    article: Article, base: dict[str, Any], text: dict[str, Any], *, by: User, now: datetime
) -> Revision:
    """The corrected text as a revision; an open working copy takes it where nobody had touched that field."""
    mine = article.snapshot()
    touched = {name for name, value in text.items() if value != base[name]}
    put(article, {name: text[name] for name in touched if mine[name] == base[name]})
    if article.snapshot() == text:
        return article.mark("correct", by=by, at=now)
    article.mark("correct", by=by, at=now)
    return Revision.objects.create(
        article=article, version=article.version, at=now, by=by, act="correct", side=True, snapshot=text
    )


@transaction.atomic
def hold(article: Article, *, by: User, reason: str) -> Edition:
    """Take the text off the site while it is checked; the address says so."""
    article, now = locked(article)
    allowed("hold", article, by, now)
    need_reason("hold", reason)
    # What was approved for later is looked at again.
    stage = Stage.REVIEW if published.status(article.story_id, at=now).scheduled else None
    with override(settings.LANGUAGE_CODE):
        words = _("This story is being checked by the newsroom")
    return _replace_text(article, "hold", Edition.Kind.HELD, by=by, now=now, why=reason, stage=stage, headline=words)


@transaction.atomic
def lift(article: Article, *, by: User, reason: str) -> Edition:
    """The text from before the hold is live again."""
    article, now = locked(article)
    allowed("lift", article, by, now)
    need_reason("lift", reason)
    _advance(article, now)
    article.mark("lift", by=by, at=now, note=reason)
    edition = recording.again(published.last_text(article.story_id, at=now), by=by, now=now, begins=now)
    _trail("lift", article, by=by, now=now, why=reason, edition=edition)
    return edition


@transaction.atomic
def withdraw(article: Article, *, by: User, ground: str, reason: str) -> Edition:
    """Take the story off for good: its address says on what ground and why, with 410."""
    article, now = locked(article)
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
    recording.announce(edition, kind=Notice.Kind.PENCABUTAN, text=reason)
    return edition


@transaction.atomic
def reinstate(article: Article, *, by: User, reason: str) -> Edition:
    """Withdrawn by mistake: the last text is live again."""
    article, now = locked(article)
    allowed("reinstate", article, by, now)
    need_reason("reinstate", reason)
    _advance(article, now, stage=Stage.PUBLISHED)
    article.mark("reinstate", by=by, at=now, note=reason)
    edition = recording.again(published.last_text(article.story_id, at=now), by=by, now=now, begins=now)
    _trail("reinstate", article, by=by, now=now, why=reason, edition=edition)
    return edition


def _replace_text(
    article: Article,
    act: str,
    kind: str,
    *,
    by: User,
    now: datetime,
    why: str,
    stage: str | None = None,
    **words: str,
) -> Edition:
    """An edition without a text takes the place of the story; whatever was to come ends unborn."""
    if published.status(article.story_id, at=now).scheduled:
        recording.unbear(article.story_id, now=now)
    _advance(article, now, stage=stage)
    article.mark(act, by=by, at=now, note=why)
    edition = recording.replace_text(
        published.last_text(article.story_id, at=now), kind=kind, by=by, now=now, approved=act, **words
    )
    _trail(act, article, by=by, now=now, why=why, edition=edition)
    return edition


@transaction.atomic
def discard(article: Article, *, by: User) -> Article:
    """Give up changes to a story on the site; they stay in its history."""
    article, now = locked(article)
    allowed("discard", article, by, now)
    live = published.last_text(article.story_id, at=now)
    _advance(article, now, stage=Stage.PUBLISHED)
    put(article, Revision.objects.get(pk=live.revision).snapshot)
    article.mark("discard", by=by, at=now)
    audit.record("discard", target_of(article), by=by, at=now, version=article.version)
    return article


@transaction.atomic
def second_look(look: SecondLook, *, by: User) -> SecondLook:
    """Another editor has read exactly this edition."""
    article, now = locked(look.article)
    if roles.REVIEW not in published.facts(article, by, at=now).may:
        raise NotAllowed(_("Your role does not include this: %(move)s.") % {"move": _("Second look")}, "role")
    if look.by == by or article.is_own(by):
        raise NotAllowed(_("Second eyes are somebody else's."), "own")
    if not SecondLook.objects.filter(pk=look.pk, seen_by=None).update(seen_by=by, seen_at=now):
        raise NotAllowed(_("Somebody else has read it already."), "version")
    audit.record("second_look", target_of(article), by=by, at=now, edition=look.number)
    look.refresh_from_db()
    return look


def rename(rows: Iterable[Any]) -> None:
    """A section, tag, author or source was changed on the desk: its heading follows."""
    recording.head(rows, now=published.now())


@transaction.atomic
def rerender(limit: int = 200) -> int:
    """Make finished HTML of an older renderer again, a batch at a time; how many were made."""
    return recording.rerender(limit)


__all__ = ["Refused", "publish_archive"]
