"""Photos as the desk sees them before anybody else does."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.entrance import has_permission
from photos.models import Photo, Rendition

HEADERS = {
    "Cache-Control": "private, max-age=86400",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@require_safe
def private(request: HttpRequest, photo_id: int, width: int) -> HttpResponse:
    """The smallest card at least as wide as asked, or the widest. Strangers do not learn that it exists."""
    if not has_permission(request):
        raise Http404
    of_photo = Rendition.objects.filter(photo__in=Photo.objects.filter(pk=photo_id))
    cards = of_photo.filter(shape=Rendition.Shape.CARD, format=Rendition.Format.WEBP).order_by("width")
    card = cards.filter(width__gte=width).first() or cards.last()
    if card is None:
        raise Http404
    return served(card)


@require_safe
def rendition(request: HttpRequest, pk: int) -> HttpResponse:
    """Any one rendition, as a preview shows it before it is public."""
    if not has_permission(request):
        raise Http404
    return served(get_object_or_404(Rendition, pk=pk))


def served(made: Rendition) -> HttpResponse:
    try:
        with made.file.open("rb") as picture:
            return HttpResponse(picture.read(), content_type=f"image/{made.format}", headers=HEADERS)
    except FileNotFoundError as gone:  # made anew between the query and here
        raise Http404 from gone
