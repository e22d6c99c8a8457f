"""What the quick ways leave beside a story: the message it was typed from, and the full version that a Kilat owes."""

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
