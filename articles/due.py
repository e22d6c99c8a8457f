"""What is to be done for the desk from time to time: each does one batch, and says how much it did."""

from collections.abc import Callable

from articles import filing, published, publishing, reminding, searching, source_corrections
from articles.models import Buffer, Presence
from articles.publishing import following, merging


def forget_buffers() -> int:
    """What was typed and saved a month ago, or typed three months ago and never asked for."""
    gone, _by_model = Buffer.objects.outlived(published.now()).delete()
    return gone


def forget_presences() -> int:
    """Tabs that never said goodbye."""
    gone, _by_model = Presence.objects.left_behind(published.now()).delete()
    return gone


DUE: list[Callable[[], int]] = [
    publishing.rerender,
    merging.move_some,
    source_corrections.list_some,
    forget_buffers,
    forget_presences,
    filing.settle_developments,
    following.bring_due,
    reminding.tell_of_the_urgent,
    reminding.tell_of_deadlines,
    reminding.tell_of_full_versions_due,
    reminding.tell_of_what_is_held,
    reminding.tell_of_replies_overdue,
    reminding.tell_of_ended_rights,
    searching.catch_up,
]
