"""Writes readers' pages as files that a web server can serve when everything else is dead."""

import io
import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any, TextIO
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

PARTS = re.compile(rb"/(?:media|gaya)/[\w/.-]+")
"""What a page shows and the newsroom hands out itself: pictures, and the house's own look."""

LIST = ".exported"
"""The file that names what an export made, a line each before it is written: nothing else is ever taken away."""


class NotOurs(Exception):
    """A directory that holds somebody else's files."""


class NothingMade(Exception):
    """Not one page could be made."""


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
    before = made_before(folder)
    with (folder / LIST).open("a") as made:
        told = _write_all(folder, made)
    stand = {name for name, status in told.items() if status not in GONE and (folder / name).exists()}
    for old in before - stand:
        (folder / old).unlink(missing_ok=True)
    _whole(folder / LIST, "".join(f"{name}\n" for name in sorted(stand)).encode())
    return sum(status == HTTPStatus.OK for name, status in told.items() if name.endswith("index.html"))


def made_before(folder: Path) -> set[str]:
    """By an export, one that was broken off too."""
    if (folder / LIST).exists():
        return set((folder / LIST).read_text().splitlines())
    if any(folder.iterdir()):
        raise NotOurs(f"{folder} holds files that no export made: name an empty directory, or empty this one.")
    return set()


def _write_all(folder: Path, made: TextIO) -> dict[str, int]:
    """Pages, and what they show; the answer to each."""
    handler, told = WSGIHandler(), {}
    parts: set[str] = set()
    for address in addresses():
        page, name = _page(handler, address), f"{address}index.html".lstrip("/")
        told[name] = page.status_code
        if page.status_code == HTTPStatus.OK:
            print(name, file=made, flush=True)
            _whole(folder / name, page.content)
        if page.status_code not in GONE and (folder / name).exists():
            parts |= {part.decode() for part in PARTS.findall((folder / name).read_bytes())}
    if HTTPStatus.OK not in told.values():
        raise NothingMade(_why(set(told.values())))
    return told | {part.lstrip("/"): _part(handler, part, folder, made) for part in sorted(parts)}


def _why(statuses: set[int]) -> str:
    if statuses == {HTTPStatus.BAD_REQUEST}:
        host = urlsplit(settings.SITE_ADDRESS).hostname
        return f"Every page was refused: ALLOWED_HOSTS does not name {host}, the host of SITE_ADDRESS."
    return f"No page could be made: answered {', '.join(map(str, sorted(statuses)))}."


def _part(handler: WSGIHandler, address: str, folder: Path, made: TextIO) -> int:
    """Asked for again each time, since a picture may have left the site; written once, since its name is its own."""
    part, file = _page(handler, address), folder / address.lstrip("/")
    if part.status_code == HTTPStatus.OK and not file.exists():
        print(address.lstrip("/"), file=made, flush=True)
        _whole(file, b"".join(part))
    if part.streaming:
        part.file_to_stream.close()
    return int(part.status_code)


def _whole(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(".unfinished")
    unfinished.write_bytes(content)
    unfinished.replace(file)


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
