"""A form for rows that several people keep, as photos are and plans: the second one to save is told of the first."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.admin.utils import display_for_field
from django.template.defaultfilters import yesno
from django.utils.translation import gettext_lazy as _

from almanac import desk_dates


class RememberingForm(forms.ModelForm):
    """Remembers how the row stood, so that a page long open takes back nothing that others decided meanwhile.

    `changed_data` is then what this person changed; only that is to be stored.
    """

    def remember(self) -> None:
        """Called once the fields are as they will be shown."""
        for name, field in self.fields.items():
            key = self.add_initial_prefix(name)
            field.show_hidden_initial = not self.is_bound or key in self.data or f"{key}_0" in self.data

    def clean(self) -> dict[str, Any] | None:
        for bound in (self[name] for name in self.changed_data if self.fields[name].show_hidden_initial):
            remembered = bound.field.hidden_widget().value_from_datadict(self.data, self.files, bound.html_initial_name)
            stands, typed = bound.initial, bound.data
            if bound.field.has_changed(stands, remembered) and bound.field.has_changed(stands, typed):
                told = _("Somebody made it “%(value)s” meanwhile. Save again to keep yours.")
                self.add_error(bound.name, told % {"value": self._as_words(bound, stands)})
                self._see(bound, stands)
        return super().clean()

    def _as_words(self, bound: forms.BoundField, value: Any) -> str:
        if isinstance(value, bool):
            return str(yesno(value))
        if isinstance(bound.field, forms.ModelChoiceField):
            return str(bound.field.to_python(value) or "–")
        if isinstance(value, datetime):
            return desk_dates.masthead(value)
        field: Any = self._meta.model._meta.get_field(bound.name)
        return str(display_for_field(value, field, "–"))

    def _see(self, bound: forms.BoundField, value: Any) -> None:
        """What the page that goes out again holds to be the state before: the others' change, seen now."""
        widget, name = bound.field.hidden_widget(), bound.html_initial_name
        parts = {name: value}
        if isinstance(widget, forms.MultiWidget):
            parts = {f"{name}_{number}": part for number, part in enumerate(widget.decompress(value) or [])}
        sent: Any = self.data
        self.data = sent = sent.copy()  # what came in may not be changed
        for key, part in parts.items():
            sent[key] = "" if part is None else str(part)
