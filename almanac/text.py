"""Text that every machine can read: what XML, HTML and JSON may not carry is left out."""

import re
import unicodedata

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


_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Mn", "Me", "Zs", "Zl", "Zp"})
_EMPTY_SHAPES = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters of Hangul and a sign of Braille that are printed as nothing."""


def unseen(text: str) -> bool:
    """Whether a reader sees nothing of it: empty, or of blanks, zero-width characters and marks on no letter alone."""
    return all(one in _EMPTY_SHAPES or unicodedata.category(one) in _UNSEEN for one in printable(text))


_PAIRS = {"(": ")", "[": "]", "{": "}", "“": "”", "«": "»", '"': '"'}
_OPENS = {closes: opens for opens, closes in _PAIRS.items()}
_MARK = re.compile("[" + re.escape("".join({*_PAIRS, *_OPENS})) + "]")


def unclosed(text: str, start: int, end: int) -> tuple[str, str]:
    """What a piece of a text lacks where brackets and quotation marks reach over its ends: what opens and what closes.

    With these around it the piece is as balanced as the text: nothing quoted there looks like the newsroom's own words.
    """
    if not _MARK.search(text, start, end):
        return "", ""
    open_: dict[str, list[int]] = {opens: [] for opens in _PAIRS}
    before, after = "", ""
    for mark in _MARK.finditer(text):
        opens = _OPENS.get(mark[0])
        if opens and open_[opens]:
            began = open_[opens].pop()
            if began < start <= mark.start() < end:
                before = opens + before
            elif start <= began < end <= mark.start():
                after += mark[0]
        elif mark[0] in _PAIRS:
            open_[mark[0]].append(mark.start())
    return before, after


def opening(text: str, limit: int) -> str:
    """The first words of a text, cut at a word where there are more."""
    if len(text) <= limit:
        return text
    first = text[:limit].rsplit(" ", 1)[0]
    return first + "…" + unclosed(text, 0, len(first))[1]


_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def cell(value: object) -> object:
    """A value for a CSV file: what a spreadsheet would run as a formula stands as text."""
    return f"'{value}" if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA) else value
