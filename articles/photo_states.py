"""How stories stand with their photos, the lead and those within the text: seen from the photos themselves.

Two queries for any number of stories, and none of them for a text that is at hand and shows no photo.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from articles import rendering
from articles.models import Article
from photos.models import Photo

State = Article.PhotoState


@dataclass(frozen=True)
class PhotoStanding:
    """What a row says of a story's photos: what is amiss first, wherever in the story it is."""

    state: Article.PhotoState
    within: bool = False
    """It is a photo of the text, and the lead is not so."""
    made_by_ai: bool = False

    @property
    def label(self) -> str:
        words = [str(self.state.label), pgettext("photo", "in the text") if self.within else ""]
        return " · ".join(filter(None, [" ".join(filter(None, words)), _("made by AI") if self.made_by_ai else ""]))


def see(articles: Iterable[Article], *, at: datetime) -> None:
    """Look at the photos of each, which then has its `photo_standing`."""
    rows = list(articles)
    texts = _texts(rows)
    numbers = {pk: rendering.photo_ids(body) for pk, body in texts.items() if _shows_photos(body)}
    photos = Photo.objects.in_bulk({one for some in numbers.values() for one in some})
    for row in rows:
        row.photo_standing = _standing(row, [photos[one] for one in numbers.get(row.pk, ()) if one in photos], at)


def _texts(rows: list[Article]) -> dict[int, str]:
    """Those at hand, and of those left in the database the ones that show a photo."""
    away = [row.pk for row in rows if "body" in row.get_deferred_fields()]
    texts = {row.pk: row.body for row in rows if row.pk not in away}
    shows = Q(body__contains="data-photo=") | Q(body__contains="data-gallery=")
    return texts | (dict(Article.objects.filter(shows, pk__in=away).values_list("pk", "body")) if away else {})


def _shows_photos(body: str) -> bool:
    """Reading markup costs a hundred times the look."""
    return "data-photo=" in body or "data-gallery=" in body


def _standing(article: Article, within: list[Photo], at: datetime) -> PhotoStanding:
    lead = [article.photo] if article.photo else []
    by_ai = any(photo.made_by_ai for photo in [*lead, *within])
    for state, is_so in ((State.ENDED, lambda one: not one.is_free(at)), (State.LACKS, lambda one: one.missing())):
        if any(map(is_so, lead)):
            return PhotoStanding(state, made_by_ai=by_ai)
        if any(map(is_so, within)):
            return PhotoStanding(state, within=True, made_by_ai=by_ai)
    return PhotoStanding(State.HERE if lead else State(article.photo_need), made_by_ai=by_ai)
