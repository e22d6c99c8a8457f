"""The word to come that another story verifies an unverified one, once acts on that one give readers another text.

It is no version of its own: whatever readers get of the story meanwhile, the word goes out under it, at its moment.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from almanac import dates
from articles import published
from articles.publishing import recording
from articles.workflow import NotAllowed
from editions.models import Edition


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
