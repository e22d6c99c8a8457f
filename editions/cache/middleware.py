"""Answers from what is kept, and keeps what is made. First in the middleware, before anything that costs.

The public side knows no cookie and no session, so that an answer to GET or HEAD is the same for all. What a page rests
on is told by its rows (`shown.py`), what has changed since by `changes.py`; here the two are put together.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, ClassVar
from zlib import crc32

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve, reverse

from editions import clock, shown
from editions.cache import answers, flight
from editions.cache.changes import Changes, Looked, Mark
from editions.cache.common import Common
from editions.cache.kept import Kept
from editions.cache.stores import Files, Memory, Remote, Shelf, Store
from editions.public import query
from editions.stale import AGAIN

MB = 1024 * 1024
MADE_UP = 0.1
"""The share of a store that searches and the like have, which readers make up."""

LAG = 300.0
"""Seconds for which lists beside the matter may be those of before; some pages wait longer than others."""

YOUNG, LONGEST = 7200.0, 12.0
"""A story is young for two hours; beside an older one lists may lag in proportion, up to twelve times as long: an hour.

A hundred thousand old stories that readers come to would otherwise all be made again every five minutes.
"""

SLOW = AGAIN.total_seconds() - 1
"""Seconds past which a page just made may come to a proxy that was told for the last time of what it lacks."""

KEPT = {200, 410}
MISSING = 404
"""Kept in memory alone, since whoever likes makes such addresses up."""

CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE")
"""Of this reader's copy: a page is made whole, then compared."""

Handler = Callable[[HttpRequest], HttpResponse]


@dataclass(frozen=True)
class Ask:
    """What a request asks for: the key of the page, and the shelf it would stand on."""

    key: str
    query: str
    shelf: Shelf


class PageCache:
    standing: ClassVar["PageCache | None"] = None
    """The one of this process, for whoever answers before Django does; None where no page is kept."""

    def __init__(self, get_response: Handler) -> None:
        if not (settings.PAGE_CACHE or settings.ROW_CACHE):
            raise MiddlewareNotUsed("PAGE_CACHE and ROW_CACHE are off.")
        self.get_response = get_response
        self.keeps, self.remembers = settings.PAGE_CACHE, settings.ROW_CACHE
        folder = Path(settings.PAGE_CACHE_DIR)
        self.locks = folder / "locks"
        self.locks.mkdir(parents=True, exist_ok=True)
        self.changes = Changes(folder)
        self.common = Common(self.changes)
        self.pages = self._shelf("pages", 1 - MADE_UP)
        self.searches = self._shelf("searches", MADE_UP)
        self.missing = Memory(int(settings.PAGE_MEMORY_MB * MB * MADE_UP))
        self.passing = (
            f"/{settings.DESK_PATH}/",
            settings.STATIC_URL,
            "/media/",
            "/healthz",
            "/readyz",
        )
        self.stories = reverse("editions:story", args=["0", "0"]).partition("0")[0]
        # A slash too many is another address, where there is no page: what is said there is said of no story.
        self.story = re.compile(rf"({self.stories}[-\w]+)(?:/[-\w]+)?/?", re.ASCII)
        PageCache.standing = self

    def _shelf(self, name: str, share: float) -> Shelf:
        shared: Store
        if settings.CACHE_IS_REMOTE:
            shared = Remote(caches["default"], name)
        else:
            shared = Files(Path(settings.PAGE_CACHE_DIR) / name, int(settings.PAGE_CACHE_MB * MB * share))
        return Shelf(Memory(int(settings.PAGE_MEMORY_MB * MB * share)), shared)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        passes = request.method not in ("GET", "HEAD") or request.path_info.startswith(self.passing)
        if passes:
            return self.get_response(request)
        looked, now = self.changes.look(), self.changes.now()
        if not self.keeps:
            with self.remembering(looked), clock.told(looked and looked.moment):
                return self.get_response(request)
        ask = self._ask(request)
        page = self._find(ask, now)
        if page is None:
            return self._make_alone(request, ask, looked)
        response = self._answer(request, page)
        if not self.changes.lost and self.changes.lags(page, now):
            response._resource_closers.append(partial(self._renew, request, ask))  # type: ignore[attr-defined]
        return response

    def at_hand(self, path: str, meta: Mapping[str, Any]) -> Kept | None:
        """A page in memory that can be served as it is, without a look at anything; None where there is more to do."""
        if self.changes.is_due():
            return None
        key, now = self._name(path, meta), self.changes.now()
        page = self.pages.memory.get(key) or self.missing.get(key)
        if page is None or not (page.any_address or page.path == path) or not self._serves(page, now):
            return None
        return page if self.changes.lost or not self.changes.lags(page, now) else None

    # --- Which page ------------------------------------------------------------------------------------------

    def _ask(self, request: HttpRequest) -> Ask:
        """Path and the parameters that the page really has; a story by its id, under whatever slug.

        The path is the key's end: a path may hold a space or a question mark, a query holds no space.
        """
        path = self._name(request.path_info, request.META)
        if not request.META.get("QUERY_STRING"):
            return Ask(path, "", self.pages)
        try:
            view = resolve(request.path_info).func
        except Resolver404:
            return Ask(f"?{request.META['QUERY_STRING']} {path}", "", self.pages)
        if not hasattr(view, "reads"):  # not a page of ours: what it makes of its query, it alone knows
            return Ask(f"?{request.META['QUERY_STRING']} {path}", "", self.searches)
        told = query(request, view.reads)
        told = told and f"?{told}"
        made_up = told and getattr(view, "made_up", False)
        return Ask(f"{told} {path}" if told else path, told, self.searches if made_up else self.pages)

    def _name(self, path: str, meta: Mapping[str, Any]) -> str:
        if path.startswith(self.stories) and (found := self.story.fullmatch(path)):
            path = found[1]
        if "HTTP_SAVE_DATA" in meta:
            return f"save-data={meta['HTTP_SAVE_DATA'].lower() == 'on'} {path}"
        return f" {path}"

    def _find(self, ask: Ask, now: float) -> Kept | None:
        for store in (ask.shelf.memory, self.missing):
            page = store.get(ask.key)
            if page is not None and self._serves(page, now):
                return page
        page = ask.shelf.from_others(ask.key)
        return page if page is not None and self._serves(page, now) else None

    def _serves(self, page: Kept, now: float) -> bool:
        return self.changes.may_be_shown(page, now) if self.changes.lost else self.changes.fresh(page, now)

    def _answer(self, request: HttpRequest, page: Kept, *, slow: bool = False) -> HttpResponse:
        return answers.answer(request, page, self.changes.now(), briefly=slow or self.changes.lost)

    # --- Making it -------------------------------------------------------------------------------------------

    def _make_alone(self, request: HttpRequest, ask: Ask, looked: Looked | None) -> HttpResponse:
        with flight.alone(self.locks, ask.key) as first:
            # Also where nobody is at it: somebody may have been done with it since it was looked for.
            if page := self._find(ask, self.changes.now()):
                return self._answer(request, page)
            # Whoever waited for another has waited too long to go by what was seen before.
            return self._make(request, ask, looked if first else None)

    def _renew(self, request: HttpRequest, ask: Ask) -> None:
        """After the reader was answered; whoever comes meanwhile gets the page before."""
        with flight.alone(self.locks, ask.key, wait=False) as first:
            if first and not self._was_renewed(ask, self.changes.now()):
                self._make(request, ask)

    def _was_renewed(self, ask: Ask, now: float) -> bool:
        """Whether another process did so."""
        page = ask.shelf.from_others(ask.key)
        return page is not None and self._serves(page, now) and not self.changes.lags(page, now)

    def _make(self, request: HttpRequest, ask: Ask, looked: Looked | None = None) -> HttpResponse:
        asked = {name: request.META.pop(name) for name in CONDITIONS if name in request.META}
        with (
            shown.collecting() as page_shown,
            self.remembering(looked) as mark,
            clock.told(looked and looked.moment),
        ):
            response = self.get_response(request)
        request.META |= asked
        if response.status_code >= 500:  # noqa: PLR2004
            return self._without_database(request, ask, response)
        if not _may_be_kept(response):
            return response
        page = self._page(request, ask, response, page_shown, mark)
        if page.status in KEPT:
            ask.shelf.put(ask.key, page)
        else:
            self.missing.put(ask.key, page)
        return self._answer(request, page, slow=self.changes.now() - page.made > SLOW)

    @contextmanager
    def remembering(self, looked: Looked | None) -> Iterator[Mark]:
        """Gives the mark, which is of the moment shown or of before it: another thread may learn of more."""
        mark = looked.mark if looked else self.changes.mark
        with self.common.remembered(mark) if self.remembers else nullcontext():
            yield mark

    def _page(self, request: HttpRequest, ask: Ask, response: HttpResponse, rests: shown.Shown, mark: Mark) -> Kept:
        made = rests.at.timestamp() if rests.at else self.changes.now()
        turns, barred = self.changes.coming_to(rests.keys, made)
        ends = [moment for moment in (turns, _seconds(rests.ends)) if moment is not None]
        page = Kept(
            path=request.path, query=ask.query, status=response.status_code, body=response.content,
            position=mark.position, open=list(mark.open), made=made,
            headers={name: value for name, value in response.items() if name.lower() not in answers.NOT_KEPT},
            keys=sorted(rests.keys), loose=sorted(rests.loose - rests.keys), ends=min(ends, default=None),
            barred=barred, lags=made + _lag(ask.key, rests.since, made) if rests.loose else None, same_since=made,
            any_address=rests.at_any_address or response.status_code != 200,  # noqa: PLR2004
        )  # fmt: skip
        before = ask.shelf.memory.get(ask.key)
        if before is not None and before.etag == page.etag:
            page.same_since, page.packed = before.same_since, before.packed
        elif before is not None:
            # Whole seconds are all that a reader's copy says of itself: of two made within one, each has its own.
            page.same_since = max(made, int(before.same_since) + 1)
        return page

    def _without_database(self, request: HttpRequest, ask: Ask, response: HttpResponse) -> HttpResponse:
        self.changes.look(at_once=True)
        if not self.changes.lost:
            return response
        page = self._find(ask, self.changes.now())
        return self._answer(request, page) if page else answers.closed()


@contextmanager
def remembering() -> Iterator[None]:
    """For whoever asks for no page, such as the desk's finder: uses what pages remember, and adds to it."""
    pages = PageCache.standing
    with pages.remembering(pages.changes.look()) if pages else nullcontext():
        yield


def _may_be_kept(response: HttpResponse) -> bool:
    whole = not response.streaming and response.status_code in KEPT | {MISSING}
    told = response.get("Cache-Control", "")
    # What a view zipped itself would be zipped twice; what never changes, browsers keep: the stylesheet is both.
    own = response.has_header("Content-Encoding") or "immutable" in told
    return whole and not response.cookies and not own and "public" in told


def _seconds(moment: datetime | None) -> float | None:
    return moment.timestamp() if moment else None


def _lag(key: str, since: datetime | None, made: float) -> float:
    """Spread by the page's own name, so that not all are renewed at once."""
    age = made - since.timestamp() if since else 0.0
    return LAG * min(max(age / YOUNG, 1.0), LONGEST) * (0.8 + crc32(key.encode()) % 100 / 250)
