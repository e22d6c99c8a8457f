"""Reads the record for the desk: what readers have of a story, and where."""

import re
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse

from accounts.models import User
from articles.models import Article
from articles.rendering import MAX_LINKED_STORIES, linked_stories
from articles.workflow import Facts, Shown
from editions import clock, digests, pages, reasons, related, search, tagging, views, words
from editions import near_copies as copies
from editions.cache.middleware import remembering
from editions.models import Edition, Entry, KeptOut, Notice, Pick, Related
from editions.near_copies import NearCopy
from editions.pages import ALL, Card
from editions.popularity import ranking

SHOWN = {
    Edition.Kind.STORY: Shown.LIVE,
    Edition.Kind.PAGE: Shown.LIVE,
    Edition.Kind.UPDATE: Shown.LIVE,
    Edition.Kind.HELD: Shown.HELD,
    Edition.Kind.NOTICE: Shown.WITHDRAWN,
    Edition.Kind.REDIRECT: Shown.JOINED,
}


@dataclass(frozen=True)
class Status:
    """What readers have of a story at a moment, and what is to come."""

    live: Edition | None = None
    to_come: Edition | None = None

    @property
    def shown(self) -> Shown:
        return SHOWN[Edition.Kind(self.live.kind)] if self.live else Shown.NOTHING

    @property
    def scheduled(self) -> bool:
        return self.to_come is not None


def now() -> datetime:
    return clock.read()


def statuses(stories: Iterable[str], *, at: datetime) -> dict[str, Status]:
    """The status of each story that has any edition, in one query."""
    editions = Edition.objects.filter(story_id__in=list(stories)).defer("body")
    found: dict[str, dict[str, Edition]] = {}
    for edition in editions:
        ended = edition.superseded_at is not None and edition.superseded_at <= max(at, edition.published_at)
        if not ended:
            place = "live" if edition.published_at <= at else "to_come"
            found.setdefault(edition.story_id, {})[place] = edition
    return {story: Status(**editions) for story, editions in found.items()}


def status(story_id: str, *, at: datetime) -> Status:
    return statuses([story_id], at=at).get(story_id, Status())


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


def newest(*, at: datetime, limit: int) -> list[Edition]:
    """What has come out last, as the list of all has it."""
    ids = list(Entry.objects.live(at).newest("all").values_list("story_id", flat=True)[:limit])
    found = {one.story_id: one for one in Edition.objects.live(at).filter(story_id__in=ids).defer("body")}
    return [found[story] for story in ids if story in found]


def fresh(by: User, *, at: datetime, minutes: int) -> list[Edition]:
    """What a person brought out in the last minutes and readers still have, newest first."""
    since = at - timedelta(minutes=minutes)
    rows = Edition.objects.live(at).stories().filter(published_at__gt=since, published_by=by.username)
    return list(rows.defer("body").order_by("-published_at"))


def off_the_site(*, limit: int) -> list[Edition]:
    """Held and withdrawn stories, held ones first, then the latest."""
    rows = Edition.objects.filter(kind__in=[Edition.Kind.HELD, Edition.Kind.NOTICE], superseded_at=None)
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
    held = Edition.objects.filter(kind=Edition.Kind.HELD, superseded_at=None)
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


def dead_links(stories: Iterable[str], *, at: datetime) -> list[str]:
    """Those of the stories that readers can't open."""
    wanted = list(stories)
    live = set(Edition.objects.live(at).stories().filter(story_id__in=wanted).values_list("story_id", flat=True))
    return [story for story in wanted if story not in live]


# --- What Baca Juga may name -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Offer:
    """A live story, as the finder shows it."""

    story_id: str
    headline: str
    published_at: datetime


OFFERED, LOOKED_AT = 5, 1000


def suggest(text: str, *, at: datetime, but: str = "") -> list[Offer]:
    """Live stories that fit what is written so far (headline, deck, body: a line each), best first."""
    text = text.replace("\x00", " ")
    headline, deck, body = (*text.split("\n", 2), "", "")[:3]
    subject = related.subject_of(digests.Text(headline, deck, "", "", body), at=at, story_id=but)
    found = _offers((one.story.story_id for one in related.fitting(subject, limit=OFFERED)), at=at, but=but)
    return found if len(found) >= OFFERED else _with(found, _sharing(text, at=at, but=but))


def find(query: str, *, at: datetime, but: str = "") -> list[Offer]:
    """Live stories that a query finds, best first; then those in whose headlines each of its words begins one."""
    query = query.replace("\x00", " ")
    found = _offers((one.edition.story_id for one in matching(query, at=at)), at=at, but=but)
    return found if len(found) >= OFFERED else _with(found, _beginning(query, at=at, but=but))


def _offers(stories: Iterable[str], *, at: datetime, but: str) -> list[Offer]:
    wanted = [story for story in stories if story != but]
    live = _live(wanted, at=at)
    return [Offer(one, live[one].headline, live[one].first_published_at) for one in wanted if one in live][:OFFERED]


def _with(found: list[Offer], more: Iterable[Offer]) -> list[Offer]:
    """Filled up to as many as are offered."""
    have = {one.story_id for one in found}
    return [*found, *(one for one in more if one.story_id not in have)][:OFFERED]


# The index knows whole words, a moment after a story went out: the rest are headlines of the newest stories.


def _sharing(text: str, *, at: datetime, but: str) -> list[Offer]:
    """Those whose headlines share most words with a text, newer first among equals."""
    words = {word for word in _WORD.findall(text.lower()) if len(word) > 3}  # noqa: PLR2004
    scored = [(len(words & set(_WORD.findall(one.headline.lower()))), one) for one in _newest(at, but)]
    return [one for score, one in sorted(scored, key=lambda pair: -pair[0]) if score]


def _beginning(query: str, *, at: datetime, but: str) -> list[Offer]:
    """Those in whose headlines each word of a query, the last maybe half typed, begins one."""
    starts = _WORD.findall(query.lower())
    return [one for one in _newest(at, but) if all(_begins(one.headline.lower(), start) for start in starts)]


def _begins(headline: str, start: str) -> bool:
    return any(word.startswith(start) for word in _WORD.findall(headline))


_WORD = re.compile(r"[^\W_]+")


def _newest(at: datetime, but: str) -> list[Offer]:
    ids = list(Entry.objects.live(at).newest("all").values_list("story_id", flat=True)[:LOOKED_AT])
    rows = Edition.objects.live(at).stories().filter(story_id__in=ids).exclude(story_id=but)
    found = [Offer(*row) for row in rows.values_list("story_id", "headline", "first_published_at")]
    return sorted(found, key=lambda one: one.published_at, reverse=True)


def headlines(stories: Iterable[str], *, at: datetime) -> dict[str, str]:
    """The headline of each story that readers can open."""
    rows = Edition.objects.live(at).stories().filter(story_id__in=list(stories))
    return dict(rows.values_list("story_id", "headline"))


def acting_at(moment: datetime) -> AbstractContextManager[None]:
    """Acts as if made at a moment: the demonstration tells ten days of a newsroom's life in one go."""
    return clock.stopped_at(moment)


# --- What fits a text ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fitting:
    """A live story that fits a text or a search; `shared` says why, in words of the text."""

    edition: Edition
    shared: tuple[str, ...] = ()


def fitting(snapshot: Mapping[str, Any], *, at: datetime, story_id: str = "", limit: int = 5) -> list[Fitting]:
    """The live stories that fit a working copy so far, best first; none that its body links already."""
    text = _text(snapshot)
    subject = related.subject_of(text, at=at, story_id=story_id)
    found = related.fitting(subject, limit=limit + MAX_LINKED_STORIES)
    said = reasons.Said("\n".join([text.title, text.deck, text.lead, text.body]))
    linked = set(linked_stories(snapshot["body"]))
    shown = {one.story.story_id: one.story for one in found if one.story.story_id not in linked}
    live = _live(shown, at=at)
    return [
        Fitting(live[key], tuple(said.together(reasons.shared(subject.weights, story.weights))))
        for key, story in shown.items()
        if key in live
    ][:limit]


def matching(typed: str, *, at: datetime, limit: int = 10) -> list[Fitting]:
    """The live stories that fit what was typed, best first, none of them paid for."""
    with remembering():
        fits = search.find(typed, at=at).fits[: limit * 3]
    found = [fit.story_id for fit in search.live(fits, at=at)]
    live = _live(found, at=at)
    free = [live[one] for one in found if one in live and live[one].genre != Edition.Genre.ADVERTORIAL]
    return [Fitting(edition) for edition in free[:limit]]


def found_for(story_id: str, *, at: datetime) -> list[Fitting]:
    """What readers are offered beside a live story, as found from its text, and why."""
    row = Related.objects.filter(edition__story_id=story_id, edition__in=Edition.objects.live(at)).first()
    found = {one["story_id"]: one["shared"] for one in row.found} if row else {}
    live = _live(found, at=at)
    return [Fitting(live[one], tuple(shared)) for one, shared in found.items() if one in live][:4]


def near_copies(snapshot: Mapping[str, Any], *, at: datetime, story_id: str) -> list[NearCopy]:
    """Live stories of the last days on the same event, and how much of each the working copy repeats."""
    return copies.of(_text(snapshot), at=at, story_id=story_id)


def fitting_tags(snapshot: Mapping[str, Any], *, at: datetime, story_id: str = "", limit: int = 6) -> list[str]:
    """Tags that the newsroom uses and that fit a working copy: named in it, or on the stories likest to it."""
    text = _text(snapshot)
    return tagging.fitting(text, related.subject_of(text, at=at, story_id=story_id), limit=limit)


LINK = ("story_id", "kind", "genre", "headline", "list_headline", "slug", "first_published_at", "superseded_at")


def _live(stories: Iterable[str], *, at: datetime) -> dict[str, Edition]:
    rows = Edition.objects.live(at).stories().filter(story_id__in=list(stories)).only(*LINK)
    return {edition.story_id: edition for edition in rows}


def _text(snapshot: Mapping[str, Any]) -> digests.Text:
    paragraphs = words.paragraphs(snapshot["body"]) or [""]
    tags = "\n".join([*snapshot["tags"], snapshot["place"]])
    return digests.Text(
        snapshot["headline"],
        f"{snapshot['kicker']}\n{snapshot['deck']}",
        tags,
        paragraphs[0],
        "\n".join(paragraphs[1:]),
    )


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
