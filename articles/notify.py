"""Who is told what. A word is a row written in the act's transaction; what leaves the house is a row that is due."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from accounts import lending, roles
from accounts.models import User
from accounts.roles import BUNDLES
from almanac import dates
from articles.models import Article, Delivery, Development, Section, Wishes, Word
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
    bundles = [bundle for bundle, held in BUNDLES.items() if permission in held]
    people = User.objects.filter(is_active=True, rights__bundle__in=bundles).distinct().prefetch_related("rights")
    sections = article.section_ids if article else None
    found = [person for person in people if person.may(permission, sections, at=at)]
    if article is None or not article.restricted:
        return found
    named = set(article.named.values_list("pk", flat=True))
    return [person for person in found if person.pk in named]


def authors(article: Article) -> list[User]:
    credited = Q(author__in=article.credits.values("author"))
    return list(User.objects.filter(credited | Q(pk=article.created_by_id), is_active=True).distinct())


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
    people = [one for one in User.objects.filter(username__in=names, is_active=True) if may_see(one, article)]
    tell(people, Kind.MENTIONED, article, by=by, at=at, text=text)
    return people


def may_see(user: User, article: Article) -> bool:
    return Article.objects.visible_to(user).filter(pk=article.pk).exists()


def words_for(user: User) -> QuerySet[Word]:
    """What a person was told, but of stories that were restricted to others since."""
    return Word.objects.filter(Q(article=None) | Q(article__in=Article.objects.visible_to(user)), to=user)


@transaction.atomic(savepoint=False)
def tell(
    people: Iterable[User], kind: str, article: Article | None, *, by: User | None, at: datetime, text: str = "",
    key: str = "",
) -> int:  # fmt: skip
    """One word to each, but to whoever did it; how many were told."""
    to = {person.pk: person for person in people if person != by}
    if key:
        told = set(Word.objects.filter(key=key, to__in=list(to)).values_list("to_id", flat=True))
        to = {pk: person for pk, person in to.items() if pk not in told}
    rows = [Word(to=person, kind=kind, article=article, by=by, at=at, text=text, key=key) for person in to.values()]
    words = Word.objects.bulk_create(rows)
    wishes = Wishes.objects.in_bulk(list(to))
    due = [_by_mail(word, wishes.get(word.to_id), at) for word in words]
    hushed = article is not None and article.restricted
    if words and kind in TO_THE_NEWSROOM and settings.NEWSROOM_CHANNEL and not hushed:
        due.append(Delivery(word=words[0], channel=Delivery.Channel.NEWSROOM, due_at=at))
    Delivery.objects.bulk_create(one for one in due if one)
    return len(words)


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
    """An urgent story that nobody claims goes to the duty editor after five minutes, to the chiefs after ten."""
    waiting = Article.objects.filter(
        stage=Stage.REVIEW, priority=Article.Priority.URGENT, stage_since__lte=at - URGENT_AFTER
    ).select_related("section")
    done = 0
    for article in waiting:
        if article.holder(at) is not None:
            continue
        since = f"{article.pk}:{article.stage_since:%Y%m%d%H%M%S}"
        piket = [one for one in lending.on_duty(at) if may_see(one, article)]
        done += tell(piket, Kind.URGENT, article, by=None, at=at, key=f"urgent:piket:{since}")
        if article.stage_since <= at - CHIEF_AFTER:
            done += tell(chiefs(article, at), Kind.URGENT, article, by=None, at=at, key=f"urgent:chief:{since}")
    return done


def deadlines(at: datetime) -> int:
    """Half an hour before a draft's deadline its authors hear of it, once."""
    near = Article.objects.filter(stage=Stage.DRAFT, deadline__gt=at, deadline__lte=at + DUE_BEFORE)
    return sum(
        tell(
            authors(article), Kind.DUE, article, by=None, at=at, key=f"due:{article.pk}:{article.deadline:%Y%m%d%H%M%S}"
        )
        for article in near
    )


def overdue(at: datetime) -> int:
    """Whoever filed a Kilat and the section's editors hear once that its full version is due."""
    late = Development.objects.owed().filter(due_at__lte=at, due_at__gt=at - OWED_SINCE).select_related("article", "by")
    return sum(
        tell([row.by, *editors(row.article, at)], Kind.OWED, row.article, by=None, at=at, key=f"owed:{row.pk}")
        for row in late
    )


def still_held(held: Iterable[tuple[str, datetime]], at: datetime) -> int:
    """The managing editor hears every fifteen minutes of what is held; `held`: story ids, each with its moment."""
    done = 0
    for story_id, since in held:
        rounds = int((at - since) / HELD_EVERY)
        if rounds:
            article = Article.objects.select_related("section").get(story_id=story_id)
            key = f"held:{story_id}:{since:%Y%m%d%H%M%S}:{rounds}"
            done += tell(chiefs(article, at), Kind.HELD, article, by=None, at=at, key=key)
    return done


def rights_ended(photo: Photo, stories: Iterable[Article], at: datetime) -> int:
    """The editors of each story on the site that showed the photo hear that it is gone from there."""
    return sum(tell(editors(story, at), Kind.RIGHTS, story, by=None, at=at, text=str(photo)) for story in stories)
