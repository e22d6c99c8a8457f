"""Filters of the desk's lists, in its own words."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _


class Named(admin.EmptyFieldListFilter):
    """Whether a field is empty, told by what that means."""

    empty: Any
    filled: Any

    def choices(self, changelist: Any) -> Iterator[Any]:
        both, empty, filled = super().choices(changelist)
        yield both
        yield empty | {"display": self.empty}
        yield filled | {"display": self.filled}


class Retired(Named):
    empty, filled = _("In use"), _("Retired")


class ReadTwice(Named):
    empty, filled = _("Awaiting"), _("Read")
