"""Answers a page at hand before Django looks at the request: nearly every answer of a busy day, and no more than that.

What is stale, may be stale or was never made goes on to the middleware, which knows the rest; so does whoever comes
when it is time to look at what changed.
"""

from collections.abc import Iterable
from http.client import responses
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from editions.cache import answers
from editions.cache.kept import Kept
from editions.cache.middleware import PageCache

READING = ("GET", "HEAD")
STATUSES = {int(code): f"{int(code)} {words}" for code, words in responses.items()}


class AtHand:
    """Wraps the WSGI application."""

    def __init__(self, application: WSGIApplication) -> None:
        self.application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        pages = PageCache.standing
        page = _plainly_asked(environ, pages) if pages else None
        if page is None or pages is None:
            return self.application(environ, start_response)
        told = answers.tell(environ, page, pages.changes.now(), briefly=pages.changes.lost)
        start_response(STATUSES[told.status], list(told.headers.values()))
        return [told.body]


def _plainly_asked(environ: WSGIEnvironment, pages: PageCache) -> Kept | None:
    """By its path alone: reading a query, or letters beyond ASCII, is Django's."""
    path = environ["PATH_INFO"]
    plain = not environ.get("QUERY_STRING") and not environ.get("SCRIPT_NAME") and path.isascii()
    return pages.at_hand(path, environ) if plain and environ["REQUEST_METHOD"] in READING else None
