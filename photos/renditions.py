"""The sizes in which a photo is shown. Pure: image and focal point in, encoded pictures, no metadata, out."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageCms

Box = tuple[float, float, float, float]
Focal = tuple[float, float]

TALLEST = 4 / 5
"""Portraits up to 4:5 stand whole in a story; a taller one would push the text off a phone's screen."""

STORY, CARD, SHARE, CLASSIC, SQUARE = "story", "card", "share", "classic", "square"
MACHINES = {SHARE: 16 / 9, CLASSIC: 4 / 3, SQUARE: 1.0}
"""The shapes that search engines and cards ask for, each at least 1,200 pixels wide."""

AVIF, WEBP, JPEG = "avif", "webp", "jpeg"
WIDTHS = {STORY: (480, 800, 1280), CARD: (240, 480, 960)} | dict.fromkeys(MACHINES, (1200,))
RATIOS = {CARD: 3 / 2} | MACHINES
FORMATS = {STORY: (AVIF, WEBP, JPEG), CARD: (AVIF, WEBP, JPEG)} | dict.fromkeys(MACHINES, (JPEG,))
OPTIONS: dict[str, dict[str, int | bool]] = {
    AVIF: {"quality": 55, "speed": 8},
    WEBP: {"quality": 78, "method": 4},
    JPEG: {"quality": 80, "progressive": True, "optimize": True},
}
AT_ONCE = 4
"""Sizes in the making: more would hold more copies in memory than they save time."""

SUFFIXES = {AVIF: ".avif", WEBP: ".webp", JPEG: ".jpg"}


@dataclass(frozen=True)
class Made:
    shape: str
    format: str
    width: int
    height: int
    bytes: bytes


def make(image: Image.Image, focal: Focal) -> Iterator[Made]:
    """Every rendition of an upright image; `focal`: the point that crops keep, in shares of its sides.

    Several at once: Pillow works outside Python's lock, and whoever sends a photo waits for the last of them.
    """
    flat, profile = flattened(image), image.info.get("icc_profile")

    def at_width(shape: str, box: Box, width: int) -> list[Made]:
        size = width, max(1, round(width * (box[3] - box[1]) / (box[2] - box[0])))
        sized = in_srgb(flat.resize(size, Image.Resampling.LANCZOS, box=box, reducing_gap=3.0), profile)
        return [Made(shape, format_, *size, encoded(sized, format_)) for format_ in FORMATS[shape]]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for made in pool.map(lambda one: at_width(*one), wanted(image.size, focal)):
            yield from made


def wanted(size: tuple[int, int], focal: Focal) -> Iterator[tuple[str, Box, int]]:
    """Each shape with its crop and its widths, the largest first: it takes the longest."""
    for shape, widths in WIDTHS.items():
        box = crop(size, RATIOS.get(shape) or story_ratio(size), focal)
        for width in reversed(widths if shape in MACHINES else never_enlarged(widths, box)):
            yield shape, box, width


def story_ratio(size: tuple[int, int]) -> float:
    return max(size[0] / size[1], TALLEST)


def crop(size: tuple[int, int], ratio: float, focal: Focal) -> Box:
    """The largest box of a ratio, as near around the focal point as the edges allow."""
    width, height = min(size[0], size[1] * ratio), min(size[1], size[0] / ratio)
    left = min(max(focal[0] * size[0] - width / 2, 0), size[0] - width)
    top = min(max(focal[1] * size[1] - height / 2, 0), size[1] - height)
    return left, top, left + width, top + height


def never_enlarged(widths: tuple[int, ...], box: Box) -> list[int]:
    """The wanted widths, with the source's own in place of larger ones: a small photo still has one."""
    own = max(1, int(box[2] - box[0] + 1e-6))
    return sorted({min(width, own) for width in widths})


def flattened(image: Image.Image) -> Image.Image:
    """On white where it was transparent, in a mode that can be resized, without what the file said."""
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        flat = Image.new("RGB", image.size, "white")
        flat.paste(layer, mask=layer.getchannel("A"))
    elif image.mode in {"RGB", "L", "CMYK"}:
        flat = image.copy()
    elif image.mode.startswith("I"):
        # Sixteen bits of grey: converted as they are they would be clipped to white.
        flat = image.convert("I").point(lambda level: level * (1 / 256)).convert("L")
    else:
        flat = image.convert("RGB")
    flat.info.clear()
    return flat


def in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """In the colours that a picture without a profile has; a profile that does not fit is passed over."""
    if profile:
        try:
            given = ImageCms.ImageCmsProfile(BytesIO(profile))
            wanted = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(image, given, wanted, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            converted = None
        if converted:
            converted.info.clear()  # Pillow writes the new profile into it
            return converted
    return image.convert("RGB")


def encoded(image: Image.Image, format_: str) -> bytes:
    out = BytesIO()
    image.save(out, format_, **OPTIONS[format_])
    return out.getvalue()
