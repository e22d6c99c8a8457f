"""Answers the counter's address: who counts as a reader, and whether this one has been counted already.

A page's module calls it after some seconds of reading; an image does where no script runs. The address is never
stored by a cache (POST, or `no-store`), so that behind any of them it counts the same. It is answered before Django
looks at the request, since it is asked as often as pages are.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from ipaddress import ip_address
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings

from editions.popularity.gathering import READINGS
from editions.popularity.repeats import Repeats

PREFIX = "/dibaca/"
ADDRESS = re.compile(r"/dibaca/([a-z0-9]{4,12})")
ROBOT = re.compile(
    r"bot\b|bot[/_-]|crawl|spider|slurp|preview|scrape|fetch|monitor|headless|phantom|lighthouse|archiv|feed|validat"
    r"|curl|wget|python|java/|okhttp|go-http|libwww|httpclient|axios|node|ruby|perl|php|facebookexternal|whatsapp",
    re.IGNORECASE,
)
"""Programs that say so themselves; WhatsApp and others fetch a page for its card."""

AHEAD = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_PURPOSE", "HTTP_X_MOZ")
"""Fetched or rendered ahead, perhaps never to be seen."""

IMAGE = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00"
    b",\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)
NEVER_KEPT = [("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")]
ANSWERS = {
    "POST": ("204 No Content", NEVER_KEPT, b""),
    "GET": ("200 OK", [*NEVER_KEPT, ("Content-Type", "image/gif"), ("Content-Length", str(len(IMAGE)))], IMAGE),
    "HEAD": ("200 OK", [*NEVER_KEPT, ("Content-Type", "image/gif"), ("Content-Length", str(len(IMAGE)))], b""),
}
REFUSED = ("405 Method Not Allowed", [*NEVER_KEPT, ("Allow", "GET, HEAD, POST"), ("Content-Length", "0")], b"")

Answer = tuple[str, list[tuple[str, str]], bytes]


class Counter:
    """Wraps the WSGI application: counter calls end here, everything else goes on."""

    def __init__(self, application: WSGIApplication) -> None:
        self.application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if not path.startswith(PREFIX):
            return self.application(environ, start_response)
        status, headers, body = answer(path, environ)
        start_response(status, list(headers))
        return [body]


def answer(path: str, environ: Mapping[str, Any]) -> Answer:
    """What the counter's address says: the same whether it counted or not."""
    method = environ["REQUEST_METHOD"]
    if method in ("GET", "POST") and (found := ADDRESS.fullmatch(path)):
        hear(found[1], environ)
    return ANSWERS.get(method, REFUSED)


def hear(story_id: str, environ: Mapping[str, Any]) -> bool:
    """Count a reading, if it is one: whether it was."""
    if not is_reader(environ) or repeats().seen(story_id, whence(environ)):
        return False
    READINGS.add(story_id)
    return True


@cache
def repeats() -> Repeats:
    return Repeats.shared(settings.DATA_DIR)


def is_reader(environ: Mapping[str, Any]) -> bool:
    """A browser that shows the page to somebody: no robot, nothing fetched ahead, no other site's page."""
    agent = environ.get("HTTP_USER_AGENT", "")
    return bool(
        agent
        and not ROBOT.search(agent)
        and environ.get("HTTP_ACCEPT_LANGUAGE")  # every browser says it, few programs do
        and environ.get("HTTP_SEC_FETCH_SITE", "same-origin") in ("same-origin", "same-site")
        and not any(environ.get(header) for header in AHEAD)
    )


def whence(environ: Mapping[str, Any]) -> str:
    """What tells one reader from the next for a few minutes: hashed by `Repeats` at once, kept nowhere."""
    peer, forwarded = environ.get("REMOTE_ADDR", ""), environ.get("HTTP_X_FORWARDED_FOR", "")
    address = peer
    if settings.TRUSTED_PROXIES:
        address = ",".join(forwarded.split(",")[-settings.TRUSTED_PROXIES :])
    elif forwarded and _is_ours(peer):
        # A proxy that nobody has counted in the settings: without this all readers behind it were one.
        address = forwarded
    return f"{address}\n{environ.get('HTTP_USER_AGENT', '')}\n{environ.get('HTTP_ACCEPT_LANGUAGE', '')}"


def _is_ours(peer: str) -> bool:
    try:
        return not peer or ip_address(peer).is_private
    except ValueError:
        return True  # a socket's name
