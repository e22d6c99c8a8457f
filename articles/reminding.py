"""What the tables say is due to be told: each is told once, by whichever worker looks first.

A worker looks every second: what nobody has to be told of any more costs no more than the looking.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat

from accounts import lending, roles
from accounts.models import User
from articles import published
from articles.models import Article, Credit, Development, ReplyRequest, Word
from articles.models.article import claims_last_from
from articles.models.reply_request import ANSWER_WITHIN
from articles.notify import Telling, covering_each, not_shut_out, tell_all
from articles.publishing import picturing
from articles.workflow import Stage

Kind = Word.Kind
URGENT_AFTER, CHIEF_AFTER, HELD_EVERY, DUE_BEFORE = (timedelta(minutes=number) for number in (5, 10, 15, 30))
OWED_SINCE = timedelta(days=1)
"""A full version that nobody wrote for so long is not waited for any more."""


def _tell(tellings: Iterable[Telling], at: datetime) -> int:
    """By nobody: the hour has come."""
    return tell_all(tellings, by=None, at=at)


def tell_of_the_urgent() -> int:
    """An urgent story that nobody claims goes to the duty editor after five minutes, to the chiefs after ten."""
    at = published.now()
    unclaimed = _unclaimed(at)
    if not unclaimed:
        return 0
    piket, chiefs = _duty(at), covering_each(roles.REINSTATE, unclaimed, at=at)
    tellings = []
    for article, people in zip(unclaimed, chiefs, strict=True):
        since = f"{article.pk}:{article.stage_since:%Y%m%d%H%M%S}"
        tellings.append(Telling(not_shut_out(piket, article), Kind.URGENT, article, key=f"urgent:piket:{since}"))
        if article.stage_since <= at - CHIEF_AFTER:
            tellings.append(Telling(people, Kind.URGENT, article, key=f"urgent:chief:{since}"))
    return _tell(tellings, at)


def _unclaimed(at: datetime) -> list[Article]:
    rows = Article.objects.filter(
        stage=Stage.REVIEW, priority=Article.Priority.URGENT, stage_since__lte=at - URGENT_AFTER
    )
    return list(rows.unheld(claims_last_from(at)).select_related("section").prefetch_related("named").defer("body"))


def _duty(at: datetime) -> list[User]:
    """Duty editors who see the whole desk."""
    return [one for one in lending.on_duty(at).prefetch_related("rights") if one.may(roles.SEE_ALL, at=at)]


def tell_of_deadlines() -> int:
    """Half an hour before a draft's deadline its authors hear of it."""
    at = published.now()
    rows = Article.objects.filter(stage=Stage.DRAFT, deadline__gt=at, deadline__lte=at + DUE_BEFORE)
    near = list(rows.defer("body"))
    whose = _authors_of(near)
    tellings = [Telling(whose[one.pk], Kind.DUE, one, key=f"due:{one.pk}:{one.deadline:%Y%m%d%H%M%S}") for one in near]
    return _tell(tellings, at)


def _authors_of(articles: Sequence[Article]) -> dict[int, list[User]]:
    """`notify.authors` of several, by their keys."""
    wanted = {article.pk: {article.created_by_id} for article in articles}
    for article, user in Credit.objects.filter(article__in=wanted).values_list("article", "author__user"):
        wanted[article].add(user)
    people = User.objects.filter(is_active=True).in_bulk(set().union(*wanted.values()) - {None})
    return {article: [people[user] for user in users if user in people] for article, users in wanted.items()}


def tell_of_full_versions_due() -> int:
    """Whoever filed a Kilat and the section's editors hear that its full version is due."""
    at = published.now()
    rows = Development.objects.owed().filter(due_at__lte=at, due_at__gt=at - OWED_SINCE)
    late = list(rows.select_related("article__section", "by").prefetch_related("article__named").defer("article__body"))
    editors = covering_each(roles.REVIEW, [row.article for row in late], at=at)
    tellings = [
        Telling([row.by, *people], Kind.OWED, row.article, key=f"owed:{row.pk}")
        for row, people in zip(late, editors, strict=True)
    ]
    return _tell(tellings, at)


def tell_of_what_is_held() -> int:
    """The managing editor hears every fifteen minutes of what is held."""
    at = published.now()
    rounds = {
        story_id: f"held:{story_id}:{since:%Y%m%d%H%M%S}:{number}"
        for story_id, since in published.held_since()
        if (number := int((at - since) / HELD_EVERY))
    }
    rows = Article.objects.filter(story_id__in=rounds).select_related("section").prefetch_related("named")
    held = list(rows.defer("body"))
    chiefs = covering_each(roles.REINSTATE, held, at=at)
    tellings = [
        Telling(people, Kind.HELD, one, key=rounds[one.story_id]) for one, people in zip(held, chiefs, strict=True)
    ]
    return _tell(tellings, at)


def tell_of_replies_overdue() -> int:
    """The section's editors, the managing ones among them, hear that a request for a right of reply is overdue."""
    at = published.now()
    key = Concat(Value("reply:"), Cast(OuterRef("pk"), CharField()))
    told = Word.objects.filter(article=OuterRef("article"), kind=Kind.REPLY, key=key)
    rows = ReplyRequest.objects.unanswered().filter(~Exists(told), asked_at__lte=at - ANSWER_WITHIN)
    late = list(rows.select_related("article__section").prefetch_related("article__named").defer("article__body"))
    editors = covering_each(roles.REVIEW, [row.article for row in late], at=at)
    tellings = [
        Telling(people, Kind.REPLY, row.article, row.asked_by, key=f"reply:{row.pk}")
        for row, people in zip(late, editors, strict=True)
    ]
    return _tell(tellings, at)


@transaction.atomic
def tell_of_ended_rights() -> int:
    """The editors of each story on the site that showed a photo hear that it is gone from there."""
    at = published.now()
    shown = [(photo, story) for photo, stories in picturing.ended(at=at) for story in stories]
    editors = covering_each(roles.REVIEW, [story for _photo, story in shown], at=at)
    tellings = [
        Telling(people, Kind.RIGHTS, story, str(photo)) for (photo, story), people in zip(shown, editors, strict=True)
    ]
    return _tell(tellings, at)
