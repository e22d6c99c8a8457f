"""Numbers that an address or a form names."""

DIGITS = 18
"""No number of ours is longer; more digits are no number to a database, and thousands none to Python."""


def whole(typed: object, otherwise: int = 0) -> int:
    """The whole number that an address or a form names; whatever else was sent is `otherwise`, the key of no row."""
    text = str(typed)
    return int(text) if text.isdecimal() and len(text) <= DIGITS else otherwise
