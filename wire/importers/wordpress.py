"""A WordPress export (WXR 1.1 and 1.2, as Tools > Export writes it), read as a stream, without the database.

Of the file no more is held than one item, and of an item no more than MAX_ITEM. A DTD, which alone could declare
entities, ends the reading as broken XML does: what stood before it has come in, and the last that is found says where.
"""

import re
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO
from urllib.parse import urlsplit
from xml.parsers import expat

from almanac import dates
from wire.importers import encodings, members
from wire.importers.bodies import of_wordpress
from wire.importers.items import BadItem, Found, Item, Notice, item_of, words

PIECE = 64 * 1024
MAX_ITEM = 2_000_000
"""Characters past which an item is no story: the rest is skipped without being held in memory."""

MAX_DEPTH = 20
AN_ELEMENT = 200
"""Characters that an element weighs by itself, so that a million empty ones are too long as well."""

NO_XML = bytes({*range(32)} - {*b"\t\n\r"})
"""WordPress lets them through, and each would end the reading."""

BEFORE_IT = BOM_UTF8 + b" \t\r\n"
"""What plugins print before the file begins, where XML takes nothing."""

DECLARED = re.compile(rb"""<\?xml\s[^<>]*?encoding=["']([\w.-]{1,40})["']""")

IN_CHANNEL = len(["rss", "channel"])
PRIMARY = "_yoast_wpseo_primary_category"
OF_USE = {PRIMARY, *members.KEEPS}


def read(file: IO[bytes], *, now: datetime, left_out: Counter[str]) -> Iterator[Found]:
    """The published posts in order; other items are counted by what they are."""
    export = _Export()
    wrong, piece = "", b"<"
    while piece and not wrong:
        piece = file.read(PIECE)
        wrong = export.feed(piece)
        for number, post in export.take():
            if reason := _no_story(post):
                left_out[reason] += 1
                continue
            place = f"item {number} (post {post.said('wp:post_id')[:20]})"
            try:
                yield place, export.story(post, now=now, left_out=left_out)
            except BadItem as error:
                yield place, error
    if wrong:
        yield f"item {export.number + 1}", BadItem("file", f"{wrong}: nothing from here on was read")


def _no_story(post: "_Element") -> str:
    kind, status = post.said("wp:post_type"), post.said("wp:status")
    if (kind, status) != ("post", "publish"):
        return (status if kind == "post" else kind)[:40] or "untyped"
    if post.said("wp:post_password"):
        return "password-protected"
    metas = ((one.said("wp:meta_key"), one.said("wp:meta_value")) for one in post.inside if one.name == "wp:postmeta")
    return "for members" if any(members.keeps_it(*meta) for meta in metas) else ""


@dataclass
class _Element:
    name: str
    attributes: dict[str, str]
    begun: int
    text: list[str] = field(default_factory=list)
    inside: list["_Element"] = field(default_factory=list)
    cut: bool = False
    """Something in it was too long to be held."""

    def said(self, name: str) -> str:
        return next(("".join(one.text).strip() for one in self.inside if one.name == name), "")

    def filed_under(self, domain: str) -> list[str]:
        """Names of its categories or tags."""
        return [
            words("".join(one.text))
            for one in self.inside
            if one.name == "category" and one.attributes.get("domain") == domain
        ]

    @property
    def is_of_use(self) -> bool:
        return self.name != "wp:comment" and (self.name != "wp:postmeta" or self.said("wp:meta_key") in OF_USE)


class _Broken(ValueError):
    """It is no export of WordPress, or a hostile one."""


class _Export:
    """The items of a file as it is fed to it, and what its head says of them."""

    def __init__(self) -> None:
        self.open: list[_Element] = []
        self.items: list[tuple[int, _Element]] = []
        self.number = self.size = self.fed = 0
        self.declared = ""
        self.head = _Element("channel", {}, 0)
        self.names: dict[str, str] = {}
        self.categories: dict[str, str] = {}
        # Told rather than asked, so that no declaration may choose another encoding.
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse_dtd
        self.parser.StartElementHandler = self._begin
        self.parser.CharacterDataHandler = self._say
        self.parser.EndElementHandler = self._end

    def feed(self, piece: bytes) -> str:
        """What is wrong with the file; empty while nothing is."""
        sound = piece.translate(None, NO_XML)
        if not self.fed:
            sound = sound.lstrip(BEFORE_IT)
            self.declared = (DECLARED.match(sound) or [b"", b""])[1].decode()
        self.fed += len(sound)
        try:
            self.parser.Parse(sound, not piece)
            if self.fed - self.parser.CurrentByteIndex > MAX_ITEM:
                raise _Broken("a tag or comment has no end")
        except expat.ExpatError as error:
            return self._of_another_encoding(sound) or str(error)
        except _Broken as error:
            return f"{error}: line {self.parser.CurrentLineNumber}"
        return ""

    def _of_another_encoding(self, piece: bytes) -> str:
        if encodings.is_utf8(piece):
            return ""
        name = encodings.guess(piece)
        declares = self.declared if self.declared.upper() not in ("", "UTF-8") else name
        return f"line {self.parser.CurrentLineNumber} {encodings.way_out(declares)}" if name else ""

    def take(self) -> list[tuple[int, _Element]]:
        """The items that ended since, each with its number."""
        taken, self.items = self.items, []
        return taken

    def story(self, post: _Element, *, now: datetime, left_out: Counter[str]) -> Item:
        if post.cut:
            raise BadItem("item", f"is longer than {MAX_ITEM // 1000:,} kB")
        number, writer = post.said("wp:post_id"), post.said("dc:creator")
        told = [post.said(name) for name in ("title", "excerpt:encoded", "content:encoded", "wp:post_date")]
        row = {
            "id": number,
            "title": words(told[0]),
            "deck": words(told[1]),
            "published": _moment(post),
            "section": self._section(post),
            "site": words(self.head.said("title")),
            "authors": [self.names.get(writer) or writer],
            "tags": post.filed_under("post_tag"),
            "url": post.said("link"),
        }
        short = f"{_path_of(self.head.said('wp:base_blog_url'))}/?p={number}"
        notices: list[Notice] = []
        body, text = of_wordpress(told[2], left_out, notices), "\0".join(told).encode()
        return item_of(row, body, text, paths=(short,), notices=notices, now=now)

    def _section(self, post: _Element) -> str:
        """Its primary category as Yoast keeps it, else the first."""
        names = post.filed_under("category")
        kept = next((one.said("wp:meta_value") for one in post.inside if one.said("wp:meta_key") == PRIMARY), "")
        primary = self.categories.get(kept)
        return primary if primary in names else (names or [""])[0]

    def _refuse_dtd(self, *_declared: object) -> None:
        raise _Broken("it has a DTD, which no export of WordPress has")

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        if not self.open and name != "rss":
            raise _Broken("it is no export of WordPress")
        if len(self.open) > MAX_DEPTH:
            raise _Broken("elements are nested too deeply")
        if len(self.open) == IN_CHANNEL:
            self.size = 0
        self.open.append(_Element(name, attributes, self.size))
        self.size += AN_ELEMENT + sum(len(value) for value in attributes.values())

    def _say(self, text: str) -> None:
        if len(self.open) <= IN_CHANNEL:
            return  # between the items, where nothing is said
        self.size += len(text)
        if self.size <= MAX_ITEM:
            self.open[-1].text.append(text)

    def _end(self, _name: str) -> None:
        element = self.open.pop()
        if len(self.open) == IN_CHANNEL:
            self._note(element)
        elif len(self.open) > IN_CHANNEL:
            of_use, fits = element.is_of_use, self.size <= MAX_ITEM
            if of_use and fits:
                self.open[-1].inside.append(element)
            else:
                self.open[-1].cut |= of_use
                self.size = element.begun

    def _note(self, element: _Element) -> None:
        match element.name:
            case "item" if not self.head.said("wp:wxr_version"):
                raise _Broken("it is no export of WordPress: it names no wp:wxr_version")
            case "item":
                self.number += 1
                self.items.append((self.number, element))
            case "title" | "wp:base_blog_url" | "wp:wxr_version":
                self.head.inside.append(element)
            case "wp:author":
                self.names[element.said("wp:author_login")] = words(element.said("wp:author_display_name"))
            case "wp:category":
                self.categories[element.said("wp:term_id")] = words(element.said("wp:cat_name"))


def _path_of(address: str) -> str:
    """Under which path the site stood; what is no address says nothing of that."""
    try:
        path = urlsplit(address).path.strip("/")
    except ValueError:
        return ""
    return f"/{path}" if path else ""


def _moment(post: _Element) -> str:
    """When it was published, with an offset; WordPress writes zeros where it kept the local time alone."""
    told = post.said("wp:post_date_gmt")
    if told and not told.startswith("0000"):
        return f"{told}+00:00"
    told = post.said("wp:post_date")
    try:
        return datetime.fromisoformat(told).replace(tzinfo=dates.house_zone()).isoformat()
    except ValueError:
        return told
