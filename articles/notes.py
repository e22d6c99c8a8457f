"""Internal words on a story: said by whoever sees it, to those they name, and settled."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from articles import moves, notify
from articles.models import Article, Note
from articles.workflow import NotAllowed


@transaction.atomic
def add(article: Article, text: str, *, by: User) -> list[User]:
    """Those whom it names with @ are told, and named to whoever wrote it; the trail has no word of it."""
    article, at = moves.locked(article)
    _must_see(article, by)
    Note.objects.create(article=article, by=by, text=text)
    told = notify.mentioned(article, text, by=by, at=at)
    audit.record("note", moves.target_of(article), by=by, at=at, version=article.version)
    return told


@transaction.atomic
def resolve(note: Note, *, by: User) -> None:
    """The first to settle it is named."""
    article, at = moves.locked(note.article)
    _must_see(article, by)
    if Note.objects.filter(pk=note.pk, resolved_by=None).update(resolved_by=by):
        audit.record("resolve_note", moves.target_of(article), by=by, at=at, note=note.pk)


def _must_see(article: Article, by: User) -> None:
    if not notify.may_see(by, article):
        raise NotAllowed(_("You may not see this story any more."), "role")
