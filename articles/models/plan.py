"""Proyeksi liputan: what the newsroom means to write, who writes it, how long, and by when."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.models import User
from articles.models.article import Article
from articles.models.lists import Author, Section


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, user: User) -> "PlanQuerySet":
        """The whole budget; to an intern, what is theirs to write."""
        return self if user.may(roles.SEE_ALL) else self.filter(reporter__user=user)

    def to_write(self, by: User) -> "PlanQuerySet":
        """What is planned for this person and nobody has begun, the nearest first."""
        rows = self.filter(reporter__user=by, article=None, dropped_by=None).order_by("due", "pk")
        return rows.select_related("section", "by")

    def due_between(self, since: datetime, until: datetime) -> "PlanQuerySet":
        rows = self.filter(due__gte=since, due__lt=until).order_by("due", "pk")
        return rows.select_related("section", "reporter", "article", "dropped_by")

    def delete(self) -> Any:
        raise PermissionDenied(_("Plans are not deleted: drop them."))


class Plan(models.Model):
    """One line of the story budget; assigning it makes the draft."""

    slug = models.CharField(_("short name"), max_length=60)
    section = models.ForeignKey(Section, models.PROTECT, related_name="+", verbose_name=_("section"))
    reporter = models.ForeignKey(
        Author, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reporter")
    )
    length = models.PositiveIntegerField(_("length in words"), null=True, blank=True)
    due = models.DateTimeField(_("due"))
    brief = models.TextField(_("brief"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("planned by"))
    article = models.OneToOneField(Article, models.PROTECT, null=True, editable=False, related_name="plan")
    dropped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    why_dropped = models.CharField(max_length=300, blank=True, editable=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        indexes = [models.Index(fields=["due"], name="plans_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(dropped_by=None) | Q(article=None), name="an_assigned_plan_is_not_dropped"
            )
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def section_ids(self) -> tuple[int | None, ...]:
        return self.section.covering

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise PermissionDenied(_("Plans are not deleted: drop them."))
