"""The desk speaks each person's language and knows their zone; readers' pages speak the site's, whoever asks."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from almanac import desk_dates


class DeskLocaleMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = getattr(request, "user", None)  # on the desk alone
        language, zone = (getattr(person, name, "") for name in ("language", "zone"))
        with translation.override(language or settings.LANGUAGE_CODE), desk_dates.read_in(zone):
            response = self.get_response(request)
            if person is not None and hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response = response.render()
            return response
