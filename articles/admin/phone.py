"""The story's address as a square to be photographed: the phone in the hand shows what readers have."""

import io

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from articles import published
from articles.admin.pages import find, page
from articles.models import Article


def show(request: HttpRequest, pk: int) -> HttpResponse:
    article = find(request, pk)
    return page(request, "on_phone.html", article=article, address=_address(article), title=_("Look at it on a phone"))


def code(request: HttpRequest, pk: int) -> HttpResponse:
    """Drawn for the page; of a story that readers have not, the site's own front."""
    import qrcode  # noqa: PLC0415 - with lxml 7 MB in every process, for a page that is opened now and then
    from qrcode.image.svg import SvgPathImage  # noqa: PLC0415

    drawn = io.BytesIO()
    address = _address(find(request, pk)) or f"{settings.SITE_ADDRESS}/"
    qrcode.make(address, image_factory=SvgPathImage, box_size=12).save(drawn)
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml")


def _address(article: Article) -> str:
    live = published.status(article.story_id, at=published.now()).live
    return settings.SITE_ADDRESS + live.get_absolute_url() if live else ""
