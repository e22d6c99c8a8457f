"""Fronts: an editor puts a story at a place, from and until a moment. What is not picked fills itself."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts import audit, roles
from accounts.models import User
from articles import published
from articles.models import Article, Section
from articles.workflow import NotAllowed, Shown, not_in_role
from editions import shown
from editions.models import Change, Pick
from guards import turns

PLACES = 5
"""The lead and the second rank of the front page; as many head a section's."""


@transaction.atomic
def pick(
    front: str, place: int, article: Article, *, by: User, begins: datetime | None = None, ends: datetime | None = None
) -> Pick:
    """Put a live or scheduled story at a place; whatever stood there ends as this begins."""
    now = _in_turn(front, place, by=by)
    status = published.status(article.story_id, at=now)
    if status.shown != Shown.LIVE and not status.scheduled:
        raise NotAllowed(_("Only a story that is live or scheduled has a place."), "story")
    begins = max(begins or now, now)
    if ends is not None and ends <= begins:
        raise NotAllowed(_("It ends before it begins."), "ends")
    standing = Pick.objects.filter(front=front, begins__lte=begins).filter(Q(ends=None) | Q(ends__gt=begins))
    standing.filter(Q(place=place) | Q(story_id=article.story_id)).update(ends=begins)
    made = Pick.objects.create(front=front, place=place, story_id=article.story_id, begins=begins, ends=ends)
    _stale(front, begins, *([ends] if ends else []))
    audit.record(
        "pick", f"front:{front}", by=by, at=now, place=place, story=article.story_id, begins=begins.isoformat(),
        ends=ends.isoformat() if ends else "",
    )  # fmt: skip
    return made


@transaction.atomic
def unpick(made: Pick, *, by: User) -> None:
    """The place fills itself again; a pick to come never stands."""
    now = _in_turn(made.front, by=by)
    ends = max(now, made.begins)
    if Pick.objects.filter(Q(ends=None) | Q(ends__gt=now), pk=made.pk).update(ends=ends):
        _stale(made.front, now)
        audit.record("unpick", f"front:{made.front}", by=by, at=now, place=made.place, story=made.story_id)


@transaction.atomic
def swap(front: str, place: int, other: int, *, by: User) -> None:
    """Two places change their stories from now on, each until the moment it was to stand."""
    now = _in_turn(front, place, other, by=by)
    rows = Pick.objects.live(now).filter(front=front, place__in=[place, other]).order_by("begins", "pk")
    by_place = {row.place: row for row in rows}
    Pick.objects.filter(pk__in=[row.pk for row in rows]).update(ends=now)
    for row in by_place.values():
        target = other if row.place == place else place
        Pick.objects.create(front=front, place=target, story_id=row.story_id, begins=now, ends=row.ends)
    _stale(front, now)
    audit.record("swap", f"front:{front}", by=by, at=now, places=[place, other])


def may_order(front: str, by: User, at: datetime) -> bool:
    """A section's editor orders that section's front; the front page is for those whose right is the whole newsroom."""
    if front == Pick.HOME:
        return by.may(roles.FRONT, (), at=at)
    section = next((one for one in Section.objects.all() if one.list_key == front), None)
    return by.may(roles.FRONT, section.covering if section else None, at=at)


def _in_turn(front: str, *places: int, by: User) -> datetime:
    """The moment of the act, once nobody else is at a front; refused to who may not, and for a place that is none."""
    turns.take(turns.FRONT)
    now = published.now()
    if not may_order(front, by, now):
        raise not_in_role(_("Order a front"))
    if not all(1 <= place <= PLACES for place in places):
        raise NotAllowed(_("There is no such place."), "place")
    return now


def _stale(front: str, *moments: datetime) -> None:
    for moment in moments:
        Change.objects.tell([shown.front(front)], at=moment)
