"""Where everything is. The desk lives under its own path; all else is the readers' and knows no session."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from editions.api import api
from newsroom import look


def routes(*, readers_only: bool) -> list[Any]:
    """`readers_only`: the process that stands in front knows no address of the desk."""
    desk = [
        path(f"{settings.DESK_PATH}/masuk/", include("accounts.urls")),
        path(f"{settings.DESK_PATH}/photos/", include("photos.urls")),
        path(f"{settings.DESK_PATH}/", admin.site.urls),
    ]
    readers = [
        path("gaya/<slug:digest>.css", look.stylesheet, name="stylesheet"),
        path("api/v1/", api.urls),
        path("", include("editions.urls")),
    ]
    return readers if readers_only else [*desk, *readers]


urlpatterns = routes(readers_only=settings.READERS_ONLY)

handler404 = "editions.views.not_found"
handler500 = "newsroom.errors.server_error"
