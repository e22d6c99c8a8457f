"""What other systems' texts say, said in markup that our cleaner takes. Pure; linear in its input."""

import re
from collections import Counter

from articles.rendering.atoms import PAGE_BREAK
from wire.importers import cards, members, pictures
from wire.importers.items import Notice, Shown
from wire.importers.pictures import Attached

ITSELF = "__GHOST_URL__"
"""What stands in a file of Ghost's for the address of its site."""

NEXT_PAGE = "<!--nextpage-->"

_SHORTCODE = re.compile(r"(?<!\[)\[(/?)([a-z][\w-]{0,40})((?:[\s=/][^\[\]]*)?)\](?!\])", re.IGNORECASE)
_BARE = frozenset({"gallery", "playlist", "audio", "video", "embed"})
"""Shortcodes of WordPress itself that may say nothing but their name."""

_ADDRESS_ALONE = re.compile(r"^[ \t]*+(https?://[^\s<>\"'\[\]]+)[ \t]*$", re.MULTILINE)
_PRE = re.compile(r"(<pre\b[^<>]*>)((?:(?!</?pre\b).)*+)</pre\s*>", re.DOTALL | re.IGNORECASE)
_STANZAS = re.compile(r"\n[ \t]*\n\s*")
_FILE_BUTTON = re.compile(r"<a\b(?=[^<>]*\bwp-block-file__button\b)[^<>]*+>[^<>]*+</a>", re.IGNORECASE)
_FRAME = re.compile(r"<iframe\b([^<>]*+)>(?:\s*+</iframe\s*+>)?", re.IGNORECASE)
_FILM = re.compile(
    r"""\bsrc=["'](?:https?:)?//(?:www\.)?(?:(youtube(?:-nocookie)?\.com/embed/)|player\.vimeo\.com/video/)"""
    r"""([\w-]{1,40})["'?&/]""",
    re.IGNORECASE,
)
_RAISED = re.compile(r"<sup>\s*(-?\d{1,4})\s*</sup>", re.IGNORECASE)
_RAISE = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_GAP = re.compile(r"(?P<gap>(?:<br\s*/?>)?\n\s*+)|<[^<>]*>", re.IGNORECASE)


def of_wordpress(
    content: str, left_out: Counter[str], notices: list[Notice], attached: Attached
) -> tuple[str, list[Shown]]:  # fmt: skip
    """As WordPress shows it: where no block says so, a blank line parts paragraphs and a line's end is one.

    With it the pictures that it has marks for, where such are wanted.
    """
    line_end = " " if "<!-- wp:" in content else "<br>"
    html = members.without_theirs(content, left_out, notices)
    html = html.replace(NEXT_PAGE, f"\n\n{PAGE_BREAK}\n\n")
    html, within = pictures.marked(_films_linked(html), left_out, attached)
    html = _without_shortcodes(html, left_out)
    html = _ADDRESS_ALONE.sub(r'<a href="\1">\1</a>', html)
    html = _PRE.sub(_lines_kept, _FILE_BUTTON.sub("", _raised(html)))
    return _GAP.sub(lambda found: _gap(found, line_end), html), within


def of_ghost(
    html: str, left_out: Counter[str], notices: list[Notice], attached: Attached
) -> tuple[str, list[Shown]]:  # fmt: skip
    """Links within the site lose the word that stands for its address: they lead on from there."""
    html = members.without_gated(html.replace(ITSELF, ""), left_out, notices)
    html = cards.without_furniture(html, left_out)
    return pictures.marked(_PRE.sub(_lines_kept, _raised(_films_linked(html))), left_out, attached)


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


def _films_linked(html: str) -> str:
    """Where a frame showed a film of YouTube or Vimeo, a link leads to it, as one does where an address stood alone."""

    def linked(found: re.Match[str]) -> str:
        if not (film := _FILM.search(found[1])):
            return found[0]
        address = ("https://www.youtube.com/watch?v=" if film[1] else "https://vimeo.com/") + film[2]
        return f'\n\n<p><a href="{address}">{address}</a></p>\n\n'

    return _FRAME.sub(linked, html)


def _raised(html: str) -> str:
    """Digits that stand raised still do: 10<sup>6</sup> is not 106."""
    return _RAISED.sub(lambda found: found[1].translate(_RAISE), html)


def _lines_kept(found: re.Match[str]) -> str:
    """A poem's lines, or a code's."""
    stanzas = (stanza.replace("\n", "<br>") for stanza in _STANZAS.split(found[2].strip()))
    return found[1] + f"</pre>{found[1]}".join(stanzas) + "</pre>"
