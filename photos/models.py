"""The picture library: photos with their words, private originals, and the renditions that stories show."""

import math
import secrets
from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from operator import or_
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile, File
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy
from PIL import Image

from accounts import audit
from accounts.models import User
from almanac.dates import short_date
from almanac.numbers import whole
from almanac.text import one_line
from photos import intake, renditions, store
from photos.intake import Intake
from photos.renditions import Box, Made

ALT_LENGTH = 300
OWN_SUFFIXES = {*intake.SUFFIXES.values(), *renditions.SUFFIXES.values()}


class PrivateFile(models.FileField):
    """A file under a name that nobody can guess: of the uploaded name at most a known ending remains."""

    def generate_filename(self, instance: Any, filename: Any) -> str:
        suffix = PurePosixPath(filename).suffix
        return super().generate_filename(instance, secrets.token_hex(16) + (suffix if suffix in OWN_SUFFIXES else ""))

    def deconstruct(self) -> Any:
        """As Django's field, so that migrations import nothing of ours."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.FileField", args, kwargs


class PhotoQuerySet(models.QuerySet["Photo"]):
    def in_use(self) -> "PhotoQuerySet":
        """What a story may still choose."""
        return self.filter(retired_at=None)

    def free(self) -> "PhotoQuerySet":
        """Those whose rights last."""
        return self.filter(models.Q(rights_until=None) | models.Q(rights_until__gt=Now()))

    def numbered(self, typed: str) -> "PhotoQuerySet":
        """The one that the desk tells of as `#39`, typed with the sign or without."""
        return self.filter(pk=whole(typed.removeprefix("#")))

    def ended(self) -> "PhotoQuerySet":
        """Those whose rights ended or were denied."""
        return self.filter(rights_until__lte=Now())

    def lacking(self) -> "PhotoQuerySet":
        """Those without words or a date that a story needs: `Photo.missing` in rows."""
        empty = (models.Q(**{f"{name}__regex": r"^\s*$"}) for name in Photo.NEEDED)
        return self.filter(reduce(or_, empty, models.Q(kind=Photo.Kind.ARCHIVE, taken_on=None)))

    def to_tell(self, at: datetime) -> "PhotoQuerySet":
        """Those whose rights ended without the desk having heard of it."""
        return self.filter(rights_until__lte=at, rights_told=False)

    def delete(self) -> tuple[int, dict[str, int]]:
        raise PermissionDenied(Photo.REFUSAL)


class PhotoManager(models.Manager.from_queryset(PhotoQuerySet)):  # type: ignore[misc]
    def add(self, upload: File, *, by: User | None, seen: Intake | None = None, **fields: Any) -> "Photo":
        """The one way in: check the file, fill empty fields from what it says of itself, make its renditions.

        `seen` is what `intake.read` made of this very upload, where a form has read it already.
        Raises `BadPhoto` for the file, `StoreAway` where it can't be kept, and `ValidationError` for the fields.
        """
        seen = seen or intake.read(upload)
        photo, made = self.prepared(seen, by=by, **fields)
        with transaction.atomic():
            photo.take_in(upload, seen, made)
        return photo

    def prepared(self, seen: Intake, *, by: User | None, **fields: Any) -> tuple["Photo", list[Made]]:
        """What `take_in` keeps, and its renditions: they take seconds, so none waits for a row meanwhile."""
        photo: Photo = self.model(
            **_prefilled(seen, fields),
            width=seen.width, height=seen.height, checksum=seen.checksum, uploaded_by=by,
        )  # fmt: skip
        photo.full_clean(exclude=["file"])
        return photo, list(photo.renditions_of(seen.image))


def _prefilled(seen: Intake, fields: dict[str, Any]) -> dict[str, Any]:
    """An alternative text that a person wrote counts as checked; one taken from the caption does not."""
    given = {name: value for name, value in fields.items() if value not in {"", None}}
    filled = {"caption": seen.caption, "credit": seen.credit, "taken_on": seen.taken_on} | given
    if "alt" in given:
        return {"alt_checked": True} | filled
    alt = Truncator(" ".join(filled["caption"].split())).chars(ALT_LENGTH)
    return filled | {"alt": alt, "alt_checked": False}


class Photo(models.Model):
    REFUSAL = _("Photos are not deleted: retire them.")
    NEEDED = ("caption", "credit", "alt")
    """Words whose emptiness blocks publication: asked for where a photo is put into a story."""

    class Kind(models.TextChoices):
        NEWS = "news", _("Of the event")
        ARCHIVE = "archive", pgettext_lazy("photo", "Archive")
        ILLUSTRATION = "illustration", pgettext_lazy("photo", "Illustration")

    file = PrivateFile(_("original"), upload_to="originals/", editable=False)
    caption = models.TextField(_("caption"), blank=True)
    credit = models.CharField(
        _("photo credit"), max_length=120, blank=True, help_text=_("For example: AP Photo/Ahn Young-joon")
    )
    alt = models.CharField(
        _("alternative text"), max_length=ALT_LENGTH, blank=True,
        help_text=_("What the photo shows, for those who cannot see it."),
    )  # fmt: skip
    alt_checked = models.BooleanField(
        _("alternative text checked"), default=False,
        help_text=_("Not ticked: it was taken from the caption."),
    )  # fmt: skip
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.NEWS)
    taken_on = models.DateField(_("taken on"), null=True, blank=True)
    made_by_ai = models.BooleanField(
        _("made by AI"), default=False, help_text=_("Readers see a label on it wherever it stands.")
    )
    owner = models.CharField(
        _("owner of the rights"), max_length=200, blank=True,
        help_text=_("Whom to ask; internal. The credit is what readers see."),
    )  # fmt: skip
    restriction = models.TextField(
        _("restriction"), blank=True, help_text=_("What it may not be used for, in the owner's words. Internal.")
    )
    rights_until = models.DateTimeField(
        _("rights until"), null=True, blank=True,
        help_text=_("From this moment on no story may take it, and stories on the site show it no more."),
    )  # fmt: skip
    rights_denied = models.BooleanField(
        _("rights denied"), default=False, help_text=_("The owner said no: it leaves the site at once.")
    )
    rights_told = models.BooleanField(default=False, editable=False)
    """The desk was told that the rights ended."""
    focal_x = models.FloatField(
        _("focal point from the left"), default=0.5, validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text=_("From 0 (left edge) to 1 (right edge): crops keep this point."),
    )  # fmt: skip
    focal_y = models.FloatField(
        _("focal point from the top"), default=0.5, validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text=_("From 0 (top edge) to 1 (bottom edge)."),
    )  # fmt: skip
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    checksum = models.CharField(_("checksum"), max_length=64, db_index=True, editable=False)
    uploaded_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    retired_at = models.DateTimeField(_("retired"), null=True, editable=False)

    objects = PhotoManager()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(focal_x__range=(0, 1), focal_y__range=(0, 1)),
                name="the_focal_point_lies_in_the_photo",
                violation_error_message=_("The focal point lies outside the photo."),
            ),
            models.CheckConstraint(
                condition=models.Q(rights_denied=False) | models.Q(rights_until__isnull=False),
                name="denied_rights_ended_at_a_moment",
            ),
        ]
        indexes = [
            models.Index(
                fields=["rights_until"], condition=models.Q(rights_told=False, rights_until__isnull=False),
                name="photo_rights_to_tell",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return Truncator(self.caption).chars(60) or _("Photo number %(number)d") % {"number": self.pk or 0}

    def clean(self) -> None:
        """Rights that were denied end now, if they had not ended before."""
        now = timezone.now()
        if self.rights_denied and (self.rights_until is None or self.rights_until > now):
            self.rights_until = now

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        raise PermissionDenied(Photo.REFUSAL)

    def is_free(self, at: datetime) -> bool:
        """Whether its rights last at a moment."""
        return not self.rights_denied and (self.rights_until is None or self.rights_until > at)

    @property
    def target(self) -> str:
        """How the audit log names it."""
        return f"photo:{self.pk}"

    @property
    def label(self) -> str:
        """What stands at a photo not of the event: `Arsip · 12 Mei 2019`, `Ilustrasi`, or nothing."""
        if self.kind == self.Kind.ARCHIVE:
            taken = [short_date(self.taken_on)] if self.taken_on else []
            return " · ".join([pgettext("photo", "Archive"), *taken])
        return pgettext("photo", "Illustration") if self.kind == self.Kind.ILLUSTRATION else ""

    def missing(self) -> list[str]:
        """What keeps it from a story: words, and the date of one from the archive, which readers are told."""
        words = [name for name in self.NEEDED if not getattr(self, name).strip()]
        undated = self.kind == self.Kind.ARCHIVE and self.taken_on is None
        return [*words, "taken_on"] if undated else words

    @property
    def lacks(self) -> str:
        """What is missing, in words; empty: nothing."""
        names = [str(self._meta.get_field(name).verbose_name) for name in self.missing()]  # type: ignore[union-attr]
        return _("Lacks: %(fields)s") % {"fields": ", ".join(names)} if names else ""

    def preview_url(self, width: int = 240) -> str:
        """Where the desk sees its card; it varies with the focal point, since browsers keep it for a day."""
        return f"{reverse('photos:private', args=[self.pk, width])}?{self.focal_x:.3f}-{self.focal_y:.3f}"

    def whole(self) -> tuple[str, Box]:
        """Where the desk sees it as a story shows it, and what of the original that is: left, top, right and bottom."""
        size = self.width, self.height
        left, top, right, bottom = renditions.crop(size, renditions.story_ratio(size), (self.focal_x, self.focal_y))
        shown = self.renditions.filter(shape=renditions.STORY, format=renditions.WEBP).order_by("width").first()
        address = reverse("photos:rendition", args=[shown.pk]) if shown else self.preview_url()
        return address, (left / size[0], top / size[1], right / size[0], bottom / size[1])

    def take_in(self, upload: File, seen: Intake, made: Iterable[Made]) -> None:
        """Keep it, in the caller's transaction."""
        with store.reached():
            self.file.save(f"original{seen.suffix}", upload, save=False)
        self.save()
        self.keep(made)
        audit.record("add_photo", self.target, by=self.uploaded_by, checksum=self.checksum)

    def describe(self, *, by: User | None, **words: Any) -> None:
        """New words or another focal point; an alternative text that a person wrote counts as checked."""
        told = _("Needed: without it no story goes out with the photo.")
        if lacking := {name: told for name in self.NEEDED if not words.get(name, "-").strip()}:
            raise ValidationError(lacking)
        focal, alt = (self.focal_x, self.focal_y), self.alt
        for name, value in words.items():
            setattr(self, name, _finite(value) if name.startswith("focal") else value)
        self.alt_checked = self.alt_checked or self.alt not in ("", alt)
        self.full_clean(exclude=["file"])
        moved = focal != (self.focal_x, self.focal_y)
        made = self.made_anew() if moved else []
        with transaction.atomic(), audit.written_last():
            self.save(update_fields=[*words, "alt_checked"])
            audit.record("change_photo", self.target, by=by, fields=sorted(words))
            if moved:
                self.reframe(made, by=by)

    @transaction.atomic
    def reframe(self, made: Iterable[Made], *, by: User | None) -> None:
        """Keep renditions around a moved focal point, under new names: what was published stays."""
        # Two at once would each keep theirs. No key changes: a story that names the photo meanwhile is not waited for.
        Photo.objects.select_for_update(no_key=True).get(pk=self.pk)
        self.keep(made)
        # As text: a database gives -0.0 back as 0.0, and the line would no longer fit its seal.
        audit.record("reframe_photo", self.target, by=by, focal=f"{self.focal_x:.4f} {self.focal_y:.4f}")

    @transaction.atomic
    def retire(self, *, by: User | None) -> None:
        """Take it out of what stories may choose; those that show it go on showing it."""
        if Photo.objects.filter(pk=self.pk).in_use().update(retired_at=timezone.now()):
            audit.record("retire_photo", self.target, by=by)

    @transaction.atomic
    def bring_back(self, *, by: User | None) -> None:
        if Photo.objects.filter(pk=self.pk, retired_at__isnull=False).update(retired_at=None):
            audit.record("bring_back_photo", self.target, by=by)

    def made_anew(self) -> list[Made]:
        """Renditions around the focal point as it is now; it takes seconds, so not while others wait for a row."""
        with store.reached(), self.file.open("rb") as original:
            return list(self.renditions_of(intake.read(original).image))

    def renditions_of(self, image: Image.Image) -> Iterable[Made]:
        return renditions.make(image, (self.focal_x, self.focal_y))

    def keep(self, made: Iterable[Made]) -> None:
        """Put renditions in the place of the earlier ones, whose files go once that is certain."""
        earlier = [rendition.file for rendition in self.renditions.all()]
        self.renditions.all().delete()
        rows = [
            Rendition(
                photo=self, shape=one.shape, format=one.format, width=one.width, height=one.height,
                file=ContentFile(one.bytes, name=f"rendition{renditions.SUFFIXES[one.format]}"),
            )
            for one in made
        ]  # fmt: skip
        with store.reached():
            Rendition.objects.bulk_create(rows)
        transaction.on_commit(lambda: _drop(earlier))


def _finite(value: Any) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _drop(files: Iterable[models.fields.files.FieldFile]) -> None:
    for file in files:
        file.delete(save=False)


class Rendition(models.Model):
    class Shape(models.TextChoices):
        STORY = renditions.STORY, _("Story")
        CARD = renditions.CARD, _("Card")
        SHARE = renditions.SHARE, _("Share image")
        CLASSIC = renditions.CLASSIC, _("Share image, 4:3")
        SQUARE = renditions.SQUARE, _("Share image, square")

    class Format(models.TextChoices):
        AVIF = renditions.AVIF, "AVIF"
        WEBP = renditions.WEBP, "WebP"
        JPEG = renditions.JPEG, "JPEG"

    photo = models.ForeignKey(Photo, models.CASCADE, related_name="renditions", verbose_name=_("photo"))
    shape = models.CharField(_("shape"), max_length=10, choices=Shape)
    format = models.CharField(_("format"), max_length=10, choices=Format)
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    file = PrivateFile(_("file"), upload_to="renditions/")

    class Meta:
        verbose_name = _("rendition")
        verbose_name_plural = _("renditions")
        ordering = ["photo", "shape", "format", "width"]
        constraints = [
            models.UniqueConstraint(
                fields=["photo", "shape", "format", "width"], name="a_photo_has_each_rendition_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.shape} {self.width}×{self.height} {self.format}"


def as_facts(photo: Photo) -> dict[str, Any]:
    """What the public record keeps of a photo, in the site's language, whoever publishes.

    `name` is a name in the default storage; `width` and `height` are those of the widest story rendition.
    """
    rows = list(photo.renditions.all())
    widest = max((row for row in rows if row.shape == Rendition.Shape.STORY), key=lambda row: row.width)
    with translation.override(settings.LANGUAGE_CODE):
        label = photo.label
    return {
        "alt": one_line(photo.alt),
        "caption": one_line(photo.caption),
        "credit": one_line(photo.credit),
        "label": label,
        "made_by_ai": photo.made_by_ai,
        "width": widest.width,
        "height": widest.height,
        "renditions": [
            {
                "shape": row.shape, "format": row.format, "width": row.width, "height": row.height,
                "name": row.file.name,
            }
            for row in rows
        ],
    }  # fmt: skip
