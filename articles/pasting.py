"""What Word and Google Docs say by style alone, said by tags before styles are dropped. Pure; linear in its input."""

import re
from itertools import groupby

_PARAGRAPH = re.compile(r"<p\b([^<>]*)>((?:(?!<p\b|</p>).)*+)</p>\s*", re.DOTALL | re.IGNORECASE)
_MARKER = re.compile(
    r"<!(?:--)?\[if !supportLists\](?:--)?>((?:(?!<!).)*+)<!(?:--)?\[endif\](?:--)?>", re.DOTALL | re.IGNORECASE
)
_COUNTED = re.compile(r"\s*[0-9a-z]{1,5}[.)]", re.IGNORECASE)
_TAGS = re.compile(r"<[^<>]*>")
_SPAN = re.compile(r"<span\b([^<>]*)>((?:(?!</?span\b).)*+)</span>", re.DOTALL | re.IGNORECASE)
_BOLD = re.compile(r"<(?:b|strong)\b([^<>]*)>", re.IGNORECASE)
_HEAVY = re.compile(r"(?<![\w-])font-weight:\s*(?:bold|[6-9]00)")
_LIGHT = re.compile(r"(?<![\w-])font-weight:\s*(?:normal|400)")
_SLANTED = re.compile(r"(?<![\w-])font-style:\s*italic")


def by_tags(html: str) -> str:
    """The same text with lists as lists, bold and italics as tags; what says nothing by style stays as it is."""
    if "mso-list:" in html:
        html = _lists(html)
    if "font-weight:" in html or "font-style:" in html:
        # Google Docs wraps all it copies in a bold that is none; its end, left over, means nothing.
        html = _BOLD.sub(lambda found: "" if _LIGHT.search(found[1]) else found[0], html)
        html = _SPAN.sub(_span, html)
    return html


def _span(found: re.Match[str]) -> str:
    style, inside = found[1], found[2]
    inside = f"<em>{inside}</em>" if _SLANTED.search(style) else inside
    return f"<strong>{inside}</strong>" if _HEAVY.search(style) else inside


def _lists(html: str) -> str:
    """Word's list items are paragraphs, each with its bullet or number typed in front: neighbours are one list."""
    parts: list[tuple[str, str]] = []
    end = 0
    for found in _PARAGRAPH.finditer(html):
        if "mso-list:" not in found[1]:
            continue
        parts += [("", html[end : found.start()])] if found.start() > end else []
        marker = _MARKER.search(found[2])
        counted = marker and _COUNTED.match(_TAGS.sub("", marker[1]))
        parts.append(("ol" if counted else "ul", f"<li>{_MARKER.sub('', found[2])}</li>"))
        end = found.end()
    parts.append(("", html[end:]))
    groups = ((tag, "".join(text for _tag, text in group)) for tag, group in groupby(parts, key=lambda part: part[0]))
    return "".join(f"<{tag}>{text}</{tag}>" if tag else text for tag, text in groups)
