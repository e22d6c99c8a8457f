"""Where everything is. The desk lives under its own path; all else is the readers' and knows no session."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.utils.translation import gettext as _

from accounts.urls import closed
from editions import api, views
from newsroom import look
from newsroom.desk import on_desk

BROUGHT_ALONG = ("r/<path:rest>", "logout/", *(f"{app}/<path:rest>" for app in ("auth", "taggit", "account", "mfa")))
"""On the desk by Django and libraries, and for nobody. The first leads anybody from a number to the address of any
edition, restricted or to come, which says its headline; the second lets go of nothing; taggit's merging asks for no
right."""


def routes(*, readers_only: bool) -> list[Any]:
    """`readers_only`: the process that stands in front knows no address of the desk."""
    desk = [
        path(f"{settings.DESK_PATH}/masuk/", include("accounts.urls")),
        path(f"{settings.DESK_PATH}/photos/", include("photos.urls")),
        *(path(f"{settings.DESK_PATH}/{one}", closed) for one in BROUGHT_ALONG),
        path(f"{settings.DESK_PATH}/", admin.site.urls),
    ]
    readers = [
        path("gaya/<slug:digest>.css", look.stylesheet, name="stylesheet"),
        path("api/v1/", api.routes()),
        path("", include("editions.urls")),
    ]
    return readers if readers_only else [*desk, *readers]


urlpatterns = routes(readers_only=settings.READERS_ONLY)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The desk's own page for whoever works there; everybody else gets the readers'."""
    if not on_desk(request) or not request.user.is_authenticated:
        return views.not_found(request, exception)
    context = admin.site.each_context(request) | {"title": _("Page not found")}
    return render(request, "admin/404.html", context, status=404)


handler404 = "newsroom.urls.not_found"
handler500 = "newsroom.errors.server_error"
