"""What came in from outside: which item of which archive became which story."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Arrival(models.Model):
    """One item of an archive, taken in once however often it is sent."""

    archive = models.CharField(_("archive"), max_length=60)
    item_id = models.CharField(_("item"), max_length=100)
    article = models.ForeignKey("articles.Article", models.PROTECT, related_name="+", verbose_name=_("article"))
    digest = models.CharField(max_length=64)
    """sha256 of the line as it came: shows later whether the archive's text was changed."""
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("arrival")
        verbose_name_plural = _("arrivals")
        constraints = [models.UniqueConstraint(fields=["archive", "item_id"], name="an_item_arrives_once")]

    def __str__(self) -> str:
        return f"{self.archive} {self.item_id}"
