"""A file that comes with others by the thousand, and maybe again: it becomes one photo, and nobody looks at it."""

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from guards import turns
from photos import intake
from photos.metadata import CREDIT_LENGTH
from photos.models import Photo


def photo_of(upload: File, *, by: User, caption: str, alt: str, credit: str = "") -> tuple[Photo, bool]:
    """The photo that the library has of this very file, else one brought in as any upload; whether it is new.

    Words that are empty are filled from what the file says of itself; the alternative text is not, since a caption
    that nobody reads again describes no picture. `credit` stands where the file says none. Raises as
    `Photo.objects.add` does.
    """
    # What lies in a folder may be written anew meanwhile: what is kept is what was looked at.
    upload = intake.held(upload)
    checksum = intake.checksum(upload)
    if known := _known(checksum):
        return known, False
    seen = intake.read(upload)
    photo, made = Photo.objects.prepared(seen, by=by, caption=caption, alt=alt)
    photo.alt, photo.credit = alt, photo.credit or credit[:CREDIT_LENGTH]
    with transaction.atomic():
        turns.take(turns.IMPORTING)
        if known := _known(checksum):
            return known, False
        photo.take_in(upload, seen, made)
    return photo, True


def _known(checksum: str) -> Photo | None:
    """Of several the one that stories may show; what its owner denied once is denied."""
    now = timezone.now()
    same = Photo.objects.filter(checksum=checksum).order_by("pk")
    return min(
        same, key=lambda one: (not one.rights_denied, not one.is_free(now), one.retired_at is not None), default=None
    )
