"""What makes a view a page for everybody: read only, the same for whoever asks, and kept."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, QueryDict
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

SECONDS = 60
"""How long a browser may keep a page: never longer, so that a withdrawal is everywhere within a minute."""

TEXT_ONLY = "lite"
"""The parameter by which a reader asks for the text edition, or against it."""

SAID = ("0", "1")
"""All that it can say."""

View = Callable[..., HttpResponse]


def public(*reads: str, made_up: bool = False) -> Callable[[View], View]:
    """A page for everybody. `reads`: the parameters it has; the view sees no other, nor does the key it is kept by.

    `made_up`: readers make its addresses up, as in a search, so that its pages have a share of the cache of their own.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            request.GET = QueryDict(query(request, safe.reads))
            response = view(request, *args, **kwargs)
            patch_cache_control(response, public=True, max_age=SECONDS)
            patch_vary_headers(response, ["Save-Data"])
            return response

        safe: Any = require_safe(shown)
        safe.reads, safe.made_up = (*reads, TEXT_ONLY), made_up
        return safe

    return decorate


def query(request: HttpRequest, reads: Sequence[str]) -> str:
    """The parameters that a page has, in one order, each once: all that tells its addresses apart."""
    if not reads or not request.META.get("QUERY_STRING"):
        return ""
    told = QueryDict(mutable=True)
    for name in reads:
        value = request.GET.get(name)
        if value is not None and (name != TEXT_ONLY or value in SAID):
            told[name] = value
    return told.urlencode()


def onwards(request: HttpRequest, address: str, place: str = "") -> HttpResponse:
    """For good, to a page of ours; whoever asked for the text edition, or against it, has said so there too."""
    said = request.GET.get(TEXT_ONLY)
    asked = f"{'&' if '?' in address else '?'}{TEXT_ONLY}={said}" if said in SAID else ""
    return HttpResponsePermanentRedirect(address + asked + place)
