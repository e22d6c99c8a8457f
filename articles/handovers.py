"""`Serah terima`: an editor ends a shift with a note, and somebody of the next signs it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, roles
from accounts.models import User
from articles import notify, published
from articles.models import Handover
from articles.workflow import NotAllowed, not_in_role


@transaction.atomic
def hand_over(note: str, *, by: User) -> Handover:
    at = published.now()
    _must_edit(by, at)
    handover = Handover.objects.create(by=by, at=at, note=note)
    notify.handed_over(handover)
    audit.record("hand_over", _target_of(handover), by=by, at=at)
    return handover


@transaction.atomic
def sign(handover: Handover, *, by: User) -> bool:
    """Take over; false: somebody else has."""
    at = published.now()
    _must_edit(by, at)
    if handover.by == by:
        raise NotAllowed(_("Somebody of the next shift signs it."), "own")
    if not Handover.objects.filter(pk=handover.pk, signed_by=None).update(signed_by=by, signed_at=at):
        return False
    notify.taken_over(handover, at=at)
    audit.record("sign_handover", _target_of(handover), by=by, at=at)
    return True


def _must_edit(by: User, at: datetime) -> None:
    if not by.may(roles.REVIEW, at=at):
        raise not_in_role(_("Handover"))


def _target_of(handover: Handover) -> str:
    return f"handover:{handover.pk}"
