"""Links a story that went out unverified to the one that verifies it (cyber-media guidelines, 2.d).

The way back is the verifying edition's own: it names the earlier story. The word under the earlier one, to come where
the other is scheduled, is no version of its own: whatever readers get of that story meanwhile, the word goes out under
it, at its moment.
"""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts import audit, roles
from accounts.models import User
from almanac import dates
from articles import published
from articles.models import Article
from articles.moves import target_of
from articles.publishing import recording
from articles.workflow import NotAllowed, Shown
from editions.models import Edition, Notice
from editions.pages import righted


def settle(article: Article, edition: Edition, *, by: User, now: datetime) -> None:
    """The unverified story leads on from the edition that first names it, and is told so once."""
    earlier, begins = article.verifies, edition.published_at
    if earlier is None:
        return
    status = published.status(earlier.story_id, at=now)
    if status.shown != Shown.LIVE:
        return
    live = published.last_text(earlier.story_id, at=now)
    if article.story_id in righted.verified_by(live):
        return
    if roles.CORRECT not in published.facts(earlier, by, at=now, known=status).may:
        message = _("You may not correct the story named under “verifies”: leave this to one of its editors.")
        raise NotAllowed(message, "verifies")
    set_aside(status, begins=begins, now=now)
    with override(settings.LANGUAGE_CODE):
        text = _("This report has been updated: see the verified story.")
    recording.copy(
        published.last_text(earlier.story_id, at=now), by=by, now=now, begins=begins, approved=published.WORD,
        notice={"kind": Notice.Kind.PEMUTAKHIRAN, "text": text, "story_id": article.story_id},
    )  # fmt: skip
    bring_back(status.word, by=by, now=now)
    audit.record("settle", target_of(earlier), by=by, at=now, verified_by=article.story_id)


def set_aside(status: published.Status, *, begins: datetime, now: datetime) -> None:
    """Make room for another text; refused where one was approved for later, or this one would go out later itself."""
    if status.scheduled:
        raise NotAllowed(_("A version is scheduled: cancel or amend that first."), "scheduled")
    if status.word and begins > now:
        message = _("The story that verifies this one goes out on %(when)s: publish now, or cancel that one first.")
        raise NotAllowed(message % {"when": dates.masthead(status.word.published_at)}, "scheduled")
    if status.word:
        recording.unbear(status.word.story_id, now=now)


def bring_back(word: Edition | None, *, by: User, now: datetime) -> None:
    """What was set aside goes out under the text that readers have now."""
    if word is None:
        return
    notice = {name: value for name, value in word.notices[-1].items() if name != "at"}
    recording.copy(
        published.last_text(word.story_id, at=now), by=by, now=now, begins=word.published_at,
        approved=published.WORD, notice=notice,
    )  # fmt: skip
