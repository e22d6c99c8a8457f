"""What stories are sorted by: sections, authors, sources, tags, fokus and series. Retired, never deleted."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, Lower
from django.utils.translation import gettext_lazy as _
from taggit.models import TagBase

from photos.models import Photo


class Kept(models.Model):
    """A name that stories refer to: it may be retired, and stays where it was used."""

    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)

    class Meta:
        abstract = True

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise PermissionDenied(_("%(name)s is not deleted: retire it.") % {"name": self})

    def unique_error_message(self, model_class: type[models.Model], unique_check: Sequence[str]) -> ValidationError:
        """An address that is taken says by whom."""
        if list(unique_check) != ["slug"]:
            return super().unique_error_message(model_class, unique_check)
        holder = model_class._default_manager.get(slug=self.slug)  # type: ignore[attr-defined]
        return ValidationError(_("%(holder)s has this address already."), code="unique", params={"holder": holder})

    @property
    def list_key(self) -> str:
        """The permanent key of this name's list on the record: no slug, so that it may be renamed."""
        return f"{self._meta.model_name}-{self.pk}"


class Mergeable(Kept):
    """A name that may turn out to be another's: what stands under it then stands under the survivor."""

    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name=_("merged into")
    )

    class Meta:
        abstract = True


MERGED_IS_RETIRED = models.Q(merged_into=None) | models.Q(retired_at__isnull=False)


class Section(Kept):
    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent section"),
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    sign_offs = models.JSONField(
        _("sign-offs asked for"), default=list, blank=True,
        help_text=_("No story of this section goes out while one of these is open."),
    )  # fmt: skip
    template = models.TextField(
        _("template"), blank=True,
        help_text=_("What an assigned draft begins with, a line a paragraph; [[ … ]] is left to fill in."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        # Each with its own below it.
        ordering = [
            Coalesce("parent__position", "position"), Coalesce("parent__name", "name"),
            models.F("parent").asc(nulls_first=True), "position", "name",
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def covering(self) -> tuple[int | None, int | None]:
        """Sections for which a right covers what stands here: itself and the one above."""
        return (self.pk, self.parent_id)

    def clean(self) -> None:
        if self.parent is not None and (self.parent.parent_id or self.parent == self):
            raise ValidationError({"parent": _("Sections have two levels: pick one without a parent.")})
        if self.parent is not None and self.pk and Section.objects.filter(parent=self.pk).exists():
            raise ValidationError({"parent": _("Sections have two levels: this one has sections under it.")})


def under(section: str) -> Q:
    """Rows that stand in a section, by its slug, or in one below it."""
    return Q(section__slug=section) | Q(section__parent__slug=section)


def covered(held: Collection[int | None], through: str = "") -> Q:
    """Rows that a right held in these sections covers, as `Section.covering` has it of one; None: in all of them."""
    if None in held:
        return Q()
    return Q(**{f"{through}section__in": held}) | Q(**{f"{through}section__parent__in": held})


class Author(Mergeable):
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("slug"), max_length=100, unique=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="author",
        verbose_name=_("login"),
    )
    city = models.CharField(_("city"), max_length=80, blank=True)
    bio = models.TextField(_("public profile"), blank=True)
    portrait = models.ForeignKey(
        Photo, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("portrait"),
        help_text=_("Shown beside opinion and on the profile."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["name"]
        constraints = [models.CheckConstraint(condition=MERGED_IS_RETIRED, name="a_merged_author_is_retired")]

    def __str__(self) -> str:
        return self.name


class Source(Mergeable):
    """An agency or outlet; never a person."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("slug"), max_length=100, unique=True)
    url = models.URLField(_("address"), blank=True, max_length=300)

    class Meta:
        verbose_name = _("media or news agency")
        verbose_name_plural = _("media and news agencies")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="one_source_per_name"),
            models.CheckConstraint(condition=MERGED_IS_RETIRED, name="a_merged_source_is_retired"),
        ]

    def __str__(self) -> str:
        return self.name


MAX_TAGS = 50
"""Of one story."""


class Tag(TagBase, Mergeable):  # type: ignore[django-manager-missing]  # taggit has no types
    objects = models.Manager["Tag"]()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="one_tag_per_name",
                violation_error_message=_("This tag exists in another spelling."),
            ),
            models.CheckConstraint(condition=MERGED_IS_RETIRED, name="a_merged_tag_is_retired"),
        ]

    def __str__(self) -> str:
        return self.name


def retired_tags(names: Collection[str]) -> list[str]:
    """Those of the names whose tag is retired; of a merged one, the tag that it was merged into."""
    lowered = [name.lower() for name in names]
    retired = Q(merged_into=None, retired_at__isnull=False) | Q(merged_into__retired_at__isnull=False)
    rows = Tag.objects.annotate(lower=Lower("name")).filter(retired, lower__in=lowered) if names else Tag.objects.none()
    return list(rows.order_by("name").values_list("name", flat=True))


def to_choose(names: Collection[str]) -> list[str]:
    """Those of the names that a new story may have as tags, in their order."""
    retired = {name.lower() for name in retired_tags(names)}
    return [name for name in names if name.lower() not in retired]


def still_chosen(model: type[Kept], keys: Iterable[int | None]) -> dict[int, int]:
    """Of the names with these keys those that a new story may have: each by its own key, or by its survivor's."""
    rows: Any = model._default_manager.filter(pk__in=[key for key in keys if key])
    if issubclass(model, Mergeable):
        rows = rows.select_related("merged_into")
    into = {row.pk: getattr(row, "merged_into", None) or row for row in rows}
    return {key: row.pk for key, row in into.items() if row.retired_at is None}


class Fokus(Kept):
    """Stories on one event."""

    title = models.CharField(_("title"), max_length=120)
    slug = models.SlugField(_("slug"), max_length=100, unique=True)
    intro = models.TextField(_("introduction"), blank=True)
    begins = models.DateField(_("from"), null=True, blank=True, help_text=_("The days of the event; readers see them."))
    ends = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("fokus")
        verbose_name_plural = _("fokus")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        if self.begins and self.ends and self.ends < self.begins:
            raise ValidationError({"ends": _("The last day comes before the first.")})


class Series(Kept):
    """Stories in parts: each article says which part it is."""

    title = models.CharField(_("title"), max_length=120)
    slug = models.SlugField(_("slug"), max_length=100, unique=True)
    intro = models.TextField(_("introduction"), blank=True)

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title
