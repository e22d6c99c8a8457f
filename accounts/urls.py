"""The one way in: allauth's sign-in, second factor and password pages. There is no other view that makes a session."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path


def closed(request: HttpRequest) -> HttpResponse:
    """Whoever keeps the accounts changes an address, and the trail tells of it: whoever has it gets new passwords."""
    raise Http404


urlpatterns = [
    path("email/", closed),
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
]
