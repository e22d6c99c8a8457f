"""Editions that went out before a second editor had read them (law 5)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article


class SecondLookQuerySet(models.QuerySet["SecondLook"]):
    """What becomes of the looks at a version to come that ended before readers had it."""

    def drop(self, article: Article, number: int) -> None:
        """Nobody needs to read it for a second time; what was read stays told."""
        self.filter(article=article, number=number, seen_by=None).delete()

    def go_on(self, article: Article, number: int, *, to: int) -> None:
        """The same text took its place."""
        self.filter(article=article, number=number).update(number=to)

    def begin_anew(self, article: Article, number: int, *, to: int) -> None:
        """Another text took its place: other rows, so that a page that showed the one gives no look to the other."""
        awaited = list(self.filter(article=article, number=number, seen_by=None))
        self.drop(article, number)
        anew = [SecondLook(article=article, number=to, at=one.at, by=one.by, why=one.why) for one in awaited]
        SecondLook.objects.bulk_create(anew)


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

    objects = SecondLookQuerySet.as_manager()

    class Meta:
        verbose_name = _("second look")
        verbose_name_plural = _("awaiting second eyes")
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="one_second_look_per_edition")]

    def __str__(self) -> str:
        return f"{self.article_id}/{self.number}"
