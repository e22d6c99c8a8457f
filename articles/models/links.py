"""What ties an article to its people, tags and sources, each in order."""

from typing import Any

from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.models import ItemBase

from articles.models.lists import Author, Source, Tag
from guards.prepared import ready


class Credit(models.Model):
    class Role(models.TextChoices):
        REP = "rep", "Rep"
        PENULIS = "penulis", "Penulis"
        KONTRIBUTOR = "kontributor", "Kontributor"
        PENERJEMAH = "penerjemah", "Penerjemah"
        RED = "red", "Red"
        FOTO = "foto", "Foto"
        VIDEO = "video", "Video"

    WRITING = (Role.REP, Role.PENULIS, Role.KONTRIBUTOR, Role.PENERJEMAH)
    """Roles that make a story somebody's own (law 5)."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="credits")
    author = models.ForeignKey(Author, models.PROTECT, related_name="+", verbose_name=_("author"))
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.REP)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("credit")
        verbose_name_plural = _("byline")
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["article", "author", "role"], name="one_credit_per_role")]

    def __str__(self) -> str:
        return self.role


class Citation(models.Model):
    """What a story rests on: an outlet, and where and when it was seen."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="citations")
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", verbose_name=_("media or news agency"))
    address = models.URLField(
        _("address"), blank=True, max_length=500, validators=[URLValidator(schemes=["http", "https"])]
    )
    seen_at = models.DateTimeField(_("seen"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("media or news agency")
        verbose_name_plural = _("media and news agencies")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.address


class Tagged(ItemBase):
    """A tag on an article, in the desk's order."""

    content_object = models.ForeignKey("articles.Article", models.CASCADE, related_name="tagged")
    tag = models.ForeignKey(Tag, models.PROTECT, related_name="tagged")
    order = models.PositiveSmallIntegerField(default=0)

    objects = models.Manager["Tagged"]()

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["content_object", "tag"], name="a_tag_stands_once")]


# --- As each save and each publication asks for them ---------------------------------------------------------


@ready
def credited(*, article: int) -> models.QuerySet[Any]:
    return Credit.objects.filter(article=article).values_list("role", "author")


@ready
def roles_of(*, article: int, user: int) -> models.QuerySet[Any]:
    return Credit.objects.filter(article=article, author__user=user).order_by().values_list("role", flat=True)


@ready
def cited(*, article: int) -> models.QuerySet[Any]:
    return Citation.objects.filter(article=article).values_list("source", "address", "seen_at")


@ready
def tags_of(*, article: int) -> models.QuerySet[Any]:
    return Tagged.objects.filter(content_object=article).values_list("tag__name", flat=True)
