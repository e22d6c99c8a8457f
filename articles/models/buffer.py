"""What somebody typed in one tab and has not saved: kept beside the story, never in it."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from articles.models.article import Article

SPENT_FOR = timedelta(days=30)
FORGOTTEN_AFTER = timedelta(days=90)
REMEMBERED = 50
"""So many spent tabs are told to a browser, which may still hold what they typed."""

Pairs = list[list[str]]


class BufferQuerySet(models.QuerySet["Buffer"]):
    def of(self, by: User, article: Article | None) -> "BufferQuerySet":
        return self.filter(by=by, article=article)

    def waiting(self) -> "BufferQuerySet":
        """Typed and never saved, newest first."""
        return self.filter(spent_at=None).order_by("-at")

    def keep(
        self, *, by: User, article: Article | None, tab: str, version: int, fields: Pairs, at: datetime
    ) -> "Buffer | None":
        """What a tab holds now; None: its text was saved or thrown away already, and stays so."""
        typed = {"article": article, "version": version, "fields": fields, "at": at}
        row, _new = self.get_or_create(by=by, tab=tab, defaults=typed)
        # One conditional update, so that a late word from a tab can't bring back what was saved.
        return row if self.filter(pk=row.pk, spent_at=None).update(**typed) else None

    def close(self, *, by: User, article: Article | None, tab: str, at: datetime) -> None:
        """A tab's text was saved: what it still sends stays spent, even if nothing of it had arrived before."""
        self.get_or_create(by=by, tab=tab, defaults={"article": article, "version": 0, "at": at, "spent_at": at})
        self.filter(by=by, tab=tab).spend(at=at)

    def spend(self, *, at: datetime) -> int:
        return self.filter(spent_at=None).update(spent_at=at, fields=[])

    def outlived(self, at: datetime) -> "BufferQuerySet":
        spent = models.Q(spent_at__lt=at - SPENT_FOR)
        return self.filter(spent | models.Q(at__lt=at - FORGOTTEN_AFTER))


class Buffer(models.Model):
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    article = models.ForeignKey(Article, models.CASCADE, null=True, related_name="+")
    """None: a story that was never saved."""
    tab = models.CharField(max_length=40)
    """Made up by the browser, another for each time a form is opened."""
    version = models.PositiveIntegerField(_("version"))
    """The one that the typing started from: saving checks it, so an old tab can't overwrite."""
    at = models.DateTimeField(_("when"))
    fields = models.JSONField(default=list)
    """(name, value) of each input, as the browser would send the form."""
    spent_at = models.DateTimeField(null=True)

    objects = BufferQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["by", "tab"], name="one_buffer_per_tab")]
        indexes = [models.Index(fields=["by", "article", "-at"], name="buffer_newest")]

    def __str__(self) -> str:
        return f"{self.by_id}:{self.tab}"

    @property
    def headline(self) -> str:
        return next((value for name, value in self.fields if name == "headline"), "")

    def as_post(self) -> QueryDict:
        """As if the form had been sent."""
        post = QueryDict(mutable=True)
        for name, value in self.fields:
            post.appendlist(name, value)
        post["version"] = str(self.version)
        return post


def spent_tabs(by: User, article: Article | None) -> list[Any]:
    rows = Buffer.objects.of(by, article).exclude(spent_at=None).order_by("-at")
    return list(rows.values_list("tab", flat=True)[:REMEMBERED])
