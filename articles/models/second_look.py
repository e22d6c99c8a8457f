"""Editions that went out before a second editor had read them (law 5)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article


class SecondLook(models.Model):
    """One edition awaiting the second pair of eyes; read by somebody else, it is settled."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="second_looks")
    number = models.PositiveIntegerField(_("edition"))
    at = models.DateTimeField(_("since"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("published by"))
    why = models.CharField(_("reason"), max_length=300)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("read by")
    )
    seen_at = models.DateTimeField(_("read"), null=True)

    class Meta:
        verbose_name = _("second look")
        verbose_name_plural = _("awaiting second eyes")
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="one_second_look_per_edition")]

    def __str__(self) -> str:
        return f"{self.article_id}/{self.number}"
