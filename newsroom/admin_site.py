"""The desk as Django's admin: its door, its first page and its menu are the newsroom's own."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts import entrance

# What registers its screens with the site can't be imported before the site stands: hence within.


class Desk(AdminSite):
    def has_permission(self, request: HttpRequest) -> bool:
        return entrance.has_permission(request)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return entrance.login(request)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("account_change_password")

    def index(self, request: HttpRequest, extra_context: Any = None) -> Any:
        from articles.admin import home  # noqa: PLC0415

        return home.index(request)

    def app_index(self, request: HttpRequest, app_label: str, extra_context: Any = None) -> Any:
        """The menu stands on every page: a group of it has none of its own."""
        return redirect("admin:index")

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        from articles.admin import menu  # noqa: PLC0415

        return menu.groups(request, super().get_app_list(request))
