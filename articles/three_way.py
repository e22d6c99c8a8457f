"""Three texts of a story into one: what two people began with, and what each made of it. Pure."""

from typing import Any

from prose.blocks import blocks
from prose.merging import Piece, merge

Text = dict[str, Any]
"""A snapshot, or some of its fields."""


def merged(base: Text, mine: Text, theirs: Text) -> tuple[Text, list[str]]:
    """Three texts into one: what only one side changed is taken from there; what both changed is named.

    Bodies are merged block by block: they clash where both changed the same block.
    """
    result, clashes = dict(theirs), []
    for name, typed in mine.items():
        if typed == base.get(name):
            continue
        text, both = typed, theirs.get(name) not in (base.get(name), typed)
        if both and name == "body":
            pieces = pieces_of(base, mine, theirs)
            text, both = "".join(block for piece in pieces for block in piece.mine), any(one.clashes for one in pieces)
        result[name] = text
        clashes += [name] if both else []
    return result, clashes


def pieces_of(base: Text, mine: Text, theirs: Text) -> list[Piece]:
    """The bodies of three texts, cut where they agree and where they clash."""
    before, one, other = (blocks(text.get("body") or "") for text in (base, mine, theirs))
    return merge(before, one, other)
