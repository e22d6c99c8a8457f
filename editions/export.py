"""Writes readers' pages as files that a web server can serve when everything else is dead."""

import io
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.urls import reverse

from editions import clock
from editions.models import Edition, Entry, Ranked
from editions.pages import ALL, menu
from editions.pages.heads import headings

NEWEST = 200
"""Stories written beside the most read."""


def addresses() -> Iterator[str]:
    """Front page, sections, pages that stand, and the stories read most and written last."""
    at = clock.read()
    yield reverse("editions:home")
    yield from (heading.get_absolute_url() for heading in menu(headings([], at)))
    yield from (reverse(f"editions:{name}") for name in ("indeks", "notices", "newsroom", "guidelines", "how_to_reply"))
    newest = Entry.objects.live(at).newest(ALL).values_list("story_id", flat=True)[:NEWEST]
    wanted = {*newest, *Ranked.objects.values_list("story_id", flat=True)}
    yield from (edition.get_absolute_url() for edition in Edition.objects.live(at).stories().of_stories(wanted))


def export(folder: Path) -> int:
    """Each page whole or not at all; how many were written. Those that are no longer public are taken away."""
    handler, written = WSGIHandler(), set()
    for address in addresses():
        if (body := _page(handler, address)) is None:
            continue
        file = folder / address.strip("/") / "index.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_suffix(".unfinished")
        unfinished.write_bytes(body)
        unfinished.replace(file)
        written.add(file)
    for old in set(folder.rglob("index.html")) - written:
        old.unlink()
    return len(written)


def _page(handler: WSGIHandler, address: str) -> bytes | None:
    """The page as a reader gets it, whole; None where there is none."""
    site = urlsplit(settings.SITE_ADDRESS)
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": address, "QUERY_STRING": "", "SERVER_NAME": site.hostname or "",
        "SERVER_PORT": str(site.port or 80), "HTTP_HOST": site.netloc, "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": site.scheme, "wsgi.input": io.BytesIO(),
    }  # fmt: skip
    # Not as a server would: the end of a request closes the connection that this command goes on with.
    response = handler.get_response(WSGIRequest(environ))
    return getattr(response, "content", None) if response.status_code == 200 else None  # noqa: PLR2004
