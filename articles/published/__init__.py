"""Reads the record for the desk: what readers have of a story, and where."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.models import User
from articles.models import Article, Revision, Tag
from articles.models.article import ADDED_LATER
from articles.workflow import Facts, Shown, Stage
from editions import clock, pages, search, views
from editions.expunging import ACT
from editions.models import (
    Edition,
    EditionQuerySet,
    Entry,
    Expunging,
    Heading,
    KeptOut,
    Notice,
    OldAddress,
    Pick,
    Related,
)
from editions.pages import ALL, Card, moved
from editions.popularity import ranking
from editions.ready import ready

SHOWN = {
    Edition.Kind.STORY: Shown.LIVE,
    Edition.Kind.PAGE: Shown.LIVE,
    Edition.Kind.UPDATE: Shown.LIVE,
    Edition.Kind.HELD: Shown.HELD,
    Edition.Kind.NOTICE: Shown.WITHDRAWN,
    Edition.Kind.REDIRECT: Shown.JOINED,
}


WORD = "correction"
"""So an edition to come is approved by which readers of an unverified story are told of the one that verifies it."""


@dataclass(frozen=True)
class Status:
    """What readers have of a story at a moment, and what is to come."""

    live: Edition | None = None
    to_come: Edition | None = None
    """A text that was approved for later."""
    word: Edition | None = None
    """To come with another story: what readers have, with the word that it is verified there. Nobody scheduled it."""
    coverage: Edition | None = None
    """Of an update: what readers have of its live coverage."""

    @property
    def seen(self) -> Shown:
        """As `shown`, which moves go by; but an update is off the site with its live coverage."""
        if self.live is None or self.live.kind != Edition.Kind.UPDATE:
            return self.shown
        return SHOWN[Edition.Kind(self.coverage.kind)] if self.coverage else Shown.NOTHING

    @property
    def label(self) -> str:
        """What readers see, in words."""
        words = str(self.seen.label)
        return words if self.seen == self.shown else f"{words}, {_('with its live coverage')}"

    @property
    def shown(self) -> Shown:
        if self.live is not None and self.live.approved == ACT:
            return Shown.EXPUNGED
        return SHOWN[Edition.Kind(self.live.kind)] if self.live else Shown.NOTHING

    @property
    def scheduled(self) -> bool:
        return self.to_come is not None


def now() -> datetime:
    return clock.read()


def statuses(stories: Iterable[str], *, at: datetime) -> dict[str, Status]:
    """The status of each story that has any edition, in one query; one more for updates of coverages."""
    wanted = list(stories)
    found: dict[str, dict[str, Edition]] = {}
    for edition in _editions(stories=wanted) if wanted else ():
        ended = edition.superseded_at is not None and edition.superseded_at <= max(at, edition.published_at)
        if not ended:
            later = "word" if edition.approved == WORD else "to_come"
            found.setdefault(edition.story_id, {})["live" if edition.published_at <= at else later] = edition
    named = {story: one["live"].leads_to for story, one in found.items() if "live" in one}
    on = {coverage for coverage in named.values() if coverage}
    rows = Edition.objects.live(at).filter(story_id__in=on).only("story_id", "kind") if on else ()
    coverages = {one.story_id: one for one in rows}
    return {story: Status(**one, coverage=coverages.get(named.get(story, ""))) for story, one in found.items()}


@ready
def _editions(*, stories: list[str]) -> QuerySet[Edition]:
    return Edition.objects.filter(story_id__in=stories).defer("body")


def status(story_id: str, *, at: datetime) -> Status:
    return statuses([story_id], at=at).get(story_id, Status())


def went_out(rows: QuerySet[Article]) -> QuerySet[Article]:
    """Those of the stories of which the record has anything, be it to come or off the site again."""
    return rows.filter(Exists(Edition.objects.filter(story_id=OuterRef("story_id"))))


def rewritten(stories: Iterable[str] | QuerySet[Any], *, at: datetime) -> set[str]:
    """Those of the stories of which readers have another edition than the first."""
    later = Edition.objects.live(at).filter(story_id__in=stories, number__gt=1)
    return set(later.values_list("story_id", flat=True))


def facts(article: Article, user: User, *, at: datetime, known: Status | None = None) -> Facts:
    known = known or status(article.story_id, at=at)
    return article.facts(user, at=at, shown=known.shown, scheduled=known.scheduled)


def to_come(*, at: datetime, limit: int) -> list[Edition]:
    """What the clock brings next, soonest first."""
    return list(Edition.objects.to_come(at).defer("body").order_by("published_at")[:limit])


def to_come_by(moment: datetime, *, at: datetime) -> Iterable[str]:
    """The stories that readers will have at a moment and do not have in this text now."""
    return Edition.objects.live(moment).filter(published_at__gt=at).values_list("story_id", flat=True)


def to_come_between(since: datetime, until: datetime, *, at: datetime) -> list[Edition]:
    """What the clock brings within a period, soonest first."""
    rows = Edition.objects.to_come(at).stories().filter(published_at__gte=since, published_at__lt=until)
    return list(rows.defer("body").order_by("published_at"))


def newest(*, at: datetime, limit: int, front: str = Pick.HOME) -> list[Edition]:
    """What has come out last, as the list of all has it, or the list that another front heads."""
    key = ALL if front == Pick.HOME else front
    ids = list(Entry.objects.live(at).newest(key).values_list("story_id", flat=True)[:limit])
    found = {one.story_id: one for one in Edition.objects.live(at).filter(story_id__in=ids).defer("body")}
    return [found[story] for story in ids if story in found]


def listed(key: str, *, at: datetime, after: tuple[datetime, str] | None, limit: int) -> list[tuple[datetime, str]]:
    """The next live stories of a list, newest first, each with its first publication; `after`: the last one read."""
    last = Entry(first_published_at=after[0], story_id=after[1]) if after else None
    rows = Entry.objects.live(at).newest(key, after=last)
    return list(rows.values_list("first_published_at", "story_id")[:limit])


def updated_since(moment: datetime, stories: Iterable[str], *, at: datetime) -> list[str]:
    """Those of the stories of which readers were told since that they were updated or put right."""
    rows = Edition.objects.live(at).filter(story_id__in=stories, updated_at__gt=moment)
    return list(rows.values_list("story_id", flat=True))


def fresh(by: User, *, at: datetime, minutes: int) -> list[Edition]:
    """What a person brought out in the last minutes and readers still have, newest first."""
    since = at - timedelta(minutes=minutes)
    rows = Edition.objects.live(at).stories().filter(published_at__gt=since, published_by=by.username)
    return list(rows.defer("body").order_by("-published_at"))


def off_the_site(*, limit: int) -> list[Edition]:
    """Held and withdrawn stories, held ones first, then the latest."""
    rows = Edition.objects.without_text()
    return list(rows.order_by("kind", "-published_at")[:limit])


def picks(front: str, *, at: datetime) -> list[Pick]:
    """Picks of a front that stand or are to come, by place and moment."""
    rows = Pick.objects.filter(Q(ends=None) | Q(ends__gt=at), front=front).exclude(ends=F("begins"))
    return list(rows.order_by("place", "begins"))


def standing_on(front: str, *, at: datetime, places: int) -> list[Card]:
    """What readers have at the first places of a front: picks, and what fills the rest by itself."""
    if front != Pick.HOME:
        return pages.with_picks(pages.listing(front, at=at), front, at=at).cards[:places]
    page = pages.front(at=at)
    return [page.lead, *page.second][:places] if page.lead else []


def front_at(request: HttpRequest, moment: datetime, *, kind: str = "", slug: str = "") -> HttpResponse:
    """The readers' front page, or that of a section or a fokus, as it will stand at a moment."""
    return views.list_at(request, kind, slug, moment) if kind else views.home_at(request, moment)


def held_since() -> list[tuple[str, datetime]]:
    """Stories whose text is held now, each with the moment of the hold."""
    held = Edition.objects.without_text().filter(kind=Edition.Kind.HELD)
    return list(held.values_list("story_id", "published_at"))


def editions_of(story_id: str) -> list[Edition]:
    """Every edition, newest first, for the story's timeline."""
    return list(Edition.objects.filter(story_id=story_id).defer("body").order_by("-number"))


def last_text(story_id: str, *, at: datetime) -> Edition:
    """The text readers have, or had before a hold or withdrawal: never one that ended unborn."""
    shown = Edition.objects.live(at).get(story_id=story_id)
    texts = Edition.objects.texts().filter(
        story_id=story_id, revision=shown.revision, number__lte=shown.number, published_at__lte=shown.published_at
    )
    return texts.order_by("-number")[0]


def text_of(edition: Edition) -> dict[str, Any]:
    return texts_of([edition])[0]


def texts_of(editions: Sequence[Edition]) -> list[dict[str, Any]]:
    """What each was made from. A text keeps its tags by name, the record by key: they are called as they are now."""
    texts = Revision.objects.in_bulk([edition.revision for edition in editions])
    numbers = {int(key.removeprefix("tag-")) for edition in editions for key in edition.tags}
    rows = Tag.objects.select_related("merged_into").filter(pk__in=numbers) if numbers else ()
    called = {row.list_key: str(row.merged_into or row) for row in rows}
    return [
        ADDED_LATER | texts[edition.revision].snapshot
        | {"tags": list(dict.fromkeys(called[key] for key in edition.tags))}
        for edition in editions
    ]  # fmt: skip


def called_now(names: Sequence[str]) -> list[str]:
    """The tags of an old text as they are called now: one that was renamed is found by its address, new or old."""
    lowered = [name.lower() for name in names]
    standing = set(Tag.objects.annotate(lower=Lower("name")).filter(lower__in=lowered).values_list("lower", flat=True))
    return list(dict.fromkeys(name if name.lower() in standing else _renamed(name) for name in names))


def _renamed(name: str) -> str:
    slug, rows = Tag().slugify(name), Tag.objects.select_related("merged_into")
    row = rows.filter(slug=slug).first() if slug else None
    if row and row.slugify(row.name) == slug:
        return name  # another tag of the same letters: its address is its own name's
    if row is None and slug:
        path = moved.key_of(Heading(kind="tag", slug=slug).get_absolute_url())
        led = OldAddress.objects.filter(path=path, list__startswith="tag-").first()
        row = rows.get(pk=led.list.removeprefix("tag-")) if led else None
    return str(row.merged_into or row) if row else name


def expunging(article: Article) -> Expunging | None:
    """Who had the text emptied for good, when and why: of a withdrawn story alone, so that others cost no query."""
    return Expunging.objects.filter(story_id=article.story_id).first() if article.stage == Stage.WITHDRAWN else None


def awaits_verification(article: Article, *, at: datetime) -> bool:
    """Whether the text readers have, or had before a hold or withdrawal, is unverified, or told to be verified."""
    if status(article.story_id, at=at).shown in (Shown.NOTHING, Shown.EXPUNGED):
        return False
    text = last_text(article.story_id, at=at)
    return text_of(text)["unverified"] or any(notice.get("story_id") for notice in text.notices)


def verifying(story_id: str) -> EditionQuerySet:
    """Every version, whatever became of it, of the stories that verify this one."""
    named = Article.objects.filter(verifies__story_id=story_id)
    return Edition.objects.filter(story_id__in=named.values("story_id"), verifies=story_id)


def dead_links(stories: Iterable[str], *, at: datetime) -> list[str]:
    """Those of the stories that readers can't open."""
    wanted = list(stories)
    if not wanted:
        return []
    live = set(Edition.objects.live(at).stories().filter(story_id__in=wanted).values_list("story_id", flat=True))
    return [story for story in wanted if story not in live]


def headlines(stories: Iterable[str], *, at: datetime) -> dict[str, str]:
    """The headline of each story that readers can open."""
    rows = Edition.objects.live(at).stories().filter(story_id__in=list(stories))
    return dict(rows.values_list("story_id", "headline"))


def acting_at(moment: datetime) -> AbstractContextManager[None]:
    """Acts as if made at a moment: the demonstration tells ten days of a newsroom's life in one go."""
    return clock.stopped_at(moment)


def related_to(stories: Iterable[str]) -> dict[str, list[str]]:
    """The stories found to belong with each, best first."""
    rows = Related.objects.filter(edition__story_id__in=list(stories), edition__in=Edition.objects.live())
    found = rows.values_list("edition__story_id", "found")
    return {story: [one["story_id"] for one in others] for story, others in found}


def found(typed: str, *, at: datetime | None = None) -> list[str]:
    """The live stories that fit what was typed, best first."""
    moment = at or now()
    return [fit.story_id for fit in search.live(search.find(typed, at=moment).fits, at=moment)]


@dataclass(frozen=True)
class Read:
    """How a story was read: readings in each of the last hours, oldest first, and in all."""

    hours: list[int]
    total: int
    kept_out: bool


def readings(story_id: str, *, at: datetime, hours: int) -> Read:
    kept_out = KeptOut.objects.filter(pk=story_id).exists()
    return Read(ranking.by_hour(story_id, at=at, hours=hours), ranking.total(story_id), kept_out)


def out_between(since: datetime, until: datetime) -> list[str]:
    """The stories that readers got for the first time within a period; what was called off in time is none."""
    rows = Entry.objects.filter(list=ALL, first_published_at__gte=since, first_published_at__lt=until)
    return list(rows.filter(Q(ends=None) | Q(ends__gt=F("begins"))).values_list("story_id", flat=True).distinct())


def corrected_between(since: datetime, until: datetime) -> list[str]:
    """The story of each mistake that was put right in public within a period: one with two stands twice."""
    kinds = [Notice.Kind.RALAT, Notice.Kind.KOREKSI]
    return list(Notice.objects.filter(at__gte=since, at__lt=until, kind__in=kinds).values_list("story_id", flat=True))
