"""The one way in: allauth's sign-in, second factor and password pages. There is no other view that makes a session."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path


def closed(request: HttpRequest, rest: str = "") -> HttpResponse:
    """In the place of a screen that a library brings along and nobody is to have."""
    raise Http404


urlpatterns = [
    # Whoever keeps the accounts changes an address, and the trail tells of it: whoever has it gets new passwords.
    path("email/", closed),
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
]
