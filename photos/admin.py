"""The picture library at the desk."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import display_for_field
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import yesno
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.models import User
from accounts.roles import ADD_PHOTO, CHANGE_PHOTO, WRITE
from photos import intake
from photos.models import Photo

RIGHTS = ["owner", "restriction", "rights_until", "rights_denied"]
WORDS = ["caption", "credit", "alt", "kind", "taken_on", "made_by_ai", *RIGHTS, "focal_x", "focal_y"]
DESKS = ["alt_checked", *RIGHTS, "focal_x", "focal_y"]
"""What the photo desk alone changes once a photo is in the library: rights end on the site too."""

ACCEPTED = "image/jpeg,image/png,image/webp,image/avif"


class AddPhotoForm(forms.ModelForm):
    """Reads the file while it checks, so that a refusal stands beside the field and what was typed stays."""

    upload = forms.FileField(
        label=_("photo file"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=_("JPEG, PNG, WebP or AVIF. Fields left empty are filled from what the file says itself."),
    )
    by: User

    class Meta:
        model = Photo
        fields = WORDS

    def clean_upload(self) -> Any:
        upload = self.cleaned_data["upload"]
        self.seen = intake.read(upload)
        return upload

    def save(self, commit: bool = True) -> Photo:
        fields = {name: self.cleaned_data[name] for name in WORDS}
        self.instance = Photo.objects.add(self.cleaned_data["upload"], by=self.by, seen=self.seen, **fields)
        return self.instance

    def save_m2m(self) -> None:
        """Asked for by the admin; a photo has no such fields."""


class ChangePhotoForm(forms.ModelForm):
    """Remembers how the photo stood, so that a page long open takes back nothing that others decided meanwhile."""

    class Meta:
        model = Photo
        fields = WORDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            key = self.add_initial_prefix(name)
            field.show_hidden_initial = not self.is_bound or key in self.data or f"{key}_0" in self.data

    def clean(self) -> dict[str, Any] | None:
        for bound in (self[name] for name in self.changed_data if self.fields[name].show_hidden_initial):
            remembered = bound.field.hidden_widget().value_from_datadict(self.data, self.files, bound.html_initial_name)
            stands, typed = bound.initial, bound.data
            if bound.field.has_changed(stands, remembered) and bound.field.has_changed(stands, typed):
                told = _("Somebody made it “%(value)s” meanwhile. Save again to keep yours.")
                self.add_error(bound.name, told % {"value": _as_words(bound.name, stands)})
                self._remember(bound, stands)
        return super().clean()

    def _remember(self, bound: forms.BoundField, value: Any) -> None:
        """What the page that goes out again holds to be the state before: the others' change, seen now."""
        widget, name = bound.field.hidden_widget(), bound.html_initial_name
        parts = {name: value}
        if isinstance(widget, forms.MultiWidget):
            parts = {f"{name}_{number}": part for number, part in enumerate(widget.decompress(value) or [])}
        sent: Any = self.data
        self.data = sent = sent.copy()  # what came in may not be changed
        for key, part in parts.items():
            sent[key] = "" if part is None else str(part)


def _as_words(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return str(yesno(value))
    field: Any = Photo._meta.get_field(name)
    return str(display_for_field(value, field, "–"))


class PhotoAdmin(admin.ModelAdmin):
    """The library by itself; the desk above registers it with what it knows of stories."""

    list_display = [
        *("thumbnail", "__str__", "credit", "kind", "taken_on"),
        *("lacks", "rights_until", "uploaded_by", "uploaded_at", "retired_at"),
    ]
    list_display_links = ["thumbnail", "__str__"]
    list_filter: ClassVar[Any] = ["kind", "made_by_ai", "alt_checked", "rights_denied"]
    list_select_related = ["uploaded_by"]
    search_fields = ["caption", "credit"]
    show_full_result_count = False
    actions = ["retire", "bring_back"]
    readonly_fields = ["thumbnail", "width", "height", "uploaded_by", "uploaded_at", "retired_at"]

    def has_view_permission(self, request: HttpRequest, obj: Photo | None = None) -> bool:
        return _may(request, WRITE)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _may(request, WRITE)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _may(request, ADD_PHOTO)

    def has_change_permission(self, request: HttpRequest, obj: Photo | None = None) -> bool:
        """The photo desk all of them; whoever brought one in, its words."""
        own = obj is not None and obj.uploaded_by_id == request.user.pk and _may(request, ADD_PHOTO)
        return own or _may(request, CHANGE_PHOTO)

    def has_delete_permission(self, request: HttpRequest, obj: Photo | None = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: Photo | None = None) -> Any:
        if obj is None:
            return ["upload", *WORDS]
        return ["thumbnail", "caption", "credit", "alt", "alt_checked", *WORDS[3:], *self.readonly_fields[1:]]

    def get_readonly_fields(self, request: HttpRequest, obj: Photo | None = None) -> list[str]:
        if obj is None:
            return []
        return self.readonly_fields if _may(request, CHANGE_PHOTO) else [*self.readonly_fields, *DESKS]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        kwargs["form"] = ChangePhotoForm if change else AddPhotoForm
        return super().get_form(request, obj, change, **kwargs)

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        form.by = request.user
        return super().save_form(request, form, change)

    def save_model(self, request: HttpRequest, obj: Photo, form: Any, change: bool) -> None:
        if not change:
            _tell_of_twins(request, obj)
            return  # the form has put it into the library
        changed = set(form.changed_data)
        if "rights_denied" in changed:  # the moment goes with it
            changed.add("rights_until")
        obj.save(update_fields=changed)
        obj.refresh_from_db()
        with audit.written_last():
            audit.record("change_photo", obj.target, by=form.by, fields=form.changed_data)
            if {"focal_x", "focal_y"} & changed:
                obj.reframe(obj.made_anew(), by=form.by)

    @admin.display(description=_("photo"))
    def thumbnail(self, photo: Photo) -> SafeString:
        return format_html(
            '<img src="{}" width="120" height="80" alt="{}" loading="lazy">', photo.preview_url(), photo.alt
        )

    @admin.display(description=_("lacks"))
    def lacks(self, photo: Photo) -> str:
        fields = {field.name: field.verbose_name for field in Photo._meta.fields}
        return ", ".join(str(fields[name]) for name in photo.missing())

    @admin.action(description=_("Retire"), permissions=["change"])
    def retire(self, request: HttpRequest, photos: QuerySet[Photo]) -> None:
        for photo in photos:
            photo.retire(by=_person(request))

    @admin.action(description=_("Bring back"), permissions=["change"])
    def bring_back(self, request: HttpRequest, photos: QuerySet[Photo]) -> None:
        for photo in photos:
            photo.bring_back(by=_person(request))


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101  (the admin lets nobody else this far)
    return request.user


def _may(request: HttpRequest, permission: str) -> bool:
    return isinstance(request.user, User) and request.user.may(permission)


def _tell_of_twins(request: HttpRequest, photo: Photo) -> None:
    """A file may stand twice, with other words; whoever adds the second should know of the first."""
    same = Photo.objects.filter(checksum=photo.checksum).exclude(pk=photo.pk)
    if twins := same.values_list("pk", flat=True)[:5]:
        numbers = ", ".join(f"#{pk}" for pk in twins)
        sentence = _("The same file is in the library already: %(numbers)s.")
        messages.warning(request, sentence % {"numbers": numbers})
