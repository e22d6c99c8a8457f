"""The working copy: one row per story, its stage, and how it is saved without losing anybody's text."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from taggit.managers import TaggableManager

from accounts import roles
from accounts.models import User
from articles.models import links
from articles.models.links import Credit, Tagged
from articles.models.lists import Fokus, Section, Series
from articles.models.revision import Revision
from articles.models.story_id import StoryIdField
from articles.workflow import Facts, Shown, Stage, undone_from
from guards.prepared import Number, ready
from photos.models import Photo


class Conflict(Exception):
    """Somebody saved in between. `theirs` is their revision, `mine` the side copy that keeps what was typed."""

    def __init__(self, theirs: Revision, mine: Revision) -> None:
        super().__init__(f"version {theirs.version} was saved in between")
        self.theirs, self.mine = theirs, mine


def claims_last_from(at: datetime) -> datetime:
    """A claim laid before has lapsed at that moment."""
    return at - timedelta(minutes=settings.CLAIM_MINUTES)


class ArticleQuerySet(models.QuerySet["Article"]):
    def visible_to(self, user: User) -> "ArticleQuerySet":
        """Interns see what they have a part in, everybody else the whole desk; what is restricted, those named."""
        return self.seen_by(user.pk, sees_all=user.may(roles.SEE_ALL))

    def seen_by(self, user: Any, *, sees_all: bool) -> "ArticleQuerySet":
        """As `visible_to`, of a person by key, for questions that are kept ready."""
        named = Article.named.through.objects.filter(user=user).values("article")
        rows = self.filter(Q(restricted=False) | Q(pk__in=named))
        if sees_all:
            return rows
        credited = Credit.objects.filter(author__user=user).values("article")
        return rows.filter(Q(created_by=user) | Q(pk__in=credited))

    def own_to(self, user: Any) -> "ArticleQuerySet":
        """As `is_own` has it of one; the person or their key."""
        credited = Credit.objects.filter(author__user=user, role__in=Credit.WRITING).values("article")
        return self.filter(Q(created_by=user) | Q(submitted_by=user) | Q(pk__in=credited))

    def unheld(self, since: datetime) -> "ArticleQuerySet":
        """As `holder` has it of one; `since`: see `claims_last_from`."""
        return self.filter(Q(held_at=None) | Q(held_at__lt=since))

    def restricted_to_others(self, user: User) -> Any:
        """Keys alone, read from the names, which are few: a story has names while it is restricted, and then alone."""
        names = self.model.named.through.objects
        return names.exclude(article__in=names.filter(user=user).values("article")).values("article")

    def with_photo(self, photo: Photo) -> "ArticleQuerySet":
        """Copies that a photo leads, and texts in progress that show it: those on the site are the record's to tell."""
        shown = rf'data-(photo|gallery)="([0-9]+ )*{photo.pk}[ "]'
        in_progress = self.model.objects.filter(stage__in=[Stage.DRAFT, Stage.REVIEW], body__regex=shown)
        return self.filter(Q(photo=photo) | Q(pk__in=in_progress.values("pk")))

    def delete(self) -> Any:
        raise PermissionDenied(_("Articles are not deleted: spike them."))


class Article(models.Model):  # type: ignore[django-manager-missing]  # taggit has no types
    class Priority(models.IntegerChoices):
        NORMAL = 0, _("Normal")
        URGENT = 1, _("Urgent")

    class Genre(models.TextChoices):
        NEWS = "news", _("News")
        PHOTO_STORY = "photo_story", _("Photo story")
        VIDEO = "video", _("Video")
        OPINION = "opinion", _("Opinion")
        ANALYSIS = "analysis", _("Analysis")
        ADVERTORIAL = "advertorial", _("Advertorial")
        PAGE = "page", _("Page of the newsroom's own")
        LIVE = "live", _("Live coverage")
        UPDATE = "update", _("Update of a live coverage")

    class PhotoState(models.TextChoices):
        NONE = "none", pgettext_lazy("photo", "not needed")
        ASKED = "asked", pgettext_lazy("photo", "requested")
        HERE = "here", pgettext_lazy("photo", "there")
        ENDED = "ended", pgettext_lazy("photo", "rights ended")
        LACKS = "lacks", pgettext_lazy("photo", "not complete")

    story_id = StoryIdField(unique=True, editable=False)
    headline = models.CharField(_("headline"), max_length=300)
    kicker = models.CharField(_("kicker"), max_length=80, blank=True, help_text=_("Words above the headline."))
    list_headline = models.CharField(_("list headline"), max_length=300, blank=True)
    search_title = models.CharField(_("search title"), max_length=300, blank=True)
    share_text = models.CharField(_("share text"), max_length=300, blank=True)
    deck = models.CharField(_("deck"), max_length=500, blank=True)
    slug = models.SlugField(
        _("slug"), max_length=100, blank=True, db_index=False, help_text=_("Empty: made from the headline.")
    )
    section = models.ForeignKey(Section, models.PROTECT, related_name="+", verbose_name=_("section"))
    also_in = models.ManyToManyField(
        Section, blank=True, related_name="+", verbose_name=_("also in"), help_text=_("Up to two.")
    )
    place = models.CharField(_("dateline (place)"), max_length=60, blank=True)
    body = models.TextField(_("body"), blank=True)
    genre = models.CharField(_("genre"), max_length=12, choices=Genre, default=Genre.NEWS)
    client = models.CharField(
        _("client"), max_length=120, blank=True, help_text=_("Of an advertorial: who pays for it. Readers see it.")
    )
    order_number = models.CharField(
        _("order number"), max_length=60, blank=True, help_text=_("Of an advertorial. Internal.")
    )
    airs_from = models.DateField(_("airs from"), null=True, blank=True)
    airs_until = models.DateField(
        _("airs until"),
        null=True,
        blank=True,
        help_text=_("Its last day. Then its address says so."),
    )
    tags = TaggableManager(_("tags"), through=Tagged, blank=True)
    photo = models.ForeignKey(
        Photo, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lead photo")
    )
    photo_caption = models.TextField(
        _("caption in this story"), blank=True, help_text=_("Empty: the caption of the photo.")
    )
    photo_need = models.CharField(
        _("photo, while there is none"), max_length=5, choices=PhotoState.choices[:2], default=PhotoState.NONE,
        help_text=_("Requested: the photo desk has the story in its queue until it has a photo."),
    )  # fmt: skip
    photo_standing: Any = None
    """How it stands with its photos, once `photo_states.see` looked."""
    photo_asked_at = models.DateTimeField(_("photo requested"), null=True, editable=False)
    """Since when the photo desk is waited for; null: it is not, or no longer."""
    fokus = models.ForeignKey(Fokus, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("fokus"))
    series = models.ForeignKey(
        Series, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("series")
    )
    part = models.PositiveSmallIntegerField(_("part"), null=True, blank=True)
    verifies = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("verifies"),
        help_text=_("The unverified story that this one settles."),
    )  # fmt: skip
    coverage = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="updates",
        verbose_name=_("live coverage"),
    )  # fmt: skip
    """Of an update: the live coverage on whose page it stands."""
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="follow_ups", db_index=False,
        verbose_name=_("follows"),
    )  # fmt: skip
    """Of a follow-up: the earlier story, which joins its fokus when it goes out."""
    about_child = models.BooleanField(_("about a child"), default=False)
    about_victim = models.BooleanField(_("about a victim of a sexual crime"), default=False)
    accuses = models.BooleanField(_("accuses somebody"), default=False)
    unverified = models.BooleanField(_("not yet verified"), default=False)
    ticked = models.JSONField(_("checklist"), default=list, blank=True)
    no_byline_reason = models.CharField(_("reason for no byline"), max_length=200, blank=True)
    narasumber = models.TextField(
        _("people interviewed"), blank=True, help_text=_("Internal: no page, feed or export carries it.")
    )
    deadline = models.DateTimeField(_("deadline"), null=True, blank=True)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority, default=Priority.NORMAL)
    commissioned_length = models.PositiveIntegerField(_("commissioned length (words)"), null=True, blank=True)

    stage = models.CharField(_("stage"), max_length=10, choices=Stage, default=Stage.DRAFT, editable=False)
    stage_since = models.DateTimeField(_("in this stage since"), editable=False)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name=_("created by"),
    )  # fmt: skip
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    for_person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+", db_index=False,
        verbose_name=_("addressed to"),
    )  # fmt: skip
    """In review: the editor whom it was sent to. Others may still take it."""
    for_section = models.ForeignKey(
        Section, models.PROTECT, null=True, editable=False, related_name="+", db_index=False,
        verbose_name=_("addressed to the desk of"),
    )  # fmt: skip
    """In review: the section whose editors it was sent to, if another than its own."""
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name=_("held by"),
    )  # fmt: skip
    held_at = models.DateTimeField(null=True, editable=False)
    saved_at = models.DateTimeField(_("last saved"), editable=False)
    embargo_until = models.DateTimeField(_("embargo until"), null=True, editable=False)
    embargo_giver = models.CharField(_("embargo given by"), max_length=120, blank=True, editable=False)
    restricted = models.BooleanField(_("restricted"), default=False, editable=False)
    named = models.ManyToManyField(
        settings.AUTH_USER_MODEL, editable=False, related_name="+", verbose_name=_("people named")
    )
    """Those who see the story while it is restricted."""
    restricted_itself = models.BooleanField(default=False, editable=False)
    """Somebody restricted this very story; else it is restricted, if at all, with its live coverage."""

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="a_known_stage"),
            models.CheckConstraint(
                condition=Q(photo_asked_at=None) | Q(photo=None, photo_need="asked"),
                name="only_a_photo_asked_for_is_waited_for",
            ),
        ]
        indexes = [
            models.Index(fields=["stage", "-priority", "stage_since"], name="article_queue"),
            models.Index(F("saved_at").desc(), F("id").desc(), name="article_newest"),
            models.Index(fields=["id"], condition=Q(unverified=True), name="article_unverified"),
            models.Index(
                fields=["photo_asked_at"], condition=Q(photo_asked_at__isnull=False), name="article_photo_asked"
            ),
        ]

    def __str__(self) -> str:
        return self.headline

    def clean(self) -> None:
        if self.part and not self.series_id:
            raise ValidationError({"part": _("A part needs its series.")})
        if self.airs_from and self.airs_until and self.airs_until < self.airs_from:
            raise ValidationError({"airs_until": _("The last day comes before the first.")})
        if self.verifies_id and self.verifies_id == self.pk:
            raise ValidationError({"verifies": _("A story cannot verify itself.")})

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise PermissionDenied(_("Articles are not deleted: spike them."))

    # --- Facts ---------------------------------------------------------------------------------------

    @property
    def section_ids(self) -> tuple[int | None, ...]:
        """Sections for which a right covers this story."""
        return self.section.covering

    @property
    def flagged(self) -> bool:
        """Stories that always need a second person first."""
        return any(getattr(self, flag) for flag in FLAGS) or self.genre == self.Genre.ADVERTORIAL

    def credited_as(self, user: User) -> set[str]:
        """The roles in which the byline names the person. Whoever made the story wrote it, credited or not."""
        if user.pk in (self.created_by_id, self.submitted_by_id):
            return set(Credit.WRITING)
        return set(links.roles_of(article=Number(self.pk), user=Number(user.pk)))

    def is_authored_by(self, user: User, credited: set[str] | None = None) -> bool:
        return bool(self.credited_as(user) if credited is None else credited)

    def is_own(self, user: User, credited: set[str] | None = None) -> bool:
        """Law 5: credited in a writing role, created or submitted; editing, however heavy, does not count."""
        return not (self.credited_as(user) if credited is None else credited).isdisjoint(Credit.WRITING)

    def holder(self, at: datetime) -> User | None:
        """Who holds the story; a claim lapses after the idle time set."""
        lapsed = self.held_at is None or self.held_at < claims_last_from(at)
        return None if lapsed else self.held_by

    def is_shut_to(self, user: User) -> bool:
        """Restricted to others."""
        return self.restricted and not self.named.filter(pk=user.pk).exists()

    def facts(self, user: User, *, at: datetime, shown: Shown, scheduled: bool) -> Facts:
        """What a move by this person is decided on; what readers have comes from the record."""
        holder, shut, credited = self.holder(at), self.is_shut_to(user), self.credited_as(user)
        may = (p for p in user.granted if not shut and user.may(p, self.section_ids, at=at))
        author = not shut and self.is_authored_by(user, credited) and may_write_genre(user, self.genre, at)
        return Facts(
            stage=self.stage,
            shown=shown,
            scheduled=scheduled,
            own=self.is_own(user, credited),
            author=author,
            began=author and self._was_last(undone_from(self.stage, shown), user),
            holder=str(holder) if holder and holder != user else "",
            mine=holder == user,
            flagged=self.flagged,
            may=frozenset(may),
        )

    def _was_last(self, act: str, user: User) -> bool:
        """Whether the person was the last to do it; no act is nobody's."""
        rows = self.revisions.filter(side=False, act=act).values_list("by", flat=True)
        return bool(act) and rows.first() == user.pk

    def keep_photo_request(self) -> None:
        """The photo desk is waited for from the save that asked until the one that brings a photo."""
        asked = not self.photo_id and self.photo_need == self.PhotoState.ASKED
        self.photo_asked_at = (self.photo_asked_at or self.saved_at) if asked else None

    # --- Saving --------------------------------------------------------------------------------------

    def snapshot(self) -> dict[str, Any]:
        """All that can be typed, as a revision keeps it and as an edition is made from."""
        plain = {name: getattr(self, name) for name in TYPED}
        plain |= {name: value.isoformat() if (value := getattr(self, name)) else None for name in STAMPED}
        key = Number(self.pk)
        return plain | {
            "also_in": also_in(article=key),
            "tags": links.tags_of(article=key),
            "credits": [[*credit] for credit in links.credited(article=key)],
            "citations": [
                [source, address, seen_at.isoformat() if seen_at else None]
                for source, address, seen_at in links.cited(article=key)
            ],
        }

    def advance(self, *, seen: int, at: datetime, **changes: Any) -> bool:
        """One conditional update: true if nobody saved since version `seen`, which is now one higher."""
        changes |= {"version": seen + 1, "saved_at": at}
        if not Article.objects.filter(pk=self.pk, version=seen).update(**changes):
            return False
        for name, value in changes.items():
            setattr(self, name, value)
        return True

    def mark(
        self, act: str, *, by: User | None, at: datetime, note: str = "", text: dict[str, Any] | None = None
    ) -> Revision:
        """Keep the working copy as it stands after an act; `text`: its snapshot, where the act has read it."""
        return Revision.objects.create(
            article=self, version=self.version, at=at, by=by, act=act, note=note, snapshot=text or self.snapshot()
        )

    def current_revision(self) -> Revision:
        return self.revisions.get(version=self.version, side=False)


TYPED = (
    "headline", "kicker", "list_headline", "search_title", "share_text", "deck", "slug", "section_id", "place",
    "body", "genre", "photo_id", "photo_caption", "photo_need", "fokus_id", "series_id", "part", "verifies_id",
    "coverage_id", "about_child", "about_victim", "accuses", "unverified", "ticked", "no_byline_reason",
    "narasumber", "priority", "commissioned_length", "client", "order_number",
)  # fmt: skip
"""Columns of a snapshot that stand on the article's own row."""

STAMPED: dict[str, Callable[[str], date]] = {
    "deadline": datetime.fromisoformat, "airs_from": date.fromisoformat, "airs_until": date.fromisoformat,
}  # fmt: skip
"""Days and moments, which a snapshot holds as text: how each is read."""

ADDED_LATER: dict[str, Any] = {
    "client": "", "order_number": "", "airs_from": None, "airs_until": None, "coverage_id": None,
    "photo_need": "none",
}  # fmt: skip
"""What revisions from before a field was added do not hold."""

FLAGS = ("about_child", "about_victim", "accuses", "unverified")


def may_write_genre(
    user: User, genre: str, at: datetime | None = None, sections: Iterable[int | None] | None = None
) -> bool:
    """Whether the person's rights cover texts of a genre, in a section or at all: advertising writes advertorials."""
    paid = genre == Article.Genre.ADVERTORIAL
    return user.may(roles.WRITE, sections, at=at) or (paid and user.may(roles.WRITE_ADS, sections, at=at))


def may_write_some(user: User, sections: Iterable[int | None] | None = None) -> bool:
    """Whether the person writes texts of any genre, in a section or at all: who is given the form and the autosave."""
    return any(may_write_genre(user, genre, sections=sections) for genre in Article.Genre)


def is_flagged(snapshot: dict[str, Any]) -> bool:
    """`Article.flagged`, of a snapshot."""
    return any(snapshot[flag] for flag in FLAGS) or snapshot["genre"] == Article.Genre.ADVERTORIAL


@ready
def also_in(*, article: int) -> models.QuerySet[Any]:
    beside = Article.also_in.through.objects.filter(article=article)
    return beside.order_by("section_id").values_list("section", flat=True)
