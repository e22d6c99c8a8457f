"""Law 7's gate: whatever comes in, out comes only what `MARKUP` allows, in one canonical form."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import nh3
from django.utils.translation import gettext as _
from selectolax.lexbor import LexborHTMLParser, LexborNode

from almanac.text import printable
from articles import pasting
from articles.rendering.atoms import ATOMS, NUMBER, Attributes, address, atom_of
from articles.rendering.inline import BREAK, CONTROLS, MARK_ORDER, TAGS, Run, attribute, inline_html, tidied, with_mark
from articles.rendering.markup import BOUNDARIES, DROPPED_WHOLE, MARKUP, SYNONYMS, TEXT_BLOCKS, Element

MAX_BYTES = 400_000
MAX_DEPTH = 100
_MAX_SPAN = 100


class TooLong(ValueError):
    """The markup is larger, or more deeply nested, than any story: refused before it is parsed."""


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
    if too_deep(text):
        raise TooLong(_("A body may be nested %(most)s levels deep; this one is deeper.") % {"most": MAX_DEPTH})
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


def too_deep(html: str) -> bool:
    """Whether no parser is to be given it: one needs quadratic time for nested blocks, for 400 kB of "<div>" ten s."""
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
                return True
        elif opened.get(tag):
            opened[tag] -= 1
            depth -= 1
    return False


_ATOM_TAGS = frozenset(tag for tag, _name in ATOMS)
_CONTAINERS = {(element.tag, element.css_class): element for element in MARKUP if element.holds}
_TOP = frozenset(element.tag for element in MARKUP if not element.inline) - {"li", "tbody", "tr", "th", "td"}
_MARK_TAGS = frozenset(MARK_ORDER)
_HEADINGS = frozenset({"h2", "h3"})
_BLOCK_TAGS = frozenset(element.tag for element in MARKUP if not element.inline) | BOUNDARIES


@dataclass
class _Level:
    """The blocks of one container while it is being written, and the running text that waits for its end."""

    holds: frozenset[str]
    blocks: list[str] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)

    def flush(self, tag: str = "p") -> None:
        runs = tidied(self.runs)
        self.runs.clear()
        if any(run.text.strip() for run in runs):
            tag = tag if tag in self.holds else "p"
            self.blocks.append(f"<{tag}>{inline_html(runs)}</{tag}>")


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
            level.runs.append(Run(CONTROLS.sub("", node.text_content or ""), marks))
        elif not node.is_element_node:
            return
        elif depth > MAX_DEPTH:
            level.runs.append(Run(CONTROLS.sub("", node.text()), marks))
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
        if tag in _ATOM_TAGS and (atom := atom_of(tag, attributes)):
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
        if not any(TAGS.sub("", row).strip() for row in rows):
            return []
        return [f"<tbody>{''.join(rows)}</tbody>"]

    def _cell(self, cell: LexborNode, depth: int) -> str:
        spans = "".join(_span(cell, name) for name in ("colspan", "rowspan"))
        # The editor writes an empty cell with an empty paragraph, the one place where one stays.
        inside = "".join(self._inner(cell, TEXT_BLOCKS, depth)) or "<p></p>"
        return f"<{cell.tag}{spans}>{inside}</{cell.tag}>"


def _marked(node: LexborNode, tag: str, marks: tuple[str, ...]) -> tuple[str, ...]:
    if tag != "a":
        return with_mark(marks, tag)
    href = address(node.attributes.get("href") or "")
    return with_mark(marks, f'a href="{attribute(href)}"') if href else marks


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
    if not NUMBER.fullmatch(value) or not 1 < int(value) <= _MAX_SPAN:
        return ""
    return f' {name}="{value}"'
