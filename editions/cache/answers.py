"""A kept page as an answer: headers made once, its time measured anew, 304 where the reader has these bytes."""

from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, HttpResponsePermanentRedirect
from django.http.response import ResponseHeaders
from django.utils.http import http_date, parse_http_date_safe

from editions.cache.kept import Kept
from editions.public import SECONDS

DAY = 86_400
NOT_KEPT = {"x-request-id", "date", "age", "cache-control", "content-length", "set-cookie"}
"""Headers of one answer, not of a page."""


def answer(request: HttpRequest, page: Kept, now: float) -> HttpResponse:
    if not page.any_address and page.path != request.path:
        return HttpResponsePermanentRedirect(page.path + page.query, headers={"Cache-Control": control(page, now)})
    told, meta = control(page, now), request.META
    if page.status == 200 and _has_it(meta, page):  # noqa: PLR2004
        same = HttpResponseNotModified()
        same.headers = _headers(page, "same", told)
        return same
    zipped = "gzip" in meta.get("HTTP_ACCEPT_ENCODING", "")
    body = page.gzip() if zipped else page.body
    response = HttpResponse(b"" if request.method == "HEAD" else body, status=page.status, content_type="text/html")
    response.headers = _headers(page, "gzip" if zipped else "plain", told)
    return response


def _has_it(meta: dict[str, str], page: Kept) -> bool:
    """Whether the reader's copy is these bytes: by its tag, or by its time where there is no tag."""
    if tags := meta.get("HTTP_IF_NONE_MATCH"):
        return page.etag.removeprefix("W/") in tags or tags == "*"
    since = meta.get("HTTP_IF_MODIFIED_SINCE")
    moment = parse_http_date_safe(since) if since else None
    return moment is not None and moment >= int(page.same_since)


def control(page: Kept, now: float) -> str:
    """How long browsers and proxies may keep it: never past its end."""
    left = DAY if page.ends is None else min(DAY, max(0, int(page.ends - now)))
    if not settings.PROXIES:
        # Nobody tells an unknown cache what was withdrawn: it asks again within the minute, like a browser.
        return f"public, max-age={min(SECONDS, left)}"
    shared = left if page.lags is None else min(left, max(1, int(page.lags - now)))
    stale = left - shared
    return (
        f"public, max-age={min(SECONDS, left)}, s-maxage={shared}, stale-while-revalidate={stale},"
        f" stale-if-error={stale}"
    )


def _headers(page: Kept, form: str, told: str) -> ResponseHeaders:
    if not page.parts:
        page.parts.update(_made_once(page))
    if form == "gzip" and "gzip" not in page.parts:
        length = {"Content-Encoding": "gzip", "Content-Length": str(len(page.gzip()))}
        page.parts["gzip"] = ResponseHeaders(dict(page.parts["same"].items()) | length)
    headers = ResponseHeaders({})
    headers._store = page.parts[form]._store | {"cache-control": ("Cache-Control", told)}
    return headers


def _made_once(page: Kept) -> dict[str, ResponseHeaders]:
    same = page.headers | {
        "ETag": page.etag,
        "Last-Modified": http_date(page.same_since),
        "Vary": "Accept-Encoding, Save-Data",
    }
    if settings.PROXIES:
        keys = " ".join(page.keys)
        same |= {"Surrogate-Key": keys, "xkey": keys, "Cache-Tag": ",".join(page.keys)}
    plain = same | {"Content-Length": str(len(page.body))}
    return {"same": ResponseHeaders(same), "plain": ResponseHeaders(plain)}


def closed() -> HttpResponse:
    """Nothing is kept of this page and the database is away: try again soon."""
    moment = datetime.now(UTC)
    words = f"The database does not answer ({moment:%H:%M:%S} UTC). Please try again in a moment.\n"
    headers = {"Retry-After": "5", "Cache-Control": "no-store"}
    return HttpResponse(words, status=503, content_type="text/plain; charset=utf-8", headers=headers)
