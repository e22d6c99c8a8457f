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
from almanac.text import one_line
from wire.importers import encodings, members
from wire.importers.apart import Apart
from wire.importers.bodies import NEXT_PAGE, of_wordpress
from wire.importers.items import BadItem, Found, Item, Listed, Notice, Shown, item_of, words
from wire.importers.pictures import LEFT_OUT, Attached, host_of

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
PRIMARY, LEAD, ALT = "_yoast_wpseo_primary_category", "_thumbnail_id", "_wp_attachment_image_alt"
FOOTNOTES, MADE_OF = "footnotes", "_wp_attachment_metadata"
OF_USE = {PRIMARY, LEAD, ALT, FOOTNOTES, MADE_OF, *members.KEEPS}
CREDIT = re.compile(rb's:6:"credit";s:(\d{1,4}):"')
MAX_PAGES = 100
ITS_ADDRESSES = ("link", "wp:base_site_url", "wp:base_blog_url")


def read(file: IO[bytes], *, now: datetime, left_out: Counter[str], apart: Apart | None = None) -> Iterator[Found]:
    """The published posts in order; other items are counted by what they are."""
    export, apart = _Export(), apart or Apart()
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
                yield place, export.story(post, now=now, left_out=left_out, apart=apart)
            except BadItem as error:
                yield place, error
    if wrong:
        yield f"item {export.number + 1}", BadItem("file", f"{wrong}: nothing from here on was read")


def gather(file: IO[bytes], apart: Apart) -> None:
    """Note what a file tells apart from the posts that show it: in an export it stands before and behind them."""
    export, piece = _Export(), b"<"
    while piece and not export.feed(piece := file.read(PIECE)):
        for _number, item in export.take():
            number, kind = item.said("wp:post_id"), item.said("wp:post_type")
            if kind == "attachment":
                post, order = item.said("wp:post_parent"), item.said("wp:menu_order")
                apart.note_picture(number, _shown(item), post=post, order=order)
            elif (kind, item.said("wp:status"), item.said("wp:post_password")) == ("wp_block", "publish", ""):
                apart.blocks[number] = item.said("content:encoded")


def _shown(attachment: "_Element") -> Shown:
    address, caption = attachment.said("wp:attachment_url"), one_line(words(attachment.said("excerpt:encoded")))
    alt, credit = one_line(words(attachment.meta(ALT))), _credit(attachment.meta(MADE_OF))
    return Shown(address, original=address, caption=caption, alt=alt, credit=credit)


def _credit(made_of: str) -> str:
    """What WordPress read from the file as it was uploaded; smaller files that it makes may say it no more."""
    told = made_of.encode()
    found = CREDIT.search(told)
    return one_line(told[found.end() : found.end() + int(found[1])].decode(errors="replace")) if found else ""


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

    def meta(self, key: str) -> str:
        return next((one.said("wp:meta_value") for one in self.inside if one.said("wp:meta_key") == key), "")

    def filed_under(self, domain: str) -> dict[str, str]:
        """Its categories or tags: the name of each, and its word in addresses."""
        found = [one for one in self.inside if one.name == "category" and one.attributes.get("domain") == domain]
        return {words("".join(one.text)): one.attributes.get("nicename", "") for one in found}

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
        self.above: dict[str, str] = {}
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

    def story(self, post: _Element, *, now: datetime, left_out: Counter[str], apart: Apart) -> Item:
        if post.cut:
            raise BadItem("item", f"is longer than {MAX_ITEM // 1000:,} kB")
        number, writer, section = post.said("wp:post_id"), post.said("dc:creator"), self._section(post)
        told = [post.said(name) for name in ("title", "excerpt:encoded", "content:encoded", "wp:post_date")]
        row = {
            "id": number,
            "title": words(told[0]),
            "deck": words(told[1]),
            "published": _moment(post),
            "section": section,
            "site": words(self.head.said("title")),
            "authors": [self.names.get(writer) or writer],
            "tags": list(post.filed_under("post_tag")),
            "url": post.said("link"),
        }
        stood = _path_of(self.head.said("wp:base_blog_url"))
        notices: list[Notice] = []
        content = apart.put_into(told[2], notices, post=number, footnotes=post.meta(FOOTNOTES))
        (body, within), text = of_wordpress(content, left_out, notices, apart.pictures), "\0".join(told).encode()
        lead = _lead(post.meta(LEAD), apart.pictures, left_out, notices)
        paths = (f"{stood}/?p={number}", *_pages(_path_of(post.said("link")), told[2]))
        lists = self._lists(post, section, writer, stood)
        hosts = (host_of(self.head.said(name)) for name in ITS_ADDRESSES)
        return item_of(
            row, body, text, paths=paths, lists=lists, notices=notices, now=now, lead=lead, within=within, hosts=hosts
        )

    def _lists(self, post: _Element, section: str, writer: str, stood: str) -> Iterator[Listed]:
        """Where WordPress shows them by itself; what a site calls its bases instead stands in no export."""
        if word := post.filed_under("category").get(section, ""):
            above = [word]
            while (one := self.above.get(above[0], "")) and one not in above and len(above) < MAX_DEPTH:
                above.insert(0, one)
            yield from (Listed("section", section, f"{stood}/category/{path}/") for path in (word, "/".join(above)))
        tags = post.filed_under("post_tag").items()
        yield from (Listed("tag", name, f"{stood}/tag/{word}/") for name, word in tags if word)
        if writer:
            yield Listed("author", self.names.get(writer) or writer, f"{stood}/author/{writer.lower()}/")

    def _section(self, post: _Element) -> str:
        """Its primary category as Yoast keeps it, else the first."""
        names = list(post.filed_under("category"))
        primary = self.categories.get(post.meta(PRIMARY))
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
            case "title" | "wp:wxr_version" | "link" | "wp:base_site_url" | "wp:base_blog_url":
                self.head.inside.append(element)
            case "wp:author":
                self.names[element.said("wp:author_login")] = words(element.said("wp:author_display_name"))
            case "wp:category":
                self.categories[element.said("wp:term_id")] = words(element.said("wp:cat_name"))
                self.above[element.said("wp:category_nicename")] = element.said("wp:category_parent")


def _lead(given: str, attached: Attached, left_out: Counter[str], notices: list[Notice]) -> Shown | None:
    """The picture of that id; "" and zero are those of none."""
    if given in ("", "0", "-1"):
        return None
    if attached is None:
        left_out[LEFT_OUT] += 1
    elif given not in attached:
        name = f"attachment {given[:20]}"
        notices.append(Notice("photo", f"{name} is in none of the files: it was left out", name))
    return (attached or {}).get(given)


def _pages(path: str, content: str) -> list[str]:
    """Addresses of the second page of a post and those after."""
    count = min(content.count(NEXT_PAGE), MAX_PAGES) if path else 0
    return [f"{path}/{page}/" for page in range(2, 2 + count)]


def _path_of(address: str) -> str:
    """Under which path a site or a post stood; what is no address says nothing of that."""
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
