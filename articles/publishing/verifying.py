"""Links a story that went out unverified to the one that verifies it (cyber-media guidelines, 2.d).

The way back is the verifying edition's own: it names the earlier story. The word under the earlier one, to come where
the other is scheduled, is no version of its own: whatever readers get of that story meanwhile, the word goes out under
it, at its moment. A story off the site gets none: what it was not told meanwhile stands under the text that comes back.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts import audit, roles
from accounts.models import User
from almanac import desk_dates
from articles import published
from articles.models import Article
from articles.moves import target_of
from articles.publishing import composing, recording
from articles.workflow import NotAllowed, Shown
from editions.models import Edition
from editions.pages import righted


def settle(article: Article, edition: Edition, *, by: User, now: datetime) -> None:
    """The unverified story leads on from the edition that first names it, and is told so once."""
    earlier, begins = article.verifies, edition.published_at
    if earlier is None or edition.verifies != earlier.story_id:
        return
    status = published.status(earlier.story_id, at=now)
    if status.live is None or (status.shown != Shown.LIVE and not status.scheduled):
        _must_be_first(article, earlier, begins=begins, now=now)
        return
    if any(article.story_id in righted.verified_by(one) for one in (status.live, status.to_come) if one):
        return
    if roles.CORRECT not in published.facts(earlier, by, at=now, known=status).may:
        message = _("You may not correct the story named under “verifies”: leave this to one of its editors.")
        raise NotAllowed(message, "verifies")
    set_aside(status, begins=begins, now=now)
    _tell(earlier, article.story_id, by=by, now=now, begins=begins)
    bring_back(earlier, status, by=by, now=now, begins=begins)
    audit.record("settle", target_of(earlier), by=by, at=now, verified_by=article.story_id)


def set_aside(status: published.Status, *, begins: datetime, now: datetime) -> None:
    """Make room for another text; refused where one was approved for later, or this one would go out later itself."""
    if status.scheduled:
        raise NotAllowed(_("A version is scheduled: cancel or amend that first."), "scheduled")
    if status.word:
        _must_not_wait(status.word, begins=begins, now=now)
        recording.unbear(status.word.story_id, now=now)


def bring_back(article: Article, status: published.Status, *, by: User, now: datetime, begins: datetime) -> None:
    """What was set aside, or called off as the story left the site, goes out under the text that readers have now."""
    if status.word:
        _tell(article, status.word.notices[-1]["story_id"], by=by, now=now, begins=status.word.published_at)
    elif status.live and status.shown != Shown.LIVE:
        coming = published.verifying(article.story_id).to_come(now).order_by("published_at").first()
        if coming:
            _must_not_wait(coming, begins=begins, now=now)
            _tell(article, coming.story_id, by=by, now=now, begins=coming.published_at)


def _must_be_first(article: Article, earlier: Article, *, begins: datetime, now: datetime) -> None:
    """As under a story on the site: once this one is back, it has room for the word of one that is to come."""
    coming = published.verifying(earlier.story_id).to_come(now).exclude(story_id=article.story_id)
    if other := coming.order_by("published_at").first():
        _must_not_wait(other, begins=begins, now=now)


def _must_not_wait(verifying: Edition, *, begins: datetime, now: datetime) -> None:
    """Of two versions to come, neither would know of the other."""
    if begins > now:
        message = _("The story that verifies this one goes out on %(when)s: publish now, or cancel that one first.")
        raise NotAllowed(message % {"when": desk_dates.masthead(verifying.published_at)}, "scheduled")


def _tell(article: Article, verifying: str, *, by: User, now: datetime, begins: datetime) -> None:
    recording.copy(
        published.last_text(article.story_id, at=now), by=by, now=now, begins=begins, approved=published.WORD,
        notice=composing.word_of(verifying),
    )  # fmt: skip
