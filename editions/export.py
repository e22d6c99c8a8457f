"""Writes readers' pages as files that a web server can serve when everything else is dead."""

import io
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any
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


GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})


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
    """Each page whole or not at all; how many were written. Those that are no longer public are taken away.

    A page that fails to be made now leaves the one written before: an old page is better than none.
    """
    handler, written, stand = WSGIHandler(), 0, set()
    for address in addresses():
        page = _page(handler, address)
        file = folder / address.strip("/") / "index.html"
        if page.status_code == HTTPStatus.OK:
            file.parent.mkdir(parents=True, exist_ok=True)
            unfinished = file.with_suffix(".unfinished")
            unfinished.write_bytes(page.content)
            unfinished.replace(file)
            written += 1
        if page.status_code not in GONE:
            stand.add(file)
    for old in set(folder.rglob("index.html")) - stand:
        old.unlink()
    return written


def _page(handler: WSGIHandler, address: str) -> Any:
    """The page as a reader gets it, whole."""
    site = urlsplit(settings.SITE_ADDRESS)
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": address, "QUERY_STRING": "", "SERVER_NAME": site.hostname or "",
        "SERVER_PORT": str(site.port or 80), "HTTP_HOST": site.netloc, "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": site.scheme, "wsgi.input": io.BytesIO(),
    }  # fmt: skip
    # Not as a server would: the end of a request closes the connection that this command goes on with.
    return handler.get_response(WSGIRequest(environ))
