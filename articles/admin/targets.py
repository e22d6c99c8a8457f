"""What the marks in the trail stand for: `tag-23`, `photo:40`, `person:esti`, each by its name and with its page."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import CharField, F, Model, Value
from django.db.models.functions import Cast, Concat
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from articles.admin import wording
from articles.models import Article, Lock, Plan
from photos.models import Photo

KINDS: dict[str, Any] = {
    "article": Article._meta.verbose_name, "photo": Photo._meta.verbose_name, "person": User._meta.verbose_name,
    "plan": Plan._meta.verbose_name, "lock": Lock._meta.verbose_name, "front": _("front"),
    "handover": _("handover"), **{name: model._meta.verbose_name for name, model in wording.KEPT.items()},
}  # fmt: skip
"""What an act was done to, by the first part of its mark."""

ROWS: dict[str, tuple[Any, str]] = {
    "photo": (Photo, "pk"), "person": (User, "username"), "lock": (Lock, "pk"),
    **{name: (model, "pk") for name, model in wording.KEPT.items()},
}  # fmt: skip
"""Those that have a row of their own, and what of it stands in the mark. A story's is asked for with its line."""


def parted(target: str) -> tuple[str, str]:
    """Kind and mark; a target of no kind that is known has the first empty."""
    kind, _sign, mark = target.partition("-" if target.partition("-")[0] in wording.KEPT else ":")
    return (kind, mark) if mark and kind in KINDS else ("", target)


def by_kind(target: str) -> str:
    kind, mark = parted(target)
    return f"{capfirst(str(KINDS[kind]))} {mark}" if kind else target


def named(targets: Iterable[str], request: HttpRequest) -> dict[str, str]:
    """Name and page of each that has a row, as far as the person may open it: one query for each kind among them."""
    marks: dict[str, dict[str, str]] = {}
    for target in targets:
        kind, mark = parted(target)
        if kind in ROWS and (mark.isdecimal() or kind == "person"):
            marks.setdefault(kind, {})[mark] = target
    found = {}
    for kind, wanted in marks.items():
        model, column = ROWS[kind]
        rows = model._default_manager.filter(**{f"{column}__in": wanted})
        opens = admin.site.get_model_admin(model).has_view_permission(request)
        for row in rows.select_related("tag") if model is Lock else rows:
            found[wanted[str(getattr(row, column))]] = _told(kind, row, opens=opens)
    return found


def _told(kind: str, row: Model, *, opens: bool) -> str:
    what = capfirst(str(KINDS[kind]))
    if not opens:
        return f"{what}: {row}"
    page = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    return format_html('{}: <a href="{}">{}</a>', what, page, row)


def called(name: str) -> list[str]:
    """The marks of whatever has that name among what stories are sorted by: one query."""
    asks = []
    for kind, model in wording.KEPT.items():
        column = "title" if hasattr(model, "title") else "name"
        mark = Concat(Value(f"{kind}-"), Cast(F("pk"), CharField()))
        asks.append(model._default_manager.filter(**{f"{column}__iexact": name}).order_by().values_list(mark))
    return [mark for (mark,) in asks[0].union(*asks[1:])]
