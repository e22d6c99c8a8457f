"""What a page shows, told by the rows themselves as they are read: the keys by which it goes stale, and its end.

A page needs nothing but to be built while `collecting`: rows of the record note themselves when they are loaded, and
lists when they are asked for, found or not. So no page can forget what it rests on.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from django.utils.text import slugify

EVERYTHING = "everything"
"""A key that every page has: for changes too wide to be named."""

CROWDED = "crowded"
"""What proxies know a page by that rests on more keys than a header holds: they drop it with every change."""

MOST_TOLD = 7000
"""Letters of keys in an answer: Varnish takes 8 kB in a header, and refuses the page that brings more."""

MENU = "menu"
"""Which sections there are, in which order, and which of them have a story."""

NOTICES = "notices"
"""The public list of what was put right."""


def story(story_id: str) -> str:
    """All that readers get of a story: its pages, and every card and link that names it."""
    return f"story-{story_id}"


def related(story_id: str) -> str:
    """Which stories were found to belong with it: its own page alone shows them."""
    return f"related-{story_id}"


def picture(key: str) -> str:
    return f"picture-{key}"


def files(key: str) -> str:
    """Whether a picture's own files are there to be got: their addresses alone rest on it, no page that shows it."""
    return f"files-{key}"


def name(list_key: str) -> str:
    """What a list is called: its Heading, apart from the rows that stand in it."""
    return f"name-{list_key}"


def address(kind: str, slug: str) -> str:
    """Which list stands at an address, if any."""
    return f"address-{kind}-{slug}"


def called(name: str) -> str:
    """Which lists have this name, if any: much the same names have one key."""
    return f"called-{slugify(name)[:100]}"


def topic(list_key: str) -> str:
    """What is counted of a tag: its months and its neighbours."""
    return f"topic-{list_key}"


def front(key: str) -> str:
    """What editors put on a front, in which order."""
    return f"front-{key}"


def older(list_key: str) -> str:
    """A list beyond its newest rows. The list's own key is of its head, where a new story comes in."""
    return f"{list_key}-older"


def to_proxies(keys: Sequence[str]) -> Sequence[str]:
    """The keys of a page as they go out with it."""
    return keys if len(" ".join(keys)) <= MOST_TOLD else (EVERYTHING, CROWDED)


@dataclass
class Shown:
    """What one page rests on."""

    keys: set[str] = field(default_factory=lambda: {EVERYTHING})
    lists: set[str] = field(default_factory=set)
    """Those of the keys that are lists, and the matter itself."""
    loose: set[str] = field(default_factory=set)
    """Lists beside the matter itself, such as the most read: they may lag behind for a set time."""
    at: datetime | None = None
    """The moment that it shows."""
    turns: set[datetime] = field(default_factory=set)
    """Moments at which something that was read ends, or the page's bytes change by the calendar."""
    since: datetime | None = None
    """When its newest text went out, of a story or a list: what stands beside an old one may lag longer."""
    at_any_address: bool = False
    """A held or withdrawn story answers under any slug."""
    lag: bool = False
    """While set, lists are noted as loose."""

    @property
    def ends(self) -> datetime | None:
        """The first of its turns that lies ahead: what has ended before, such as a picture's rights, is not shown."""
        return min((one for one in self.turns if self.at is None or one > self.at), default=None)


class Resting(Protocol):
    """What one row rests on."""

    @property
    def keys(self) -> Collection[str]: ...
    @property
    def lists(self) -> Collection[str]: ...
    @property
    def loose(self) -> Collection[str]: ...
    @property
    def ends(self) -> datetime | None: ...


_current: ContextVar[Shown | None] = ContextVar("shown", default=None)


@contextmanager
def collecting() -> Iterator[Shown]:
    """Gather what is read in this block."""
    page = Shown()
    token = _current.set(page)
    try:
        yield page
    finally:
        _current.reset(token)


def note(*keys: str) -> None:
    if page := _current.get():
        page.keys.update(keys)


def note_list(key: str) -> None:
    if page := _current.get():
        if page.lag:
            page.loose.add(key)
        else:
            page.keys.add(key)
            page.lists.add(key)


def rest_on(row: Resting) -> None:
    """The page rests on what a row was found to rest on when it was read for another page."""
    if page := _current.get():
        if page.lag and row.lists:
            page.keys.update(key for key in row.keys if key not in row.lists)
            page.loose.update(row.lists)
        else:
            page.keys.update(row.keys)
            page.lists.update(row.lists)
        page.loose.update(row.loose)
        until(row.ends)


def of_moment(moment: datetime) -> None:
    page = _current.get()
    if page and (page.at is None or moment < page.at):
        page.at = moment


def since(moment: datetime) -> None:
    if page := _current.get():
        page.since = moment


def until(moment: datetime | None) -> None:
    """The page ends at this moment, if it lies ahead, and it has not ended before."""
    page = _current.get()
    if page and moment:
        page.turns.add(moment)


def at_any_address() -> None:
    if page := _current.get():
        page.at_any_address = True


@contextmanager
def beside() -> Iterator[None]:
    """Lists read in this block stand beside the matter: the page isn't renewed for them alone within a set time."""
    page = _current.get() or Shown()
    before, page.lag = page.lag, True
    try:
        yield
    finally:
        page.lag = before
