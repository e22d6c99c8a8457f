"""A follow-up that went out by the clock: the story that it goes on from joins its fokus then, and not before."""

from django.db import transaction

from articles import published
from articles.models import FokusToCome
from articles.publishing import bring_into_fokus
from articles.publishing.acting import going_out

AT_A_TIME = 20


def bring_due() -> int:
    """Those whose moment has come; how many there were."""
    due = list(FokusToCome.objects.due(published.now())[:AT_A_TIME])
    for one in due:
        _bring(one)
    return len(due)


@transaction.atomic
def _bring(due: FokusToCome) -> None:
    follow_up, now = going_out(due.article)
    # It may have been put off meanwhile.
    if not FokusToCome.objects.due(now).filter(pk=due.pk).delete()[0]:
        return
    live = published.status(follow_up.story_id, at=now).live
    if live and live.first_published_at == due.at:
        bring_into_fokus(follow_up, live, by=due.by, now=now)
