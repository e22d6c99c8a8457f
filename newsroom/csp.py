"""What a browser may do on our pages: the content security policy, the permissions policy, and https alone.

The former is named as in Django 6 (`SECURE_CSP`, `csp_nonce`), so that ours can go with the upgrade.
Readers' pages get a policy without a nonce, since shared caches keep them; the desk, never cached, gets one each time.
"""

import secrets
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from newsroom.desk import on_desk


class ContentSecurityPolicyMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        nonce = SimpleLazyObject(lambda: secrets.token_urlsafe(16))
        request.csp_nonce = nonce  # type: ignore[attr-defined]
        response = self.get_response(request)
        if "Content-Security-Policy" not in response:
            policy = settings.DESK_CSP if on_desk(request) else settings.SECURE_CSP
            if response.get("X-Frame-Options") == "SAMEORIGIN":
                policy = policy | {"frame-ancestors": ["'self'"]}  # a preview, which stands beside the text
            told = header(policy)
            response["Content-Security-Policy"] = told.replace("{nonce}", str(nonce)) if "{nonce}" in told else told
        return response


class PermissionsPolicyMiddleware:
    """What no page asks a browser for, no page may ask for: whatever script stood on it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.policy = ", ".join(f"{feature}=()" for feature in settings.FEATURES_OFF)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Permissions-Policy"] = self.policy
        return response


class HttpsAloneMiddleware:
    """Said with every answer of a site on https, whichever way it was asked for: a browser passes it by over http.

    Django says it to whoever comes by https; a page that is kept would tell everybody what fits whoever asked first.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.SECURE_HSTS_SECONDS:
            raise MiddlewareNotUsed("The site is not on https alone.")
        self.get_response = get_response
        self.words = f"max-age={settings.SECURE_HSTS_SECONDS}"

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Strict-Transport-Security"] = self.words
        return response


def header(policy: dict[str, list[str] | bool]) -> str:
    """A directive that is `True` stands alone, one that is `False` is left out: both as in Django 6."""
    told = {directive: [] if sources is True else sources for directive, sources in policy.items() if sources}
    return "; ".join(" ".join([directive, *sources]) for directive, sources in told.items())
