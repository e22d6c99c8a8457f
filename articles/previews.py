"""Links by which one reader outside sees a story as it stands on the desk: given, taken back, remarked by."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from articles import moves, published, workflow
from articles.models import Article, PreviewLink, Remark
from articles.workflow import Facts, NotAllowed

LONGEST = timedelta(days=14)
MOST_REMARKS = 50
REMARK_LENGTH = 5000


@transaction.atomic
def share(article: Article, *, by: User, whom: str, until: datetime) -> PreviewLink:
    """A link for one reader, until an hour."""
    article, at = moves.locked(article)
    must_be_theirs(published.facts(article, by, at=at))
    moves.must_not_be_expunged(article)
    if not at < until <= at + LONGEST:
        raise NotAllowed(_("Choose an hour to come, at most two weeks away."), "until")
    link = PreviewLink.objects.create(article=article, whom=whom, until=until, made_by=by, made_at=at)
    audit.record("share preview", moves.target_of(article), by=by, at=at, whom=whom, until=until.isoformat())
    return link


@transaction.atomic
def take_back(link: PreviewLink, *, by: User) -> None:
    """End it at once, whoever made it."""
    article, at = moves.locked(link.article)
    must_be_theirs(published.facts(article, by, at=at))
    if PreviewLink.objects.filter(pk=link.pk).take_back(at):
        audit.record("take back preview", moves.target_of(article), by=by, at=at, link=link.pk)


def must_be_theirs(facts: Facts) -> None:
    """Who writes the story, or edits, may show it to somebody."""
    if not workflow.may_share(facts):
        raise NotAllowed(_("Only its authors and editors share a preview."), "role")


@transaction.atomic
def remark(link: PreviewLink, text: str) -> None:
    """Keep what a reader said, cut to its length; a link takes so many and no more."""
    text = text.strip()[:REMARK_LENGTH]
    if not text or link.remarks.count() >= MOST_REMARKS:
        return
    article, at = link.article, published.now()
    Remark.objects.create(link=link, at=at, version=article.version, text=text)
    audit.record("remark", moves.target_of(article), by=None, at=at, link=link.pk, version=article.version)
