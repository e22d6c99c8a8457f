"""The page of last resort: a file that needs neither database nor template context, with the request's id in it."""

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.html import escape

from newsroom import requests


def server_error(request: HttpRequest) -> HttpResponse:
    page = (Path(settings.BASE_DIR) / "templates" / "500.html").read_text()
    return HttpResponse(page.replace("REQUEST-ID", escape(requests.current.get())), status=500)
