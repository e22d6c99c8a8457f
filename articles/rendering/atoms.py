"""What stands for something that the page looks up (pictures, Baca Juga, embeds), and where links may lead."""

import re
from collections.abc import Callable

from articles.rendering.inline import CONTROLS, SPACES, attribute
from articles.rendering.markup import MAX_LINKED_STORIES

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


NUMBER = re.compile(r"[1-9][0-9]{0,17}")
_STORY = re.compile(r"[a-z0-9]{4,12}")


def _valid(words: str | None, pattern: re.Pattern[str]) -> list[str]:
    return list(dict.fromkeys(word for word in (words or "").split() if pattern.fullmatch(word)))


def _line(text: str | None, limit: int) -> str:
    return SPACES.sub(" ", CONTROLS.sub("", text or "")).strip()[:limit].rstrip()


Attributes = dict[str, str | None]


def _picture(attributes: Attributes) -> str:
    photo = (attributes.get("data-photo") or "").strip()
    if not NUMBER.fullmatch(photo):
        return ""
    caption, credit = _line(attributes.get("data-caption"), 2000), _line(attributes.get("data-credit"), 300)
    texts = f'data-caption="{attribute(caption)}" data-credit="{attribute(credit)}"'
    return f'<figure data-photo="{photo}" {texts}></figure>'


def _gallery(attributes: Attributes) -> str:
    photos = _valid(attributes.get("data-gallery"), NUMBER)
    return f'<div data-gallery="{" ".join(photos)}"></div>' if photos else ""


def _baca_juga(attributes: Attributes) -> str:
    stories = _valid(attributes.get("data-baca-juga"), _STORY)[:MAX_LINKED_STORIES]
    return f'<div data-baca-juga="{" ".join(stories)}"></div>' if stories else ""


def _embed(attributes: Attributes) -> str:
    url = address(attributes.get("data-embed") or "")
    if not url.startswith("https://"):
        return ""
    author, text = _line(attributes.get("data-author"), 200), _line(attributes.get("data-text"), 2000)
    texts = f'data-author="{attribute(author)}" data-text="{attribute(text)}"'
    when, photo = _line(attributes.get("data-when"), 60), (attributes.get("data-photo") or "").strip()
    more = f' data-when="{attribute(when)}"' if when else ""
    more += f' data-photo="{photo}"' if NUMBER.fullmatch(photo) else ""
    more += ' data-ai="1"' if attributes.get("data-ai") else ""
    return f'<div data-embed="{attribute(url)}" {texts}{more}></div>'


def _page_break(_attributes: Attributes) -> str:
    return PAGE_BREAK


PAGE_BREAK = "<hr data-page-break>"
ATOMS: dict[tuple[str, str], Callable[[Attributes], str]] = {
    ("figure", "data-photo"): _picture,
    ("div", "data-gallery"): _gallery,
    ("div", "data-baca-juga"): _baca_juga,
    ("div", "data-embed"): _embed,
    ("hr", "data-page-break"): _page_break,
}


def atom_of(tag: str, attributes: Attributes) -> str:
    for (atom_tag, name), write in ATOMS.items():
        if atom_tag == tag and name in attributes:
            return write(attributes)
    return ""
