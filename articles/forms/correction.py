"""A correction of the live text, and what becomes of a version to come."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from almanac import desk_dates
from articles.editor import BodyField
from articles.forms.fields import choices_of, plain, second_tick
from articles.forms.working_copy import CopyForm
from articles.models import Article
from articles.publishing import correcting

KIND_LABELS = {
    "perbaikan_kecil": _("Minor change (spelling, slip of the keyboard)"),
    "pembaruan": _("Update"),
    "ralat": _("Correction of our own error"),
    "koreksi": _("Correction that was asked for"),
    "hak_jawab": _("Right of reply"),
}
SCHEDULED = {
    correcting.CARRY: _("Carry the correction into it"),
    correcting.CALL_OFF: _("Cancel the schedule"),
}


def becomes_of(to_come: datetime) -> forms.ChoiceField:
    """Whether a change of the live text goes into the version to come."""
    return forms.ChoiceField(
        label=_("A version is scheduled: %(when)s") % {"when": desk_dates.masthead(to_come)},
        choices=list(SCHEDULED.items()), widget=forms.RadioSelect,
    )  # fmt: skip


class CorrectionForm(forms.Form):
    """The live text, field by field, with what readers are told of the change."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("Kind of change"), widget=forms.RadioSelect, choices=choices_of(KIND_LABELS, correcting.KINDS)
    )
    notice = forms.CharField(
        label=_("Notice that readers will see"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For a correction or a right of reply. The newsroom's apology follows an erratum by itself."),
    )  # fmt: skip
    second_tick = second_tick()
    protects = forms.BooleanField(
        label=_("Protects an identity: earlier versions are barred from every public comparison"),
        required=False,
    )

    def __init__(
        self, post: Any = None, *, base: dict[str, Any], seen: int, to_come: datetime | None = None,
        retitles: bool = False,
    ) -> None:  # fmt: skip
        """`to_come`: when a scheduled version goes live, of which the person then says what becomes.

        `retitles`: for distribution, which changes search title and share text alone, as a small change.
        """
        self.base = base
        self.offered = [name for name in correcting.FIELDS if name in correcting.RETITLED or not retitles]
        super().__init__(post, initial={name: base[name] for name in self.offered} | {"seen": seen})
        copy = forms.fields_for_model(
            Article, fields=self.offered, widgets=CopyForm.Meta.widgets, field_classes=CopyForm.Meta.field_classes
        )
        if "body" in copy:
            copy["body"] = BodyField(label=capfirst(_("body")), required=False)
        asked = ["seen", "second_tick"] if retitles else list(self.fields)
        self.fields = {name: copy[name] for name in self.offered} | {name: self.fields[name] for name in asked}
        # What is put right most stands before what only machines read.
        self.order_fields(("headline", "kicker", "deck", "body"))
        if to_come:
            self.fields["scheduled"] = becomes_of(to_come)

    def typed(self) -> dict[str, Any]:
        return {name: plain(self.cleaned_data[name]) for name in self.offered}

    def correction(self) -> correcting.Correction:
        cleaned = self.cleaned_data
        return correcting.Correction(
            kind=cleaned.get("kind", correcting.SMALL),
            changes={name: value for name, value in self.typed().items() if value != self.base[name]},
            text=cleaned.get("notice", ""),
            protects=cleaned.get("protects", False),
            second_tick=cleaned.get("second_tick", False),
            scheduled=cleaned.get("scheduled", ""),
        )
