"""Live stories as lists and links show them, read without a model's weight: a process remembers thousands."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Case, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, StrIndex
from django.db.models.lookups import GreaterThan

from editions import shown
from editions.cache import common
from editions.models import Edition
from editions.pages import updated
from editions.pages.pictures import Image, in_shape
from editions.ready import ready
from editions.showing import story_url

OPINIONS = frozenset({Edition.Genre.OPINION, Edition.Genre.ANALYSIS})


class Teaser(NamedTuple):
    pk: int
    story_id: str
    slug: str
    genre: str
    section: str
    card_headline: str
    kicker: str
    deck: str
    labels: list[str]
    first_published_at: datetime
    superseded_at: datetime | None
    part: int | None
    voice: str
    """Of an opinion: the list of whoever has it."""
    picture: str
    shot: Image | None
    """The lead picture as cards show it, whether its rights last or not."""
    until: datetime | None
    """When they end."""
    newest_update: datetime | None
    """Of a live coverage."""
    film_by_ai: bool
    """Of a video: the film, or another post in its text, was made by AI."""

    @property
    def place(self) -> tuple[int, datetime]:
        """In its series: by its part, what has none before them, and then by its time."""
        return self.part or 0, self.first_published_at

    def get_absolute_url(self) -> str:
        return story_url(self.story_id, self.slug)

    @property
    def told_at(self) -> datetime:
        """The time that lists give it."""
        return self.newest_update or self.first_published_at

    def image(self, at: datetime) -> Image | None:
        return self.shot if self.until is None or self.until > at else None

    def note(self) -> None:
        shown.note(shown.story(self.story_id))
        shown.until(self.superseded_at)
        updated.note(self.story_id, self.genre)
        if self.picture:
            shown.note(shown.picture(self.picture))
            shown.until(self.until)


COLUMNS = (
    *("pk", "story_id", "slug", "genre", "section", "headline", "list_headline", "kicker", "deck", "labels"),
    *("first_published_at", "superseded_at", "part", "people", "lead_id", "lead__facts", "lead__until"),
    *("newest_update", "film_by_ai"),
)

_FLAGGED = Value('"ai": true')
"""As JSON has it of an embedded post; within a text its quotation marks stand behind strokes."""


def _film_by_ai() -> Case:
    """A column of editions: whether a video was made by AI; of no other story is the text read."""
    place: Any = StrIndex(Cast("body", TextField()), _FLAGGED)
    return Case(When(genre=Edition.Genre.VIDEO, then=GreaterThan(place, 0)), default=False)


def teasers_of(story_ids: Iterable[str], *, at: datetime, ahead: Iterable[str] = ()) -> dict[str, Teaser]:
    """The live stories named, by id: one query at most. `ahead`: those that pages to come may show, read with them."""

    def read(wanted: list[str]) -> dict[str, Teaser]:
        return {one.story_id: one for one in map(_teaser, _live(story_ids=wanted, at=at))}

    return common.rows("teaser", story_ids, read, _note, at=at, ahead=ahead)


@ready
def _live(*, story_ids: list[str], at: datetime) -> QuerySet[Edition, Any]:
    rows = Edition.objects.live(at).stories().filter(story_id__in=story_ids)
    return rows.annotate(newest_update=updated.newest_update(at), film_by_ai=_film_by_ai()).values_list(*COLUMNS)


def _teaser(row: tuple[Any, ...]) -> Teaser:
    pk, story_id, slug, genre, section, headline, in_lists, *rest = row
    kicker, deck, labels, first, superseded, part, people, picture, facts, until, newest, by_ai = rest
    voice = _voice(people) if genre in OPINIONS else ""
    shot = in_shape(picture, facts, "card") if picture else None
    return Teaser(
        pk, story_id, slug, genre, section, in_lists or headline, kicker, deck, labels, first, superseded, part,
        voice, picture or "", shot, until, newest, bool(by_ai),
    )  # fmt: skip


def _note(story_id: str, teaser: Teaser | None) -> None:
    if teaser:
        teaser.note()
    else:
        shown.note(shown.story(story_id))


def _voice(people: Iterable[Mapping[str, str]]) -> str:
    return next((one["list"] for one in people if one["role"] != "red"), "")
