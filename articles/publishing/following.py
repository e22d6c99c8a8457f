"""The story that a follow-up goes on from joins its fokus once readers have the follow-up, and not before."""

from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.models import User
from articles import published
from articles.models import Article, FokusToCome
from articles.moves import target_of
from articles.published import text_of
from articles.publishing import correcting
from articles.publishing.acting import going_out
from articles.publishing.correcting import Correction
from articles.publishing.putting_right import correct
from articles.publishing.recording import PicturesAway
from articles.workflow import NotAllowed, Shown
from editions.models import Edition

AT_A_TIME = 20


def see_to_fokus(article: Article, edition: Edition, *, by: User, now: datetime) -> None:
    """As `_bring_into_fokus`, once readers have the follow-up: `bring_due` does what is to be done later."""
    if article.follows_id is None or edition.published_at != edition.first_published_at:
        return
    if edition.published_at > now:
        FokusToCome.objects.update_or_create(article=article, defaults={"by": by, "at": edition.published_at})
    else:
        _bring_into_fokus(article, edition, by=by, now=now)


def _bring_into_fokus(article: Article, edition: Edition, *, by: User, now: datetime) -> None:
    """The story that a follow-up goes on from joins its fokus, as a small fix that moves no time.

    Only where it stands in none, and whoever publishes may correct it: the follow-up goes out either way.
    """
    earlier, fokus = article.follows, text_of(edition)[correcting.FOKUS]
    if earlier is None or fokus is None or published.status(earlier.story_id, at=now).shown != Shown.LIVE:
        return
    if text_of(published.last_text(earlier.story_id, at=now))[correcting.FOKUS]:
        return
    try:
        correct(earlier, Correction(correcting.SMALL, {correcting.FOKUS: fokus}, scheduled=correcting.CARRY), by=by)
    except PicturesAway:
        raise  # asked again it joins: what is refused otherwise is refused for good
    except NotAllowed as refused:
        audit.record("left_out_of_fokus", target_of(earlier), by=by, at=now, why=str(refused))


def bring_due() -> int:
    """Those whose follow-up went out by the clock since; how many were seen to."""
    due = list(FokusToCome.objects.due(published.now())[:AT_A_TIME])
    brought = 0
    for one in due:
        try:
            _bring(one)
        except PicturesAway:
            continue  # the row stays due
        brought += 1
    return brought


@transaction.atomic
def _bring(due: FokusToCome) -> None:
    follow_up, now = going_out(due.article)
    # It may have been put off meanwhile.
    if not FokusToCome.objects.due(now).filter(pk=due.pk).delete()[0]:
        return
    live = published.status(follow_up.story_id, at=now).live
    if live and live.first_published_at == due.at:
        _bring_into_fokus(follow_up, live, by=due.by, now=now)
