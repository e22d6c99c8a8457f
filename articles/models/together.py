"""People at work at once: who has a story open, what each was told, and how a shift hands over to the next."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from articles.models.article import Article

HERE_FOR = timedelta(seconds=10)
"""Open tabs speak up every four seconds: two missed words, and the person is gone."""

FORGOTTEN_AFTER = timedelta(days=1)
"""A tab that was closed without a word leaves its row behind."""


class PresenceQuerySet(models.QuerySet["Presence"]):
    def here(self, at: datetime) -> "PresenceQuerySet":
        return self.filter(at__gt=at - HERE_FOR).select_related("by")

    def left_behind(self, at: datetime) -> "PresenceQuerySet":
        return self.filter(at__lt=at - FORGOTTEN_AFTER)

    def arrive(self, article: Article, by: User, *, at: datetime) -> None:
        self.update_or_create(article=article, by=by, defaults={"at": at})

    def leave(self, article: Article, by: User) -> None:
        self.filter(article=article, by=by).delete()


class Presence(models.Model):
    """Somebody has a story open."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="present")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    objects = PresenceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "by"], name="present_once")]

    def __str__(self) -> str:
        return str(self.by)


class Word(models.Model):
    """Something that one person is told: the bell's rows."""

    class Kind(models.TextChoices):
        SUBMITTED = "submitted", _("Submitted")
        RETURNED = "returned", _("To be mended")
        CLAIMED = "claimed", _("Claimed")
        TAKEN = "taken", _("Taken over from you")
        PUBLISHED = "published", _("Published")
        MENTIONED = "mentioned", _("You are mentioned")
        ASSIGNED = "assigned", _("Assigned to you")
        FILED = "filed", _("Filed in your name")
        ADDITION = "addition", _("Addition to a story")
        PICTURED = "pictured", _("Your story has its photo")
        DUE = "due", _("Deadline near")
        OWED = "owed", _("The full version is due")
        URGENT = "urgent", _("Urgent and unclaimed")
        HELD = "held", _("Held: readers see that it is checked")
        RIGHTS = "rights", _("Photo rights ended")
        HANDOVER = "handover", _("Handover")
        SOURCE = "source", _("A source corrected itself")
        REPLY = "reply", _("Right of reply overdue")

    LOUD = (Kind.URGENT, Kind.HELD)
    """Quiet hours never silence these."""

    PLACES: ClassVar[dict[str, str]] = {
        Kind.HANDOVER: "admin:articles_article_handover",
        Kind.SOURCE: "admin:articles_source_follow",
    }

    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    article = models.ForeignKey(Article, models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    text = models.TextField(blank=True)
    key = models.CharField(max_length=80, blank=True)
    """What was told once and is not told again, as a deadline; empty: told each time."""
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["to", "-id"], name="words_of_a_person")]
        constraints = [models.UniqueConstraint(fields=["to", "key"], condition=~Q(key=""), name="told_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.article}"

    def get_absolute_url(self) -> str:
        """Where on the desk one sees what it tells of."""
        if self.article_id is not None:
            return reverse("admin:articles_article_change", args=[self.article_id])
        return reverse(self.place or "admin:index")

    @property
    def place(self) -> str:
        """The screen of what is of no one story; empty: none."""
        return self.PLACES.get(self.kind, "") if self.article_id is None else ""


class Delivery(models.Model):
    """A word on its way out of the house: a row that is due until it has been sent."""

    class Channel(models.TextChoices):
        MAIL = "mail", _("e-mail")
        NEWSROOM = "newsroom", _("the newsroom's channel")

    word = models.ForeignKey(Word, models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=Channel)
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["due_at"], condition=Q(sent_at=None), name="deliveries_due")]

    def __str__(self) -> str:
        return f"{self.word_id} {self.channel}"


class Wishes(models.Model):
    """What a person wants by e-mail, and when not. The bell rings for all of it."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="wishes")
    mail = models.JSONField(_("by e-mail"), default=list)
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True)

    def __str__(self) -> str:
        return str(self.user_id)


class Handover(models.Model):
    """`Serah terima`: one note at the end of a shift, signed by somebody of the next."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.TextField(_("note for the next shift"))
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.by} {self.at:%Y-%m-%d %H:%M}"
