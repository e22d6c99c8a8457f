"""What of Ghost's cards is no word of the story: what a player, a form or a preview needs. Pure."""

import re
from collections import Counter

from selectolax.lexbor import LexborHTMLParser

from articles import rendering

FURNITURE = (
    ".kg-audio-player", ".kg-audio-thumbnail", ".kg-callout-emoji", ".kg-file-card-metadata", ".kg-signup-card",
    ".footnote-backref",
)  # fmt: skip
TOLD = {".kg-signup-card": "signup form"}
SECOND = ".kg-bookmark-author + .kg-bookmark-publisher"
"""What Ghost's style sheet alone parts from the word before it."""

_LINES = re.compile(r"<(?:path|circle|ellipse|line|polygon|polyline|rect)\b", re.IGNORECASE)
"""Of a drawing; nothing ends them, and they nest nothing."""

_CARD = re.compile("kg-(?:audio|bookmark|callout|file|signup)-card|footnote-backref")


def without_furniture(html: str, left_out: Counter[str]) -> str:
    """A file's card keeps its title and caption, a recording its name."""
    # Nested deeper than a story may be, it is refused later, with the reason, before anything parses it.
    if not _CARD.search(html) or rendering.too_deep(_LINES.sub("", html)):
        return html
    body = LexborHTMLParser(f"<body>{html}").body
    if body is None:
        return html
    for selector in FURNITURE:
        for node in body.css(selector):
            left_out.update([TOLD[selector]] if selector in TOLD else [])
            node.decompose()
    for node in body.css(SECOND):
        node.insert_before(", ")
    return body.inner_html or ""
