"""The reader's very page with a text that was never published in it: nothing of it is stored, and nothing is public."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify

from articles import published, rendering
from articles.models import Tag
from articles.publishing import composing, recording
from articles.publishing.composing import Directory
from articles.workflow import Shown
from editions import views
from editions.models import Edition, Picture, Rendered
from editions.pages import Unsaved
from photos.models import Photo, Rendition, as_facts
from photos.views import served

HEADERS = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
}

Address = Callable[[Rendition], str]


def page(
    request: HttpRequest, story_id: str, snapshot: dict[str, Any], *, at: datetime, picture_at: Address,
    **shown: Any,
) -> HttpResponse:  # fmt: skip
    """`picture_at` says where a rendition that is not public can be seen; `shown` goes to the frame around the page."""
    directory = Directory.of([snapshot])
    # As for readers: a photo whose rights ended is not shown, and its file not served.
    directory.photos = {pk: photo for pk, photo in directory.photos.items() if photo.is_free(at)}
    _name_new_tags(snapshot["tags"], directory)

    def shown_as(photo: Photo) -> Picture:
        return _picture(photo, picture_at)

    pictures = [shown_as(photo) for photo in composing.photos_of(snapshot, directory)]
    edition = _edition(story_id, snapshot, directory, at=at)
    lead = directory.photos.get(snapshot["photo_id"])
    edition.lead = shown_as(lead) if lead else None
    edition.rendered = Rendered(**recording.rendered(edition, composing.unverified_notice(snapshot)))
    unsaved = Unsaved(
        headings={row.list_key: recording.heading_of(row, shown_as) for row in directory.named()},
        pictures={picture.key: picture for picture in pictures},
    )
    shown |= _beside_what_readers_have(story_id, snapshot, at=at)
    response = views.preview(request, edition, "editions/preview.html", at=at, unsaved=unsaved, **shown)
    for name, value in HEADERS.items():
        response[name] = value
    return response


def _beside_what_readers_have(story_id: str, snapshot: dict[str, Any], *, at: datetime) -> dict[str, Any]:
    """Where the story stands for readers, if it is live, and whether this text is another."""
    status = published.status(story_id, at=at)
    if status.shown != Shown.LIVE or status.live is None:
        return {}
    address = settings.SITE_ADDRESS + status.live.get_absolute_url()
    return {"stands_at": address, "changed": published.text_of(status.live) != snapshot}


def _edition(story_id: str, snapshot: dict[str, Any], directory: Directory, *, at: datetime) -> Edition:
    live = published.status(story_id, at=at).live
    return Edition(
        story_id=story_id, kind=Edition.Kind.STORY, number=(live.number if live else 0) + 1, revision=0,
        published_at=at, first_published_at=live.first_published_at if live else at,
        updated_at=at if live else None, notices=live.notices if live else [],
        **composing.compose(snapshot, directory),
    )  # fmt: skip


def _name_new_tags(names: list[str], directory: Directory) -> None:
    """Tags that saving would make, for as long as the page is drawn."""
    new = [name for name in names if name not in directory.tags]
    directory.tags |= {
        name: Tag(pk=-place, name=name, slug=slugify(name) or "tag") for place, name in enumerate(new, 1)
    }


def _picture(photo: Photo, picture_at: Address) -> Picture:
    facts = as_facts(photo)
    for facts_of, rendition in zip(facts["renditions"], photo.renditions.all(), strict=True):
        facts_of["url"] = picture_at(rendition)
    return Picture(key=composing.picture_key(photo), facts=facts, until=photo.rights_until)


def picture(snapshot: dict[str, Any], pk: int, *, at: datetime) -> HttpResponse | None:
    """A rendition of a photo that the text shows, or its people's faces; None: it shows no such photo, or no longer."""
    shown = {snapshot["photo_id"], *rendering.photo_ids(snapshot["body"])}
    people = composing.authors_of([snapshot]).values()
    shown |= {author.portrait_id for author in people}
    rendition = Rendition.objects.filter(pk=pk, photo__in=shown - {None}).select_related("photo").first()
    if rendition is None or not rendition.photo.is_free(at):
        return None
    response = served(rendition)
    response["Cache-Control"] = HEADERS["Cache-Control"]  # a link ends, and so do rights
    return response
