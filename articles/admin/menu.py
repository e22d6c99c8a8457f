"""The desk's menu, beside every page: its screens in the order of a day's work, then the lists it keeps."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext_lazy

from accounts import roles
from articles.admin.rights import ANYBODY, may

SCREENS = (
    ("index", gettext_lazy("My desk"), ANYBODY),
    ("articles_article_queue", gettext_lazy("Queue"), ANYBODY),
    ("Article", gettext_lazy("All stories"), ""),
    ("articles_article_planning", gettext_lazy("Coverage plan"), ANYBODY),
    ("articles_article_front", gettext_lazy("Fronts"), roles.FRONT),
    ("Photo", "", ""),
    ("articles_article_photos_wanted", gettext_lazy("Photos requested"), roles.CHANGE_PHOTO),
    ("SecondLook", "", ""),
    ("articles_article_handover", gettext_lazy("Handover"), roles.REVIEW),
    ("articles_article_duty", gettext_lazy("Duty editor"), ANYBODY),
    ("Lock", gettext_lazy("Locks"), ""),
    ("articles_article_tempo", gettext_lazy("The newsroom's clock"), roles.REVIEW),
)
"""A view with the right that opens it, or a list by its model's name, whose own admin asks for the right; and what it
is called where the model's own name will not do."""

BESIDE = "articles_article_bell"
"""Opened from the head of every page: below all stories by its address, and none of them."""

WORDS_OF_DJANGO = (
    gettext_noop("Home"),
    ngettext_lazy("Please correct the error below.", "Please correct the errors below."),
)
"""What Django's own templates say, and our catalogues say in the desk's way."""


def groups(request: HttpRequest, applications: list[Any]) -> list[dict[str, Any]]:
    """In the place and the shape of Django's list of applications; `here` is the row of the page that is shown."""
    lists = {row["object_name"]: row for app in applications for row in app["models"]}
    work = [row for name, title, right in SCREENS if (row := _row(request, name, title, right, lists))]
    _mark(request.path, [*work, *lists.values()])
    return [{"name": _("Desk"), "models": work}, {"name": _("Lists"), "models": [*lists.values()]}]


def _row(
    request: HttpRequest, name: str, title: Any, right: str, lists: dict[str, dict[str, Any]]
) -> dict[str, Any] | None:
    if not right:
        found = lists.pop(name, None)
        return found and found | ({"name": title} if title else {})
    return {"name": title, "admin_url": reverse(f"admin:{name}")} if may(request, right) else None


def _mark(path: str, rows: list[dict[str, Any]]) -> None:
    """What is shown stands at or below an address of the menu; below the desk's own stands everything."""
    if path == reverse(f"admin:{BESIDE}"):
        return
    home = reverse("admin:index")
    above = [
        row
        for row in rows
        if path == row["admin_url"] or (path.startswith(row["admin_url"]) and row["admin_url"] != home)
    ]
    if above:
        max(above, key=lambda row: len(row["admin_url"]))["here"] = True
