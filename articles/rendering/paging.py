"""How a body becomes readers' pages: dateline, sources, what a page break cuts."""

import re
from collections.abc import Iterable

from articles.rendering.atoms import address
from articles.rendering.inline import attribute, escape
from articles.rendering.reading import Segment
from prose.blocks import BLOCK

RENDERER_VERSION = 2
"""Raised with every change of `render`'s output; older rows of `Rendered` are then work that is due."""

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
    opening = f'<span class="dateline">{escape(dateline)}</span>'
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
    warning = f'<p class="unverified"><em>[{escape(notice)}]</em></p>' if notice else ""
    names = ", ".join(_source(source, rel) for source in sources)
    return warning + (f'<p class="source">sumber : {names}</p>' if names else "")


def _source(source: dict[str, str], rel: str) -> str:
    name, url = escape(source["name"]), address(source.get("url") or "")
    if not url:
        return name
    outside = "" if url.startswith("/") else f' rel="{rel}"'
    return f'<a href="{attribute(url)}"{outside}>{name}</a>'


def _joined(page: list[Segment]) -> list[Segment]:
    """The page with neighbouring runs made one."""
    joined: list[Segment] = []
    for segment in page:
        if joined and segment.keys() == joined[-1].keys() == {"html"}:
            joined[-1] = {"html": joined[-1]["html"] + segment["html"]}
        else:
            joined.append(segment)
    return joined
