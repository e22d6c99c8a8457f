"""What an outlet put right of its own, and the stories that rest on it: each is looked at again (guidelines, 4.d)."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from articles.models.article import Article
from articles.models.lists import Section, Source

a_page = URLValidator(schemes=["http", "https"])
"""As of a citation: no other scheme leads to what an outlet says."""


class SourceCorrectionQuerySet(models.QuerySet["SourceCorrection"]):
    def standing(self) -> "SourceCorrectionQuerySet":
        """But for those that were noted by mistake."""
        return self.filter(taken_back_at=None)

    def unlisted(self) -> "SourceCorrectionQuerySet":
        """Those of which stories are still to be listed."""
        return self.standing().filter(listed_at=None)

    def begin_anew(self) -> None:
        """Their list of stories became another: what was listed before stays, and is not listed twice."""
        self.unlisted().update(reached_at=None, reached_story="")


class SourceCorrection(models.Model):
    """An outlet corrected itself. Its stories are listed newest first, in batches, down to where it was reached."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="+", verbose_name=_("media or news agency"))
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("noted by"))
    words = models.TextField(_("what it put right"))
    address = models.URLField(_("address"), blank=True, max_length=500, validators=[a_page])
    reached_at = models.DateTimeField(null=True)
    reached_story = models.CharField(max_length=12, blank=True)
    """The last story that was listed, with its first publication; empty: none yet."""
    listed_at = models.DateTimeField(null=True)
    """Since when all are listed."""
    taken_back_at = models.DateTimeField(null=True)
    """Noted by mistake: who took it back, and why, the trail tells."""

    objects = SourceCorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction by a source")
        verbose_name_plural = _("corrections by sources")
        ordering = ["-id"]
        indexes = [models.Index(fields=["id"], condition=Q(listed_at=None), name="corrections_to_list")]

    def __str__(self) -> str:
        return f"{self.source}: {self.words}"


class ToFollowQuerySet(models.QuerySet["ToFollow"]):
    def unseen(self) -> "ToFollowQuerySet":
        return self.filter(seen_by=None)

    def in_order(self) -> "ToFollowQuerySet":
        """The latest correction first; of each the newest story, as they were listed."""
        return self.order_by("-correction_id", "pk")

    def after(self, last: "ToFollow") -> "ToFollowQuerySet":
        """The rows that follow one: paging by key."""
        rest = Q(correction_id__lt=last.correction_id) | Q(correction_id=last.correction_id, pk__gt=last.pk)
        return self.filter(rest, correction_id__lte=last.correction_id)

    def first_of(self, sections: Iterable[int], most: int) -> "ToFollowQuerySet":
        """The first of several sections together, of each no more than are wanted.

        Asked for all sections at once, the database reads whatever waits: of others, or of these in order to sort it.
        """
        each = (self.filter(for_section=one).in_order().values("pk")[:most] for one in sections)
        # SQLite joins no lists that are cut short: each is asked for by its keys.
        firsts = (ToFollow.objects.filter(pk__in=keys).values("pk") for keys in each)
        return self.filter(pk__in=ToFollow.objects.none().union(*firsts, all=True))

    def end(self, *, by: User, at: datetime) -> int:
        """Those that nobody had seen are seen; how many."""
        return self.unseen().update(seen_by=by, seen_at=at)


class ToFollow(models.Model):
    """A story that rests on a source which corrected itself, until somebody looked at it or it was corrected too."""

    correction = models.ForeignKey(SourceCorrection, models.PROTECT, related_name="stories", db_index=False)
    article = models.ForeignKey(Article, models.PROTECT, related_name="+")
    for_section = models.ForeignKey(Section, models.PROTECT, related_name="+", db_index=False)
    """The section whose editors it is for: where the story stood when it was listed, wherever it is moved to."""
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField(null=True)

    objects = ToFollowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["correction", "article"], name="a_story_follows_a_correction_once"),
            models.CheckConstraint(
                condition=Q(seen_by=None, seen_at=None) | Q(seen_by__isnull=False, seen_at__isnull=False),
                name="what_was_looked_at_has_its_moment",
            ),
        ]
        indexes = [
            models.Index(F("correction").desc(), F("id").asc(), condition=Q(seen_by=None), name="stories_to_follow"),
            models.Index(
                F("for_section"), F("correction").desc(), F("id").asc(), condition=Q(seen_by=None),
                name="to_follow_in_a_section",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.article_id} after {self.correction_id}"
