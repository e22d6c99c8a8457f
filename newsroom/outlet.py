"""What every page says of the newsroom. Settings alone: a context processor never asks the database."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, gettext

from newsroom import look


@dataclass(frozen=True)
class Outlet:
    name: str
    logo: str
    stylesheet: str
    paper: tuple[str, ...]
    tagline: str
    address: str
    company: str
    street: str
    contact: str
    responsible: str
    advert_label: str
    language: str
    demo: bool
    spoken: str
    """The language of the page, which on the desk is that of whoever reads."""

    @cached_property
    def all(self) -> str:
        """For whoever remembers what was made of it."""
        return str(self)


_known = lru_cache(8)(Outlet)


def outlet(request: HttpRequest) -> dict[str, Any]:
    told = _known(
        name=settings.OUTLET_NAME,
        logo=f"house/{settings.OUTLET_LOGO}" if settings.OUTLET_LOGO else "",
        stylesheet=look.sheet().address,
        paper=look.paper(),
        tagline=settings.OUTLET_TAGLINE,
        address=settings.SITE_ADDRESS,
        company=settings.REDAKSI_COMPANY,
        street=settings.REDAKSI_ADDRESS,
        contact=settings.REDAKSI_CONTACT,
        responsible=settings.REDAKSI_RESPONSIBLE,
        advert_label=settings.ADVERT_LABEL or gettext("Advertising"),
        language=settings.LANGUAGE_CODE,
        demo=settings.DEMO,
        spoken=get_language() or "",
    )
    return {"outlet": told}
