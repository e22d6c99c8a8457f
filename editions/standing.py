"""The newsroom's own pages: written and kept like stories, or filled from settings until somebody writes them."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.common import no_append_slash

from editions import clock, pages, shown
from editions.models import Edition
from editions.pages.heads import headings
from editions.public import public
from editions.views import framed


# One word at the root may be anything, an old system's address too: unknown stays unknown, with or without a slash.
@no_append_slash
@public()
def own_page(request: HttpRequest, slug: str) -> HttpResponse:
    """A page of the newsroom's own, written, approved and kept like a story."""
    edition = pages.own_page(slug, at=clock.read())
    if edition is None:
        raise Http404
    return _own_page(request, edition)


def _own_page(request: HttpRequest, edition: Edition) -> HttpResponse:
    at = edition.read_at  # type: ignore[attr-defined]
    shown.of_moment(at)
    story = pages.story(edition, None, at=at)
    return framed(
        request, "page", title=edition.headline, edition=edition, story=story, names=story.names,
        canonical=pages.absolute(edition.get_absolute_url()),
    )  # fmt: skip


@public()
def standing(request: HttpRequest, name: str) -> HttpResponse:
    """The newsroom's own pages, filled from settings."""
    at = clock.read()
    slug = request.path.strip("/")
    if edition := pages.own_page(slug, at=at):
        return _own_page(request, edition)
    names = headings([], at=at)
    text = settings.GUIDELINES if name == "guidelines" else ""
    return framed(request, name, names=names, canonical=pages.absolute(request.path), text=text)
