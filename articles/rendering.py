"""The markup of a body: what it may hold, how it is cleaned, and how it becomes readers' pages.

Pure: strings in, strings and plain lists out. `MARKUP` says once what a body may hold; the sanitiser's
allow-list here and the editor's set-up in `editor.py` both follow from it.
"""

import html as markup
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import nh3
from django.utils.translation import gettext as _
from selectolax.lexbor import LexborHTMLParser, LexborNode

from almanac.text import printable
from articles import pasting
from prose.blocks import BLOCK

RENDERER_VERSION = 2
"""Raised with every change of `render`'s output; older rows of `Rendered` are then work that is due."""

MAX_BYTES = 400_000
MAX_DEPTH = 100
MAX_LINKED_STORIES = 5

Segment = dict[str, Any]
"""One of {"html"}, {"baca_juga"}, {"picture", "caption", "credit"}, {"gallery"},
{"embed", "author", "text"} with "when" and "picture" where given, {"page_break"}. In rendered pages a paragraph that
a page break cuts also has "cut": what its dots replaced."""


class TooLong(ValueError):
    """The markup is larger, or more deeply nested, than any story: refused before it is parsed."""


# --- What a body may hold ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Element:
    """An element of the source markup and the editor extension that writes it."""

    tag: str
    extension: str
    holds: frozenset[str] = frozenset()
    """Blocks inside it; empty for running text, inline elements and atoms."""
    attributes: tuple[str, ...] = ()
    css_class: str = ""
    inline: bool = False
    atom: bool = False
    """Empty by nature: it stands for something the page looks up."""


TEXT_BLOCKS = frozenset({"p", "ul", "ol"})

EMBED = ("data-embed", "data-author", "data-text", "data-when", "data-photo")
"""A post elsewhere as our own card: its address, who wrote it, its words, when, and a picture of it that we keep."""

MARKUP = (
    Element("p", "Paragraph"),
    Element("a", "Link", attributes=("href",), inline=True),
    Element("strong", "Bold", inline=True),
    Element("em", "Italic", inline=True),
    Element("br", "HardBreak", inline=True),
    Element("h2", "Heading"),
    Element("h3", "Heading"),
    Element("ul", "BulletList", holds=frozenset({"li"})),
    Element("ol", "OrderedList", holds=frozenset({"li"})),
    Element("li", "ListItem", holds=frozenset({"p"})),
    Element("table", "Table", holds=frozenset({"tr"})),
    Element("tbody", "Table", holds=frozenset({"tr"})),
    Element("tr", "TableRow", holds=frozenset({"th", "td"})),
    Element("th", "TableHeader", holds=TEXT_BLOCKS, attributes=("colspan", "rowspan")),
    Element("td", "TableCell", holds=TEXT_BLOCKS, attributes=("colspan", "rowspan")),
    Element("blockquote", "Blockquote", holds=TEXT_BLOCKS),
    Element("aside", "PullQuote", holds=frozenset({"p"}), css_class="pull-quote"),
    Element("aside", "FactBox", holds=TEXT_BLOCKS | {"h3"}, css_class="fact-box"),
    Element("figure", "Picture", attributes=("data-photo", "data-caption", "data-credit"), atom=True),
    Element("div", "Gallery", attributes=("data-gallery",), atom=True),
    Element("div", "BacaJuga", attributes=("data-baca-juga",), atom=True),
    Element("div", "Embed", attributes=EMBED, atom=True),
    Element("hr", "PageBreak", attributes=("data-page-break",), atom=True),
)

# Taken in from pasted and imported markup, never written.
SYNONYMS = {"b": "strong", "i": "em", "h1": "h2", "h4": "h3", "h5": "h3", "h6": "h3"}
# They mean nothing in a body, but where they end a paragraph ends: "<section>a</section><section>b" is two.
BOUNDARIES = frozenset(
    {"address", "article", "body", "caption", "center", "dd", "details", "dl", "dt", "fieldset", "figcaption"}
    | {"footer", "form", "header", "html", "main", "nav", "pre", "section", "summary", "tfoot", "thead"}
)
# Dropped with all they hold: their text was never meant to be read.
DROPPED_WHOLE = frozenset(
    {"audio", "canvas", "head", "iframe", "math", "noembed", "noframes", "noscript", "object", "option"}
    | {"script", "select", "style", "svg", "template", "textarea", "title", "video", "xmp"}
)


def _attributes_by_tag() -> dict[str, set[str]]:
    allowed: dict[str, set[str]] = {}
    for element in MARKUP:
        allowed.setdefault(element.tag, set()).update(element.attributes)
    return {tag: names for tag, names in allowed.items() if names}


_SANITISER = nh3.Cleaner(
    tags={element.tag for element in MARKUP} | set(SYNONYMS) | BOUNDARIES,
    clean_content_tags=set(DROPPED_WHOLE),
    attributes=_attributes_by_tag(),
    allowed_classes={"aside": {element.css_class for element in MARKUP if element.css_class}},
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
)

# --- Cleaning ------------------------------------------------------------------------------------------

_WORD = r"(?:[^\s<>&\x00-\x1f\x7f-\x9f\ufffe\uffff]++|&(?:amp|lt|gt);)++"
_PLAIN_BODY = re.compile(
    rf"(?:<p>{_WORD}(?: {_WORD})*+</p>"
    r'|<div data-baca-juga="[a-z0-9]{4,12}"></div>|<hr data-page-break>'
    r'|<figure data-photo="[1-9][0-9]{0,17}" data-caption="" data-credit=""></figure>)*+'
)
"""Paragraphs of single-spaced words and bare slots, nothing else: canonical already, so parsing such a body would give
it back as it is. Most bodies of archives are so; the pattern is to stay narrower than the parser, never wider."""


def clean(html: str) -> str:
    """The body in its one canonical form: only what `MARKUP` allows, nested as it says, nothing empty.

    Safe whatever comes in, and `clean(clean(x)) == clean(x)`. Raises TooLong above 400 kB or 100 levels.
    """
    text = _within_limit(html)
    if _PLAIN_BODY.fullmatch(text):
        return text
    text = pasting.by_tags(text)
    _refuse_deep_nesting(text)
    tree = LexborHTMLParser(printable(_SANITISER.clean(text))).body
    # Escaping lengthens: what is accepted here must be accepted again at publication.
    return _within_limit("".join(_Writer().body(tree))) if tree is not None else ""


def _within_limit(html: str) -> str:
    raw = html.encode("utf-8", "ignore")
    if len(raw) > MAX_BYTES:
        sizes = {"most": MAX_BYTES // 1000, "size": len(raw) // 1000}
        raise TooLong(_("A body may have %(most)s kB; this one has %(size)s kB.") % sizes)
    return raw.decode()


_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)")
_CLOSED_BY_OTHERS = frozenset(
    {"p", "li", "td", "th", "tr", "tbody", "thead", "tfoot", "dt", "dd", "option", "br", "hr", "img", "input"}
    | {"meta", "link", "col", "wbr", "source", "area", "base", "embed"}
)


def _refuse_deep_nesting(html: str) -> None:
    # Parsers need quadratic time for nested blocks: 400 kB of "<div>" would keep one busy for ten seconds.
    opened: dict[str, int] = {}
    depth = 0
    for closing, name in _TAG.findall(html):
        tag = name.lower()
        if tag in _CLOSED_BY_OTHERS:
            continue
        if not closing:
            opened[tag] = opened.get(tag, 0) + 1
            depth += 1
            if depth > MAX_DEPTH:
                raise TooLong(_("A body may be nested %(most)s levels deep; this one is deeper.") % {"most": MAX_DEPTH})
        elif opened.get(tag):
            opened[tag] -= 1
            depth -= 1


class Run(NamedTuple):
    """Text under the same marks: tags in the editor's order, a link outside, then bold, then italic."""

    text: str
    marks: tuple[str, ...]


BREAK = Run("\n", ())
_MARK_ORDER = {"a": 0, "strong": 1, "em": 2}
_SPACES = re.compile(r"[ \t\n\r\f]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")


def _with_mark(marks: tuple[str, ...], mark: str) -> tuple[str, ...]:
    tag = mark.split(" ", 1)[0]
    others = [other for other in marks if other.split(" ", 1)[0] != tag]
    return tuple(sorted([*others, mark], key=lambda each: _MARK_ORDER[each.split(" ", 1)[0]]))


def _escape(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace("\xa0", "&nbsp;")


def _attribute(text: str) -> str:
    return _escape(text).replace('"', "&quot;")


def _tidy(runs: Iterable[Run]) -> list[Run]:
    """Runs with single spaces, none at a line's ends, equal neighbours joined, no break at either end."""
    tidy: list[Run] = []
    for run in runs:
        if run is BREAK:
            _strip_end(tidy)
            if tidy:
                tidy.append(run)
            continue
        text = _SPACES.sub(" ", run.text)
        if not tidy or tidy[-1].text.endswith((" ", "\n")):
            text = text.removeprefix(" ")
        if not text:
            continue
        if tidy and tidy[-1] is not BREAK and tidy[-1].marks == run.marks:
            text = tidy.pop().text + text
        tidy.append(Run(text, run.marks))
    while tidy and tidy[-1].text in (" ", "\n"):
        tidy.pop()
    _strip_end(tidy)
    return tidy


def _strip_end(runs: list[Run]) -> None:
    while runs and runs[-1] is not BREAK and runs[-1].text.endswith(" "):
        last = runs.pop()
        if text := last.text.rstrip(" "):
            runs.append(Run(text, last.marks))


def _inline_html(runs: list[Run]) -> str:
    out: list[str] = []
    marks: tuple[str, ...] = ()
    for run in runs:
        kept = 0
        while kept < min(len(marks), len(run.marks)) and marks[kept] == run.marks[kept]:
            kept += 1
        out.extend(f"</{mark.split(' ', 1)[0]}>" for mark in reversed(marks[kept:]))
        out.extend(f"<{mark}>" for mark in run.marks[kept:])
        marks = run.marks
        out.append("<br>" if run is BREAK else _escape(run.text))
    out.extend(f"</{mark.split(' ', 1)[0]}>" for mark in reversed(marks))
    return "".join(out)


_HTTP = re.compile(r"(https?)://[^\s/?#\\]", re.IGNORECASE)
_MAIL = re.compile(r"(mailto):[^\s@]+@[^\s@]", re.IGNORECASE)
_PATH = re.compile(r"/(?![/\\])")
_WWW = re.compile(r"www\.[^\s/?#\\.]+\.[^\s/?#\\]", re.IGNORECASE)
_MAX_ADDRESS = 2000


def address(href: str) -> str:
    """The link's address if it may stand in a body (http, https, mailto, or a path of this site), else ""."""
    href = href.strip().replace(" ", "%20")
    # Browsers drop tabs and line ends in an address and read a backslash as a slash: "/\t/evil" is a host.
    if len(href) > _MAX_ADDRESS or not href.isprintable():
        return ""
    if match := _HTTP.match(href) or _MAIL.match(href):
        return match[1].lower() + href[match.end(1) :]
    if _WWW.match(href):  # as people write it
        return f"https://{href}"
    return href if _PATH.match(href) else ""


_NUMBER = re.compile(r"[1-9][0-9]{0,17}")
_STORY = re.compile(r"[a-z0-9]{4,12}")
_MAX_SPAN = 100


def _valid(words: str | None, pattern: re.Pattern[str]) -> list[str]:
    return list(dict.fromkeys(word for word in (words or "").split() if pattern.fullmatch(word)))


def _line(text: str | None, limit: int) -> str:
    return _SPACES.sub(" ", _CONTROLS.sub("", text or "")).strip()[:limit].rstrip()


Attributes = dict[str, str | None]


def _picture(attributes: Attributes) -> str:
    photo = (attributes.get("data-photo") or "").strip()
    if not _NUMBER.fullmatch(photo):
        return ""
    caption, credit = _line(attributes.get("data-caption"), 2000), _line(attributes.get("data-credit"), 300)
    texts = f'data-caption="{_attribute(caption)}" data-credit="{_attribute(credit)}"'
    return f'<figure data-photo="{photo}" {texts}></figure>'


def _gallery(attributes: Attributes) -> str:
    photos = _valid(attributes.get("data-gallery"), _NUMBER)
    return f'<div data-gallery="{" ".join(photos)}"></div>' if photos else ""


def _baca_juga(attributes: Attributes) -> str:
    stories = _valid(attributes.get("data-baca-juga"), _STORY)[:MAX_LINKED_STORIES]
    return f'<div data-baca-juga="{" ".join(stories)}"></div>' if stories else ""


def _embed(attributes: Attributes) -> str:
    url = address(attributes.get("data-embed") or "")
    if not url.startswith("https://"):
        return ""
    author, text = _line(attributes.get("data-author"), 200), _line(attributes.get("data-text"), 2000)
    texts = f'data-author="{_attribute(author)}" data-text="{_attribute(text)}"'
    when, photo = _line(attributes.get("data-when"), 60), (attributes.get("data-photo") or "").strip()
    more = f' data-when="{_attribute(when)}"' if when else ""
    more += f' data-photo="{photo}"' if _NUMBER.fullmatch(photo) else ""
    return f'<div data-embed="{_attribute(url)}" {texts}{more}></div>'


def _page_break(_attributes: Attributes) -> str:
    return PAGE_BREAK


PAGE_BREAK = "<hr data-page-break>"
_ATOMS: dict[tuple[str, str], Callable[[Attributes], str]] = {
    ("figure", "data-photo"): _picture,
    ("div", "data-gallery"): _gallery,
    ("div", "data-baca-juga"): _baca_juga,
    ("div", "data-embed"): _embed,
    ("hr", "data-page-break"): _page_break,
}
_ATOM_TAGS = frozenset(tag for tag, _name in _ATOMS)
_CONTAINERS = {(element.tag, element.css_class): element for element in MARKUP if element.holds}
_TOP = frozenset(element.tag for element in MARKUP if not element.inline) - {"li", "tbody", "tr", "th", "td"}
_MARK_TAGS = frozenset(_MARK_ORDER)
_HEADINGS = frozenset({"h2", "h3"})
_BLOCK_TAGS = frozenset(element.tag for element in MARKUP if not element.inline) | BOUNDARIES


@dataclass
class _Level:
    """The blocks of one container while it is being written, and the running text that waits for its end."""

    holds: frozenset[str]
    blocks: list[str] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)

    def flush(self, tag: str = "p") -> None:
        runs = _tidy(self.runs)
        self.runs.clear()
        if any(run.text.strip() for run in runs):
            tag = tag if tag in self.holds else "p"
            self.blocks.append(f"<{tag}>{_inline_html(runs)}</{tag}>")


class _Writer:
    """Writes the canonical markup of a parsed body.

    A block that its container may not hold is taken apart; an atom in such a place moves behind the
    container, so that no picture or link to a story is ever lost.
    """

    def __init__(self) -> None:
        self.homeless: list[str] = []

    def body(self, tree: LexborNode) -> list[str]:
        level = _Level(_TOP)
        self._children(tree, level, (), 0)
        level.flush()
        return level.blocks

    def _children(self, node: LexborNode, level: _Level, marks: tuple[str, ...], depth: int) -> None:
        child = node.child if node.is_element_node else None
        while child is not None:
            self._node(child, level, marks, depth)
            child = child.next

    def _node(self, node: LexborNode, level: _Level, marks: tuple[str, ...], depth: int) -> None:
        if node.is_text_node:
            level.runs.append(Run(_CONTROLS.sub("", node.text_content or ""), marks))
        elif not node.is_element_node:
            return
        elif depth > MAX_DEPTH:
            level.runs.append(Run(_CONTROLS.sub("", node.text()), marks))
        else:
            self._element(node, level, marks, depth + 1)

    def _element(self, node: LexborNode, level: _Level, marks: tuple[str, ...], depth: int) -> None:
        tag = SYNONYMS.get(str(node.tag), str(node.tag))
        if tag == "br":
            level.runs.append(BREAK)
        elif tag in _MARK_TAGS:
            self._children(node, level, _marked(node, tag, marks), depth)
        elif tag in _BLOCK_TAGS:
            level.flush()
            self._block(node, tag, level, marks, depth)
        else:
            self._children(node, level, marks, depth)

    def _block(self, node: LexborNode, tag: str, level: _Level, marks: tuple[str, ...], depth: int) -> None:
        attributes: Attributes = node.attributes
        container = _CONTAINERS.get((tag, attributes.get("class") or ""))
        if container and tag in level.holds:
            self._container(node, container, level, depth)
            return
        if tag in _ATOM_TAGS and (atom := _atom(tag, attributes)):
            (level.blocks if tag in level.holds else self.homeless).append(atom)
        self._children(node, level, marks, depth)
        level.flush(tag if tag in _HEADINGS else "p")

    def _container(self, node: LexborNode, container: Element, level: _Level, depth: int) -> None:
        if container.tag == "table":
            blocks = self._rows(node, depth)
        elif container.tag in ("ul", "ol"):
            blocks = self._items(node, depth)
        else:
            blocks = self._inner(node, container.holds, depth)
        if blocks:
            css_class = f' class="{container.css_class}"' if container.css_class else ""
            level.blocks.append(f"<{container.tag}{css_class}>{''.join(blocks)}</{container.tag}>")
        if level.holds is _TOP:
            level.blocks += self.homeless
            self.homeless = []

    def _inner(self, node: LexborNode, holds: frozenset[str], depth: int) -> list[str]:
        level = _Level(holds)
        self._children(node, level, (), depth)
        level.flush()
        return level.blocks

    def _items(self, node: LexborNode, depth: int) -> list[str]:
        # A list inside a list is read on as one list: readers' pages have one level.
        items: list[str] = []
        for part in _list_parts(node, depth):
            blocks = self._part(part, frozenset({"p"}), depth)
            if blocks:
                items.append(f"<li>{''.join(blocks)}</li>")
        return items

    def _part(self, part: list[LexborNode], holds: frozenset[str], depth: int) -> list[str]:
        level = _Level(holds)
        for node in part:
            self._node(node, level, (), depth + 1)
        level.flush()
        return level.blocks

    def _rows(self, table: LexborNode, depth: int) -> list[str]:
        rows = []
        for row in _rows_of(table):
            cells = [self._cell(cell, depth + 3) for cell in row.iter() if cell.tag in ("td", "th")]
            if cells:
                rows.append(f"<tr>{''.join(cells)}</tr>")
        if not any(_TAGS.sub("", row).strip() for row in rows):
            return []
        return [f"<tbody>{''.join(rows)}</tbody>"]

    def _cell(self, cell: LexborNode, depth: int) -> str:
        spans = "".join(_span(cell, name) for name in ("colspan", "rowspan"))
        # The editor writes an empty cell with an empty paragraph, the one place where one stays.
        inside = "".join(self._inner(cell, TEXT_BLOCKS, depth)) or "<p></p>"
        return f"<{cell.tag}{spans}>{inside}</{cell.tag}>"


def _marked(node: LexborNode, tag: str, marks: tuple[str, ...]) -> tuple[str, ...]:
    if tag != "a":
        return _with_mark(marks, tag)
    href = address(node.attributes.get("href") or "")
    return _with_mark(marks, f'a href="{_attribute(href)}"') if href else marks


def _atom(tag: str, attributes: Attributes) -> str:
    for (atom_tag, name), write in _ATOMS.items():
        if atom_tag == tag and name in attributes:
            return write(attributes)
    return ""


def _list_parts(node: LexborNode, depth: int) -> Iterator[list[LexborNode]]:
    """What becomes an item each: an <li>'s children up to a nested list, its items, the children after."""
    part: list[LexborNode] = []
    child = node.child
    while child is not None:
        if child.tag in ("li", "ul", "ol") and depth <= MAX_DEPTH:
            yield part
            part = []
            yield from _list_parts(child, depth + 1)
        else:
            part.append(child)
        child = child.next
    yield part


def _rows_of(table: LexborNode) -> Iterator[LexborNode]:
    for part in table.iter():
        if part.tag == "tr":
            yield part
        elif part.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in part.iter() if row.tag == "tr")


def _span(cell: LexborNode, name: str) -> str:
    value = (cell.attributes.get(name) or "").strip()
    if not _NUMBER.fullmatch(value) or not 1 < int(value) <= _MAX_SPAN:
        return ""
    return f' {name}="{value}"'


# --- Reading a clean body ------------------------------------------------------------------------------
#
# A clean body escapes "<" and ">" wherever they are not markup, atoms stand at the top only, and no top block
# holds another of its kind. So plain patterns read it exactly, ten times faster than a parser.

_TAGS = re.compile(r"<[^>]*>")
_ATOM = re.compile(
    r'<(?:figure data-photo="(?P<picture>\d+)"'
    r' data-caption="(?P<caption>[^"]*)" data-credit="(?P<credit>[^"]*)"></figure>'
    r'|div data-gallery="(?P<gallery>[^"]*)"></div>'
    r'|div data-baca-juga="(?P<baca_juga>[^"]*)"></div>'
    r'|div data-embed="(?P<embed>[^"]*)" data-author="(?P<author>[^"]*)" data-text="(?P<text>[^"]*)"'
    r'(?: data-when="(?P<when>[^"]*)")?(?: data-photo="(?P<kept>\d+)")?></div>'
    r"|(?P<page_break>hr data-page-break>))"
)
_LINE_END = re.compile(r"<br>|</(?:p|h2|h3)>")


def _embed_segment(found: re.Match[str]) -> Segment:
    segment: Segment = {name: markup.unescape(found[name]) for name in ("embed", "author", "text")}
    segment |= {"when": markup.unescape(found["when"])} if found["when"] else {}
    return segment | ({"picture": int(found["kept"])} if found["kept"] else {})


_SEGMENT_OF: dict[str, Callable[[re.Match[str]], Segment]] = {
    "page_break": lambda _found: {"page_break": True},
    "credit": lambda found: {
        "picture": int(found["picture"]),
        "caption": markup.unescape(found["caption"]),
        "credit": markup.unescape(found["credit"]),
    },
    "gallery": lambda found: {"gallery": [int(photo) for photo in found["gallery"].split()]},
    "baca_juga": lambda found: {"baca_juga": found["baca_juga"].split()},
    **dict.fromkeys(("text", "when", "kept"), _embed_segment),
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


def photo_ids(html: str) -> list[int]:
    """The photos a clean body shows, each once, in order: pictures and galleries."""
    ids: list[int] = []
    for segment in _segments(html):
        ids += [segment["picture"]] if "picture" in segment else segment.get("gallery", [])
    return list(dict.fromkeys(ids))


def linked_stories(html: str) -> list[str]:
    """The stories that the Baca Juga blocks of a clean body name, each once, in order."""
    stories = [story for segment in _segments(html) for story in segment.get("baca_juga", [])]
    return list(dict.fromkeys(stories))


def plain_text(html: str) -> str:
    """The words of a clean body, a paragraph a line: without captions, embeds and Baca Juga."""
    lines = _TAGS.sub("", _LINE_END.sub("\n", html))
    return "\n".join(line for line in markup.unescape(lines).split("\n") if line.strip())


def atom_texts(html: str) -> list[str]:
    """What a clean body says outside its paragraphs: captions, photo credits, the words kept of embeds."""
    named = ("caption", "credit", "author", "text", "when")
    return [text for segment in _segments(html) for name in named if (text := segment.get(name))]


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


# --- Readers' pages --------------------------------------------------------------------------------------

CUT = "...."
_EXTERNAL = re.compile(r'<a href="(https?://[^"]*)">')
_END_OF_PARAGRAPH = re.compile(r"(\.*)((?:</(?:a|strong|em)>)*</p>)$")
_CUT_END = re.compile(r"\.{4}((?:</(?:a|strong|em)>)*</p>)$")


def render(
    segments: list[Segment], *, dateline: str, sources: Iterable[dict[str, str]], notice: str = "",
    paid: bool = False,
) -> list[list[Segment]]:  # fmt: skip
    """The readers' pages of a body, each a list of segments; at least one page.

    `dateline` is printed as it is ("REPUBLIKA.CO.ID, SEOUL --"); `notice` says that the news is unverified;
    `paid` tells search engines that its links were paid for.
    """
    rel = "sponsored noopener" if paid else "noopener"
    pages = _cut([_readers(segment, rel) for segment in segments])
    pages[0] = _open(pages[0], dateline)
    pages[:-1] = [_continued(page) for page in pages[:-1]]
    if closing := _closing(sources, notice, rel):
        pages[-1].append({"html": closing})
    return [_joined(page) for page in pages]


def whole(pages: list[list[Segment]]) -> list[Segment]:
    """The full view of rendered pages: one page, nothing cut."""
    every = (segment for page in pages for segment in page)
    return _joined([_uncut(segment) for segment in every if segment.get("cut", "") is not None])


def _readers(segment: Segment, rel: str) -> Segment:
    if "html" not in segment:
        return segment
    html = _EXTERNAL.sub(rf'<a href="\1" rel="{rel}">', segment["html"])
    # Wide tables scroll in their own box, by keyboard too.
    html = html.replace("<table>", '<div class="table" tabindex="0"><table>')
    return {"html": html.replace("</table>", "</table></div>")}


def _cut(segments: list[Segment]) -> list[list[Segment]]:
    pages: list[list[Segment]] = [[]]
    for segment in segments:
        if "page_break" not in segment:
            pages[-1].append(segment)
        elif pages[-1]:
            pages.append([])
    if len(pages) > 1 and not pages[-1]:
        pages.pop()
    return pages


def _open(page: list[Segment], dateline: str) -> list[Segment]:
    if not dateline:
        return page
    opening = f'<span class="dateline">{_escape(dateline)}</span>'
    if page and page[0].get("html", "").startswith("<p>"):
        return [{"html": f"<p>{opening} {page[0]['html'][3:]}"}, *page[1:]]
    return [{"html": f"<p>{opening}</p>"}, *page]


def _continued(page: list[Segment]) -> list[Segment]:
    """The page with its last paragraph, a segment of its own, ending in dots; it keeps what they replaced."""
    for place in range(len(page) - 1, -1, -1):
        html = page[place].get("html", "")
        start, end = _last_paragraph(html)
        if end:
            paragraph = _END_OF_PARAGRAPH.search(html, start, end)
            if paragraph is None:  # the pattern matches every "</p>"
                break
            cut = {"html": html[start : paragraph.start()] + CUT + paragraph[2], "cut": paragraph[1]}
            around = [{"html": html[:start]}, cut, {"html": html[end:]}]
            return [*page[:place], *(each for each in around if each["html"]), *page[place + 1 :]]
    return [*page, {"html": f"<p>{CUT}</p>", "cut": None}]


def _last_paragraph(html: str) -> tuple[int, int]:
    start = end = 0
    for found in BLOCK.finditer(html):
        if found[1] == "p":
            start, end = found.span()
    return start, end


def _uncut(segment: Segment) -> Segment:
    if "cut" not in segment:
        return segment
    return {"html": _CUT_END.sub(lambda end: segment["cut"] + end[1], segment["html"])}


def _closing(sources: Iterable[dict[str, str]], notice: str, rel: str) -> str:
    warning = f'<p class="unverified"><em>[{_escape(notice)}]</em></p>' if notice else ""
    names = ", ".join(_source(source, rel) for source in sources)
    return warning + (f'<p class="source">sumber : {names}</p>' if names else "")


def _source(source: dict[str, str], rel: str) -> str:
    name, url = _escape(source["name"]), address(source.get("url") or "")
    if not url:
        return name
    outside = "" if url.startswith("/") else f' rel="{rel}"'
    return f'<a href="{_attribute(url)}"{outside}>{name}</a>'


def _joined(page: list[Segment]) -> list[Segment]:
    """The page with neighbouring runs made one."""
    joined: list[Segment] = []
    for segment in page:
        if joined and segment.keys() == joined[-1].keys() == {"html"}:
            joined[-1] = {"html": joined[-1]["html"] + segment["html"]}
        else:
            joined.append(segment)
    return joined
