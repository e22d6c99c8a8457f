"""When a live coverage last told something new: its own text stays as it was, its updates are stories of their own."""

from datetime import datetime
from typing import Any

from django.db.models import Case, OuterRef, Subquery, Value, When
from django.db.models.functions import Concat

from editions import shown
from editions.models import Edition, Entry

UPDATES = "live-"


def list_of(story_id: str) -> str:
    """The list that the updates of a coverage stand in."""
    return f"{UPDATES}{story_id}"


def newest_update(at: datetime | None = None) -> Case:
    """A column of editions: when a coverage's newest update came; null of all others, for which nothing is read."""
    updates = Entry.objects.live(at).filter(list=Concat(Value(UPDATES), OuterRef("story_id")))
    moments: Any = updates.order_by("-first_published_at", "-story_id").values("first_published_at")
    return Case(When(genre=Edition.Genre.LIVE, then=Subquery(moments[:1])))


def last_told(edition: Edition) -> datetime:
    """When readers last got something new: only an editorial change moves it, and a live coverage's updates."""
    told = edition.updated_at or edition.first_published_at
    return max(told, getattr(edition, "newest_update", None) or told)


def note(story_id: str, genre: str) -> None:
    """Whatever tells that moment rests on the list of updates."""
    if genre == Edition.Genre.LIVE:
        shown.note_list(list_of(story_id))
