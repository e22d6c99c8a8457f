"""The picture library at the desk."""

import json
from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.db.models import QuerySet
from django.forms import Script
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.models import User
from accounts.roles import ADD_PHOTO, CHANGE_PHOTO, WRITE
from almanac import dates, desk_dates
from almanac.fields import DAYS, MomentField, untouched
from photos import intake
from photos.filters import Rights, Words
from photos.models import Photo
from photos.remembering import RememberingForm
from photos.store import StoreAway

RIGHTS = ["owner", "restriction", "rights_until", "rights_denied"]
WORDS = ["caption", "credit", "alt", "kind", "taken_on", "made_by_ai", *RIGHTS, "focal_x", "focal_y"]
DESKS = ["alt_checked", *RIGHTS, "focal_x", "focal_y"]
"""What the photo desk alone changes once a photo is in the library: rights end on the site too."""

ACCEPTED = "image/jpeg,image/png,image/webp,image/avif"


def _name_the_zone(form: forms.ModelForm) -> None:
    """Whoever types when rights end is told in which zone."""
    if standing := form.fields.get("rights_until"):
        form.fields["rights_until"] = MomentField(label=standing.label, required=False, help_text=standing.help_text)


class AddPhotoForm(forms.ModelForm):
    """Takes the file in while it checks, so that a refusal stands beside the field and what was typed stays."""

    upload = forms.FileField(
        label=_("photo file"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=_("JPEG, PNG, WebP or AVIF. Fields left empty are filled from what the file says itself."),
    )
    by: User

    class Meta:
        model = Photo
        fields = WORDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_the_zone(self)

    def clean_upload(self) -> Any:
        upload = self.cleaned_data["upload"]
        self.seen = intake.read(upload)
        return upload

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and not self.errors:
            self._bring_in()

    def _bring_in(self) -> None:
        fields = {name: self.cleaned_data[name] for name in WORDS}
        try:
            self.instance = Photo.objects.add(self.cleaned_data["upload"], by=self.by, seen=self.seen, **fields)
        except StoreAway as away:
            self.add_error("upload", away)

    def save(self, commit: bool = True) -> Photo:
        """The photo that the check has brought in."""
        return self.instance

    def save_m2m(self) -> None:
        """Asked for by the admin; a photo has no such fields."""


class ChangePhotoForm(RememberingForm):
    class Meta:
        model = Photo
        fields = WORDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_the_zone(self)
        self.remember()

    def clean_rights_until(self) -> Any:
        return untouched(self.cleaned_data["rights_until"], self.instance.rights_until)

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and not self.errors and {"focal_x", "focal_y"} & set(self.changed_data):
            self._reframe()

    def _reframe(self) -> None:
        try:
            self.made = self.instance.made_anew()
        except StoreAway as away:
            self.add_error("focal_x", away)


class PhotoAdmin(admin.ModelAdmin):
    """The library by itself; the desk above registers it with what it knows of stories."""

    list_display = ["thumbnail", "words", "credit", "kind", "state", "sent"]
    list_display_links = ["thumbnail", "words"]
    list_filter: ClassVar[Any] = ["kind", "made_by_ai", "alt_checked", Rights, Words]
    list_select_related = ["uploaded_by"]
    search_fields = ["caption", "credit"]
    search_help_text = _("Words of the caption or the credit, or the photo's number.")
    show_full_result_count = False
    formfield_overrides: ClassVar[Any] = {models.DateField: DAYS}
    actions = ["retire", "bring_back"]
    readonly_fields = ["whole", "width", "height", "uploaded_by", "uploaded", "retired"]

    class Media:
        js = (Script("js/writing/focal.js", type="module"),)

    def has_view_permission(self, request: HttpRequest, obj: Photo | None = None) -> bool:
        return _may(request, WRITE) or _may(request, ADD_PHOTO)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

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
        fields = ["whole", "caption", "credit", "alt", "alt_checked", *WORDS[3:], *self.readonly_fields[1:]]
        if not self.has_change_permission(request, obj):
            fields[fields.index("taken_on")] = "taken"
        return fields if _may(request, CHANGE_PHOTO) else _as_read(fields)

    def get_readonly_fields(self, request: HttpRequest, obj: Photo | None = None) -> list[str]:
        if obj is None:
            return []
        return self.readonly_fields if _may(request, CHANGE_PHOTO) else [*self.readonly_fields, *_as_read(DESKS)]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        kwargs["form"] = ChangePhotoForm if change else AddPhotoForm
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.by = request.user
        return form

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
                obj.reframe(form.made, by=form.by)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Photo], search_term: str
    ) -> tuple[QuerySet[Photo], bool]:
        """By the words of a photo and by its number, as the desk tells of it."""
        found, doubled = super().get_search_results(request, queryset, search_term)
        return found | Photo.objects.numbered(search_term.strip()) & queryset, doubled

    @admin.display(description=_("photo"))
    def thumbnail(self, photo: Photo) -> SafeString:
        return format_html(
            '<img src="{}" width="120" height="80" alt="{}" loading="lazy">', photo.preview_url(), photo.alt
        )

    @admin.display(description=_("photo"))
    def whole(self, photo: Photo) -> SafeString:
        """A click on it sets the focal point (static/js/writing/focal.js)."""
        address, edges = photo.whole()
        told = _("Click what must stay in the picture when it is cropped")
        return format_html(
            '<img src="{}" width="480" alt="{}" title="{}" data-edges="{}">',
            address,
            photo.alt,
            told,
            json.dumps(edges),
        )

    @admin.display(description=_("caption"))
    def words(self, photo: Photo) -> str:
        return str(photo)

    @admin.display(description=_("state"), empty_value="")
    def state(self, photo: Photo) -> SafeString:
        """What keeps it from a story, or soon will; nothing for most."""
        return format_html_join("", "<p>{}</p>", ((line,) for line in _state(photo)))

    @admin.display(description=_("sent"), ordering="uploaded_at")
    def sent(self, photo: Photo) -> str:
        moment = desk_dates.masthead(photo.uploaded_at)
        return f"{photo.uploaded_by}, {moment}" if photo.uploaded_by else moment

    @admin.display(description=_("uploaded"))
    def uploaded(self, photo: Photo) -> str:
        return desk_dates.masthead(photo.uploaded_at)

    @admin.display(description=_("retired"))
    def retired(self, photo: Photo) -> str | None:
        return desk_dates.masthead(photo.retired_at) if photo.retired_at else None

    @admin.display(description=_("taken on"))
    def taken(self, photo: Photo) -> str | None:
        return dates.short_date(photo.taken_on) if photo.taken_on else None

    @admin.display(description=_("rights until"))
    def rights_end(self, photo: Photo) -> str | None:
        return desk_dates.masthead(photo.rights_until) if photo.rights_until else None

    @admin.action(description=_("Retire"), permissions=["change"])
    def retire(self, request: HttpRequest, photos: QuerySet[Photo]) -> None:
        for photo in photos:
            photo.retire(by=_person(request))

    @admin.action(description=_("Bring back"), permissions=["change"])
    def bring_back(self, request: HttpRequest, photos: QuerySet[Photo]) -> None:
        for photo in photos:
            photo.bring_back(by=_person(request))


def _as_read(fields: list[str]) -> list[str]:
    """For whoever only reads them."""
    return ["rights_end" if name == "rights_until" else name for name in fields]


def _state(photo: Photo) -> Iterator[Any]:
    if photo.retired_at:
        yield _("Retired")
    if photo.rights_denied:
        yield _("Rights denied")
    elif photo.rights_until:
        words = _("Rights until %(moment)s") if photo.is_free(timezone.now()) else _("Rights ended %(moment)s")
        yield words % {"moment": desk_dates.masthead(photo.rights_until)}
    if photo.missing():
        yield photo.lacks
    if photo.made_by_ai:
        yield _("Made by AI")


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101  (the admin lets nobody else this far)
    return request.user


def _may(request: HttpRequest, permission: str) -> bool:
    return isinstance(request.user, User) and request.user.may(permission)


def _tell_of_twins(request: HttpRequest, photo: Photo) -> None:
    """A file may stand twice, with other words; whoever adds the second should know of the first."""
    same = Photo.objects.filter(checksum=photo.checksum).exclude(pk=photo.pk)
    if twins := same.values_list("pk", flat=True)[:5]:
        places = ((reverse("admin:photos_photo_change", args=[pk]), pk) for pk in twins)
        numbers = format_html_join(", ", '<a href="{}">#{}</a>', places)
        sentence = _("The same file is in the library already: %(numbers)s.")
        messages.warning(request, format_html(sentence % {"numbers": "{}"}, numbers))
