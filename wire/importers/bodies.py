"""What other systems' texts say, said in markup that our cleaner takes. Pure; linear in its input."""

import re
from collections import Counter

from articles.rendering.atoms import PAGE_BREAK
from wire.importers import members
from wire.importers.items import COMMENT, Notice

_MEDIA = re.compile(r"<(img|iframe|video|audio)\b", re.IGNORECASE)
_NO_PICTURE = re.compile(r"<table\b|\bkg-bookmark-card\b", re.IGNORECASE)
_FIGURE = re.compile(r"<figure\b((?:(?!</?figure\b).)*+)</figure\s*>", re.DOTALL | re.IGNORECASE)

_CAPTION = re.compile(
    r"\[(?:wp_)?caption\b[^\[\]]*\](?:(?!\[/?(?:wp_)?caption\b).)*+\[/(?:wp_)?caption\]", re.DOTALL | re.IGNORECASE
)
_SHORTCODE = re.compile(r"(?<!\[)\[(/?)([a-z][\w-]{0,40})((?:[\s=/][^\[\]]*)?)\](?!\])", re.IGNORECASE)
_BARE = frozenset({"gallery", "playlist", "audio", "video", "embed"})
"""Shortcodes of WordPress itself that may say nothing but their name."""

_ADDRESS_ALONE = re.compile(r"^[ \t]*+(https?://[^\s<>\"'\[\]]+)[ \t]*$", re.MULTILINE)
_GAP = re.compile(r"(?P<gap>(?:<br\s*/?>)?\n\s*+)|<[^<>]*>", re.IGNORECASE)


def of_wordpress(content: str, left_out: Counter[str], notices: list[Notice]) -> str:
    """As WordPress shows it: where no block says so, a blank line parts paragraphs and a line's end is one."""
    line_end = " " if "<!-- wp:" in content else "<br>"
    html = members.without_theirs(content, left_out, notices)
    html = html.replace("<!--nextpage-->", f"\n\n{PAGE_BREAK}\n\n")
    html = _without_shortcodes(without_pictures(html, left_out), left_out)
    html = _ADDRESS_ALONE.sub(r'<a href="\1">\1</a>', html)
    return _GAP.sub(lambda found: _gap(found, line_end), html)


def of_ghost(html: str, left_out: Counter[str], notices: list[Notice]) -> str:
    """Links within the site lose the word that stands for its address: they lead on from there."""
    html = members.without_gated(html.replace("__GHOST_URL__", ""), left_out, notices)
    return without_pictures(html, left_out)


def without_pictures(html: str, left_out: Counter[str]) -> str:
    """Also without what stands under them, and without comments."""
    left_out.update(f"<{tag.lower()}>" for tag in _MEDIA.findall(html))
    html = COMMENT.sub("", html)
    html = _CAPTION.sub("", html)
    return _FIGURE.sub(lambda found: "" if _is_picture(found[1]) else found[0], html)


def _is_picture(figure: str) -> bool:
    """A table is none, whatever its cells show, nor is a link with the picture of what it leads to."""
    return bool(_MEDIA.search(figure)) and not _NO_PICTURE.search(figure)


def _without_shortcodes(html: str, left_out: Counter[str]) -> str:
    """What they enclose stays. Brackets hold words too: what nothing ends, and what sets nothing, is no shortcode."""
    ended = {found[2] for found in _SHORTCODE.finditer(html) if found[1]}

    def replaced(found: re.Match[str]) -> str:
        end, name, said = found.groups()
        if not (end or name in ended or name in _BARE or re.search(r"=|://|/$", said)):
            return found[0]
        if name == "embed":
            return "\n"  # its address stays, alone on a line
        left_out.update([] if end else [f"[{name}]"])
        return ""

    return _SHORTCODE.sub(replaced, html)


def _gap(found: re.Match[str], line_end: str) -> str:
    if not (gap := found["gap"]):
        return found[0]
    return "<p>" if gap.count("\n") > 1 else line_end
