"""The newsroom's own face: the stylesheet that is shipped, and after it the values that this house set.

One file under an address that changes with its content, so that readers keep it for ever and load nothing else.
"""

import gzip
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

BY_NIGHT = "@media(prefers-color-scheme:dark){%s}"
GROUNDED = {"ink": 7.0, "meta": 7.0, "link": 7.0, "accent": 4.5}
"""The least contrast with the paper that each colour of type may have (WCAG 2.2, 1.4.3 and 1.4.6)."""

DEFAULTS = {
    "ink": ("#1A1A1A", "#E8E6E1"),
    "meta": ("#545454", "#B4B1AA"),
    "accent": ("#951B1B", "#FF9C8F"),
    "link": ("#0B4A7A", "#8FC4F0"),
}


class Sheet(NamedTuple):
    name: str
    address: str
    plain: bytes
    zipped: bytes


@cache
def sheet() -> Sheet:
    shipped = finders.find("css/site.css")
    if not isinstance(shipped, str):
        raise FileNotFoundError("static/css/site.css is missing")
    plain = (Path(shipped).read_text() + own_values()).encode()
    name = sha256(plain).hexdigest()[:12]
    return Sheet(name, reverse("stylesheet", args=[name]), plain, gzip.compress(plain, 9, mtime=0))


def own_values() -> str:
    """The custom properties that this house sets, by day and by night; nothing where it sets none."""
    by_day, by_night = (
        "".join(f"--{name}:{pair[scheme]};" for name, pair in settings.LOOK_COLOURS.items() if pair)
        for scheme in (0, 1)
    )
    by_day += "".join(f"--{name}:{families};" for name, families in settings.LOOK_FONTS.items() if families)
    night = BY_NIGHT % f":root{{{by_night}}}" if by_night else ""
    return (f":root{{{by_day}}}" if by_day else "") + night


def paper() -> tuple[str, ...]:
    return settings.LOOK_COLOURS["paper"] or settings.PAPER


@require_safe
def stylesheet(request: HttpRequest, digest: str) -> HttpResponse:
    """For ever under its own address; a page kept from before a release names another: today's, for a minute."""
    found = sheet()
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(found.zipped if zipped else found.plain, content_type="text/css; charset=utf-8")
    # Not public: no cache that many share fills up with addresses that anybody makes up.
    response["Cache-Control"] = "public, max-age=31536000, immutable" if digest == found.name else "max-age=60"
    if zipped:
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def too_pale() -> list[str]:
    """Colours of this house that readers with weak sight can't tell from the paper, each with its contrast."""
    found = []
    for name, least in GROUNDED.items():
        pair = settings.LOOK_COLOURS[name] or DEFAULTS[name]
        for colour, ground in zip(pair, paper(), strict=True):
            if (ratio := contrast(colour, ground)) < least:
                found.append(f"LOOK_{name.upper()} {colour} on {ground} has {ratio:.1f}:1, and needs {least}:1")
    return found


def contrast(one: str, other: str) -> float:
    """WCAG's ratio, from 1 (alike) to 21 (black on white)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)  # noqa: PLR2004
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
