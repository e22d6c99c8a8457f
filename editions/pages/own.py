"""The newsroom's own pages: each the one story of a list that is kept for its address."""

import hashlib
from datetime import datetime

from django.db.models import F, Q, QuerySet

from editions import clock, shown
from editions.models import Edition, Entry
from editions.ready import ready

LONGEST = 40
"""Characters of a list's key."""


def list_of(slug: str) -> str:
    """The list that the page at an address stands in; of a long one the end is a digest."""
    key = f"page-{slug}"
    return key if len(key) <= LONGEST else f"{key[: LONGEST - 13]}-{hashlib.sha256(slug.encode()).hexdigest()[:12]}"


def own_page(slug: str, *, at: datetime) -> Edition | None:
    """The page of the newsroom's own that stands at an address: one query."""
    # Older ones with a long address stand in a list that others may share, which is called by its beginning.
    keys = list(dict.fromkeys([list_of(slug), f"page-{slug}"[:LONGEST]]))
    for key in keys:
        shown.note_list(key)
    return max(_own_page(keys=keys, slug=slug, at=at), key=lambda one: one.first_published_at, default=None)


@ready
def _own_page(*, keys: list[str], slug: str, at: datetime) -> QuerySet[Edition]:
    there = Entry.objects.live(at).filter(list__in=keys).values("story_id")
    rows = Edition.objects.live(at).filter(story_id__in=there, kind=Edition.Kind.PAGE, slug=slug)
    return rows.select_related("rendered", "lead").defer("body").annotate(read_at=clock.now())


def is_taken(slug: str, *, at: datetime, but: str) -> bool:
    """Whether another page stands there, is to, or did before it was held."""
    rows = Edition.objects.filter(Q(superseded_at=None) | Q(superseded_at__gt=at), genre=Edition.Genre.PAGE, slug=slug)
    rows = rows.filter(kind__in=[Edition.Kind.PAGE, Edition.Kind.HELD])
    return rows.exclude(story_id=but).exclude(superseded_at=F("published_at")).exists()
