"""What the quick ways leave beside a story: the message it was typed from, the full version that a Kilat owes, and the
fokus that a follow-up brings its forerunner into.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article


class Received(models.Model):
    """A message as it came in, word for word."""

    article = models.OneToOneField(Article, models.PROTECT, related_name="received")
    text = models.TextField(_("message as received"))
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("typed in by"))

    class Meta:
        verbose_name = _("message as received")
        verbose_name_plural = _("messages as received")

    def __str__(self) -> str:
        return self.text[:60]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise ValueError("a message stays as it came")
        super().save(*args, **kwargs)


class DevelopmentQuerySet(models.QuerySet["Development"]):
    def owed(self) -> "DevelopmentQuerySet":
        return self.filter(settled_at=None).order_by("due_at")


class Development(models.Model):
    """A Kilat says the least; the full version is owed within minutes."""

    article = models.OneToOneField(Article, models.PROTECT, related_name="development")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("owed by"))
    due_at = models.DateTimeField(_("full version due"))
    settled_at = models.DateTimeField(null=True)

    objects = DevelopmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("development")
        verbose_name_plural = _("developments")
        indexes = [models.Index(fields=["settled_at", "due_at"], name="development_owed")]

    def __str__(self) -> str:
        return f"{self.article_id}"

    @classmethod
    def after(cls, moment: datetime) -> datetime:
        return moment + timedelta(minutes=settings.DEVELOPMENT_MINUTES)


class FokusToComeQuerySet(models.QuerySet["FokusToCome"]):
    def due(self, at: datetime) -> "FokusToComeQuerySet":
        return self.filter(at__lte=at).order_by("at")


class FokusToCome(models.Model):
    """A follow-up goes out later: from that moment on the story that it follows stands in its fokus."""

    article = models.OneToOneField(Article, models.PROTECT, related_name="+", verbose_name=_("follow-up"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("approved by"))
    at = models.DateTimeField(_("when"), db_index=True)

    objects = FokusToComeQuerySet.as_manager()

    class Meta:
        verbose_name = _("fokus to come")
        verbose_name_plural = _("fokus to come")

    def __str__(self) -> str:
        return f"{self.article_id}"
