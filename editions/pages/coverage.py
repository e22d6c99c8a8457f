"""The updates of a live coverage, newest first: stories of their own that stand on the coverage's page alone."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from editions.models import Edition, Entry
from editions.pages.lists import row_of
from editions.pages.righted import NoticeShown
from editions.pages.updated import list_of

SHOWN = 30
"""Updates on one page, so that it stays light; older ones are a link away."""


@dataclass
class Updates:
    editions: list[Edition] = field(default_factory=list)
    older: str = ""
    """The key to go on from."""
    later: bool = False
    """Whether newer ones lie before these."""

    def pictures(self) -> Iterable[str]:
        return (key for one in self.editions for key in one.text_pictures())


@dataclass(frozen=True)
class Shown:
    """One update with the slots of its text filled."""

    edition: Edition
    body: list[dict[str, Any]]
    notices: list[NoticeShown]


def updates(edition: Edition, *, at: datetime, before: str | None = None) -> Updates:
    """One query, two with `before`; none for what is no live coverage."""
    if edition.genre != Edition.Genre.LIVE:
        return Updates()
    key = list_of(edition.story_id)
    after = row_of(key, before, at=at) if before is not None else None
    standing = Entry.objects.live(at).newest(key, after=after).values("story_id")[: SHOWN + 1]
    rows = Edition.objects.live(at).filter(kind=Edition.Kind.UPDATE, story_id__in=standing)
    found = list(rows.select_related("rendered").defer("body").order_by("-first_published_at", "-story_id"))
    older = found[SHOWN - 1].story_id if len(found) > SHOWN else ""
    return Updates(found[:SHOWN], older, before is not None)
