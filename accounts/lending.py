"""Redaktur piket: the override, lent to a named person for named hours, or standing until it is taken back."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts import audit, roles
from accounts.models import Right, User
from accounts.roles import Bundle


class NotLent(ValueError):
    """A loan refused; the message says why."""


@transaction.atomic
def lend(
    to: User, *, by: User, at: datetime, begins: datetime | None = None, ends: datetime | None = None
) -> list[Right]:
    """Make somebody duty editor, wherever the lender's right and theirs meet; without an end: standing."""
    if not by.may(roles.LEND, at=at):
        raise NotLent(_("Only the managing editor lends this."))
    if to == by or not to.may(roles.PUBLISH, at=at):
        raise NotLent(_("It is lent to another editor."))
    sections = _shared(by.sections(roles.LEND, at=at), to.sections(roles.PUBLISH, at=at))
    if not sections:
        raise NotLent(_("It is lent to an editor of the same section."))
    begins = max(begins or at, at)
    if ends is not None and ends <= begins:
        raise NotLent(_("It ends before it begins."))
    rights = [
        Right.objects.create(user=to, bundle=Bundle.PIKET, section=one, begins=begins, ends=ends, lent_by=by)
        for one in sections
    ]
    until = ends.isoformat() if ends else ""
    audit.record(
        "lend", f"person:{to.username}", by=by, at=at, begins=begins.isoformat(), ends=until, sections=sections
    )
    return rights


def _shared(lenders: set[int | None], takers: set[int | None]) -> Sequence[int | None]:
    """Sections that both hold; a right for all sections (None) meets each of the other's."""
    if None in lenders and None in takers:
        return [None]
    if None in lenders:
        return sorted(one for one in takers if one)
    return sorted(one for one in lenders if one and (None in takers or one in takers))


@transaction.atomic
def take_back(right: Right, *, by: User, at: datetime) -> Right:
    """End a loan; the row stays, so that what was done under it stays explained."""
    if not by.may(roles.LEND, [right.section], at=at):
        raise NotLent(_("Only the managing editor lends this."))
    right = Right.objects.select_for_update(of=("self",)).select_related("user").get(pk=right.pk)
    if right.lent_by_id is None:
        raise NotLent(_("Who keeps the accounts gave this right, and takes it away."))
    if right.ends is not None and right.ends <= at:
        return right
    _end(right, at=at)
    audit.record("take_back", f"person:{right.user.username}", by=by, at=at)
    return right


def _end(right: Right, *, at: datetime) -> None:
    right.begins = min(right.begins or at, at)
    right.ends = at
    right.save(update_fields=["begins", "ends"])


@transaction.atomic
def end_uncovered(user: User, *, by: User, at: datetime) -> int:
    """After a person's own rights changed: end what was lent where they publish no longer; how many loans."""
    lent = Right.objects.select_for_update(of=("self",)).filter(user=user).exclude(lent_by=None)
    publishes = User.objects.get(pk=user.pk).sections(roles.PUBLISH, at=at)
    over = [
        right for right in lent.filter(Q(ends=None) | Q(ends__gt=at)).order_by("pk")
        if not publishes & {None, right.section}
    ]  # fmt: skip
    for right in over:
        _end(right, at=at)
    if over:
        sections = [right.section for right in over]
        why = _("No longer an editor there.")
        audit.record("take_back", f"person:{user.username}", by=by, at=at, why=why, sections=sections)
    return len(over)


def on_duty(at: datetime) -> QuerySet[User]:
    """Duty editors of a moment: whoever holds the right, lent or given."""
    standing = Q(rights__begins=None) | Q(rights__begins__lte=at)
    open_ended = Q(rights__ends=None) | Q(rights__ends__gt=at)
    return User.objects.filter(standing, open_ended, rights__bundle=Bundle.PIKET, is_active=True).distinct()


def loans(at: datetime) -> QuerySet[Right]:
    """Loans that hold or are to come, soonest first."""
    rows = Right.objects.filter(bundle=Bundle.PIKET).filter(Q(ends=None) | Q(ends__gt=at))
    return rows.select_related("user", "lent_by").order_by("begins", "pk")
