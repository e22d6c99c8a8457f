"""The record: what readers got, from when to when. Written by the desk's `publishing.py`, read by everything here."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import BooleanField, Exists, F, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Upper

from editions import clock, shown
from editions.counted import KeptOut, Popularity, Ranked, Ranking, ReadBatch, ReadHour
from editions.expunging import EMPTIED, Expunging
from editions.indexed import Digest, Month, Related, Stem, Token, Unindexed
from editions.leading import OldAddress
from editions.picking import Pick
from editions.showing import Folded, Showing, around, story_url
from editions.stale import Change, Purge

__all__ = [
    "Change", "Digest", "Edition", "Entry", "Expunging", "Heading", "Immutable", "KeptOut", "Month", "Notice",
    "OldAddress", "Pick", "Picture", "Popularity", "Purge", "Ranked", "Ranking", "ReadBatch", "ReadHour", "Related",
    "Rendered", "Seal", "Stem", "Token", "Unindexed",
]  # fmt: skip


class Immutable(PermissionDenied):
    """An edition never changes (law 2): a correction is a new edition."""


class EditionQuerySet(models.QuerySet["Edition"]):
    def live(self, at: datetime | None = None) -> "EditionQuerySet":
        """What readers get at a moment, by default now. The one place that states the rule."""
        moment: Any = at or clock.now()
        return self.filter(Q(superseded_at=None) | Q(superseded_at__gt=moment), published_at__lte=moment)

    def to_come(self, at: datetime | None = None) -> "EditionQuerySet":
        """Scheduled: begins later, and was not ended unborn."""
        unborn = Q(superseded_at=F("published_at"))
        return self.filter(published_at__gt=at or clock.now()).exclude(unborn)

    def of_stories(self, story_ids: Iterable[str]) -> "EditionQuerySet":
        """Those of the stories named. The page rests on each of them, found or not."""
        wanted = set(story_ids)
        shown.note(*map(shown.story, wanted))
        return self.filter(story_id__in=wanted) if len(wanted) != 1 else self.filter(story_id=wanted.pop())

    def stories(self) -> "EditionQuerySet":
        """Stories alone: no update, no page, and nothing that stands in a story's place."""
        return self.filter(kind=Edition.Kind.STORY)

    def texts(self) -> "EditionQuerySet":
        """Stories, updates of live coverages, and the newsroom's own pages."""
        return self.filter(kind__in=Edition.TEXTS)

    def without_text(self) -> "EditionQuerySet":
        """Holds and withdrawals that stand now."""
        # As `editions_without_text` has it: SQLite concludes it neither from the kinds asked for nor from a parameter.
        no_story = RawSQL("NOT (editions_edition.kind = 'story')", (), BooleanField())
        return self.filter(no_story, kind__in=[Edition.Kind.HELD, Edition.Kind.NOTICE], superseded_at=None)

    def update(self, **changes: Any) -> int:
        if set(changes) != {"superseded_at"}:
            raise Immutable("Only the end of an edition may be written.")
        return super().update(**changes)

    def empty(self) -> int:
        """Take the words out. The guard lets it be done to a story that a row of `Expunging` names, and to no other."""
        return super().update(**EMPTIED)

    def delete(self) -> Any:
        raise Immutable("An edition is not deleted.")


PICTURE = ("facts", "until")


class Picture(Showing):
    """A picture as stories show it: its public renditions. Only `until` (rights that end) ever changes."""

    key = models.CharField(primary_key=True, max_length=40)
    facts = Folded()
    """alt, caption, credit, label, made_by_ai, width, height, renditions: [{shape, format, width, height, name}]."""
    until = models.DateTimeField(null=True)
    photo = models.PositiveBigIntegerField(null=True, db_index=True)  # the desk's number; older ones lack it

    def __str__(self) -> str:
        return self.key

    def note(self) -> None:
        shown.note(shown.picture(self.key))
        shown.until(self.__dict__.get("until"))


class Edition(Showing):
    """What readers get of one story from one moment to another."""

    class Kind(models.TextChoices):
        STORY = "story"
        PAGE = "page"
        UPDATE = "update"
        NOTICE = "notice"
        HELD = "held"
        REDIRECT = "redirect"

    class Genre(models.TextChoices):
        NEWS = "news"
        PHOTO_STORY = "photo_story"
        VIDEO = "video"
        OPINION = "opinion"
        ANALYSIS = "analysis"
        ADVERTORIAL = "advertorial"
        PAGE = "page"
        LIVE = "live"
        UPDATE = "update"

    TEXTS = (Kind.STORY, Kind.PAGE, Kind.UPDATE)

    story_id = models.CharField(max_length=12)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    genre = models.CharField(max_length=12, choices=Genre)
    made_at = models.DateTimeField()
    published_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    first_published_at = models.DateTimeField()
    updated_at = models.DateTimeField(null=True)
    """For readers: moves on an editorial change. Null: never updated."""

    headline = models.CharField(max_length=300)
    kicker = models.CharField(max_length=80, blank=True)
    list_headline = models.CharField(max_length=300, blank=True)
    search_title = models.CharField(max_length=300, blank=True)
    share_text = models.CharField(max_length=300, blank=True)
    deck = models.CharField(max_length=500, blank=True)
    slug = models.SlugField(max_length=100, db_index=False)
    section = models.CharField(max_length=40)
    """The list key of the home section; names are read from its Heading."""
    lists = models.JSONField(default=list)
    """Keys of every list the story stands in."""
    byline = models.CharField(max_length=500, blank=True)
    people = models.JSONField(default=list)
    """[{name, role, list}] in order: as printed, for machines and links."""
    dateline = models.CharField(max_length=120, blank=True)
    body = models.JSONField(default=list)
    """The sanitised source in segments, with slots for links and pictures."""
    sources = models.JSONField(default=list)
    part = models.PositiveSmallIntegerField(null=True)
    tags = models.JSONField(default=list)
    """List keys of tags, in order."""
    lead = models.ForeignKey(Picture, models.PROTECT, null=True, related_name="+")
    lead_caption = models.TextField(blank=True)
    labels = models.JSONField(default=list)
    client = models.CharField(max_length=120, blank=True, default="")
    """Of an advertorial: who paid for it."""
    until = models.DateTimeField(null=True)  # of an advertorial: its life ends then by the clock
    notices = models.JSONField(default=list)
    """[{kind, at, text, story_id, protects}]: what was put right, oldest first."""
    sensitive = models.BooleanField(default=False)  # no advertising beside it
    ground = models.CharField(max_length=20, blank=True)
    reason = models.TextField(blank=True)
    """Of a withdrawal or hold, as the public reads it."""
    leads_to = models.CharField(max_length=12, blank=True)
    """Of a story joined to another, and of an update of a live coverage: that one's id."""
    verifies = models.CharField(max_length=12, blank=True, default="")
    """The story that went out unverified and is settled by this one."""
    revision = models.PositiveBigIntegerField()
    """Number of the desk's revision it was made from."""
    published_by = models.CharField(max_length=60)
    approved = models.CharField(max_length=20)
    """The act it came by: publish, publish_own, publish_update, amend, correction, hold, withdraw, join, archive or
    expunge."""

    objects = EditionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["story_id", "number"], name="one_edition_per_number"),
            models.CheckConstraint(
                condition=Q(superseded_at=None) | Q(superseded_at__gte=F("published_at")),
                name="a_life_ends_after_it_began",
            ),
            models.CheckConstraint(condition=Q(published_at__gte=F("made_at")), name="a_life_begins_after_it_was_made"),
        ]
        indexes = [
            models.Index(fields=["story_id", "-published_at"], name="edition_of_story"),
            models.Index(fields=["published_at"], name="editions_by_moment"),
            models.Index(
                fields=["kind"], condition=Q(superseded_at=None) & ~Q(kind="story"), name="editions_without_text"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.story_id}/{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Immutable("An edition never changes: publish a correction.")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        if self.kind == self.Kind.PAGE:
            before, after = around("page", 1)
            return f"{before}{self.slug}{after}"
        return story_url(self.story_id, self.slug)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise Immutable("An edition is not deleted.")

    def note(self) -> None:
        # A column that was left out is not worth a query: every end is told in `Change` as well.
        if story_id := self.__dict__.get("story_id"):
            shown.note(shown.story(story_id))
            shown.until(self.__dict__.get("superseded_at"))

    @property
    def card_headline(self) -> str:
        return self.list_headline or self.headline

    def linked_stories(self) -> list[str]:
        """Stories that text, notices and the edition itself point to, in order, each once."""
        in_text = (story for part in self.rendered.full for story in part.get("baca_juga", []))
        in_notices = (notice["story_id"] for notice in self.notices if notice.get("story_id"))
        return list(dict.fromkeys([*in_text, *in_notices, *filter(None, [self.verifies])]))

    def text_pictures(self) -> list[str]:
        singles = (part["picture"] for part in self.rendered.full if part.get("picture"))
        galleries = (key for part in self.rendered.full for key in part.get("gallery", []))
        return list(dict.fromkeys([*singles, *galleries]))


class Rendered(models.Model):
    """An edition's finished HTML: derived, and made again when the renderer improves."""

    edition = models.OneToOneField(Edition, models.PROTECT, primary_key=True, related_name="rendered")
    renderer_version = models.PositiveIntegerField(db_index=True)
    pages = models.JSONField()
    """Pages, each a list of segments: {html} or a slot for links or pictures."""
    whole = models.JSONField()
    """All pages as one; empty where there is but one."""
    words = models.PositiveIntegerField(default=0)
    summary = models.TextField(blank=True)
    """The first words without dateline, for feeds and descriptions."""

    def __str__(self) -> str:
        return str(self.edition_id)

    @property
    def full(self) -> list[dict[str, Any]]:
        """The full view: nothing cut."""
        return self.whole or next(iter(self.pages), [])


class EntryQuerySet(models.QuerySet["Entry"]):
    def live(self, at: datetime | None = None) -> "EntryQuerySet":
        moment: Any = at or clock.now()
        return self.filter(Q(ends=None) | Q(ends__gt=moment), begins__lte=moment)

    def seen(self) -> "EntryQuerySet":
        """Live stays of stories that readers see now: an update is seen while its live coverage stands."""
        coverage = Edition.objects.live().stories().filter(story_id=OuterRef("leads_to"))
        update = Edition.objects.live().filter(story_id=OuterRef("story_id"), kind=Edition.Kind.UPDATE)
        return self.live().exclude(Exists(update.exclude(Exists(coverage))))

    def newest(self, key: str, *, after: "Entry | None" = None) -> "EntryQuerySet":
        """A list in its order; every list, feed and sitemap is one range of it.

        `after`: only the rows that follow one of the list (paging by key).
        """
        shown.note_list(shown.older(key) if after else key)
        rows = self.filter(list=key).order_by("-first_published_at", "-story_id")
        if after is None:
            return rows
        earlier = Q(first_published_at__lt=after.first_published_at)
        same = Q(first_published_at=after.first_published_at, story_id__lt=after.story_id)
        return rows.filter(first_published_at__lte=after.first_published_at).filter(earlier | same)

    def before(self, key: str, moment: datetime) -> "EntryQuerySet":
        """The rows of a list from before a moment of the past, where no new story comes in."""
        shown.note_list(shown.older(key))
        rows = self.filter(list=key, first_published_at__lt=moment)
        return rows.order_by("-first_published_at", "-story_id")


class Entry(models.Model):
    """A story's stay in a list."""

    list = models.CharField(max_length=40)
    story_id = models.CharField(max_length=12)
    first_published_at = models.DateTimeField()
    begins = models.DateTimeField()
    ends = models.DateTimeField(null=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index("list", F("first_published_at").desc(), F("story_id").desc(), name="entries_in_order"),
            models.Index(fields=["story_id", "list"], name="entries_of_stories"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends=None) | Q(ends__gte=F("begins")), name="a_stay_ends_after_it_began")
        ]

    def __str__(self) -> str:
        return f"{self.story_id} in {self.list}"


class Heading(Showing):
    """What a list is called and says of itself; public only while its list has a live entry."""

    list = models.CharField(primary_key=True, max_length=40)
    kind = models.CharField(max_length=10)
    """section, tag, author, source, fokus or series; page: one of the newsroom's own."""
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=100, db_index=False)
    parent = models.CharField(max_length=40, blank=True)
    position = models.PositiveIntegerField(default=0)
    text = models.TextField(blank=True)
    picture = models.ForeignKey(Picture, models.PROTECT, null=True, related_name="+")
    in_menu = models.BooleanField(default=False)
    begins = models.DateField(null=True)
    ends = models.DateField(null=True)
    """Of a fokus: the days of the event, as far as they are set."""
    into = models.CharField(max_length=40, blank=True, default="", db_index=True)
    """The list that this one was merged into: always the last, so that nothing is followed twice."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "slug"], name="one_heading_per_address")]
        indexes = [models.Index(Upper("name"), "kind", name="headings_by_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        before, after = around(self.kind, 1)
        return f"{before}{self.slug}{after}"

    def note(self) -> None:
        shown.note(shown.name(self.list))


class NoticeQuerySet(models.QuerySet["Notice"]):
    def newest(self, at: datetime) -> "NoticeQuerySet":
        shown.note(shown.NOTICES)
        return self.filter(at__lte=at).order_by("-at", "-pk")


class Notice(models.Model):
    """All that was put right, for the public list of corrections."""

    class Kind(models.TextChoices):
        RALAT = "ralat"
        KOREKSI = "koreksi"
        HAK_JAWAB = "hak_jawab"
        PEMUTAKHIRAN = "pemutakhiran"
        PENCABUTAN = "pencabutan"

    kind = models.CharField(max_length=12, choices=Kind)
    story_id = models.CharField(max_length=12, db_index=True)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    headline = models.CharField(max_length=300)
    text = models.TextField()
    linked = models.CharField(max_length=12, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(F("at").desc(), F("id").desc(), name="notices_in_order")]

    def __str__(self) -> str:
        return f"{self.kind} {self.story_id}"


class Seal(models.Model):
    """Bars an old edition from every public comparison, API and export."""

    edition = models.OneToOneField(Edition, models.PROTECT, primary_key=True, related_name="seal")
    at = models.DateTimeField()
    why = models.CharField(max_length=40)

    def __str__(self) -> str:
        return str(self.edition_id)
