"""What every page says of the newsroom. Settings alone: a context processor never asks the database."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, gettext

from newsroom import look


def outlet(request: HttpRequest) -> dict[str, object]:
    facts = {
        "name": settings.OUTLET_NAME,
        "logo": f"house/{settings.OUTLET_LOGO}" if settings.OUTLET_LOGO else "",
        "stylesheet": look.sheet().address,
        "paper": look.paper(),
        "tagline": settings.OUTLET_TAGLINE,
        "address": settings.SITE_ADDRESS,
        "company": settings.REDAKSI_COMPANY,
        "street": settings.REDAKSI_ADDRESS,
        "contact": settings.REDAKSI_CONTACT,
        "responsible": settings.REDAKSI_RESPONSIBLE,
        "advert_label": settings.ADVERT_LABEL or gettext("Advertising"),
        "language": settings.LANGUAGE_CODE,
        "demo": settings.DEMO,
    }
    return {"outlet": facts | {"all": f"{get_language()} {facts}"}}
