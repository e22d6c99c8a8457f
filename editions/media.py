"""Pictures: served only while a live story or an author's profile shows them, and while their rights last."""

from datetime import datetime

from django.core.files.storage import storages
from django.db.models import Exists, Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from editions import clock
from editions.models import Entry, Heading, Picture
from editions.public import SECONDS

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}
"""Other sites' cards may show the share image."""

TYPES = {"avif": "image/avif", "webp": "image/webp", "jpeg": "image/jpeg", "jpg": "image/jpeg"}


@require_safe
def media(request: HttpRequest, key: str, name: str) -> HttpResponseBase:
    shown = Exists(Entry.objects.seen().filter(list=f"picture-{key}")) | Exists(Heading.objects.filter(picture=key))
    rows = Picture.objects.filter(Q(until=None) | Q(until__gt=clock.now()), shown, key=key)
    allowed = rows.values_list("until", clock.now()).first()
    if allowed is None:
        raise Http404
    try:
        file = storages["public"].open(f"{key}/{name}")
    except FileNotFoundError as error:
        raise Http404 from error
    headers = HEADERS | {"Cache-Control": f"public, max-age={_seconds(*allowed)}, immutable"}
    return FileResponse(file, content_type=TYPES[name.rpartition(".")[2]], headers=headers)


def _seconds(until: datetime | None, now: datetime) -> int:
    """A minute, so that a withdrawn picture is gone within it, and never past the end of its rights."""
    return min(SECONDS, int((until - now).total_seconds())) if until else SECONDS
