"""A kept page as an answer: headers made once, its time measured anew, 304 where the reader has these bytes."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import ResponseHeaders
from django.utils.http import http_date, parse_http_date_safe

from editions import shown
from editions.cache.kept import PACKINGS, Kept
from editions.public import SECONDS

DAY = 86_400
NOT_KEPT = {"x-request-id", "date", "age", "cache-control", "content-length", "set-cookie"}
"""Headers of one answer, not of a page."""

REFUSED = re.compile(r";\s*q=0(?:\.0*)?\s*$")
"""The end of what a reader says that it does not take: each by itself, or a long one would take seconds."""


class Told(NamedTuple):
    """What is sent of a kept page to one reader."""

    status: int
    headers: dict[str, tuple[str, str]]
    """Name in small letters → name and value, as Django stores them."""
    body: bytes


def tell(meta: Mapping[str, Any], page: Kept, now: float, *, briefly: bool) -> Told:
    control_now = control(page, now, briefly=briefly)
    if page.status == 200 and _has_it(meta, page):  # noqa: PLR2004
        return Told(304, _headers(page, "same", control_now), b"")
    packing = _packing(meta.get("HTTP_ACCEPT_ENCODING", ""))
    headers = _headers(page, packing or "plain", control_now)
    if meta["REQUEST_METHOD"] == "HEAD":
        return Told(page.status, headers, b"")
    return Told(page.status, headers, page.body_as(packing) if packing else page.body)


def _packing(accepted: str) -> str:
    """The best that the reader takes, if any."""
    if "q=0" in accepted:
        accepted = ",".join(one for one in accepted.split(",") if not REFUSED.search(one))
    return next((name for name in PACKINGS if name in accepted), "")


def answer(request: HttpRequest, page: Kept, now: float, *, briefly: bool) -> HttpResponse:
    if not page.any_address and page.path != request.path:
        # It has no keys by which a proxy could be told to let it go.
        short = {"Cache-Control": f"public, max-age={SECONDS}"}
        return HttpResponsePermanentRedirect(page.path + page.query, headers=short)
    told = tell(request.META, page, now, briefly=briefly)
    response = HttpResponse(told.body, status=told.status, content_type="text/html")
    response.headers = ResponseHeaders({})
    response.headers._store = told.headers
    return response


def _has_it(meta: Mapping[str, Any], page: Kept) -> bool:
    """Whether the reader's copy is these bytes: by its tag, or by its time where there is no tag."""
    if tags := meta.get("HTTP_IF_NONE_MATCH"):
        return page.etag.removeprefix("W/") in tags or tags == "*"
    since = meta.get("HTTP_IF_MODIFIED_SINCE")
    moment = parse_http_date_safe(since) if since else None
    return moment is not None and moment >= int(page.same_since)


def control(page: Kept, now: float, *, briefly: bool) -> str:
    """How long browsers and proxies may keep it: never past its end."""
    left = DAY if page.ends is None else min(DAY, max(0, int(page.ends - now)))
    if briefly or not settings.PROXIES:
        # Nobody tells an unknown cache what was withdrawn: it asks again within the minute, like a browser. So does a
        # proxy that was told, of what may be no longer true.
        return f"public, max-age={min(SECONDS, left)}"
    shared = left if page.lags is None else min(left, max(1, int(page.lags - now)))
    stale = left - shared
    return (
        f"public, max-age={min(SECONDS, left)}, s-maxage={shared}, stale-while-revalidate={stale},"
        f" stale-if-error={stale}"
    )


def _headers(page: Kept, form: str, control_now: str) -> dict[str, tuple[str, str]]:
    if not page.parts:
        page.parts.update(_made_once(page))
    if form not in page.parts:
        length = {"Content-Encoding": form, "Content-Length": str(len(page.body_as(form)))}
        page.parts[form] = page.parts["same"] | _stored(length)
    return page.parts[form] | {"cache-control": ("Cache-Control", control_now)}


def _made_once(page: Kept) -> dict[str, dict[str, tuple[str, str]]]:
    same = page.headers | {
        "ETag": page.etag,
        "Last-Modified": http_date(page.same_since),
        "Vary": "Accept-Encoding, Save-Data",
    }
    same |= for_proxies(page.keys)
    stored = _stored(same)
    return {"same": stored, "plain": stored | _stored({"Content-Length": str(len(page.body))})}


def for_proxies(keys: Sequence[str]) -> dict[str, str]:
    """The keys by which proxies are told to let an answer go, as each kind of proxy reads them; none where none is."""
    if not settings.PROXIES:
        return {}
    told = shown.to_proxies(keys)
    words = " ".join(told)
    return {"Surrogate-Key": words, "xkey": words, "Cache-Tag": ",".join(told)}


def _stored(headers: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    return ResponseHeaders(headers)._store  # by way of Django, which refuses a line break in a value


def closed() -> HttpResponse:
    """Nothing is kept of this page and the database is away: try again soon."""
    moment = datetime.now(UTC)
    words = f"The database does not answer ({moment:%H:%M:%S} UTC). Please try again in a moment.\n"
    headers = {"Retry-After": "5", "Cache-Control": "no-store"}
    return HttpResponse(words, status=503, content_type="text/plain; charset=utf-8", headers=headers)
