"""Pictures: served only while a live story or an author's profile shows them, and while their rights last."""

from django.core.files.storage import storages
from django.db.models import Exists, Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from editions import clock
from editions.models import Entry, Heading, Picture

HEADERS = {
    "Cache-Control": "public, max-age=60, immutable",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}
"""A minute, so that a withdrawn picture is gone within it; other sites' cards may show the share image."""

TYPES = {"avif": "image/avif", "webp": "image/webp", "jpeg": "image/jpeg", "jpg": "image/jpeg"}


@require_safe
def media(request: HttpRequest, key: str, name: str) -> HttpResponseBase:
    shown = Exists(Entry.objects.seen().filter(list=f"picture-{key}")) | Exists(Heading.objects.filter(picture=key))
    allowed = Picture.objects.filter(Q(until=None) | Q(until__gt=clock.now()), shown, key=key)
    if not allowed.exists():
        raise Http404
    try:
        file = storages["public"].open(f"{key}/{name}")
    except FileNotFoundError as error:
        raise Http404 from error
    return FileResponse(file, content_type=TYPES[name.rpartition(".")[2]], headers=HEADERS)
