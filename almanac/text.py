"""Text that every machine can read: what XML, HTML and JSON may not carry is left out."""

import re

# Controls, halves of surrogate pairs, and the code points that Unicode itself keeps free (noncharacters).
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)


def printable(text: str) -> str:
    """The text without the characters that would break a feed or a page."""
    # Python's own word for it is stricter, and quick to find: nearly all texts have nothing to leave out.
    return text if text.isprintable() else _UNPRINTABLE.sub("", text)


def one_line(text: str) -> str:
    """The text as a headline or a name stands: printable, in one line, single spaces."""
    return " ".join(printable(" ".join(text.split())).split())


_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def cell(value: object) -> object:
    """A value for a CSV file: what a spreadsheet would run as a formula stands as text."""
    return f"'{value}" if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA) else value
