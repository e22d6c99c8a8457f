"""Who may open which screen: asked of the table of roles, never of Django's own permissions."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts import roles
from accounts.models import User
from almanac import dates
from almanac.fields import DAYS
from articles.models.article import may_write_some
from articles.workflow import NotAllowed


def person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101  (the desk lets nobody else this far)
    return request.user


def writer(request: HttpRequest) -> User:
    """Who is given the form of a text and its autosave; refused to everybody else."""
    by = person(request)
    if not may_write_some(by):
        raise NotAllowed(_("Your role does not include writing."), "role")
    return by


def may(request: HttpRequest, role: str) -> bool:
    """An empty role: nobody; "anybody": everyone who may open the desk."""
    if not isinstance(request.user, User) or not role:
        return False
    return request.user.is_active if role == ANYBODY else request.user.may(role)


ANYBODY = "anybody"


class ByRole(BaseModelAdmin):
    """Names the permission for each act; nothing is ever deleted on the desk."""

    to_view = to_add = to_change = ""
    formfield_overrides: ClassVar[Any] = {
        models.DateField: DAYS,
        models.DateTimeField: {"validators": [dates.of_our_time]},
    }

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
    about: str | Promise = ""
    """What the list is for, where its name does not say it."""

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """A list is headed by what it lists, not by an order to choose."""
        title = capfirst(self.opts.verbose_name_plural)
        context = {"title": title, "about": self.about} | (extra_context or {})
        try:
            return super().changelist_view(request, context)
        except PermissionDenied as refused:
            raise self._refusal(request, self.to_view, refused) from refused

    def changeform_view(self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any) -> Any:
        wanted = self.to_change if request.method == "POST" else self.to_view
        try:
            return super().changeform_view(request, object_id, *args, **kwargs)
        except PermissionDenied as refused:
            raise self._refusal(request, wanted if object_id else self.to_add, refused) from refused

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        """Called what it shows: Django's own title reads as an order, to change the history."""
        return super().history_view(request, object_id, {"title": _("History")} | (extra_context or {}))

    def _refusal(self, request: HttpRequest, role: str, refused: PermissionDenied) -> PermissionDenied:
        """A refusal by role alone says which roles may; one that has its own reason keeps it."""
        if refused.args or not role or may(request, role):
            return refused
        words = {
            "move": self.opts.verbose_name_plural,
            "roles": ", ".join(str(one.label) for one in roles.that_may(role)),
        }
        return NotAllowed(_("Your role does not include this: %(move)s. Those who may: %(roles)s.") % words, "role")
