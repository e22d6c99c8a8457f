"""Standing approval: named people send out the updates of one live coverage by themselves, until an hour (law 5)."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from articles.models.article import Article


class StandingApprovalQuerySet(models.QuerySet["StandingApproval"]):
    def holding(self, coverage: Article | None, at: datetime) -> "StandingApprovalQuerySet":
        rows = self.filter(coverage=coverage, at__lte=at, until__gt=at)
        return rows.select_related("to", "by").order_by("pk")

    def of(self, coverage: Article | None, to: User, at: datetime) -> "StandingApproval | None":
        """The one under which a person may send out an update of a coverage now."""
        return self.holding(coverage, at).filter(to=to).first()


class StandingApproval(models.Model):
    """Ended early, its `until` is moved; the row stays, so that what went out under it stays explained."""

    coverage = models.ForeignKey(Article, models.PROTECT, related_name="standing_approvals")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("approved by"))
    at = models.DateTimeField(_("when"))
    until = models.DateTimeField(_("until"))

    objects = StandingApprovalQuerySet.as_manager()

    class Meta:
        verbose_name = _("standing approval")
        verbose_name_plural = _("standing approvals")
        constraints = [
            models.CheckConstraint(condition=~Q(to=F("by")), name="nobody_approves_their_own_updates"),
            models.CheckConstraint(condition=Q(until__gte=F("at")), name="an_approval_ends_after_it_began"),
        ]

    def __str__(self) -> str:
        return f"{self.coverage_id}: {self.to}"
