"""When readers are told that a story was updated: an editorial change moves that time, a minor one never does."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from articles import published
from articles.models import Article
from articles.published import text_of
from articles.publishing import correcting
from articles.workflow import Shown
from editions.models import Edition


@dataclass(frozen=True)
class Minor:
    """A revised text that its editor calls a minor change. `second_tick`: although it looks like a large one."""

    second_tick: bool = False


def of_approved(
    article: Article, text: dict[str, Any], minor: Minor | None, *, shown: str, begins: datetime, now: datetime
) -> datetime | None:
    """Of a text that is approved, for a moment to come or at once."""
    if shown == Shown.NOTHING:
        return None
    if minor is None:
        return begins
    live = published.last_text(article.story_id, at=now)
    correcting.must_be_small(text_of(live), text, second_tick=minor.second_tick)
    return live.updated_at


def of_moved(old: Edition, begins: datetime) -> datetime | None:
    """Of the same text at another moment."""
    return begins if _is_update(old) else old.updated_at


def of_amended(old: Edition, text: dict[str, Any], begins: datetime) -> datetime | None:
    """Of another text at the same moment: a minor change that has grown is none any more."""
    is_minor = old.first_published_at < old.published_at and not _is_update(old)
    grown = is_minor and correcting.is_large(text_of(old), text)
    return begins if grown else of_moved(old, begins)


def of_carried(to_come: Edition, after: Edition) -> datetime | None:
    """Of a text to come that takes in a correction of the live one, which stands before it."""
    return to_come.published_at if _is_update(to_come) else after.updated_at


def _is_update(to_come: Edition) -> bool:
    """A minor change has kept the time of the text before it, which lies behind."""
    return to_come.updated_at == to_come.published_at
