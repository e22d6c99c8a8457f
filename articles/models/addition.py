"""`Susulan`: what an author adds while the story is with the editors, who take it in or leave it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article


class AdditionQuerySet(models.QuerySet["Addition"]):
    def waiting(self) -> "AdditionQuerySet":
        return self.filter(settled_at=None).order_by("pk")


class Addition(models.Model):
    """A text beside the story's own, until an editor has settled it; it stays on record either way."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="additions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))
    body = models.TextField(_("addition"))
    """Clean markup, as a story's body is."""
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    taken = models.BooleanField(default=False)
    """Once settled: it was taken into the text, or left."""

    objects = AdditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("addition")
        verbose_name_plural = _("additions")
        indexes = [models.Index(fields=["article"], condition=Q(settled_at=None), name="additions_waiting")]
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None, taken=False)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="an_addition_is_settled_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.by}"

    @property
    def outcome(self) -> str:
        if self.settled_at is None:
            return gettext("waits for the editors")
        words = gettext("taken in by %(name)s") if self.taken else gettext("left out by %(name)s")
        return words % {"name": self.settled_by}
