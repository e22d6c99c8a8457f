"""What the desk has to do: HTML older than the renderer is made again, a merge or a list broken off goes on."""

from collections.abc import Callable

from django.db import transaction

from articles import filing, notify, published, publishing, searching, source_corrections
from articles.models import Buffer, Presence
from articles.publishing import following, merging, picturing


def rerender() -> int:
    return publishing.rerender()


def move_merged() -> int:
    return merging.move_some()


def list_stories_to_follow() -> int:
    return source_corrections.list_some()


def forget_buffers() -> int:
    """What was typed and saved a month ago, or typed three months ago and never asked for."""
    gone, _by_model = Buffer.objects.outlived(published.now()).delete()
    return gone


def forget_presences() -> int:
    """Tabs that never said goodbye."""
    gone, _by_model = Presence.objects.left_behind(published.now()).delete()
    return gone


def tell_of_the_urgent() -> int:
    return notify.urgent(published.now())


def tell_of_deadlines() -> int:
    return notify.deadlines(published.now())


def tell_of_full_versions_due() -> int:
    return notify.overdue(published.now())


def tell_of_what_is_held() -> int:
    now = published.now()
    return notify.still_held(published.held_since(), now)


def tell_of_replies_overdue() -> int:
    return notify.replies_overdue(published.now())


@transaction.atomic
def tell_of_ended_rights() -> int:
    now = published.now()
    return notify.rights_ended(picturing.ended(at=now), now)


DUE: list[Callable[[], int]] = [
    rerender,
    move_merged,
    list_stories_to_follow,
    forget_buffers,
    forget_presences,
    filing.settle_developments,
    following.bring_due,
    tell_of_the_urgent,
    tell_of_deadlines,
    tell_of_full_versions_due,
    tell_of_what_is_held,
    tell_of_replies_overdue,
    tell_of_ended_rights,
    searching.catch_up,
]
