"""What the working copy was at one save, and notes that never leave the desk."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext_lazy as _

LAST_VERSION = 2**31 - 1
"""What a column of versions holds; what a form or a script sends is held against it."""


class Revision(models.Model):
    """Written once, guarded by triggers. `side` marks a text that lost a race: kept, never current."""

    article = models.ForeignKey("articles.Article", models.PROTECT, related_name="revisions")
    version = models.PositiveIntegerField(_("version"))
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("who"))
    act = models.CharField(_("act"), max_length=20)
    """`save`, or the move that was made."""
    note = models.TextField(_("note"), blank=True)
    side = models.BooleanField(_("side copy"), default=False)
    snapshot = models.JSONField()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["-id"]
        # The newsroom's clock asks for moves of a period.
        indexes = [models.Index(fields=["act", "at"], name="revision_moves_in_time")]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "version"], condition=models.Q(side=False), name="one_revision_per_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.article_id}:{self.version}"

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise PermissionDenied(_("Revisions are kept."))


class Note(models.Model):
    """An internal word on a story."""

    article = models.ForeignKey("articles.Article", models.PROTECT, related_name="notes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who"))
    at = models.DateTimeField(_("when"), auto_now_add=True)
    text = models.TextField(_("internal note"))
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("resolved by")
    )

    class Meta:
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text[:60]
