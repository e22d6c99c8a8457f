"""Decodes a photo file in a child process that may use so much memory and time and no more.

What decodes pixels is the part of a newsroom that strangers' files reach deepest: a file made to blow it up takes the
child down, and the server goes on. Pure: neither Django nor the database stands behind this module.
"""

import json
import resource
import struct
import subprocess
import sys
import warnings
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from photos import metadata, renditions

MAX_MEGAPIXELS = 50
MAX_SIDE = 12_000
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
ENOUGH = (2560, 2560)
"""Twice the widest rendition: what is larger is decoded at a half, a quarter or an eighth, for less."""

MEMORY, SECONDS, PATIENCE = 512 * 1024**2, 10, 60
"""Of the child: bytes of address space, seconds of processor time, seconds by the clock on a busy machine."""

LARGE, COSTLY, UNKNOWN, DAMAGED = "large", "costly", "format", "damaged"
BREAKS = (OSError, SyntaxError, ValueError, RuntimeError, LookupError, TypeError, EOFError, struct.error)
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
REDUCIBLE = {"RGB", "RGBA", "L", "CMYK"}

Image.MAX_IMAGE_PIXELS = MAX_MEGAPIXELS * 1_000_000
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


class Refused(Exception):
    """Not let in: LARGE, COSTLY, UNKNOWN or DAMAGED."""


@dataclass(frozen=True)
class Decoded:
    """`image` upright, on white, maybe reduced; `width` and `height` are those of the whole."""

    image: Image.Image
    width: int
    height: int
    format: str
    caption: str
    credit: str
    taken_on: date | None


def decoded(raw: bytes) -> Decoded:
    """What the file holds, told by the child. Raises Refused."""
    command = [sys.executable, "-c", f"from photos.decoding import answer; answer({MEMORY}, {SECONDS})"]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            command, input=raw, capture_output=True, cwd=Path(__file__).parent.parent, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired as late:
        raise Refused(COSTLY) from late
    head, _, pixels = done.stdout.partition(b"\n")
    if done.returncode or not head:
        raise Refused(COSTLY)  # it ran out of memory or time
    told = json.loads(head)
    if "refused" in told:
        raise Refused(told["refused"])
    profile = bytes.fromhex(told.pop("profile"))
    image = Image.frombytes(told.pop("mode"), tuple(told.pop("size")), pixels)
    if profile:
        image.info["icc_profile"] = profile
    day = told.pop("taken_on")
    return Decoded(image=image, taken_on=day and date.fromisoformat(day), **told)


# --- In the child ------------------------------------------------------------------------------------------


def answer(memory: int, seconds: int) -> None:
    """Read the file from standard input; write what it is, and its pixels, to standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    try:
        head, pixels = _told(sys.stdin.buffer.read())
    except Refused as refused:
        head, pixels = {"refused": str(refused)}, b""
    except MemoryError:
        head, pixels = {"refused": COSTLY}, b""
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + pixels)


def _told(raw: bytes) -> tuple[dict[str, object], bytes]:
    found = decode(raw)
    head = {
        "mode": found.image.mode, "size": found.image.size, "width": found.width, "height": found.height,
        "format": found.format, "caption": found.caption, "credit": found.credit,
        "taken_on": found.taken_on and found.taken_on.isoformat(),
        "profile": (found.image.info.get("icc_profile") or b"").hex(),
    }  # fmt: skip
    return head, found.image.tobytes()


def decode(raw: bytes) -> Decoded:
    image = _opened(raw)
    width, height = image.size
    _load(image)
    held = metadata.orientation(image)
    words = metadata.read(image)
    profile, format_ = image.info.get("icc_profile"), image.format
    if held in ON_ITS_SIDE:
        width, height = height, width
    flat = _flat(image)
    upright = flat.transpose(UPRIGHT[held]) if held in UPRIGHT else flat
    if profile:
        upright.info["icc_profile"] = profile
    # A phone's JPEG with a preview inside calls itself MPO.
    known = format_ if format_ in FORMATS else "JPEG"
    return Decoded(upright, width, height, str(known), words.caption, words.credit, words.day)


def _opened(raw: bytes) -> Image.Image:
    try:
        image = Image.open(BytesIO(raw), formats=list(FORMATS))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise Refused(LARGE) from bomb
    except UnidentifiedImageError as unknown:
        raise Refused(UNKNOWN) from unknown
    except BREAKS as damage:
        raise Refused(DAMAGED) from damage
    if image.width * image.height > MAX_MEGAPIXELS * 1_000_000 or max(image.size) > MAX_SIDE:
        raise Refused(LARGE)
    return image


def _load(image: Image.Image) -> None:
    """In full, since a file that was cut short shows only at its end."""
    try:
        image.draft(None, ENOUGH)
        image.load()
    except BREAKS as damage:
        raise Refused(DAMAGED) from damage


def _flat(image: Image.Image) -> Image.Image:
    """Small enough to hand over; reduced before it is copied, where its mode allows."""
    factor = min(image.width // ENOUGH[0], image.height // ENOUGH[1])
    if factor > 1 and image.mode in REDUCIBLE and not image.info.get("transparency"):
        return renditions.flattened(image.reduce(factor))
    flat = renditions.flattened(image)
    return flat.reduce(factor) if factor > 1 else flat
