"""Photo files made for the tests, so that none needs to be kept."""

import struct
import zlib
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image

SUFFIXES = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif"}


def encoded(image, format_="JPEG", **options):
    out = BytesIO()
    image.save(out, format_, **options)
    return out.getvalue()


def halves(size=(1600, 1000), left="red", right="blue", mode="RGB"):
    """Two colours side by side: which is left after a crop tells where the crop was."""
    image = Image.new(mode, size, left)
    image.paste(right, (size[0] // 2, 0, *size))
    return image


def noise(size=(300, 200)):
    """Incompressible, so that a cut anywhere loses pixels."""
    return Image.effect_noise(size, 80).convert("RGB")


def upload(raw, name="photo.jpg"):
    return ContentFile(raw, name=name)


def photo_file(size=(1600, 1000), **options):
    return upload(encoded(halves(size), **options))


def png_of(width, height):
    """A one-bit PNG of any size, without holding its pixels: a few kilobytes that unpack to millions."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    packer = zlib.compressobj(9)
    row = bytes(1 + (width + 7) // 8)
    rows = b"".join([*(packer.compress(row) for _ in range(height)), packer.flush()])
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def iptc_block(**records):
    """IPTC datasets as Photoshop keeps them in a JPEG; `c120=b"…"` is dataset 2:120."""
    body = b""
    for name, value in records.items():
        for one in value if isinstance(value, list) else [value]:
            body += b"\x1c\x02" + bytes([int(name[1:])]) + struct.pack(">H", len(one)) + one
    padded = body + b"\0" * (len(body) % 2)
    resource = b"8BIM" + struct.pack(">H", 0x0404) + b"\0\0" + struct.pack(">I", len(body)) + padded
    return b"Photoshop 3.0\0" + resource


def with_segment(jpeg, marker, body):
    return jpeg[:2] + b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body + jpeg[2:]


def with_iptc(jpeg, **records):
    return with_segment(jpeg, 0xED, iptc_block(**records))


def with_xmp(jpeg, packet):
    return with_segment(jpeg, 0xE1, b"http://ns.adobe.com/xap/1.0/\0" + packet)
