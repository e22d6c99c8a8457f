"""A picture of the record as markup needs it: one shape, every format, while its rights last."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from editions.models import Picture
from editions.showing import unfolded


class Format(NamedTuple):
    type: str
    srcset: str


@dataclass(frozen=True)
class Image:
    """A picture in one shape, as markup needs it."""

    formats: list[Format]
    src: str
    width: int
    height: int
    alt: str
    caption: str
    credit: str
    label: str
    made_by_ai: bool
    small: str = ""
    """The narrowest, for a face."""

    @property
    def told(self) -> str:
        """What readers are told of it wherever it is shown (INDONESIA.md, 12, 32): `Ilustrasi · Dibuat dengan AI`."""
        return " · ".join(filter(None, [self.label, _("Made by AI") if self.made_by_ai else ""]))


def image(picture: Picture | None, shape: str, *, at: datetime, caption: str = "", credit: str = "") -> Image | None:
    """The picture in a shape, while its rights last; JPEG is the fallback that every browser reads."""
    if picture is None or (picture.until is not None and picture.until <= at):
        return None
    found = in_shape(picture.key, picture.facts, shape)
    if found is None or not (caption or credit):
        return found
    return replace(found, caption=caption or found.caption, credit=credit or found.credit)


MOST = 4096
"""Pictures, each in one shape, that a process has worked out."""

_known: dict[tuple[str, str], Image | None] = {}


def in_shape(key: str, facts: str | dict[str, Any], shape: str) -> Image | None:
    """Worked out once in each process, since the facts of a picture never change."""
    if not isinstance(facts, str):  # of no stored row: a preview's files are seen at addresses of its own
        return _worked_out(facts, shape)
    try:
        return _known[key, shape]
    except KeyError:
        found = _worked_out(unfolded(facts), shape)
    if len(_known) >= MOST:  # emptied while another thread may be reading: nobody looks twice
        _known.clear()
    _known[key, shape] = found
    return found


def _worked_out(facts: dict[str, Any], shape: str) -> Image | None:
    by_format: dict[str, list[dict[str, Any]]] = {}
    for one in facts["renditions"]:
        if one["shape"] == shape:
            by_format.setdefault(one["format"], []).append(one)
    if "jpeg" not in by_format:
        return None
    widest = max(by_format["jpeg"], key=lambda one: one["width"])
    better = [name for name in ("avif", "webp", "jpeg") if name in by_format]
    return Image(
        formats=[Format(f"image/{name}", _srcset(by_format[name])) for name in better],
        src=_media_url(widest),
        width=widest["width"],
        height=widest["height"],
        alt=facts.get("alt", ""),
        caption=facts.get("caption", ""),
        credit=facts.get("credit", ""),
        label=facts.get("label", ""),
        made_by_ai=bool(facts.get("made_by_ai")),
        small=_media_url(min(by_format["jpeg"], key=lambda one: one["width"])),
    )


def _srcset(renditions: Iterable[dict[str, Any]]) -> str:
    narrow_first = sorted(renditions, key=lambda one: one["width"])
    return ", ".join(f"{_media_url(one)} {one['width']}w" for one in narrow_first)


def _media_url(rendition: dict[str, Any]) -> str:
    """Where it lies; a preview's pictures, which are not public, say so themselves."""
    return rendition.get("url") or f"{settings.PUBLIC_MEDIA_URL}{rendition['name']}"
