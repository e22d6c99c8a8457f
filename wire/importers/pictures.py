"""The pictures that an old system's stories show, as its file names them. Pure; linear in its input."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from almanac.text import one_line
from wire.importers.items import COMMENT, Shown, words

Attached = Mapping[str, Shown] | None
"""By their ids, the pictures that files tell of apart from stories; None: no pictures are wanted."""

LEFT_OUT = "lead picture"

_MEDIA = re.compile(r"<(img|iframe|video|audio)\b", re.IGNORECASE)
_NO_PICTURE = re.compile(r"<table\b|\bkg-bookmark-card\b", re.IGNORECASE)
_BOOKMARK = re.compile(r"\bkg-bookmark-card\b")
_FIGURE = re.compile(r"<figure\b((?:(?!</?figure\b).)*+)</figure\s*>", re.DOTALL | re.IGNORECASE)
_UNDER = re.compile(r"<figcaption\b[^<>]*+>((?:(?!</?figcaption\b).)*+)</figcaption", re.DOTALL | re.IGNORECASE)
_IMAGE = re.compile(r"""<img\b(?:(?:[^<>"']|"[^"<]*"|'[^'<]*')*+>|[^<>]*+>)""", re.IGNORECASE)

_CAPTION = re.compile(
    r"\[(?:wp_)?caption\b[^\[\]]*\]((?:(?!\[/?(?:wp_)?caption\b).)*+)\[/(?:wp_)?caption\]", re.DOTALL | re.IGNORECASE
)
_GALLERY = re.compile(r"(?<!\[)\[gallery\b([^\[\]]*+)\]", re.IGNORECASE)
_ITS_PICTURES = re.compile(r"""\bids=["']?([\d,\s]++)""", re.IGNORECASE)

_ITS_ID = re.compile(r"\bwp-image-(\d{1,20})\b")
_ASIDE = re.compile(r"\b(?:wp-smiley|emoji)\b")
_SIZE = re.compile(r"(?:-\d{1,5}x\d{1,5}|-scaled)\Z")
_LOADED_LATE = ("data-src", "data-lazy-src", "data-original")

_MARK = re.compile("\x02([0-9]{1,6})\x03")
"""Where a picture stands in a body, by its place among the story's: of controls that are taken from texts before."""
_LIKE_MARKS = re.compile("[\x02\x03]")


def filled(body: str, slots: Sequence[str]) -> str:
    """The body with a slot in the place of each mark."""
    return _MARK.sub(lambda mark: slots[int(mark[1])], body) if slots else body


def marked(html: str, left_out: Counter[str], attached: Attached) -> tuple[str, list[Shown]]:
    """A text with marks in the place of its pictures, and those; of others it is rid, which are counted."""
    marking = _Marking(attached or {}, left_out)
    if attached is not None:
        # No file holds these itself, but what it tells in JSON or by their numbers (&#2;) may.
        html = marking.of(COMMENT.sub("", _LIKE_MARKS.sub("", html)))
    return _without(html, left_out), marking.shown


def _without(html: str, left_out: Counter[str]) -> str:
    """Also without what stands under them, and without comments."""
    left_out.update(f"<{tag.lower()}>" for tag in _MEDIA.findall(html))
    html = COMMENT.sub("", html)
    html = _CAPTION.sub("", html)
    return _FIGURE.sub(lambda found: "" if _is_picture(found[1]) else found[0], html)


def _is_picture(figure: str) -> bool:
    """A table is none, whatever its cells show, nor is a link with the picture of what it leads to."""
    return bool(_MEDIA.search(figure)) and not _NO_PICTURE.search(figure)


class _Marking:
    """Takes the pictures out of one text. What it does not take stays, to be counted."""

    def __init__(self, attached: Mapping[str, Shown], left_out: Counter[str]) -> None:
        self.attached, self.left_out = attached, left_out
        self.shown: list[Shown] = []

    def of(self, html: str) -> str:
        html = _GALLERY.sub(self._gallery, html)
        html = _CAPTION.sub(lambda found: self._captioned(found[0], found[1], _IMAGE.sub("", found[1])), html)
        html = _FIGURE.sub(self._figure, html)
        return _IMAGE.sub(lambda found: self._captioned(found[0], found[0], ""), html)

    def _figure(self, found: re.Match[str]) -> str:
        if _BOOKMARK.search(found[1]):
            self.left_out["<img>"] += len(_IMAGE.findall(found[0]))
            return _IMAGE.sub("", found[0])
        if not _is_picture(found[1]):
            return found[0]
        return self._captioned(found[0], found[1], " ".join(_UNDER.findall(found[1])))

    def _captioned(self, whole: str, inside: str, under: str) -> str:
        """Marks of the pictures in it; what stands under several stands under the last."""
        # A picture that is loaded late stands twice: once for browsers without scripts.
        shown = list(dict.fromkeys(one for image in _IMAGE.findall(inside) if (one := self._image(image))))
        if not shown:
            return whole
        shown[-1] = replace(shown[-1], under=one_line(words(under)))
        self.left_out.update(f"<{tag}>" for tag in map(str.lower, _MEDIA.findall(inside)) if tag != "img")
        return "".join(map(self._mark, shown))

    def _gallery(self, found: re.Match[str]) -> str:
        named = _ITS_PICTURES.search(found[1])
        if named is None:
            return found[0]
        ids = dict.fromkeys(named[1].replace(",", " ").split())
        return "".join(self._mark(self.attached.get(one) or Shown(f"attachment {one[:20]}")) for one in ids)

    def _mark(self, shown: Shown) -> str:
        self.shown.append(shown)
        return f"\x02{len(self.shown) - 1}\x03"

    def _image(self, tag: str) -> Shown | None:
        """None of what is there for no reader: a counter's dot, a smiley."""
        node = LexborHTMLParser(tag).css_first("img")
        told = {name: value or "" for name, value in node.attributes.items()} if node else {}
        address = told.get("src", "")
        if not address or address.startswith("data:"):
            address = next(filter(None, map(told.get, _LOADED_LATE)), address)
        size = {told.get("width"), told.get("height")}
        if not address or _ASIDE.search(told.get("class", "")) or size & {"0", "1"}:
            return None
        shown = Shown(address, alt=one_line(told.get("alt", "")))
        its_id = _ITS_ID.search(told.get("class", ""))
        known = self.attached.get(its_id[1]) if its_id else None
        if known is None or _name_of(known.address) != _name_of(address):
            return shown
        return replace(known, address=address, alt=shown.alt or known.alt)


def _name_of(address: str) -> str:
    """Of the file, whatever its size; an id that was copied with the markup of another picture is not this one's."""
    name = address.partition("?")[0].rpartition("/")[2]
    return _SIZE.sub("", name.rpartition(".")[0] or name)


def host_of(address: str) -> str:
    """Without its www.; "" where it names none, or is no address."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
