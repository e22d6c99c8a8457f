"""The second pair of eyes on what went out without them (law 5)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, roles
from accounts.models import User
from articles import published
from articles.models import Article, SecondLook
from articles.moves import locked, target_of
from articles.workflow import NotAllowed, not_in_role
from editions.models import Edition


def await_them(
    article: Article, made: Sequence[Edition], to_come: Edition | None, *, by: User, now: datetime, why: str
) -> None:
    """For what a correction made, if there is a `why`; else a version to come that has it in awaits them as before."""
    looks = SecondLook.objects
    if to_come and not why and len(made) > 1:
        looks.begin_anew(article, to_come.number, to=made[-1].number)
    elif to_come:
        looks.drop(article, to_come.number)
    if why:
        looks.bulk_create(SecondLook(article=article, number=one.number, at=now, by=by, why=why) for one in made)


def no_second_eyes(look: SecondLook, by: User, *, reviews: bool, own: bool) -> NotAllowed | None:
    """Why somebody may not be the second editor of an edition: they must review its section, and not be its own."""
    if not reviews:
        return not_in_role(_("Second look"))
    if look.by_id == by.pk or own:
        return NotAllowed(_("Second eyes are somebody else's."), "own")
    return None


@transaction.atomic
def second_look(look: SecondLook, *, by: User) -> SecondLook:
    """Another editor has read exactly this edition."""
    article, now = locked(look.article)
    reviews = roles.REVIEW in published.facts(article, by, at=now).may
    if refused := no_second_eyes(look, by, reviews=reviews, own=article.is_own(by)):
        raise refused
    if not SecondLook.objects.filter(pk=look.pk, seen_by=None).update(seen_by=by, seen_at=now):
        raise NotAllowed(_("Somebody else has read it already."), "version")
    look.refresh_from_db()
    audit.record("second_look", target_of(article), by=by, at=now, edition=look.number)
    return look
