"""A Ghost export (Settings > Export content), read whole, without the database: Ghost writes all posts as one value."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import IO, Any
from urllib.parse import quote

from almanac.text import one_line
from wire.importers import encodings
from wire.importers.bodies import ITSELF, of_ghost
from wire.importers.items import BadItem, Found, Item, Listed, Notice, Shown, item_of, plain, words
from wire.importers.pictures import LEFT_OUT, Attached

Row = dict[str, Any]
LOCAL = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?")


def read(file: IO[bytes], *, now: datetime, left_out: Counter[str], attached: Attached = None) -> Iterator[Found]:
    """The published posts in order; others are counted by what they are."""
    try:
        export = _Export(json.load(file)["db"][0]["data"])
    except UnicodeDecodeError as error:
        name = encodings.guess(error.object)
        yield "file", BadItem("file", encodings.way_out(name) if name else f"is not UTF-8 at byte {error.start:,}")
    except (ValueError, RecursionError) as error:
        yield "file", BadItem("file", f"is not JSON: {error}")
    except (AttributeError, LookupError, TypeError):
        yield "file", BadItem("file", "is no export of Ghost: it holds no db[0].data")
    else:
        yield from export.stories(now=now, left_out=left_out, attached=attached)


class _Export:
    """The posts of a file, and the names that stand apart from them."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.posts = _rows(data, "posts")
        self.users = {str(row.get("id")): row.get("name") for row in _rows(data, "users")}
        self.words = {(of, str(row.get("id"))): _slug(row) for of in ("tags", "users") for row in _rows(data, of)}
        self.tags = {str(row.get("id")): row.get("name") for row in _rows(data, "tags") if _is_public(row)}
        self.tagged = _in_order(_rows(data, "posts_tags"), "tag_id")
        self.written = _in_order(_rows(data, "posts_authors"), "author_id")
        self.more = {str(row.get("post_id")): row for row in _rows(data, "posts_meta")}
        self.title = next((row.get("value") for row in _rows(data, "settings") if row.get("key") == "title"), None)

    def stories(self, *, now: datetime, left_out: Counter[str], attached: Attached) -> Iterator[Found]:
        for number, post in enumerate(self.posts, 1):
            if reason := _no_story(post):
                left_out[reason] += 1
                continue
            slug = _slug(post)
            place = f"post {number} ({slug[:60]})"
            try:
                yield place, self.story(post, slug, now=now, left_out=left_out, attached=attached)
            except BadItem as error:
                yield place, error

    def story(
        self, post: Row, slug: str, *, now: datetime, left_out: Counter[str], attached: Attached
    ) -> Item:  # fmt: skip
        if not post.get("html"):
            raise BadItem("html", "is missing: the post was kept as lexical or mobiledoc alone")
        html, key = plain(post["html"], "html"), str(post.get("id"))
        tagged = [tag for tag in self.tagged.get(key, []) if tag in self.tags]
        tags = [self.tags[tag] for tag in tagged]
        writers = self.written.get(key) or [str(post.get("author_id"))]
        row = post | {
            "deck": post.get("custom_excerpt"),
            "published": _moment(post.get("published_at")),
            "section": tags[0] if tags else "",
            "tags": tags[1:],
            "site": self.title,
            "authors": [self.users[one] for one in writers if self.users.get(one)],
            "url": "",
        }
        text = json.dumps([post.get(name) for name in ("title", "custom_excerpt", "html", "published_at")])
        notices: list[Notice] = []
        (body, within), paths = of_ghost(html, left_out, notices, attached), (f"/{slug}/",) if slug else ()
        lead = _lead(post | self.more.get(key, {}))
        if attached is None:
            left_out.update([LEFT_OUT] if lead else [])
            lead = None
        lists = self._lists(tagged, writers)
        return item_of(
            row, body, text.encode(), paths=paths, lists=lists, notices=notices, now=now, lead=lead, within=within
        )

    def _lists(self, tagged: Iterable[str], writers: Iterable[str]) -> Iterator[Listed]:
        for place, tag in enumerate(tagged):
            if word := self.words.get(("tags", tag)):
                yield Listed("tag" if place else "section", str(self.tags[tag]), f"/tag/{word}/")
        for writer in writers:
            if word := self.words.get(("users", writer)):
                yield Listed("author", str(self.users[writer]), f"/author/{word}/")


def _slug(row: Row) -> str:
    """By which its address names it."""
    return quote(str(row.get("slug") or ""), safe="", errors="replace")


def _lead(post: Row) -> Shown | None:
    """Its feature image; what is said of that stands in `posts_meta`, in old files in the post itself."""
    told = (post.get(f"feature_image{name}") for name in ("", "_caption", "_alt"))
    address, caption, alt = (one_line(words(one)) if isinstance(one, str) else "" for one in told)
    return Shown(address.replace(ITSELF, ""), caption=caption, under=caption, alt=alt) if address else None


def _no_story(post: Row) -> str:
    kind = post.get("type") or ("page" if post.get("page") else "post")
    if kind != "post" or post.get("status") != "published":
        return _word(post.get("status") if kind == "post" else kind)
    readers = post.get("visibility") or "public"
    return "" if readers == "public" else _word(f"for {readers}")


def _word(given: Any) -> str:
    """As a terminal may show it."""
    return one_line(str(given))[:40]


def _moment(given: Any) -> Any:
    """Ghost's own time is UTC, said or not."""
    return f"{given}+00:00" if isinstance(given, str) and LOCAL.fullmatch(given) else given


def _is_public(tag: Row) -> bool:
    return tag.get("visibility") != "internal" and not str(tag.get("name")).startswith("#")


def _rows(data: Mapping[str, Any], name: str) -> list[Row]:
    return [row for row in data.get(name) or () if isinstance(row, dict)]


def _in_order(links: Iterable[Row], name: str) -> dict[str, list[str]]:
    """Of each post the ids that are tied to it."""
    of: dict[str, list[str]] = defaultdict(list)
    for link in sorted(links, key=lambda link: link.get("sort_order") or 0):
        of[str(link.get("post_id"))].append(str(link.get(name)))
    return of
