"""What a body may hold, said once: the sanitiser's allow-list and the editor's set-up in `editor.py` follow from it."""

from dataclasses import dataclass

MAX_LINKED_STORIES = 5


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

EMBED = ("data-embed", "data-author", "data-text", "data-when", "data-photo", "data-ai")
"""A post elsewhere as our own card: its address, who wrote it, its words, when, a picture of it that we keep, and
whether it was made by AI."""

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
