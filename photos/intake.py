"""The gate for photo files: what is let in, and what a person is told of what is not."""

import hashlib
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext as _

from photos import decoding
from photos.decoding import MAX_MEGAPIXELS, MAX_SIDE

MAX_MEGABYTES = 30
SUFFIXES = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp", "AVIF": ".avif"}
"""What is let in, by content, and the ending each gets: the uploaded name counts for nothing."""


class BadPhoto(ValidationError):
    """A file that is not let in; the message names the limit and the way out."""


@dataclass(frozen=True)
class Intake(decoding.Decoded):
    """A photo that passed."""

    checksum: str

    @property
    def suffix(self) -> str:
        return SUFFIXES[self.format]


def read(upload: File) -> Intake:
    """Check and decode an upload; `BadPhoto` where it is not let in. The upload stands at its start again."""
    raw = _bytes(upload)
    try:
        found = decoding.decoded(raw)
    except decoding.Refused as refused:
        raise _refusal(str(refused)) from refused
    return Intake(**vars(found), checksum=hashlib.sha256(raw).hexdigest())


def held(upload: File) -> File:
    """As it is now, in memory; `BadPhoto` where it is too large."""
    return ContentFile(_bytes(upload), name=upload.name)


def checksum(upload: File) -> str:
    """By which the library knows a file again, without a look at what it holds; `BadPhoto` where it is too large."""
    return hashlib.sha256(_bytes(upload)).hexdigest()


def _bytes(upload: File) -> bytes:
    if upload.size > MAX_MEGABYTES * 1024 * 1024:
        sentence = _(
            "The file has %(size)d MB, and the limit is %(limit)d MB. "
            "Save the photo at a lower quality and upload it again."
        )
        raise BadPhoto(sentence % {"size": -(-upload.size // 1024**2), "limit": MAX_MEGABYTES}, code="heavy")
    upload.seek(0)
    raw: bytes = upload.read()
    upload.seek(0)
    return raw


def _refusal(code: str) -> BadPhoto:
    if code == decoding.UNKNOWN:
        sentence = _("Photos come as JPEG, PNG, WebP or AVIF; this file is none of them. Export it as JPEG.")
    elif code == decoding.DAMAGED:
        sentence = _("The photo is damaged or cut short. Copy it from the camera again, or ask its sender.")
    elif code == decoding.COSTLY:
        sentence = _("Opening the photo takes more memory or time than a photo may. Export it as JPEG, or smaller.")
    else:
        sentence = _(
            "The photo is larger than %(pixels)d megapixels or %(side)d pixels on a side. "
            "Make it smaller and upload it again."
        ) % {"pixels": MAX_MEGAPIXELS, "side": MAX_SIDE}
    return BadPhoto(sentence, code=code)
