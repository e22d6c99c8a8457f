"""What the record has to do from time to time: keep its index, find related stories, rank what is read."""

from collections.abc import Callable

from editions import index, purging, related, topics
from editions.popularity import ranking


def keep_the_index() -> int:
    return index.bring_up_to_date()


def find_related() -> int:
    """Once the index is up to date: of a batch of new stories each is found among the others."""
    return 0 if index.is_behind() else related.find_for_those_due()


DUE: list[Callable[[], int]] = [
    purging.forget_old_changes,
    find_related,
    ranking.make_lists,
    ranking.forget_old_hours,
    topics.count_due,
]
