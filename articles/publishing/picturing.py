"""Photos on the site: how long their rights let them stand, and which stories show them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Concat

from articles import checks, published
from articles.models import Article
from articles.published import text_of
from articles.publishing import composing, telling
from articles.workflow import NotAllowed
from editions import shown
from editions.models import Change, Edition, Entry, Picture
from photos.models import Photo


def pictures_of(photo: Photo) -> QuerySet[Picture]:
    """What the public has of a photo: one for each caption under which it went out."""
    return Picture.objects.filter(Q(photo=photo.pk) | Q(key=composing.picture_key(photo)))


def stories_with(photo: Photo, *, at: datetime) -> list[str]:
    """Numbers of the stories on the site whose text holds it, newest first."""
    lists = [shown.picture(key) for key in pictures_of(photo).values_list("key", flat=True)]
    rows = Entry.objects.live(at).filter(list__in=lists).order_by("-first_published_at")
    return list(dict.fromkeys(rows.values_list("story_id", flat=True)))


def showing(photos: Collection[Photo], *, at: datetime) -> QuerySet[Entry, Any]:
    """Numbers of the stories on the site whose text holds one of the photos, for another question to look up.

    Without pictures of before their photo's number was kept: to tell their keys, each photo would ask for its sizes.
    """
    pictures = Picture.objects.filter(photo__in=[photo.pk for photo in photos])
    lists = pictures.annotate(list=Concat(Value(shown.picture("")), "key"))
    return Entry.objects.live(at).filter(list__in=lists.values("list")).values("story_id")


@transaction.atomic
def keep_rights(photo: Photo) -> int:
    """What readers have of a photo ends with its rights, or stands again where they were given; how many changed."""
    # Holds the row first: a story that brings the photo to the site meanwhile is waited for, and its picture found.
    Photo.objects.filter(pk=photo.pk).update(rights_told=False)
    now, ends = published.now(), photo.rights_until
    stale = [picture for picture in pictures_of(photo) if picture.until != ends]
    for picture in stale:
        Picture.objects.filter(key=picture.key).update(until=ends)
        if ends:
            telling.of_picture(picture.key, at=max(ends, now))
    if given_back := [shown.picture(one.key) for one in stale if one.until and (ends is None or ends > one.until)]:
        Change.objects.tell(given_back, at=now)
    return len(stale)


def must_be_free(edition: Edition, *, at: datetime) -> None:
    """The photos of a text approved before, at the moment at which it goes out."""
    numbers = composing.photo_numbers([text_of(edition)])
    ended = [photo for photo in Photo.objects.filter(pk__in=numbers) if not photo.is_free(at)]
    if ended:
        raise NotAllowed(checks.rights_ended(str(ended[0])), "photo_rights")


def ended(*, at: datetime) -> list[tuple[Photo, list[Article]]]:
    """Photos whose rights ended since the desk last heard, each with the stories on the site that had it."""
    told: list[tuple[Photo, list[Article]]] = []
    for photo in Photo.objects.to_tell(at)[:20]:
        if Photo.objects.to_tell(at).filter(pk=photo.pk).update(rights_told=True):
            stories = stories_with(photo, at=at)
            rows = Article.objects.filter(story_id__in=stories).select_related("section").prefetch_related("named")
            told.append((photo, list(rows.defer("body"))))
    return told
