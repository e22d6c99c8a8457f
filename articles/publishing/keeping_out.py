"""Keeps a story out of the lists of the most read, or lets it back in: an editor says why, on the trail."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, roles
from accounts.models import User
from articles import published
from articles.models import Article
from articles.moves import target_of
from articles.workflow import NotAllowed, must_say_why, not_in_role
from editions.models import KeptOut


@transaction.atomic
def keep_out(article: Article, *, by: User, reason: str) -> None:
    """From the next minute on the story stands in no list of the most read; its page and all else stay as they are."""
    _must_be_allowed(article, by, reason)
    now = published.now()
    _row, made = KeptOut.objects.get_or_create(story_id=article.story_id, defaults={"at": now})
    if not made:
        raise NotAllowed(_("It is kept out already."), "kept_out")
    audit.record("keep_out", target_of(article), by=by, at=now, why=reason)


@transaction.atomic
def let_in(article: Article, *, by: User, reason: str) -> None:
    """Its readers place it again."""
    _must_be_allowed(article, by, reason)
    if not KeptOut.objects.filter(pk=article.story_id).delete()[0]:
        raise NotAllowed(_("It is not kept out."), "kept_out")
    audit.record("let_in", target_of(article), by=by, at=published.now(), why=reason)


def _must_be_allowed(article: Article, by: User, reason: str) -> None:
    if not by.may(roles.PUBLISH, article.section_ids):
        raise not_in_role(_("Most read"))
    must_say_why(reason)
