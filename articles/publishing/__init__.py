"""The one door to the record: publish, schedule, correct, hold, withdraw, expunge.

Each verb is one transaction: row lock, one reading of the clock, the table's word, the checks, the edition, the trail.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, roles
from accounts.models import User
from almanac import desk_dates
from articles import conditions, published, rendering, replies
from articles.models import Article, FokusToCome, Revision, SecondLook, SignOff, ToFollow
from articles.models.article import ADDED_LATER, is_flagged
from articles.moves import allowed, locked, must_be_whole, need_reason, put, target_of
from articles.published import text_of
from articles.publishing import correcting, picturing, recording, second_looks, standing, updating, verifying
from articles.publishing.acting import advance, calling_off, going_live, going_out, issue, must_be_free, trail
from articles.publishing.archive import Refused, publish_archive
from articles.publishing.checking import Blocked, findings, must_pass
from articles.publishing.correcting import Correction
from articles.publishing.expunging import expunge
from articles.publishing.on_site import hold, join, lift, reinstate, withdraw
from articles.publishing.second_looks import no_second_eyes, second_look
from articles.publishing.updating import Minor
from articles.workflow import Facts, NotAllowed, Shown, Stage, not_in_role
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
    if article.version != seen:
        raise NotAllowed(_("The text was changed after you opened it: read it again."), "version")
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
        _see_to_fokus(article, edition, by=by, now=now)
        trail(act, article, by=by, now=now, why=why, edition=edition, **broken)
    return edition


def _see_to_fokus(article: Article, edition: Edition, *, by: User, now: datetime) -> None:
    """As `bring_into_fokus`, once readers have the follow-up: `following.bring_due` does what is to be done later."""
    if article.follows_id is None or edition.published_at != edition.first_published_at:
        return
    if edition.published_at > now:
        FokusToCome.objects.update_or_create(article=article, defaults={"by": by, "at": edition.published_at})
    else:
        bring_into_fokus(article, edition, by=by, now=now)


def bring_into_fokus(article: Article, edition: Edition, *, by: User, now: datetime) -> None:
    """The story that a follow-up goes on from joins its fokus, as a small fix that moves no time.

    Only where it stands in none, and whoever publishes may correct it: the follow-up goes out either way.
    """
    earlier, fokus = article.follows, text_of(edition)[correcting.FOKUS]
    if earlier is None or fokus is None or published.status(earlier.story_id, at=now).shown != Shown.LIVE:
        return
    if text_of(published.last_text(earlier.story_id, at=now))[correcting.FOKUS]:
        return
    try:
        correct(earlier, Correction(correcting.SMALL, {correcting.FOKUS: fokus}, scheduled=correcting.CARRY), by=by)
    except NotAllowed as refused:
        audit.record("left_out_of_fokus", target_of(earlier), by=by, at=now, why=str(refused))


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
    advance(article, now)
    article.mark("reschedule", by=by, at=now)
    edition = recording.again(old, by=by, now=now, begins=begins, updated_at=updating.of_moved(old, begins))
    SecondLook.objects.go_on(article, old.number, to=edition.number)
    with audit.written_last():
        verifying.settle(article, edition, by=by, now=now)
        _see_to_fokus(article, edition, by=by, now=now)
        trail("reschedule", article, by=by, now=now, edition=edition, **broken)
    return edition


@transaction.atomic
def amend(article: Article, *, by: User, seen: int, breaking: str = "") -> Edition:
    """The working copy as it stands now takes the place of the scheduled text, at the same moment."""
    article, now = going_out(article)
    facts = allowed("amend", article, by, now)
    if article.version != seen:
        raise NotAllowed(_("The text was changed after you opened it: read it again."), "version")
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
        _see_to_fokus(article, edition, by=by, now=now)
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
def correct(article: Article, correction: Correction, *, by: User, seen: int | None = None) -> Edition:
    """Put the live text right: a small fix, an update, or a notice that stays on the story.

    `seen`: number of the edition that the correction was written on.
    """
    return _correct(article, "correct", correction, by=by, seen=seen)


@transaction.atomic
def swap_photo(
    article: Article, photo: Photo, *, by: User, caption: str = "", seen: int | None = None, scheduled: str = ""
) -> Edition:
    """Another lead photo on what readers have, as a small fix: no time on the story moves."""
    changes = {correcting.PICTURE: photo.pk, "photo_caption": caption}
    must_be_whole(photo, published.now())
    # Another photo is called otherwise: its page asks about both at once.
    swap = Correction(correcting.SMALL, changes, second_tick=True, scheduled=scheduled)
    return _correct(article, "swap_photo", swap, by=by, seen=seen)


def _correct(article: Article, act: str, correction: Correction, *, by: User, seen: int | None) -> Edition:
    article, now = going_live(article)
    facts = allowed(act, article, by, now)
    live, status = published.last_text(article.story_id, at=now), published.status(article.story_id, at=now)
    to_come = status.to_come
    if seen not in (None, live.number):
        message = _("Somebody corrected the story while you wrote: compare, then save again.")
        raise NotAllowed(message, "version")
    base = text_of(live)
    text = base | correction.changes
    text["body"] = rendering.clean(text["body"])
    correction.must_be_sound(base)
    alone = (facts.flagged or is_flagged(base)) and correction.needs_a_second_person(base, text)
    _must_be_theirs(correction, facts, alone=alone)
    if facts.shown == Shown.HELD:  # a correction brings the text back, as the end of a hold does
        must_be_free(article, live, facts, begins=now, breaking="")
    _must_be_fit(article, base, text, now=now)
    later = _later(correction, base, text, to_come, now=now)
    if to_come or status.word:
        recording.unbear(article.story_id, now=now)
    advance(article, now, stage=Stage.REVIEW if to_come and later is None else None)
    revision = _merge_into_copy(article, act, base, text, by=by, now=now)
    edition = issue(
        article, revision, by=by, now=now, begins=now, act="correction",
        updated_at=live.updated_at if correction.is_small else now, notice=correction.notice(),
    )  # fmt: skip
    if correction.protects:
        recording.seal(article.story_id, now=now, why="identity", before=edition.number)
    editions = [edition]
    with audit.written_last():
        if to_come and later is not None:
            editions.append(_carry(article, act, to_come, later, by=by, now=now, after=edition))
        if later is not None or facts.shown == Shown.HELD:
            verifying.settle(article, editions[-1], by=by, now=now)
        verifying.bring_back(article, status, by=by, now=now, begins=now)
        why = "" if correction.is_small and not alone else correction.kind
        second_looks.await_them(article, editions, to_come, by=by, now=now, why=why)
        _end_what_it_answers(article, correction, edition, by=by, now=now)
        told = {"scheduled": correction.scheduled} if to_come else {}
        trail(act, article, by=by, now=now, why=correction.text, edition=edition, **told)
    return edition


def _end_what_it_answers(
    article: Article, correction: Correction, edition: Edition, *, by: User, now: datetime
) -> None:
    if not correction.is_small:
        ToFollow.objects.filter(article=article).end(by=by, at=now)
    if correction.kind == correcting.RIGHT_OF_REPLY:
        replies.end_with(correction.text, article, by=by, at=now, edition=edition.number)


def _must_be_theirs(correction: Correction, facts: Facts, *, alone: bool) -> None:
    """What the person's rights leave of a correction. `alone`: it goes out without the second person that it needs."""
    if roles.CORRECT not in facts.may:
        correction.must_only_retitle()
        if facts.shown != Shown.LIVE:
            raise not_in_role(_("Lift the hold"))
    if alone and roles.IN_PERSON not in facts.may:
        raise NotAllowed(_("This story needs a second person first: revise it and submit the new text."), "flagged")


def _must_be_fit(article: Article, base: dict[str, Any], text: dict[str, Any], *, now: datetime) -> None:
    """The corrected text passes the checks, and its photos the sign-off that they ask for."""
    if correcting.photos(base) != correcting.photos(text):
        conditions.must_be_signed_off(article, SignOff.Kind.PHOTO, text)
    must_pass(text, story_id=article.story_id, at=now, shown=base)


def _later(
    correction: Correction, base: dict[str, Any], text: dict[str, Any], to_come: Edition | None, *, now: datetime
) -> dict[str, Any] | None:
    """The text to come with the correction in it; None: nothing is to come any more."""
    if to_come is None:
        return None
    correction.must_say_what_becomes_of(desk_dates.masthead(to_come.published_at))
    if correction.scheduled == correcting.CALL_OFF:
        return None
    later = correction.carried(base, text, text_of(to_come))
    must_pass(later, story_id=to_come.story_id, at=now, shown=text_of(to_come))
    return later


def _carry(
    article: Article, act: str, to_come: Edition, later: dict[str, Any], *, by: User, now: datetime, after: Edition
) -> Edition:
    """The version to come again, with the correction in it, at the same moment. `after`: the live text corrected."""
    revision = article.current_revision()
    if ADDED_LATER | revision.snapshot != later:
        revision = Revision.objects.create(
            article=article, version=article.version, at=now, by=by, act=act, side=True, snapshot=later
        )
    updated_at, begins = updating.of_carried(to_come, after), to_come.published_at
    return issue(article, revision, by=by, now=now, begins=begins, act="amend", updated_at=updated_at)


def _merge_into_copy(
    article: Article, act: str, base: dict[str, Any], text: dict[str, Any], *, by: User, now: datetime
) -> Revision:
    """The corrected text as a revision; an open working copy takes it where nobody had touched that field."""
    mine = article.snapshot()
    touched = {name for name, value in text.items() if value != base[name]}
    put(article, {name: text[name] for name in touched if mine[name] == base[name]})
    if article.snapshot() == text:
        return article.mark(act, by=by, at=now)
    article.mark(act, by=by, at=now)
    return Revision.objects.create(
        article=article, version=article.version, at=now, by=by, act=act, side=True, snapshot=text
    )


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


@transaction.atomic
def rerender(limit: int = 200) -> int:
    """Make finished HTML of an older renderer again, a batch at a time; how many were made."""
    return recording.rerender(limit)


__all__ = [
    "GROUNDS", "Blocked", "Minor", "Refused", "expunge", "findings", "hold", "join", "lift", "no_second_eyes",
    "publish_archive", "reinstate", "second_look", "withdraw",
]  # fmt: skip
