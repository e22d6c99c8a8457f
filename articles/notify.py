"""Who is told what. A word is a row written in the act's transaction; what leaves the house is a row that is due."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from accounts import roles
from accounts.models import User
from almanac import dates
from articles.models import (
    Article,
    Credit,
    Delivery,
    Handover,
    Section,
    SourceCorrection,
    Wishes,
    Word,
)
from guards.prepared import Among, Number, Numbers, ready

MENTION = re.compile(r"(?<![\w@])@([a-z0-9_-]{2,60})", re.IGNORECASE)
Kind = Word.Kind
TO_THE_NEWSROOM = frozenset({Kind.SUBMITTED, Kind.PUBLISHED, Kind.URGENT, Kind.HELD})


# --- To whom -------------------------------------------------------------------------------------------------


def with_right(permission: str, article: Article | None, *, at: datetime) -> list[User]:
    """Active people whose rights cover an act on the story, and who may see it."""
    people = User.objects.filter(is_active=True, rights__bundle__in=roles.that_may(permission))
    return covering(people.distinct().prefetch_related("rights"), permission, article, at=at)


def covering(people: Iterable[User], permission: str, article: Article | None, *, at: datetime) -> list[User]:
    """Those of the people whose rights cover an act on the story, and who may see it."""
    sections = article.section_ids if article else None
    return not_shut_out([person for person in people if person.may(permission, sections, at=at)], article)


def covering_each(permission: str, articles: Sequence[Article], *, at: datetime) -> list[list[User]]:
    """`with_right` of each of the stories, in their order, in as many queries as of one; of no story in none."""
    of_all = with_right(permission, None, at=at) if articles else []
    return [covering(of_all, permission, article, at=at) for article in articles]


def not_shut_out(people: list[User], article: Article | None) -> list[User]:
    """Those of the people whom a restriction lets see the story: all, where there is none."""
    if article is None or not article.restricted:
        return people
    named = set(article.named.all())
    return [person for person in people if person in named]


def authors(article: Article) -> list[User]:
    return _authors(article=Number(article.pk), maker=Number(article.created_by_id or 0))


@ready
def _authors(*, article: int, maker: int) -> QuerySet[User]:
    credited = Q(author__in=Credit.objects.filter(article=article).order_by().values("author"))
    return User.objects.filter(credited | Q(pk=maker), is_active=True).distinct()


def editors(article: Article, at: datetime) -> list[User]:
    return with_right(roles.REVIEW, article, at=at)


def desk_of(section: Section, article: Article, at: datetime) -> list[User]:
    """Those of a section's editors who may edit this story."""
    return [person for person in editors(article, at) if person.may(roles.REVIEW, section.covering, at=at)]


def addressees(article: Article, at: datetime) -> list[User]:
    """The editor or the desk that a story was sent to; all its editors, where it was sent to nobody by name."""
    if article.for_person is not None:
        return [article.for_person]
    return desk_of(article.for_section, article, at) if article.for_section is not None else editors(article, at)


class Editors(NamedTuple):
    """Who may be sent a story, likeliest first."""

    had_it: list[User]
    """Of them the one who was the last to do something with it."""
    of_section: list[User]
    """Whose rights name its section."""
    others: list[User]


def likely(article: Article, at: datetime, *, but: User) -> Editors:
    """The editors of a story, as somebody who sends it would look for them."""
    people = [person for person in editors(article, at) if person != but]
    last = article.revisions.filter(side=False, by__in=people).values_list("by", flat=True).first()
    # A right without a section holds everywhere, and a section of the first level has no other above it: both are None.
    named = set(article.section_ids) - {None}
    of_section = {one.pk for one in people if one.sections(roles.REVIEW, at=at) & named}
    rest = [person for person in people if person.pk != last]
    return Editors(
        [person for person in people if person.pk == last],
        [person for person in rest if person.pk in of_section],
        [person for person in rest if person.pk not in of_section],
    )


def chiefs(article: Article, at: datetime) -> list[User]:
    return with_right(roles.REINSTATE, article, at=at)


TOLD: dict[str, tuple[str, Callable[[Article, datetime], list[User]]]] = {
    "submit": (Kind.SUBMITTED, addressees),
    "return": (Kind.RETURNED, lambda article, _at: authors(article)),
    "claim": (Kind.CLAIMED, lambda article, _at: authors(article)),
    "publish": (Kind.PUBLISHED, lambda article, _at: authors(article)),
    "publish_now": (Kind.PUBLISHED, lambda article, _at: authors(article)),
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
    # One story stands for its section; a restricted one for itself.
    of_sections = {(story.section_id, story.pk if story.restricted else None): story for story in stories}
    editors_of_each = covering_each(roles.REVIEW, list(of_sections.values()), at=at)
    people = {person.pk: person for some in editors_of_each for person in some}.values()
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
    wishes = {one.user_id: one for one in _wishes(people=Numbers({word.to_id for word in words}))} if words else {}
    due = [_by_mail(word, wishes.get(word.to_id), at) for word in words]
    if settings.NEWSROOM_CHANNEL:
        once = {(word.article_id, word.kind, word.key): word for word in reversed(words)}
        due += [_to_the_newsroom(word, at) for word in once.values()]
    Delivery.objects.bulk_create(one for one in due if one)
    return len(words)


@ready
def _wishes(*, people: Numbers) -> QuerySet[Wishes]:
    return Wishes.objects.filter(Among("user_id", people))


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
