"""Filters of the desk's lists, in its own words."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
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


class ReadTwice(admin.SimpleListFilter):
    """A list of what awaits its second reader, unless what was read is asked for."""

    title = _("read by")
    parameter_name = "dibaca"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("", _("Awaiting")), ("ya", _("Read")), ("semua", _("All"))]

    def choices(self, changelist: Any) -> Iterator[Any]:
        for value, words in self.lookup_choices:
            where = changelist.get_query_string({self.parameter_name: value or None})
            yield {"selected": (self.value() or "") == value, "query_string": where, "display": words}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "semua":
            return queryset
        return queryset.filter(seen_by__isnull=self.value() != "ya")
