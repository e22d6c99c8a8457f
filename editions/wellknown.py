"""What machines ask for by a fixed name: robots.txt, ads.txt, security.txt, the manifest and the icon."""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.templatetags.static import static
from django.urls import reverse

from almanac import dates
from editions import ads, clock, pages, shown
from editions.public import public

ICON_SIZES = (192, 512)
GOOD_FOR = timedelta(days=180)
"""How long security.txt says it holds: the standard asks for less than a year."""


@public()
def robots(request: HttpRequest) -> HttpResponse:
    """A demonstration's stories are made up: no search engine should offer them."""
    if settings.DEMO:
        return _plain(["User-agent: *", "Disallow: /"])
    maps = [pages.absolute(reverse(f"editions:{name}")) for name in ("sitemap", "sitemap_news")]
    return _plain(["User-agent: *", "Disallow:", "", *(f"Sitemap: {one}" for one in maps)])


@public()
def ads_txt(request: HttpRequest) -> HttpResponse:
    if not settings.ADS_TXT:
        raise Http404
    return _plain(ads.published(settings.ADS_TXT).splitlines())


@public()
def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a weakness (RFC 9116); 404 while the newsroom names nobody."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    return _plain(
        [
            *(f"Contact: {one}" for one in settings.SECURITY_CONTACT),
            f"Expires: {_expires(clock.read())}",
            "Preferred-Languages: id, en",
            f"Canonical: {pages.absolute(request.path)}",
        ]
    )


def _expires(now: datetime) -> str:
    """A midnight, so that the file is the same all day."""
    shown.until(dates.day_bounds(dates.local(now).date())[1])
    return dates.machine(dates.day_bounds(dates.local(now + GOOD_FOR).date())[0])


@public()
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone shows of the site on its first screen."""
    paper = (settings.LOOK_COLOURS["paper"] or settings.PAPER)[0]
    facts = {
        "name": settings.OUTLET_NAME,
        "short_name": settings.OUTLET_NAME,
        "description": settings.OUTLET_TAGLINE,
        "lang": settings.LANGUAGE_CODE,
        "dir": "ltr",
        "id": "/",
        "start_url": reverse("editions:home"),
        "scope": "/",
        "display": "minimal-ui",
        "background_color": paper,
        "theme_color": paper,
        "icons": [_icon(size, purpose) for purpose in ("any", "maskable") for size in ICON_SIZES],
    }
    return JsonResponse(facts, content_type="application/manifest+json")


def _icon(size: int, purpose: str) -> dict[str, str]:
    return {"src": static(f"img/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}


@public()
def icon(request: HttpRequest) -> HttpResponse:
    """Browsers and readers of feeds ask for it without being told of another."""
    return HttpResponseRedirect(static("img/favicon.ico"))


def _plain(lines: list[str]) -> HttpResponse:
    text = "".join(f"{line}\n" for line in lines)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
