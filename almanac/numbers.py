"""Numbers that an address or a form names, and those that people read."""

from django.utils.formats import number_format

DIGITS = 18
"""No number of ours is longer; more digits are no number to a database, and thousands none to Python."""


def whole(typed: object, otherwise: int = 0) -> int:
    """The whole number that an address or a form names; whatever else was sent is `otherwise`, the key of no row."""
    text = str(typed)
    return int(text) if text.isdecimal() and len(text) <= DIGITS else otherwise


def grouped(count: int) -> str:
    """A count as people read it, in the language in force: `12.345` in Indonesian, `12,345` in English."""
    return str(number_format(count, force_grouping=True))
