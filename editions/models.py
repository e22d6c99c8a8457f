"""The record: what readers got, from when to when. Written by the desk's `publishing.py`, read by everything here."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from editions import clock


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

    def stories(self) -> "EditionQuerySet":
        """Those that carry a text: no notice, no hold."""
        return self.filter(kind=Edition.Kind.STORY)

    def cards(self) -> "EditionQuerySet":
        """As lists and links show them: the columns of a card, with its picture."""
        return self.select_related("lead").only(*CARD, *(f"lead__{name}" for name in PICTURE))

    def update(self, **changes: Any) -> int:
        if set(changes) != {"superseded_at"}:
            raise Immutable("Only the end of an edition may be written.")
        return super().update(**changes)

    def delete(self) -> Any:
        raise Immutable("An edition is not deleted.")


CARD = (
    *("story_id", "kind", "genre", "headline", "list_headline", "kicker", "deck", "slug", "section"),
    *("first_published_at", "updated_at", "labels", "byline"),
)
PICTURE = ("facts", "until")


class Picture(models.Model):
    """A picture as stories show it: its public renditions. Only `until` (rights that end) ever changes."""

    key = models.CharField(primary_key=True, max_length=40)
    facts = models.JSONField()
    """alt, caption, credit, label, made_by_ai, width, height, renditions: [{shape, format, width, height, name}]."""
    until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.key


class Edition(models.Model):
    """What readers get of one story from one moment to another."""

    class Kind(models.TextChoices):
        STORY = "story"
        NOTICE = "notice"
        HELD = "held"

    class Genre(models.TextChoices):
        NEWS = "news"
        PHOTO_STORY = "photo_story"
        VIDEO = "video"
        OPINION = "opinion"
        ANALYSIS = "analysis"
        ADVERTORIAL = "advertorial"

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
    tags = models.JSONField(default=list)
    """List keys of tags, in order."""
    lead = models.ForeignKey(Picture, models.PROTECT, null=True, related_name="+")
    lead_caption = models.TextField(blank=True)
    labels = models.JSONField(default=list)
    notices = models.JSONField(default=list)
    """[{kind, at, text, story_id, protects}]: what was put right, oldest first."""
    sensitive = models.BooleanField(default=False)
    """No advertising beside it."""
    ground = models.CharField(max_length=20, blank=True)
    reason = models.TextField(blank=True)
    """Of a withdrawal or hold, as the public reads it."""
    revision = models.PositiveBigIntegerField()
    """Number of the desk's revision it was made from."""
    published_by = models.CharField(max_length=60)
    approved = models.CharField(max_length=20)
    """How it came out: edited, override, correction, archive, notice."""

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
        indexes = [models.Index(fields=["story_id", "-published_at"], name="edition_of_story")]

    def __str__(self) -> str:
        return f"{self.story_id}/{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Immutable("An edition never changes: publish a correction.")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("editions:story", args=[self.story_id, self.slug])

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise Immutable("An edition is not deleted.")

    @property
    def card_headline(self) -> str:
        return self.list_headline or self.headline

    def keys(self) -> list[str]:
        """All that goes stale when this edition begins or ends."""
        return [f"story-{self.story_id}", *self.lists]

    def linked_stories(self) -> list[str]:
        """Stories that body and notices point to, in order, each once."""
        in_body = (story for part in self.body for story in part.get("baca_juga", []))
        in_notices = (notice["story_id"] for notice in self.notices if notice.get("story_id"))
        return list(dict.fromkeys([*in_body, *in_notices]))

    def body_pictures(self) -> list[str]:
        singles = (part["picture"] for part in self.body if part.get("picture"))
        galleries = (key for part in self.body for key in part.get("gallery", []))
        return list(dict.fromkeys([*singles, *galleries]))


class Rendered(models.Model):
    """An edition's finished HTML: derived, and made again when the renderer improves."""

    edition = models.OneToOneField(Edition, models.PROTECT, primary_key=True, related_name="rendered")
    renderer_version = models.PositiveIntegerField(db_index=True)
    pages = models.JSONField()
    """Pages, each a list of segments: {html} or a slot for links or pictures."""
    whole = models.JSONField()
    """All pages as one."""
    words = models.PositiveIntegerField(default=0)
    summary = models.TextField(blank=True)
    """The first words without dateline, for feeds and descriptions."""

    def __str__(self) -> str:
        return str(self.edition_id)


class EntryQuerySet(models.QuerySet["Entry"]):
    def live(self, at: datetime | None = None) -> "EntryQuerySet":
        moment: Any = at or clock.now()
        return self.filter(Q(ends=None) | Q(ends__gt=moment), begins__lte=moment)

    def newest(self, key: str) -> "EntryQuerySet":
        """A list in its order; every list, feed and sitemap is one range of it."""
        return self.filter(list=key).order_by("-first_published_at", "-story_id")

    def after(self, entry: "Entry") -> "EntryQuerySet":
        """The rows that follow one of the list: paging by key."""
        older = Q(first_published_at__lt=entry.first_published_at)
        same = Q(first_published_at=entry.first_published_at, story_id__lt=entry.story_id)
        return self.filter(first_published_at__lte=entry.first_published_at).filter(older | same)


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
            models.Index(fields=["story_id"], name="entries_of_story"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends=None) | Q(ends__gte=F("begins")), name="a_stay_ends_after_it_began")
        ]

    def __str__(self) -> str:
        return f"{self.story_id} in {self.list}"


class Heading(models.Model):
    """What a list is called and says of itself; public only while its list has a live entry."""

    list = models.CharField(primary_key=True, max_length=40)
    kind = models.CharField(max_length=10)
    """section, tag, author, source, fokus or series."""
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=100, db_index=False)
    parent = models.CharField(max_length=40, blank=True)
    position = models.PositiveIntegerField(default=0)
    text = models.TextField(blank=True)
    in_menu = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "slug"], name="one_heading_per_address")]
        indexes = [models.Index(fields=["position"], condition=Q(in_menu=True), name="menu_in_order")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse(f"editions:{self.kind}", args=[self.slug])


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
    edition = models.OneToOneField(Edition, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    headline = models.CharField(max_length=300)
    text = models.TextField()
    linked = models.CharField(max_length=12, blank=True)

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


class OldAddress(models.Model):
    """Where something stood before: a merged tag, another system's address."""

    path = models.CharField(primary_key=True, max_length=300)
    story_id = models.CharField(max_length=12, blank=True)
    list = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return self.path


class Change(models.Model):
    """What an act made stale, from which moment on; written in the act's transaction."""

    at = models.DateTimeField(db_index=True)
    keys = models.JSONField()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}"


def headings(keys: Iterable[str], at: datetime | None = None) -> dict[str, Heading]:
    """Every section and the heads of the lists named, as far as a live story stands in them: one query."""
    wanted: Sequence[str] = list(dict.fromkeys(keys))
    has_story = models.Exists(Entry.objects.live(at).filter(list=models.OuterRef("list")))
    rows = Heading.objects.filter(Q(list__in=wanted) | Q(kind="section")).filter(has_story)
    return {heading.list: heading for heading in rows.order_by("position", "name")}
