"""A photo brought into the library, and its words, rights and focal point changed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from almanac.fields import MomentField, untouched
from photos import intake
from photos.models import Photo
from photos.remembering import RememberingForm
from photos.store import StoreAway

RIGHTS = ["owner", "restriction", "rights_until", "rights_denied"]
FOCAL = ("focal_x", "focal_y")
WORDS = ["caption", "credit", "alt", "kind", "taken_on", "made_by_ai", *RIGHTS, *FOCAL]
ACCEPTED = "image/jpeg,image/png,image/webp,image/avif"


class WordsForm(forms.ModelForm):
    """What is said of a photo. Whoever types when rights end is told in which zone."""

    class Meta:
        model = Photo
        fields = WORDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if standing := self.fields.get("rights_until"):
            self.fields["rights_until"] = MomentField(
                label=standing.label, required=False, help_text=standing.help_text
            )


class AddPhotoForm(WordsForm):
    """Takes the file in while it checks, so that a refusal stands beside the field and what was typed stays."""

    upload = forms.FileField(
        label=_("photo file"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=_("JPEG, PNG, WebP or AVIF. Fields left empty are filled from what the file says itself."),
    )
    by: User

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


class ChangePhotoForm(RememberingForm, WordsForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.remember()

    def clean_rights_until(self) -> Any:
        return untouched(self.cleaned_data["rights_until"], self.instance.rights_until)

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and not self.errors and set(self.changed_data).intersection(FOCAL):
            self._reframe()

    def _reframe(self) -> None:
        try:
            self.made = self.instance.made_anew()
        except StoreAway as away:
            self.add_error("focal_x", away)
