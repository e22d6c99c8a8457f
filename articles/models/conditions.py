"""What stands between a story and its readers beside the text itself: sign-offs, and locks on going live."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from articles.models.article import FLAGS, Article
from articles.models.lists import Tag


class SignOff(models.Model):
    """A tick that somebody asked for: given on exactly what it covered, open again once that was changed."""

    class Kind(models.TextChoices):
        LANGUAGE = "bahasa", _("Language")
        LEGAL = "hukum", _("Legal")
        PHOTO = "foto", _("Photo")
        DATA = "data", _("Data")

    article = models.ForeignKey(Article, models.PROTECT, related_name="sign_offs")
    kind = models.CharField(_("sign-off"), max_length=8, choices=Kind)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("asked for by")
    )
    """Null: nobody in person; its section asks."""
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("given by")
    )
    given_at = models.DateTimeField(null=True)
    covered = models.CharField(max_length=64, blank=True)
    """Digest of what it was given on."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "kind"], name="one_sign_off_of_a_kind")]

    def __str__(self) -> str:
        return self.get_kind_display()


FLAG_NAMES: list[Any] = [(field.name, field.verbose_name) for field in Article._meta.fields if field.name in FLAGS]


class LockQuerySet(models.QuerySet["Lock"]):
    def standing(self, at: datetime) -> "LockQuerySet":
        """Locks that hold at a moment."""
        return self.to_hold(at).filter(begins__lte=at)

    def to_hold(self, at: datetime) -> "LockQuerySet":
        """Those that hold then, and those whose time is to come."""
        return self.filter(until__gt=at).filter(Q(lifted_at=None) | Q(lifted_at__gt=at))


class Lock(models.Model):
    """`Kunci terbit`: until a moment no story with this tag or flag goes live (quick counts on election day)."""

    tag = models.ForeignKey(Tag, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("tag"))
    flag = models.CharField(_("flag"), max_length=20, blank=True, choices=FLAG_NAMES)
    begins = models.DateTimeField(_("from"))
    until = models.DateTimeField(_("until"))
    why = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("locked by"))
    lifted_at = models.DateTimeField(_("lifted"), null=True)

    objects = LockQuerySet.as_manager()

    class Meta:
        verbose_name = _("lock on going live")
        verbose_name_plural = _("locks on going live")
        ordering = ["-until"]
        constraints = [
            models.CheckConstraint(condition=Q(tag=None) ^ Q(flag=""), name="a_lock_names_a_tag_or_a_flag"),
        ]

    def __str__(self) -> str:
        return str(self.tag) if self.tag_id else str(self.get_flag_display())

    def holds(self, at: datetime) -> bool:
        """As `standing` has it, of a row in hand."""
        return self.begins <= at < self.until and not (self.lifted_at and self.lifted_at <= at)

    def state(self, at: datetime) -> Any:
        if self.lifted_at:
            return _("Lifted")
        if at < self.begins:
            return _("To come")
        return _("Holds") if self.holds(at) else _("Over")

    def catches(self, snapshot: dict[str, Any]) -> bool:
        """Whether a text is of those that may not go live."""
        if self.tag_id is None:
            return bool(snapshot.get(self.flag))
        return not self._names.isdisjoint(name.lower() for name in snapshot["tags"])

    @cached_property
    def _names(self) -> set[str]:
        """What texts call its tag: they go on naming what was merged into it."""
        names = Tag.objects.filter(Q(pk=self.tag_id) | Q(merged_into=self.tag_id)).values_list("name", flat=True)
        return {name.lower() for name in names}
