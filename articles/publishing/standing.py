"""The one exception to the second person (law 5): updates of a live coverage under a standing approval.

An editor names people and an hour, on record; until then each of them sends out updates of that coverage alone. What
is about a child or a victim, accuses, or is unverified needs the second person all the same.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, roles
from accounts.models import User
from almanac import dates
from articles import notify, published
from articles.models import Article, StandingApproval
from articles.moves import locked, target_of
from articles.workflow import NotAllowed, Shown, not_in_role

LONGEST = timedelta(hours=24)


@transaction.atomic
def approve(coverage: Article, to: User, *, by: User, until: datetime) -> StandingApproval:
    """`by` answers for what `to` sends out."""
    coverage, at = locked(coverage)
    facts = published.facts(coverage, by, at=at)
    if coverage.genre != Article.Genre.LIVE or facts.shown != Shown.LIVE:
        raise NotAllowed(_("Only a live coverage that readers have takes a standing approval."), "shown")
    if roles.PUBLISH not in facts.may:
        raise not_in_role(_("Standing approval"))
    if to == by:
        raise NotAllowed(_("Nobody approves their own updates: name somebody else."), "own")
    if not to.may(roles.WRITE, coverage.section_ids, at=at) or not notify.may_see(to, coverage):
        raise NotAllowed(_("%(name)s may not write here.") % {"name": to}, "person")
    if not at < until <= at + LONGEST:
        raise NotAllowed(_("Choose an hour to come, within a day."), "until")
    approval = StandingApproval.objects.create(coverage=coverage, to=to, by=by, at=at, until=until)
    words = _("Until %(when)s you send out updates of this coverage by yourself.") % {"when": dates.masthead(until)}
    notify.tell([to], notify.Kind.ASSIGNED, coverage, by=by, at=at, text=words)
    audit.record("approve_standing", target_of(coverage), by=by, at=at, to=to.username, until=until.isoformat())
    return approval


@transaction.atomic
def end(approval: StandingApproval, *, by: User) -> None:
    """At once, by any editor of the coverage."""
    coverage, at = locked(approval.coverage)
    if roles.PUBLISH not in published.facts(coverage, by, at=at).may:
        raise not_in_role(_("Standing approval"))
    if StandingApproval.objects.holding(coverage, at).filter(pk=approval.pk).update(until=at):
        audit.record("end_standing", target_of(coverage), by=by, at=at, to=approval.to.username)


def must_cover(update: Article, by: User, at: datetime) -> StandingApproval:
    """The approval under which a person may send out an update; refused where none is enough."""
    # The genre is typed: what was made a story of its own has left the coverage.
    is_update = update.genre == Article.Genre.UPDATE and update.coverage_id is not None
    approval = StandingApproval.objects.of(update.coverage, by, at) if is_update else None
    if approval is None:
        raise NotAllowed(_("No standing approval covers this: an editor sends it out."), "standing")
    if update.flagged:
        raise NotAllowed(_("This update needs a second person: no standing approval covers it."), "flagged")
    return approval
