"""The gate for photo files: what is let in, checked from the header before a single pixel is decoded."""

import hashlib
import struct
import warnings
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from photos import metadata

MAX_MEGABYTES = 30
MAX_MEGAPIXELS = 50
MAX_SIDE = 12_000
SUFFIXES = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp", "AVIF": ".avif"}
"""What is let in, by content, and the ending each gets: the uploaded name counts for nothing."""

ENOUGH = (2560, 2560)
"""Twice the widest rendition: a larger JPEG is decoded at a half, a quarter or an eighth, for less."""

DAMAGED = (OSError, SyntaxError, ValueError, RuntimeError, LookupError, TypeError, EOFError, struct.error)
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
ON_ITS_SIDE = {5, 6, 7, 8}

# For the whole process: a filter set around one call would not be safe between threads.
Image.MAX_IMAGE_PIXELS = MAX_MEGAPIXELS * 1_000_000
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


class BadPhoto(ValidationError):
    """A file that is not let in; the message names the limit and the way out."""


@dataclass(frozen=True)
class Intake:
    """A photo that passed: `image` upright, maybe reduced; `width` and `height` are those of the whole."""

    image: Image.Image
    width: int
    height: int
    format: str
    caption: str
    credit: str
    taken_on: date | None
    checksum: str

    @property
    def suffix(self) -> str:
        return SUFFIXES[self.format]


def read(upload: File) -> Intake:
    """Check and decode an upload; `BadPhoto` where it is not let in. The upload stands at its start again."""
    raw = _bytes(upload)
    image = _opened(raw)
    width, height = image.size
    _decode(image)
    held = metadata.orientation(image)
    if held in ON_ITS_SIDE:
        width, height = height, width
    words = metadata.read(image)
    return Intake(
        image=image.transpose(UPRIGHT[held]) if held in UPRIGHT else image,
        width=width,
        height=height,
        # A phone's JPEG with a preview inside calls itself MPO.
        format=image.format if image.format in SUFFIXES else "JPEG",
        caption=words.caption,
        credit=words.credit,
        taken_on=words.day,
        checksum=hashlib.sha256(raw).hexdigest(),
    )


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


def _opened(raw: bytes) -> Image.Image:
    try:
        image = Image.open(BytesIO(raw), formats=list(SUFFIXES))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise _too_large() from bomb
    except UnidentifiedImageError as unknown:
        sentence = _("Photos come as JPEG, PNG, WebP or AVIF; this file is none of them. Export it as JPEG.")
        raise BadPhoto(sentence, code="format") from unknown
    except DAMAGED as damage:
        raise _damaged() from damage
    width, height = image.size
    if width * height > MAX_MEGAPIXELS * 1_000_000 or max(width, height) > MAX_SIDE:
        raise _too_large()
    return image


def _decode(image: Image.Image) -> None:
    """In full, since a file that was cut short shows only at its end."""
    try:
        image.draft(None, ENOUGH)
        image.load()
    except DAMAGED as damage:
        raise _damaged() from damage


def _too_large() -> BadPhoto:
    sentence = _(
        "The photo is larger than %(pixels)d megapixels or %(side)d pixels on a side. "
        "Make it smaller and upload it again."
    )
    return BadPhoto(sentence % {"pixels": MAX_MEGAPIXELS, "side": MAX_SIDE}, code="large")


def _damaged() -> BadPhoto:
    sentence = _("The photo is damaged or cut short. Copy it from the camera again, or ask its sender.")
    return BadPhoto(sentence, code="damaged")
