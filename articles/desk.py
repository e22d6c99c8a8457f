"""What each person's desk shows, gathered in a fixed number of queries whatever the newsroom holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.utils.translation import gettext as _

from accounts import roles
from accounts.models import User
from almanac import dates, desk_dates
from articles import photo_states, published, rendering, replies
from articles.models import Addition, Article, Credit, Handover, ReplyRequest, Revision, SecondLook, Section, ToFollow
from articles.models.article import ArticleQuerySet, claims_last_from
from articles.models.lists import covered, under
from articles.publishing import picturing
from articles.workflow import STAGE_MOVES, Stage
from guards.prepared import Number, ready
from photos.models import Photo

FRESH_MINUTES = 30
"""How long a story stands on top of the desk of whoever published it."""

FOLLOWED, IN_QUEUE, OWN_DRAFTS, REPLIES, SHOWN, WORDS = 10, 60, 30, 20, 8, 8
ORDERS: dict[str, tuple[Any, ...]] = {
    "tunggu": ("-priority", "stage_since", "pk"),
    "tenggat": (F("deadline").asc(nulls_last=True), "stage_since", "pk"),
    "kanal": ("section__position", "section__name", "stage_since", "pk"),
}
"""Ways to read the queue: longest waiting (urgent before all), by deadline, by section."""

# --- The reporter's ------------------------------------------------------------------------------------------


def mine(by: User) -> QuerySet[Article]:
    """What the person writes; what they edit stands in the queue."""
    credited = Credit.objects.filter(author__user=by, role__in=Credit.WRITING).values("article")
    rows = Article.objects.visible_to(by).filter(Q(created_by=by) | Q(pk__in=credited))
    return rows.select_related("section", "photo").defer("body")


def own_drafts(by: User, *, at: datetime) -> list[Article]:
    """Returned ones first, each with its reason; then by deadline, what has none by its last save."""
    last = Revision.objects.filter(article=OuterRef("pk"), side=False, act__in=STAGE_MOVES).order_by("-id")
    rows = mine(by).filter(stage=Stage.DRAFT).annotate(
        last_act=Subquery(last.values("act")[:1]),
        reason=Subquery(last.values("note")[:1]),
        returner=Subquery(last.values("by__name")[:1]),
    )  # fmt: skip
    returned_first = Case(When(last_act="return", then=0), default=1)
    drafts: list[Any] = list(
        rows.order_by(returned_first, F("deadline").asc(nulls_last=True), "-saved_at")[:OWN_DRAFTS]
    )
    photo_states.see(drafts, at=at)
    for draft in drafts:
        draft.late = is_late(draft, at)
    return drafts


def own_waiting(by: User) -> list[Article]:
    return list(mine(by).filter(stage=Stage.REVIEW).order_by("stage_since")[:SHOWN])


def is_late(article: Article, at: datetime) -> bool:
    return article.deadline is not None and article.deadline < at


# --- The editor's --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Waiting:
    """A story in the queue, as its row shows it."""

    article: Article
    holder: User | None
    words: int
    fit: str
    late: bool
    minutes: int
    """How long it has waited."""
    wait: str

    @property
    def wanted(self) -> int | None:
        return self.article.commissioned_length


def in_queue(by: User, *, section: str = "", to_me: bool = False, words: str = "") -> QuerySet[Article]:
    """Stories awaiting an editor that this person may see; `to_me`: sent to them; `words`: of headline or reporter."""
    rows = Article.objects.visible_to(by).filter(stage=Stage.REVIEW)
    if to_me:
        rows = rows.filter(for_person=by)
    if section:
        rows = rows.filter(under(section))
    for word in words.split()[:WORDS]:
        rows = rows.filter(Q(headline__icontains=word) | Q(submitted_by__name__icontains=word))
    return rows


def next_waiting(by: User, *, at: datetime) -> Article | None:
    """What this editor would open next: sent to them before all, then as the queue stands; none held or their own."""
    told: dict[str, Any] = {
        "by": Number(by.pk), "sees_all": by.may(roles.SEE_ALL), "since": claims_last_from(at),
        "within": frozenset(by.sections(roles.REVIEW, at=at)),
    }  # fmt: skip
    found = _next_waiting(**told, to_them=True) or _next_waiting(**told, to_them=False)
    return found[0] if found else None


@ready
def _next_waiting(
    *, by: int, sees_all: bool, since: datetime, within: frozenset[int], to_them: bool
) -> ArticleQuerySet:
    waiting = Article.objects.filter(stage=Stage.REVIEW)
    if to_them:
        waiting = waiting.filter(for_person=by)
    # Of what waits: all that a person ever wrote may be an archive.
    own = Article.objects.filter(stage=Stage.REVIEW).own_to(by)
    rows = waiting.seen_by(by, sees_all=sees_all).filter(covered(within)).unheld(since).exclude(pk__in=own.values("pk"))
    return rows.only("headline").order_by(*ORDERS["tunggu"])[:1]


def queue(rows: QuerySet[Article], *, at: datetime, order: str = "", limit: int = IN_QUEUE) -> list[Waiting]:
    """The first of the queue, as its rows show them."""
    rows = rows.select_related("section", "photo", "held_by", "submitted_by", "for_person", "for_section")
    rows = rows.annotate(additions_waiting=Exists(Addition.objects.waiting().filter(article=OuterRef("pk"))))
    first = list(rows.order_by(*ORDERS.get(order, ORDERS["tunggu"]))[:limit])
    photo_states.see(first, at=at)
    return [_waiting(one, at) for one in first]


def _waiting(article: Article, at: datetime) -> Waiting:
    words = rendering.word_count(article.body)
    minutes = _minutes(article.stage_since, at)
    return Waiting(
        article, article.holder(at), words, fit(words, article.commissioned_length), is_late(article, at), minutes,
        span(minutes),
    )  # fmt: skip


def span(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if hours >= 48:  # noqa: PLR2004 - past two days nobody counts hours
        return _("%(days)d days") % {"days": hours // 24}
    if hours:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}
    return _("%(minutes)d min") % {"minutes": rest}


def fit(words: int, wanted: int | None) -> str:
    """How a length stands to the one asked for: a tenth more or less is right."""
    if not wanted:
        return ""
    if words > wanted * 1.1:
        return "long"
    return "short" if words < wanted * 0.9 else "right"


@dataclass(frozen=True)
class PhotoWanted:
    """A story that asked for a photo, or one of whose own is no longer free, as its row at the photo desk shows it."""

    article: Article
    late: bool
    wait: str
    ended: bool = False
    in_text: bool = False
    """Its lead photo stands: readers lost one that its text shows."""


def photos_wanted(by: User, *, at: datetime, limit: int = IN_QUEUE) -> list[PhotoWanted]:
    """Requests for photos: what has a deadline first, nearest first, then the longest waiting; then what lost its own.

    Of those the newest stories with the photos whose rights ended last: an archive holds many of long ago. What a text
    in progress shows is told at its publication.
    """
    rows = Article.objects.visible_to(by).exclude(stage__in=[Stage.SPIKED, Stage.WITHDRAWN])
    rows = rows.select_related("section", "created_by", "photo").defer("body")
    asked = rows.filter(photo_asked_at__isnull=False)
    first = asked.order_by(F("deadline").asc(nulls_last=True), "photo_asked_at", "pk")[:limit]
    # By their keys: asked for by the moment alone, the database would make ready to sort all stories that have a photo.
    gone = list(Photo.objects.filter(rights_until__lte=at).order_by("-rights_until", "-pk")[:limit])
    ended = rows.filter(pk__in=_with_photos(gone, at)).order_by("-pk")[:limit] if gone else []
    wanted = [PhotoWanted(one, is_late(one, at), span(_minutes(one.photo_asked_at, at))) for one in first]
    since = {photo.pk: span(_minutes(photo.rights_until, at)) for photo in gone}
    lost = [PhotoWanted(one, False, since.get(one.photo_id, ""), True, one.photo_id not in since) for one in ended]
    return [*wanted, *lost][:limit]


def _with_photos(photos: list[Photo], at: datetime) -> Any:
    """Keys of the copies that one of them leads, and of the stories on the site that show one: each by its index."""
    led = Article.objects.filter(photo__in=photos).values("pk")
    return led.union(Article.objects.filter(story_id__in=picturing.showing(photos, at=at)).values("pk"))


def _minutes(since: datetime | None, at: datetime) -> int:
    return max(0, int((at - (since or at)).total_seconds() // 60))


def to_approve(by: User, stories: Iterable[Article], *, at: datetime) -> set[int]:
    """Keys of those of some stories in review that this person may approve: of their sections, and not their own."""
    return _of_others(by, [one for one in stories if one.stage == Stage.REVIEW], at=at)


def to_put_out(by: User, scheduled: Iterable["Standing"], *, at: datetime) -> set[int]:
    """As `to_approve`, of stories that are scheduled: those they may publish at once."""
    # The word that another story verifies one goes out with that other.
    coming = [one.article for one in scheduled if one.edition.approved != published.WORD]
    return _of_others(by, [one for one in coming if one.stage == Stage.PUBLISHED], at=at)


def _of_others(by: User, stories: Iterable[Article], *, at: datetime) -> set[int]:
    theirs = [one for one in stories if by.may(roles.PUBLISH, one.section_ids, at=at)]
    own = Article.objects.own_to(by).filter(pk__in=[one.pk for one in theirs]) if theirs else Article.objects.none()
    return {one.pk for one in theirs} - set(own.values_list("pk", flat=True))


def second_looks(by: User) -> QuerySet[SecondLook]:
    """Editions that this person may give the second look to."""
    rows = SecondLook.objects.filter(seen_by=None, article__in=Article.objects.visible_to(by)).exclude(by=by)
    return rows.select_related("article", "by").defer("article__body")


def to_follow(by: User, *, at: datetime, most: int = FOLLOWED, after: ToFollow | None = None) -> list[ToFollow]:
    """Stories of this person's sections that rest on a source which corrected itself, and that nobody has looked at."""
    # Who edits sees the whole desk but for these, which are few.
    rows = ToFollow.objects.unseen().exclude(article__in=Article.objects.restricted_to_others(by))
    rows = rows.exclude(article__stage__in=[Stage.SPIKED, Stage.WITHDRAWN])
    if after:
        rows = rows.after(after)
    covered = by.sections(roles.REVIEW, at=at)
    if None not in covered:
        theirs = Section.objects.order_by().filter(Q(pk__in=covered) | Q(parent__in=covered))
        rows = rows.first_of(theirs.values_list("pk", flat=True), most)
    rows = rows.select_related("article__section", "correction__source").defer("article__body")
    return list(rows.in_order()[:most])


def handed_over(by: User) -> QuerySet[Handover]:
    """Shifts that this person may take over, which nobody has yet."""
    return Handover.objects.filter(signed_by=None).exclude(by=by).select_related("by")


def unverified(by: User, *, at: datetime) -> list[tuple[Article, Any]]:
    """Stories that went out before they were verified, longest first: each a task until a live story verifies it."""
    stages = [Stage.DRAFT, Stage.REVIEW, Stage.PUBLISHED]
    rows = Article.objects.visible_to(by).filter(unverified=True, stage__in=stages).select_related("section")
    flagged = {row.story_id: row for row in rows.defer("body").order_by("-pk")[:IN_QUEUE]}
    verifying = dict(
        Article.objects.filter(verifies__in=flagged.values()).values_list("story_id", "verifies__story_id")
    )
    found = published.statuses([*flagged, *verifying], at=at)
    settled = {verifying[story] for story, status in found.items() if story in verifying and status.live}
    tasks = [(row, found[story].live) for story, row in flagged.items() if story in found and story not in settled]
    return sorted(((row, live) for row, live in tasks if live), key=lambda task: task[1].first_published_at)


def replies_asked(by: User, *, at: datetime) -> list[replies.Clock]:
    """Requests for a right of reply of the stories that the person edits, whose hours end first, first."""
    rows = ReplyRequest.objects.unanswered().filter(article__in=Article.objects.visible_to(by))
    rows = rows.filter(covered(by.sections(roles.REVIEW, at=at), through="article__"))
    rows = rows.select_related("article__section").defer("words", "article__body")
    return [replies.Clock(one, at) for one in rows[:REPLIES]]


# --- Everybody's ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """An edition with the working copy it belongs to."""

    edition: Any
    article: Article


@dataclass(frozen=True)
class Mark:
    """A scheduled story on the line of the day: `at` in thousandths of it."""

    at: int
    title: str


@dataclass(frozen=True)
class Board:
    """What readers get of all this: just out, live, to come, off the site."""

    fresh: list[Standing]
    live: list[Standing]
    scheduled: list[Standing]
    off: list[Standing]
    line: list[Mark]
    now: int


def board(by: User, *, at: datetime, all_of_it: bool) -> Board:
    """Five queries; `all_of_it`: what is held and withdrawn too."""
    fresh = published.fresh(by, at=at, minutes=FRESH_MINUTES)
    newest = published.newest(at=at, limit=SHOWN)
    coming = published.to_come(at=at, limit=IN_QUEUE)
    off = published.off_the_site(limit=SHOWN) if all_of_it else []
    stories = {one.story_id for group in (fresh, newest, coming, off) for one in group}
    rows = Article.objects.visible_to(by).filter(story_id__in=stories).select_related("section").defer("body")
    seen = {row.story_id: row for row in rows}

    def standing(editions: Iterable[Any]) -> list[Standing]:
        return [Standing(one, seen[one.story_id]) for one in editions if one.story_id in seen]

    scheduled = standing(coming)
    return Board(
        standing(fresh), standing(newest), scheduled, standing(off), _line(scheduled, at), _of_day(at, at) or 0
    )


def _line(scheduled: list[Standing], at: datetime) -> list[Mark]:
    marks = ((one, _of_day(one.edition.published_at, at)) for one in scheduled)
    return [
        Mark(place, f"{desk_dates.clock(one.edition.published_at)} {one.edition.headline}")
        for one, place in marks
        if place is not None
    ]


def _of_day(moment: datetime, at: datetime) -> int | None:
    """Where a moment stands in the newsroom's day, in thousandths; None: on another day."""
    start, end = dates.day_bounds(dates.local(at).date())
    if not start <= moment < end:
        return None
    return int(1000 * (moment - start) / (end - start))
