"""Fields and lists to choose from that several of the desk's forms share."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import ForeignKeyRawIdWidget
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from almanac.text import unseen
from articles.models import Article

Choices = list[tuple[Any, Any]]


def choices_of(labels: dict[str, Any], codes: Iterable[str]) -> Choices:
    return [(code, labels[code]) for code in codes]


class OneLine(forms.CharField):
    """What is printed in one line, though it may be typed into a box of several. What nobody would see is empty."""

    def to_python(self, value: Any) -> str:
        line = " ".join((super().to_python(value) or "").split())
        return "" if unseen(line) else line


def in_use(rows: QuerySet, *current: int | None) -> QuerySet:
    """What may be chosen: names not retired, and those that stand already."""
    return rows.filter(Q(retired_at=None) | Q(pk__in=[pk for pk in current if pk]))


def names(rows: QuerySet, *current: int | None) -> Choices:
    return [("", "—"), *((row.pk, str(row)) for row in in_use(rows, *current))]


def photo_number() -> ForeignKeyRawIdWidget:
    """A photo by its number, typed or picked from the library in a window."""
    relation: Any = Article._meta.get_field("photo").remote_field
    return ForeignKeyRawIdWidget(relation, admin.site, attrs={"inputmode": "numeric"})


def second_tick() -> forms.BooleanField:
    label = _("It is a minor change although it touches a number, a name, the headline or much text")
    return forms.BooleanField(label=label, required=False)


def plain(value: Any) -> Any:
    """Browsers send CRLF: left in, every text area would look changed."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value
