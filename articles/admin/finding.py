"""What the writing screen asks for as one types: stories for Baca Juga, their headlines, tags."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse, RawPostDataException
from django.views.decorators.http import require_POST, require_safe

from almanac import desk_dates
from articles import published
from articles.models import Tag
from articles.published import finder

MOST_TEXT = 100_000
MOST_TITLES, TAGS = 60, 8


def _but(request: HttpRequest) -> str:
    return request.GET.get("naskah", "")[:12]


def _as_rows(stories: list[finder.Offer]) -> HttpResponse:
    rows: list[dict[str, Any]] = [
        {"id": one.story_id, "headline": one.headline, "when": desk_dates.masthead(one.published_at)} for one in stories
    ]
    return JsonResponse({"stories": rows})


@require_POST
def suggestions(request: HttpRequest) -> HttpResponse:
    """Live stories that fit a text, best first; the text is all that is sent, and no form."""
    try:
        text = request.body[:MOST_TEXT].decode("utf-8", "ignore")
    except RawPostDataException:
        return HttpResponseBadRequest()
    return _as_rows(finder.suggest(text, at=published.now(), but=_but(request)))


@require_safe
def stories(request: HttpRequest) -> HttpResponse:
    """Live stories by their words, the last one maybe half typed."""
    query = request.GET.get("q", "")[:200]
    return _as_rows(finder.find(query, at=published.now(), but=_but(request)))


@require_safe
def headlines(request: HttpRequest) -> HttpResponse:
    """What readers see of each story named; one that they can't open is not there."""
    wanted = [one for one in request.GET.getlist("id")[:MOST_TITLES] if one.isalnum() and len(one) <= 12]  # noqa: PLR2004
    return JsonResponse({"headlines": published.headlines(wanted, at=published.now())})


@require_safe
def tags(request: HttpRequest) -> HttpResponse:
    query = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:100]
    rows = (
        Tag.objects.filter(retired_at=None, name__istartswith=query).order_by("name") if query else Tag.objects.none()
    )
    return JsonResponse({"tags": list(rows.values_list("name", flat=True)[:TAGS])})
