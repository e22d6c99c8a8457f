"""The desk's door: sign-in is allauth's alone; where a second factor is demanded, nobody passes without."""

from urllib.parse import urlencode

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from accounts.backends import DEMO_PASSWORD
from accounts.models import User
from accounts.roles import Bundle

OFFERED = (Bundle.REPORTER, Bundle.EDITOR, Bundle.MANAGING_EDITOR)


def has_permission(request: HttpRequest) -> bool:
    """Whether the person may open the desk at all."""
    return isinstance(request.user, User) and request.user.is_active and not lacks_second_factor(request.user)


def lacks_second_factor(user: User) -> bool:
    return settings.MFA_REQUIRED and not is_mfa_enabled(user)


@never_cache
def login(request: HttpRequest) -> HttpResponse:
    """Shows the way in; it reads no password and makes no session."""
    if has_permission(request):
        return redirect(_wanted(request))
    if isinstance(request.user, User) and request.user.is_active:
        return redirect("mfa_activate_totp")
    if settings.DEMO and request.method == "GET":
        cards = {"people": offered(), "next": _wanted(request), "password": DEMO_PASSWORD}
        return render(request, "account/demo.html", cards)
    return redirect(f"{reverse('account_login')}?{urlencode({REDIRECT_FIELD_NAME: _wanted(request)})}")


def _wanted(request: HttpRequest) -> str:
    """Where the person was going, if that is on this site and not back here."""
    wanted = request.GET.get(REDIRECT_FIELD_NAME, "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    home = reverse("admin:index")
    return wanted if safe and wanted.startswith(home) and not wanted.startswith(reverse("admin:login")) else home


def offered() -> list[tuple[str, User]]:
    """One demonstration account for each role offered, as (role, person)."""
    people = User.objects.filter(is_demo=True, is_active=True).prefetch_related("rights").order_by("pk")
    found: dict[str, User] = {}
    for user in people:
        for right in user.rights.all():
            found.setdefault(right.bundle, user)
    return [(str(bundle.label), found[bundle]) for bundle in OFFERED if bundle in found]
