"""Sessions, sign-in, form tokens and messages belong to the desk: what readers get is the same for everybody.

Each is Django's own middleware, passed by for every address that is not the desk's, so that no public answer can carry
a cookie or vary by one, and none costs a reader anything.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.views import redirect_to_login
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import reverse

MOST_OF_A_STRANGER = 64 * 1024
"""Bytes that are read of whoever has not signed in: a form of the sign-in is no longer."""


def on_desk(request: HttpRequest) -> bool:
    return not settings.READERS_ONLY and request.path_info.startswith(f"/{settings.DESK_PATH}/")


class _OnDesk:
    get_response: Any

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if on_desk(request):
            return super().__call__(request)  # type: ignore[misc]
        return self.get_response(request)


class Sessions(_OnDesk, SessionMiddleware):
    pass


class SignIn(_OnDesk, AuthenticationMiddleware):
    def process_request(self, request: HttpRequest) -> HttpResponse | None:  # type: ignore[override]
        """Who it is comes before what they send, since the form's token and all after it would read that whole."""
        super().process_request(request)
        if _length(request) <= MOST_OF_A_STRANGER or request.user.is_authenticated:
            return None
        return redirect_to_login(request.get_full_path(), reverse("account_login"))

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """After the sign-in people come back to where they were, not to where they sent: that may be no page at all.

        The sign-in says what became of what they sent.
        """
        if request.method != "POST" or not isinstance(response, HttpResponseRedirect):
            return response
        doors = (reverse("admin:login"), reverse("account_login"))
        back_here = [redirect_to_login(request.get_full_path(), door).url for door in doors]
        if response.url not in back_here:
            return response
        return redirect_to_login(_sent_from(request), f"{doors[-1]}?keluar={'tersimpan' if _kept(request) else 1}")


def _sent_from(request: HttpRequest) -> str:
    """The page of the desk whose button was pressed after the session's end."""
    page = urlsplit(request.headers.get("Referer", ""))
    if page.netloc != request.get_host() or not page.path.startswith(f"/{settings.DESK_PATH}/"):
        return reverse("admin:index")
    return urlunsplit(("", "", page.path, page.query, ""))


def _kept(request: HttpRequest) -> bool:
    """Whether a script of the form's gave its text a name, under which the browser holds it."""
    return _length(request) <= MOST_OF_A_STRANGER and bool(request.POST.get("tab") or request.POST.get("kept"))


def _length(request: HttpRequest) -> int:
    """Of what is sent; Django reads nothing where it is not told."""
    told = str(request.META.get("CONTENT_LENGTH", ""))
    return int(told[:18]) if told.isdecimal() else 0


class WithoutNulls:
    """Takes out of what is sent the one character that PostgreSQL keeps in no text: it comes along from a PDF."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if on_desk(request):
            request.GET, request.POST = map(_without_nulls, (request.GET, request.POST))  # type: ignore[assignment]
        return self.get_response(request)


def _without_nulls(sent: QueryDict) -> QueryDict:
    if not any("\0" in value for _name, values in sent.lists() for value in values):
        return sent
    clean = sent.copy()
    for name, values in sent.lists():
        clean.setlist(name, [value.replace("\0", "") for value in values])
    return clean


class Messages(_OnDesk, MessageMiddleware):
    pass


class FormTokens(_OnDesk, CsrfViewMiddleware):
    def process_view(
        self, request: HttpRequest, callback: Any, callback_args: Any, callback_kwargs: Any
    ) -> HttpResponseForbidden | None:
        return super().process_view(request, callback, callback_args, callback_kwargs) if on_desk(request) else None
