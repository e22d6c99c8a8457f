"""The right of reply (`hak jawab`) from the request to its answer, on a clock that its section's editors see.

The trail names no one who asks and holds none of their words: those are emptied with a story's text, and it is not.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, roles
from accounts.models import User
from articles import published
from articles.models import Article, ReplyRequest
from articles.moves import locked, target_of
from articles.workflow import Facts, NotAllowed, Shown, not_in_role

HAD = frozenset({Shown.LIVE, Shown.HELD, Shown.WITHDRAWN})
"""Readers have the story, or had it: there is something to reply to."""


@dataclass(frozen=True)
class Clock:
    """How a request stands at a moment."""

    asked: ReplyRequest
    at: datetime

    @property
    def late(self) -> bool:
        return self.asked.due_at <= self.at

    @property
    def hours(self) -> int:
        """Within how many hours it is to be answered: whoever has half an hour has one."""
        return -((self.at - self.asked.due_at) // timedelta(hours=1))


def may_keep(facts: Facts) -> bool:
    """Who notes requests and answers them: the editors of the story's section."""
    return roles.REVIEW in facts.may


def must_be_theirs(facts: Facts) -> None:
    """Raise for everybody else: what was asked, and by whom, is not for the whole desk."""
    if not may_keep(facts):
        raise not_in_role(_("Right of reply"))


@transaction.atomic
def note(article: Article, *, by: User, asked_by: str, words: str, asked_at: datetime) -> ReplyRequest:
    """The clock runs from the moment at which it was asked for, not from this one."""
    article, now = locked(article)
    facts = published.facts(article, by, at=now)
    must_be_theirs(facts)
    _must_be_there_to_reply_to(facts)
    _must_be_said(asked_by, "asked_by")
    _must_be_said(words, "words")
    if asked_at > now:
        raise NotAllowed(_("Nobody has asked for it yet: this moment is to come."), "asked_at")
    row = ReplyRequest.objects.create(
        article=article, asked_by=asked_by.strip(), words=words.strip(), asked_at=asked_at, noted_by=by, noted_at=now
    )
    audit.record("ask_reply", target_of(article), by=by, at=now, request=row.pk, asked=asked_at.isoformat())
    return row


@transaction.atomic
def answer(request: ReplyRequest, *, by: User, answer: str) -> None:
    """Of a request for which readers are told nothing: settled otherwise, or refused, and why."""
    article, now = locked(request.article)
    must_be_theirs(published.facts(article, by, at=now))
    _must_be_said(answer, "answer")
    if not _end([request.pk], by=by, at=now, answer=answer.strip()):
        raise NotAllowed(_("It was answered already."), "answered")
    audit.record("answer_reply", target_of(article), by=by, at=now, request=request.pk)


def end_with(notice: str, article: Article, *, by: User, at: datetime, edition: int) -> None:
    """What readers are told answers all that was asked about the story until then; `article`: held already."""
    ended = list(article.reply_requests.unanswered().values_list("pk", flat=True))
    _end(ended, by=by, at=at, answer=notice)
    target = target_of(article)
    lines = [audit.Line("answer_reply", target, facts={"request": one, "edition": edition}) for one in ended]
    audit.record_all(lines, by=by, at=at)


def _end(keys: list[int], *, by: User, at: datetime, answer: str) -> int:
    rows = ReplyRequest.objects.filter(pk__in=keys, answered_at=None)
    return rows.update(answered_by=by, answered_at=at, answer=answer)


def _must_be_there_to_reply_to(facts: Facts) -> None:
    if facts.shown not in HAD:
        shown = Shown(facts.shown).label
        raise NotAllowed(_("Readers have it in another state: %(shown)s.") % {"shown": shown}, "shown")


def _must_be_said(text: str, field: str) -> None:
    if not text.strip():
        raise NotAllowed(_("Write it down: this may not stay empty."), field)
