"""The desk speaks each person's language; readers' pages speak the site's, whoever asks."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation


class DeskLocaleMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        on_desk = request.path_info.startswith(f"/{settings.DESK_PATH}/")
        language = getattr(request.user, "language", "") if on_desk else ""
        with translation.override(language or settings.LANGUAGE_CODE):
            response = self.get_response(request)
            if on_desk and hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response = response.render()
            return response
