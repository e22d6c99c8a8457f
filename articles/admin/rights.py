"""Who may open which screen: asked of the table of roles, never of Django's own permissions."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.http import HttpRequest
from django.utils.text import capfirst

from accounts.models import User


def person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101  (the desk lets nobody else this far)
    return request.user


def may(request: HttpRequest, role: str) -> bool:
    """An empty role: nobody; "anybody": everyone who may open the desk."""
    if not isinstance(request.user, User) or not role:
        return False
    return request.user.is_active if role == ANYBODY else request.user.may(role)


ANYBODY = "anybody"


class ByRole(BaseModelAdmin):
    """Names the permission for each act; nothing is ever deleted on the desk."""

    to_view = to_add = to_change = ""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request, self.to_view)

    def has_add_permission(self, request: HttpRequest, *_args: Any) -> bool:
        return may(request, self.to_add)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request, self.to_change)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may(request, self.to_view)


class DeskAdmin(ByRole, admin.ModelAdmin):
    show_full_result_count = False
    list_per_page = 50

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """A list is headed by what it lists, not by an order to choose."""
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title} | (extra_context or {}))
