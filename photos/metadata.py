"""What a photo file says of itself: the caption, credit and day that agencies and cameras write into it.

IPTC first, since agencies write it; then XMP, then EXIF. Words that cannot be read are left out: they are no
reason to refuse a photo.
"""

import re
import struct
from dataclasses import dataclass
from datetime import date
from xml.etree import ElementTree as ET

from PIL import ExifTags, Image, IptcImagePlugin

CREDIT_LENGTH = 120
XMP_LIMIT = 512 * 1024
UNREADABLE = (OSError, SyntaxError, ValueError, TypeError, LookupError, struct.error)
"""What Pillow raises on damaged EXIF and IPTC blocks."""

IPTC_BYLINE, IPTC_CREDIT, IPTC_CAPTION, IPTC_DAY = (2, 80), (2, 110), (2, 120), (2, 55)
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
PHOTOSHOP = "{http://ns.adobe.com/photoshop/1.0/}"
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]+")


@dataclass(frozen=True)
class Words:
    caption: str = ""
    byline: str = ""
    agency: str = ""
    day: date | None = None

    @property
    def credit(self) -> str:
        """`Byline/Credit`, as in `AP Photo/Ahn Young-joon`; an agency that the byline names stands once."""
        parts = [self.byline] if self.agency in self.byline else [self.byline, self.agency]
        return "/".join(filter(None, parts))[:CREDIT_LENGTH]

    def completed_by(self, other: "Words") -> "Words":
        """Byline and agency come from one block: out of two, they may be strangers to each other."""
        credited = self if self.credit else other
        return Words(self.caption or other.caption, credited.byline, credited.agency, self.day or other.day)


def read(image: Image.Image) -> Words:
    return iptc(image).completed_by(xmp(image.info.get("xmp"))).completed_by(exif(image))


def orientation(image: Image.Image) -> object:
    """EXIF's number 1 to 8 for how the camera was held; None where it does not say."""
    return _exif_field(_exif(image), ExifTags.Base.Orientation)


def iptc(image: Image.Image) -> Words:
    try:
        found = IptcImagePlugin.getiptcinfo(image) or {}  # type: ignore[arg-type]
    except UNREADABLE:
        return Words()
    return Words(
        caption=text(_first(found.get(IPTC_CAPTION))),
        byline=text(_first(found.get(IPTC_BYLINE))),
        agency=text(_first(found.get(IPTC_CREDIT))),
        day=day(_first(found.get(IPTC_DAY))),
    )


def xmp(raw: object) -> Words:
    """Parsed as text, never as bytes: an encoding of the file's choice could hide a declaration."""
    if not isinstance(raw, bytes) or len(raw) > XMP_LIMIT:
        return Words()
    try:
        packet = raw.decode("utf-8-sig").strip("\x00 \r\n")
        if "<!DOCTYPE" in packet or "<!ENTITY" in packet:
            return Words()
        root = ET.fromstring(packet)  # noqa: S314  (declarations, which carry the attacks, are refused above)
    except (UnicodeDecodeError, ET.ParseError):
        return Words()
    return Words(
        caption=text(_property(root, DUBLIN_CORE + "description")),
        byline=text(_property(root, DUBLIN_CORE + "creator")),
        agency=text(_property(root, PHOTOSHOP + "Credit")),
        day=day(_property(root, PHOTOSHOP + "DateCreated")),
    )


def exif(image: Image.Image) -> Words:
    found = _exif(image)
    return Words(
        caption=text(_exif_field(found, ExifTags.Base.ImageDescription)),
        byline=text(_exif_field(found, ExifTags.Base.Artist)),
        day=day(_taken(found)),
    )


def text(raw: object) -> str:
    """Words without control characters. Pillow hands EXIF over as Latin-1, whatever the camera wrote."""
    if isinstance(raw, str):
        try:
            raw = raw.encode("latin-1")
        except UnicodeEncodeError:
            return _clean(str(raw))
    return _clean(_decoded(raw)) if isinstance(raw, bytes) else ""


def day(raw: object) -> date | None:
    """`20190512`, `2019:05:12 10:00:00` and `2019-05-12T10:00` all begin with the day."""
    digits = re.sub(r"\D", "", text(raw))[:8]
    try:
        return date.fromisoformat(digits)
    except ValueError:
        return None


def _decoded(raw: bytes) -> str:
    """UTF-8, or else the Latin-1 of Windows, which has the quotation marks that captions need."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _clean(words: str) -> str:
    return CONTROL.sub(" ", words.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _first(value: bytes | list[bytes] | None) -> bytes | None:
    return value[0] if isinstance(value, list) else value


def _property(root: ET.Element, name: str) -> str:
    """A property's words, written as an element (with or without a list in it) or as an attribute."""
    for element in root.iter(name):
        item = element.find(f".//{RDF}li")
        return (element if item is None else item).text or ""
    return next((node.attrib[name] for node in root.iter(RDF + "Description") if name in node.attrib), "")


def _exif(image: Image.Image) -> Image.Exif:
    try:
        return image.getexif()
    except UNREADABLE:
        return Image.Exif()


def _exif_field(found: Image.Exif, tag: int) -> object:
    try:
        return found.get(tag)
    except UNREADABLE:
        return None


def _taken(found: Image.Exif) -> object:
    try:
        return found.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal)
    except UNREADABLE:
        return None
