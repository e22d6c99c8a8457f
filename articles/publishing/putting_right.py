"""The verbs that change a text readers have: a correction, and another lead photo."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, roles
from accounts.models import User
from almanac import desk_dates
from articles import conditions, published, rendering, replies
from articles.models import Article, Revision, SignOff, ToFollow
from articles.models.article import ADDED_LATER, is_flagged
from articles.moves import allowed, must_be_whole, put
from articles.published import text_of
from articles.publishing import correcting, recording, second_looks, updating, verifying
from articles.publishing.acting import advance, going_live, issue, must_be_free, trail
from articles.publishing.checking import must_pass
from articles.publishing.correcting import Correction
from articles.workflow import Facts, NotAllowed, Shown, Stage, not_in_role
from editions.models import Edition
from photos.models import Photo


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
