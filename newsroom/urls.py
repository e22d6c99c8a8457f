"""Where everything is. The desk lives under its own path; all else is the readers' and knows no session."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path(f"{settings.DESK_PATH}/masuk/", include("accounts.urls")),
    path(f"{settings.DESK_PATH}/photos/", include("photos.urls")),
    path(f"{settings.DESK_PATH}/", admin.site.urls),
    path("", include("editions.urls")),
]

handler404 = "editions.views.not_found"
handler500 = "newsroom.errors.server_error"
