"""Who is told what. A word is a row written in the act's transaction; what leaves the house is a row that is due."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat, Lower

from accounts import lending, roles
from accounts.models import User
from almanac import dates
from articles.models import (
    Article,
    Credit,
    Delivery,
    Development,
    Handover,
    ReplyRequest,
    Section,
    SourceCorrection,
    Wishes,
    Word,
)
from articles.models.reply_request import ANSWER_WITHIN
from articles.workflow import Stage
from photos.models import Photo

MENTION = re.compile(r"(?<![\w@])@([a-z0-9_-]{2,60})", re.IGNORECASE)
Kind = Word.Kind
TO_THE_NEWSROOM = frozenset({Kind.SUBMITTED, Kind.PUBLISHED, Kind.URGENT, Kind.HELD})
URGENT_AFTER, CHIEF_AFTER, HELD_EVERY, DUE_BEFORE = (timedelta(minutes=number) for number in (5, 10, 15, 30))
OWED_SINCE = timedelta(days=1)
"""A full version that nobody wrote for so long is not waited for any more."""


# --- To whom -------------------------------------------------------------------------------------------------


def with_right(permission: str, article: Article | None, *, at: datetime) -> list[User]:
    """Active people whose rights cover an act on the story, and who may see it."""
    people = User.objects.filter(is_active=True, rights__bundle__in=roles.that_may(permission))
    return covering(people.distinct().prefetch_related("rights"), permission, article, at=at)


def covering(people: Iterable[User], permission: str, article: Article | None, *, at: datetime) -> list[User]:
    """Those of the people whose rights cover an act on the story, and who may see it."""
    sections = article.section_ids if article else None
    return _named([person for person in people if person.may(permission, sections, at=at)], article)


def _named(people: list[User], article: Article | None) -> list[User]:
    """Those of the people whom a restriction lets see the story: all, where there is none."""
    if article is None or not article.restricted:
        return people
    named = set(article.named.all())
    return [person for person in people if person in named]


def authors(article: Article) -> list[User]:
    credited = Q(author__in=article.credits.values("author"))
    return list(User.objects.filter(credited | Q(pk=article.created_by_id), is_active=True).distinct())


def authors_of(articles: Sequence[Article]) -> dict[int, list[User]]:
    """The same of several, by their keys."""
    wanted = {article.pk: {article.created_by_id} for article in articles}
    for article, user in Credit.objects.filter(article__in=wanted).values_list("article", "author__user"):
        wanted[article].add(user)
    people = User.objects.filter(is_active=True).in_bulk(set().union(*wanted.values()) - {None})
    return {article: [people[user] for user in users if user in people] for article, users in wanted.items()}


def editors(article: Article, at: datetime) -> list[User]:
    return with_right(roles.REVIEW, article, at=at)


def desk_of(section: Section, article: Article, at: datetime) -> list[User]:
    """Those of a section's editors who may edit this story."""
    of_section = (section.pk, section.parent_id)
    return [person for person in editors(article, at) if person.may(roles.REVIEW, of_section, at=at)]


def addressees(article: Article, at: datetime) -> list[User]:
    """The editor or the desk that a story was sent to; all its editors, where it was sent to nobody by name."""
    if article.for_person is not None:
        return [article.for_person]
    return desk_of(article.for_section, article, at) if article.for_section is not None else editors(article, at)


def chiefs(article: Article, at: datetime) -> list[User]:
    return with_right(roles.REINSTATE, article, at=at)


TOLD: dict[str, tuple[str, Callable[[Article, datetime], list[User]]]] = {
    "submit": (Kind.SUBMITTED, addressees),
    "return": (Kind.RETURNED, lambda article, _at: authors(article)),
    "claim": (Kind.CLAIMED, lambda article, _at: authors(article)),
    "publish": (Kind.PUBLISHED, lambda article, _at: authors(article)),
    "publish_update": (Kind.PUBLISHED, editors),
    "publish_own": (Kind.PUBLISHED, lambda article, _at: authors(article)),
    "hold": (Kind.HELD, chiefs),
}
"""What a move tells, and whom."""


# --- Telling -------------------------------------------------------------------------------------------------


def moved(article: Article, name: str, *, by: User | None, at: datetime, note: str = "") -> None:
    """Tell of a move, if it is one that is told."""
    if name in TOLD:
        kind, people = TOLD[name]
        tell(people(article, at), kind, article, by=by, at=at, text=note)


def mentioned(article: Article, text: str, *, by: User, at: datetime) -> list[User]:
    """Tell those whom a note names with @, as far as they may see the story."""
    names = {name.lower() for name in MENTION.findall(text)}
    named = User.objects.annotate(lowered=Lower("username")).filter(lowered__in=names, is_active=True)
    people: list[User] = [one for one in named if may_see(one, article)]
    tell(people, Kind.MENTIONED, article, by=by, at=at, text=text)
    return people


def may_see(user: User, article: Article) -> bool:
    return Article.objects.visible_to(user).filter(pk=article.pk).exists()


def words_for(user: User) -> QuerySet[Word]:
    """What a person was told, but of stories that were restricted to others since."""
    return Word.objects.filter(Q(article=None) | Q(article__in=Article.objects.visible_to(user)), to=user)


def news_for(user: User) -> Exists:
    """Whether there is a word of a story that this person has not read: one part of the query that finds the story."""
    return Exists(Word.objects.filter(to=user, article=OuterRef("pk"), read_at=None))


def read(by: User, *, at: datetime, **of: Any) -> None:
    """Whoever has before them what some words tell of needs them no more; `of`: which words, by their fields."""
    Word.objects.filter(to=by, read_at=None, **of).update(read_at=at)


def handed_over(note: Handover) -> int:
    """Those who may take a shift over hear of the note that was left for them."""
    people = with_right(roles.REVIEW, None, at=note.at)
    return tell_all([Telling(people, Kind.HANDOVER, None, note.note, _key(note))], by=note.by, at=note.at)


def taken_over(note: Handover, *, at: datetime) -> None:
    """Somebody did: it is news to nobody any more."""
    people = with_right(roles.REVIEW, None, at=at)
    Word.objects.filter(to__in=people, key=_key(note), read_at=None).update(read_at=at)


def _key(note: Handover) -> str:
    return f"handover:{note.pk}"


def source_corrected(correction: SourceCorrection, stories: Sequence[Article], *, at: datetime) -> int:
    """The editors of some stories that rest on a source hear once of what it put right, however many are theirs."""
    editors_of_all = with_right(roles.REVIEW, None, at=at) if stories else []
    # One story stands for its section; a restricted one for itself.
    of_sections = {(story.section_id, story.pk if story.restricted else None): story for story in stories}
    named = [covering(editors_of_all, roles.REVIEW, story, at=at) for story in of_sections.values()]
    people = {person.pk: person for some in named for person in some}.values()
    told = Telling(people, Kind.SOURCE, None, str(correction), f"source:{correction.pk}")
    return tell_all([told], by=correction.by, at=at)


class Telling(NamedTuple):
    """What some people are told of one story; with a key, each of them once."""

    people: Iterable[User]
    kind: str
    article: Article | None
    text: str = ""
    key: str = ""

    def words(self, by: User | None, at: datetime) -> list[Word]:
        """To each, but to whoever did it."""
        to = {person.pk: person for person in self.people if person != by}
        told: dict[str, Any] = {"kind": self.kind, "article": self.article, "text": self.text, "key": self.key}
        return [Word(to=person, by=by, at=at, **told) for person in to.values()]


def tell(
    people: Iterable[User], kind: str, article: Article | None, *, by: User | None, at: datetime, text: str = "",
) -> int:  # fmt: skip
    """One word to each, but to whoever did it; how many were told."""
    return tell_all([Telling(people, kind, article, text)], by=by, at=at)


@transaction.atomic(savepoint=False)
def tell_all(tellings: Iterable[Telling], *, by: User | None, at: datetime) -> int:
    """The same of several, in as many queries as of one."""
    words = Word.objects.bulk_create(_untold([word for one in tellings for word in one.words(by, at)]))
    wishes = Wishes.objects.in_bulk({word.to_id for word in words})
    due = [_by_mail(word, wishes.get(word.to_id), at) for word in words]
    if settings.NEWSROOM_CHANNEL:
        once = {(word.article_id, word.kind, word.key): word for word in reversed(words)}
        due += [_to_the_newsroom(word, at) for word in once.values()]
    Delivery.objects.bulk_create(one for one in due if one)
    return len(words)


def _untold(words: list[Word]) -> list[Word]:
    keys, people = {word.key for word in words} - {""}, {word.to_id for word in words}
    if not keys:
        return words
    told = set(Word.objects.filter(key__in=keys, to__in=people).values_list("to", "key"))
    return [word for word in words if (word.to_id, word.key) not in told]


def _to_the_newsroom(word: Word, at: datetime) -> Delivery | None:
    hushed = word.article is not None and word.article.restricted
    if hushed or word.kind not in TO_THE_NEWSROOM:
        return None
    return Delivery(word=word, channel=Delivery.Channel.NEWSROOM, due_at=at)


def _by_mail(word: Word, wishes: Wishes | None, at: datetime) -> Delivery | None:
    loud = word.kind in Word.LOUD
    if not word.to.email or not (loud or (wishes and word.kind in wishes.mail)):
        return None
    due = at if loud or wishes is None else after_quiet(wishes, at)
    return Delivery(word=word, channel=Delivery.Channel.MAIL, due_at=due)


def after_quiet(wishes: Wishes, at: datetime) -> datetime:
    """The moment itself, or the end of the person's quiet hours around it."""
    begins, ends = wishes.quiet_from, wishes.quiet_until
    if begins is None or ends is None or begins == ends:
        return at
    here = dates.local(at)
    now = here.time()
    quiet = begins <= now < ends if begins < ends else (now >= begins or now < ends)
    if not quiet:
        return at
    end = here.replace(hour=ends.hour, minute=ends.minute, second=0, microsecond=0)
    return end if end > here else end + timedelta(days=1)


# --- What the tables say is due to be told ---------------------------------------------------------------------


def urgent(at: datetime) -> int:
    """An urgent story that nobody claims goes to the duty editor after five minutes, to the chiefs after ten.

    It looks every second: the stories that nobody has to be told of any more cost no query of their own.
    """
    unclaimed = _unclaimed(at)
    if not unclaimed:
        return 0
    piket, chiefs_of_all = _duty(at), with_right(roles.REINSTATE, None, at=at)
    tellings = []
    for article in unclaimed:
        since = f"{article.pk}:{article.stage_since:%Y%m%d%H%M%S}"
        tellings.append(Telling(_named(piket, article), Kind.URGENT, article, key=f"urgent:piket:{since}"))
        if article.stage_since <= at - CHIEF_AFTER:
            people = covering(chiefs_of_all, roles.REINSTATE, article, at=at)
            tellings.append(Telling(people, Kind.URGENT, article, key=f"urgent:chief:{since}"))
    return tell_all(tellings, by=None, at=at)


def _unclaimed(at: datetime) -> list[Article]:
    rows = Article.objects.filter(
        stage=Stage.REVIEW, priority=Article.Priority.URGENT, stage_since__lte=at - URGENT_AFTER
    )
    rows = rows.select_related("section", "held_by").prefetch_related("named").defer("body")
    return [article for article in rows if article.holder(at) is None]


def _duty(at: datetime) -> list[User]:
    """Duty editors who see the whole desk."""
    return [one for one in lending.on_duty(at).prefetch_related("rights") if one.may(roles.SEE_ALL, at=at)]


def deadlines(at: datetime) -> int:
    """Half an hour before a draft's deadline its authors hear of it, once."""
    rows = Article.objects.filter(stage=Stage.DRAFT, deadline__gt=at, deadline__lte=at + DUE_BEFORE)
    near = list(rows.defer("body"))
    whose = authors_of(near)
    tellings = (Telling(whose[one.pk], Kind.DUE, one, key=f"due:{one.pk}:{one.deadline:%Y%m%d%H%M%S}") for one in near)
    return tell_all(tellings, by=None, at=at)


def overdue(at: datetime) -> int:
    """Whoever filed a Kilat and the section's editors hear once that its full version is due."""
    rows = Development.objects.owed().filter(due_at__lte=at, due_at__gt=at - OWED_SINCE)
    late = list(rows.select_related("article__section", "by").prefetch_related("article__named"))
    editors_of_all = with_right(roles.REVIEW, None, at=at) if late else []
    tellings = (
        Telling(
            [row.by, *covering(editors_of_all, roles.REVIEW, row.article, at=at)],
            Kind.OWED, row.article, key=f"owed:{row.pk}",
        )
        for row in late
    )  # fmt: skip
    return tell_all(tellings, by=None, at=at)


def still_held(held: Iterable[tuple[str, datetime]], at: datetime) -> int:
    """The managing editor hears every fifteen minutes of what is held; `held`: story ids, each with its moment."""
    rounds = {
        story_id: f"held:{story_id}:{since:%Y%m%d%H%M%S}:{number}"
        for story_id, since in held
        if (number := int((at - since) / HELD_EVERY))
    }
    articles = Article.objects.filter(story_id__in=rounds).select_related("section").prefetch_related("named")
    chiefs_of_all = with_right(roles.REINSTATE, None, at=at) if rounds else []
    tellings = (
        Telling(covering(chiefs_of_all, roles.REINSTATE, one, at=at), Kind.HELD, one, key=rounds[one.story_id])
        for one in articles.defer("body")
    )
    return tell_all(tellings, by=None, at=at)


def replies_overdue(at: datetime) -> int:
    """The section's editors, the managing ones among them, hear once that a request for a right of reply is overdue.

    It looks every second: a request that somebody was told of costs no more than the looking, be it never answered.
    """
    key = Concat(Value("reply:"), Cast(OuterRef("pk"), CharField()))
    told = Word.objects.filter(article=OuterRef("article"), kind=Kind.REPLY, key=key)
    rows = ReplyRequest.objects.unanswered().filter(~Exists(told), asked_at__lte=at - ANSWER_WITHIN)
    late = list(rows.select_related("article__section").prefetch_related("article__named").defer("article__body"))
    editors_of_all = with_right(roles.REVIEW, None, at=at) if late else []
    tellings = (
        Telling(
            covering(editors_of_all, roles.REVIEW, row.article, at=at),
            Kind.REPLY, row.article, row.asked_by, key=f"reply:{row.pk}",
        )
        for row in late
    )  # fmt: skip
    return tell_all(tellings, by=None, at=at)


def rights_ended(gone: Iterable[tuple[Photo, Iterable[Article]]], at: datetime) -> int:
    """The editors of each story on the site that showed a photo hear that it is gone from there."""
    of_stories = [(str(photo), story) for photo, stories in gone for story in stories]
    editors_of_all = with_right(roles.REVIEW, None, at=at) if of_stories else []
    tellings = (
        Telling(covering(editors_of_all, roles.REVIEW, story, at=at), Kind.RIGHTS, story, photo)
        for photo, story in of_stories
    )
    return tell_all(tellings, by=None, at=at)
