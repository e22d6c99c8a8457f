"""In which encoding a file is that is not UTF-8, said so that whoever brings it knows the way out. Pure."""

from codecs import BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE

_BEGINNINGS = (
    (BOM_UTF32_LE, "UTF-32LE"), (BOM_UTF32_BE, "UTF-32BE"), (BOM_UTF16_LE, "UTF-16LE"), (BOM_UTF16_BE, "UTF-16BE"),
)  # fmt: skip
"""The longer first: one begins as another does."""

_WITHIN = bytes(range(0x80, 0xC0))
_PACKED = ((b"\x1f\x8b", "gzip"), (b"PK\x03\x04", "zip"))


def refusal(start: bytes) -> str:
    """Why nothing of a file can be read that begins so: it is packed, or of two or four bytes a character; else ""."""
    for mark, name in _PACKED:
        if start.startswith(mark):
            return f"is packed ({name}): unpack it first; nothing of it was read"
    if name := next((name for mark, name in _BEGINNINGS if start.startswith(mark)), "") or _unmarked(start[:4]):
        return f"{way_out(name)}; nothing of it was read"
    return ""


def _unmarked(four: bytes) -> str:
    """By the zeros around its first character, which is a bracket or a blank."""
    zeros = "".join("a" if byte else "0" for byte in four)
    return {"a000": "UTF-32LE", "000a": "UTF-32BE", "a0a0": "UTF-16LE", "0a0a": "UTF-16BE"}.get(zeros, "")


def guess(text: bytes) -> str:
    """Of text that is not UTF-8: in which encoding it seems to be; "" where it is UTF-8 that was damaged."""
    if any(not one.isascii() and one != "\N{REPLACEMENT CHARACTER}" for one in text.decode(errors="replace")):
        return ""
    try:
        text.decode("cp1252")
    except UnicodeDecodeError:
        return "ISO-8859-1"
    return "WINDOWS-1252"


def is_utf8(piece: bytes) -> bool:
    """Whether it may be a piece of such a file: a character may be cut at either end."""
    try:
        piece.lstrip(_WITHIN).decode()
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data"
    return True


def way_out(name: str) -> str:
    return f"is in {name}, not in UTF-8: convert it first (iconv -f {name} -t UTF-8 FILE > NEW)"
