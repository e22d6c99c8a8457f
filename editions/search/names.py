"""Lists that are called just as what was typed: authors, sources, tags, sections, fokus and series."""

from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf, Upper
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from editions import shown
from editions.models import Entry, Heading
from editions.ready import ready

KINDS: dict[str, str | Promise] = {
    "section": gettext_lazy("Section"),
    "author": gettext_lazy("Author"),
    "source": gettext_lazy("Source"),
    "tag": gettext_lazy("Topic"),
    "fokus": gettext_lazy("Focus"),
    "series": gettext_lazy("Series"),
}
"""Kind of a list → what readers call it, in the order in which they are shown."""

QUOTED = ' "“”„«»'


def called(typed: str, *, at: datetime) -> list[str]:
    """The keys of lists of that name in which a live story stands: one query. The page rests on them, found or not.

    A merged one is known by its survivor's.
    """
    name = typed.strip(QUOTED)
    if not name:
        return []
    shown.note(shown.called(name))
    keys = [key for key, kind in _called(name=name, at=at) if kind in KINDS]
    shown.note(*keys, *map(shown.older, keys))
    return keys


@ready
def _called(*, name: str, at: datetime) -> QuerySet[Heading, Any]:
    # `name` stands for what is told each time, no column.
    # Not EXISTS, for which PostgreSQL may read all entries there are.
    story = Entry.objects.live(at).filter(list=OuterRef("leads_to")).values("story_id")[:1]
    rows = Heading.objects.annotate(leads_to=Coalesce(NullIf("into", Value("")), "list")).alias(upper=Upper("name"))
    named = rows.filter(upper=Upper(name)).alias(story=Subquery(story)).filter(story__isnull=False)
    return named.values_list("leads_to", "kind")
