"""A way in for one reader without a login: to one story, until an hour, and no longer if it is taken back."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article

SIGNER = signing.Signer(salt="articles.preview", sep=".")


class PreviewLinkQuerySet(models.QuerySet["PreviewLink"]):
    def open(self, at: datetime) -> "PreviewLinkQuerySet":
        return self.filter(revoked_at=None, until__gt=at)

    def take_back(self, at: datetime) -> int:
        """End those that are open; how many were."""
        return self.open(at).update(revoked_at=at)

    def behind(self, signed: str, at: datetime) -> "PreviewLink | None":
        """The link whose address this is, while it lasts: nothing that could be guessed stands in the table."""
        try:
            key = SIGNER.unsign(signed)
        except signing.BadSignature:
            return None
        return self.open(at).select_related("article").filter(pk=int(key)).first()


class PreviewLink(models.Model):
    article = models.ForeignKey(Article, models.PROTECT, related_name="+")
    whom = models.CharField(_("for whom"), max_length=120)
    until = models.DateTimeField(_("until"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made"))
    revoked_at = models.DateTimeField(_("taken back"), null=True)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.whom

    @property
    def signed(self) -> str:
        return SIGNER.sign(str(self.pk))

    def is_open(self, at: datetime) -> bool:
        return self.revoked_at is None and self.until > at


class Remark(models.Model):
    """What somebody said who read by a link; no page, feed or export carries it."""

    link = models.ForeignKey(PreviewLink, models.PROTECT, related_name="remarks")
    at = models.DateTimeField(_("when"))
    version = models.PositiveIntegerField(_("version"))
    text = models.TextField(_("remark"))

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text[:60]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise ValueError("a remark stays as it was said")
        super().save(*args, **kwargs)
