"""Requests for the right of reply (`hak jawab`) that reached the newsroom, each with its clock."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article

ANSWER_WITHIN = timedelta(hours=48)
"""The house's own promise; the law asks for no hour, but makes a refusal dear (Law 40/1999, article 18)."""


class ReplyRequestQuerySet(models.QuerySet["ReplyRequest"]):
    def unanswered(self) -> "ReplyRequestQuerySet":
        """Whose hours end first, first."""
        return self.filter(answered_at=None).order_by("asked_at", "pk")


class ReplyRequest(models.Model):
    """Ended by the right of reply that readers get, or by an answer; it stays on record either way."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="reply_requests")
    asked_by = models.CharField(_("Who asks"), max_length=120)
    words = models.TextField(_("What they say"))
    asked_at = models.DateTimeField(_("Asked for at"))
    """The clock runs from here, however late it was noted."""
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(_("What they were answered"), blank=True)

    objects = ReplyRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for a right of reply")
        verbose_name_plural = _("requests for a right of reply")
        indexes = [models.Index(fields=["asked_at"], condition=Q(answered_at=None), name="replies_unanswered")]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="a_reply_is_answered_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.asked_by}"

    @property
    def due_at(self) -> datetime:
        return self.asked_at + ANSWER_WITHIN
