"""What a clean body says: its parts, its words, its pictures and the stories it links to.

A clean body escapes "<" and ">" wherever they are not markup, atoms stand at the top only, and no top block
holds another of its kind. So plain patterns read it exactly, ten times faster than a parser.
"""

import html as markup
import re
from collections.abc import Callable, Collection
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles.rendering.cleaning import clean
from articles.rendering.inline import TAGS
from prose.blocks import blocks

Segment = dict[str, Any]
"""One of {"html"}, {"baca_juga"}, {"picture", "caption", "credit"}, {"gallery"},
{"embed", "author", "text"} with "when", "picture" and "ai" where given, {"page_break"}. In rendered pages a
paragraph that a page break cuts also has "cut": what its dots replaced."""

_ATOM = re.compile(
    r'<(?:figure data-photo="(?P<picture>\d+)"'
    r' data-caption="(?P<caption>[^"]*)" data-credit="(?P<credit>[^"]*)"></figure>'
    r'|div data-gallery="(?P<gallery>[^"]*)"></div>'
    r'|div data-baca-juga="(?P<baca_juga>[^"]*)"></div>'
    r'|div data-embed="(?P<embed>[^"]*)" data-author="(?P<author>[^"]*)" data-text="(?P<text>[^"]*)"'
    r'(?: data-when="(?P<when>[^"]*)")?(?: data-photo="(?P<kept>\d+)")?(?P<ai> data-ai="1")?></div>'
    r"|(?P<page_break>hr data-page-break>))"
)
_LINE_END = re.compile(r"<br>|</(?:p|h2|h3)>")


def _embed_segment(found: re.Match[str]) -> Segment:
    segment: Segment = {name: markup.unescape(found[name]) for name in ("embed", "author", "text")}
    segment |= {"when": markup.unescape(found["when"])} if found["when"] else {}
    segment |= {"picture": int(found["kept"])} if found["kept"] else {}
    return segment | ({"ai": True} if found["ai"] else {})


_SEGMENT_OF: dict[str, Callable[[re.Match[str]], Segment]] = {
    "page_break": lambda _found: {"page_break": True},
    "credit": lambda found: {
        "picture": int(found["picture"]),
        "caption": markup.unescape(found["caption"]),
        "credit": markup.unescape(found["credit"]),
    },
    "gallery": lambda found: {"gallery": [int(photo) for photo in found["gallery"].split()]},
    "baca_juga": lambda found: {"baca_juga": found["baca_juga"].split()},
    **dict.fromkeys(("text", "when", "kept", "ai"), _embed_segment),
}


def segments(html: str) -> list[Segment]:
    """The body cut into runs of markup and slots for what a page looks up; cleaned once more on the way."""
    return _segments(clean(html))


def _segments(html: str) -> list[Segment]:
    found: list[Segment] = []
    end = 0
    for atom in _ATOM.finditer(html):
        if atom.start() > end:
            found.append({"html": html[end : atom.start()]})
        found.append(_SEGMENT_OF[atom.lastgroup or ""](atom))
        end = atom.end()
    if end < len(html):
        found.append({"html": html[end:]})
    return found


def without_slots(html: str, *, but: Collection[int] = ()) -> str:
    """A clean body of somebody else's: what its slots name by number would be photos and stories of ours.

    `but`: the photos that came with it.
    """

    def kept(atom: re.Match[str]) -> str:
        is_its_own = atom["page_break"] or (atom["picture"] and int(atom["picture"]) in but)
        return atom[0] if is_its_own else ""

    return _ATOM.sub(kept, html) if "data-" in html else html


def photo_ids(html: str) -> list[int]:
    """The photos a clean body shows, each once, in order: pictures and galleries."""
    ids: list[int] = []
    for segment in _segments(html):
        ids += [segment["picture"]] if "picture" in segment else segment.get("gallery", [])
    return list(dict.fromkeys(ids))


def link_blocks(html: str) -> list[list[str]]:
    """The stories that each Baca Juga block of a clean body names."""
    return [segment["baca_juga"] for segment in _segments(html) if "baca_juga" in segment]


def linked_stories(html: str) -> list[str]:
    """The stories that the Baca Juga blocks of a clean body name, each once, in order."""
    return list(dict.fromkeys(story for block in link_blocks(html) for story in block))


def plain_text(html: str) -> str:
    """The words of a clean body, a paragraph a line: without captions, embeds and Baca Juga."""
    lines = TAGS.sub("", _LINE_END.sub("\n", html))
    return "\n".join(line for line in markup.unescape(lines).split("\n") if line.strip())


def atom_texts(html: str) -> list[str]:
    """What a clean body says outside its paragraphs: captions, photo credits, the words kept of embeds."""
    named = ("caption", "credit", "author", "text", "when")
    return [text for segment in _segments(html) for name in named if (text := segment.get(name))]


def paragraph_count(html: str) -> int:
    """Those of the text itself: not of quotes, boxes, lists and tables."""
    return sum(block.startswith("<p>") for block in blocks(html))


def word_count(html: str) -> int:
    return len(plain_text(html).split())


def misplaced_links(html: str) -> list[str]:
    """Why Baca Juga stands wrong in this markup, clean or not: "last" (nothing follows), "inside" a block."""
    if "data-baca-juga" not in html.lower() or (tree := LexborHTMLParser(html).body) is None:
        return []
    links = tree.css("[data-baca-juga]")
    reasons = []
    if links and _is_last(tree):
        reasons.append("last")
    if any(link.parent != tree for link in links):
        reasons.append("inside")
    return reasons


def _is_last(tree: LexborNode) -> bool:
    elements = list(tree.iter())
    while elements and elements[-1].tag == "hr":
        elements.pop()
    return bool(elements) and "data-baca-juga" in elements[-1].attributes
