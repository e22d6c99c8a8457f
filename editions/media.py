"""Pictures: served only while a live story or an author's profile shows them, and while their rights last."""

from datetime import datetime

from django.core.files.storage import storages
from django.db.models import Exists, Q
from django.http import FileResponse, HttpRequest, HttpResponseBase, HttpResponseNotFound
from django.views.decorators.http import require_safe

from editions import clock, shown
from editions.cache import answers
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
    # Told to go when it is withdrawn, and what was said in its place when it is back.
    headers = HEADERS | answers.for_proxies([shown.EVERYTHING, shown.files(key), shown.picture(key)])
    stands = Exists(Entry.objects.seen().filter(list=shown.picture(key))) | Exists(Heading.objects.filter(picture=key))
    rows = Picture.objects.filter(Q(until=None) | Q(until__gt=clock.now()), stands, key=key)
    allowed = rows.values_list("until", clock.now()).first()
    try:
        file = storages["public"].open(f"{key}/{name}") if allowed else None
    except FileNotFoundError:
        file = None
    if allowed is None or file is None:
        headers |= {"Cache-Control": f"public, max-age={SECONDS}"}
        return HttpResponseNotFound(b"Not found.\n", content_type="text/plain; charset=utf-8", headers=headers)
    headers |= {"Cache-Control": f"public, max-age={_seconds(*allowed)}, immutable"}
    return FileResponse(file, content_type=TYPES[name.rpartition(".")[2]], headers=headers)


def _seconds(until: datetime | None, now: datetime) -> int:
    """A minute, so that a withdrawn picture is gone within it from caches that nobody tells; never past its rights."""
    return min(SECONDS, int((until - now).total_seconds())) if until else SECONDS
