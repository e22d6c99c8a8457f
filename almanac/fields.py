"""Where a moment or a day is typed."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from almanac import dates


class DayInput(forms.DateInput):
    """The browser's own calendar, which writes a day as its owner is used to."""

    input_type = "date"

    def __init__(self, attrs: Any = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day, of a year that a newsroom can mean."""

    widget = DayInput
    default_validators = [dates.of_our_time]


DAYS = {"form_class": DayField, "widget": DayInput}
"""For `formfield_overrides` of an admin, which would bring a widget of its own."""


class MomentField(forms.DateTimeField):
    """A date and time in the newsroom's zone, which its label names."""

    default_validators = [dates.of_our_time]

    def __init__(self, *, label: Any, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        zone = dates.zone_name(dates.local(timezone.now()))
        super().__init__(label=_("%(what)s (%(zone)s)") % {"what": label, "zone": zone}, widget=widget, **kwargs)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """By the minute: the form shows no seconds."""
        try:
            return _to_the_minute(self.to_python(initial)) != _to_the_minute(self.to_python(data))
        except ValidationError:
            return True


def untouched(typed: datetime | None, standing: datetime | None) -> datetime | None:
    """What stands, seconds and all, where the form, which shows none, was left as it was."""
    return standing if standing and typed == _to_the_minute(standing) else typed


def _to_the_minute(moment: datetime | None) -> datetime | None:
    return moment.replace(second=0, microsecond=0) if moment else None
