"""`Susulan`: an author's later text reaches a story in review as a block of its own; editors take it in or leave it."""

from datetime import datetime

from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from articles import filing, moves, notify, published, rendering, workflow
from articles.models import Addition, Article
from articles.workflow import NotAllowed

TOLD = 200
"""Characters of it that the bell and a mail carry."""


@transaction.atomic
def send(article: Article, text: str, *, by: User) -> Addition:
    """`text` is typed lines or markup; whoever holds the story hears of it, else all its editors."""
    article, at = moves.locked(article)
    if not workflow.may_add(published.facts(article, by, at=at)):
        raise NotAllowed(_("Only a story with the editors takes additions, from its own authors."), "add")
    body = filing.typed_body(text)
    if not rendering.plain_text(body).strip():
        raise NotAllowed(_("The addition is empty."), "body")
    addition = Addition.objects.create(article=article, by=by, at=at, body=body)
    holder = article.holder(at)
    notify.tell(
        [holder] if holder else notify.editors(article, at), notify.Kind.ADDITION, article, by=by, at=at,
        text=_told(body),
    )  # fmt: skip
    audit.record("send_addition", moves.target_of(article), by=by, at=at, version=article.version)
    return addition


@transaction.atomic
def take_in(addition: Addition, *, by: User) -> Article:
    """Put it at the end of the text, as a version of its own: whoever has the story open merges it at the next save."""
    article, at = moves.locked(addition.article)
    addition = _settle(addition, article, by=by, at=at, taken=True)
    longer = filing.body_of(article.body + addition.body)
    article.advance(seen=article.version, at=at)
    moves.put(article, {"body": longer})
    article.mark("take_in_addition", by=by, at=at, note=str(addition.by))
    _tell_author(addition, _("Taken into the text."))
    audit.record("take_in_addition", moves.target_of(article), by=by, at=at, version=article.version)
    return article


@transaction.atomic
def leave(addition: Addition, *, by: User) -> None:
    """Leave it out; it stays in the story's history."""
    article, at = moves.locked(addition.article)
    addition = _settle(addition, article, by=by, at=at, taken=False)
    _tell_author(addition, _("Left out; it stays in the story's history."))
    audit.record("leave_addition", moves.target_of(article), by=by, at=at, version=article.version)


def _settle(addition: Addition, article: Article, *, by: User, at: datetime, taken: bool) -> Addition:
    if not workflow.may_write(published.facts(article, by, at=at)):
        raise NotAllowed(_("You may not change this text now."), "write")
    open_one = Addition.objects.waiting().filter(pk=addition.pk, article=article)
    if not open_one.update(settled_by=by, settled_at=at, taken=taken):
        raise NotAllowed(_("Somebody settled this addition before you."), "settled")
    return Addition.objects.select_related("article", "by", "settled_by").get(pk=addition.pk)


def _tell_author(addition: Addition, outcome: str) -> None:
    assert addition.settled_at  # noqa: S101  (it has just been settled)
    text = f"{outcome} {_told(addition.body)}"
    notify.tell(
        [addition.by], notify.Kind.ADDITION, addition.article, by=addition.settled_by, at=addition.settled_at, text=text
    )


def _told(body: str) -> str:
    return Truncator(rendering.plain_text(body)).chars(TOLD)
