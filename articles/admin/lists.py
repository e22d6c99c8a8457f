"""What stories are sorted by: sections, authors, sources, tags, fokus, series. Retired, never deleted."""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import audit, roles
from articles import published, publishing
from articles.admin.rights import ANYBODY, DeskAdmin, person
from articles.models import Author, Fokus, Section, Series, Source, Tag


class KeptAdmin(DeskAdmin):
    """A name that stories refer to."""

    to_view = ANYBODY
    to_add = to_change = roles.KEEP_LISTS
    actions = ["retire", "bring_back"]
    readonly_fields = ["retired_at"]
    list_filter = [("retired_at", admin.EmptyFieldListFilter)]

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        publishing.rename([obj])
        verb = f"change_{obj._meta.model_name}" if change else f"add_{obj._meta.model_name}"
        audit.record(verb, obj.list_key, by=person(request), fields=form.changed_data)

    @admin.action(description=_("Retire"), permissions=["change"])
    def retire(self, request: HttpRequest, rows: QuerySet) -> None:
        self._mark(request, rows.filter(retired_at=None), "retire")

    @admin.action(description=_("Bring back"), permissions=["change"])
    def bring_back(self, request: HttpRequest, rows: QuerySet) -> None:
        self._mark(request, rows.exclude(retired_at=None), "bring_back")

    @transaction.atomic
    def _mark(self, request: HttpRequest, rows: QuerySet, verb: str) -> None:
        keys = [row.list_key for row in rows]
        at = published.now()
        rows.update(retired_at=at if verb == "retire" else None)
        audit.record_all([audit.Line(verb, key) for key in keys], by=person(request), at=at)


@admin.register(Section)
class SectionAdmin(KeptAdmin):
    list_display = ["name", "parent", "position", "slug", "retired_at"]
    list_select_related = ["parent"]
    fields = ["name", "slug", "parent", "position", "retired_at"]
    prepopulated_fields = {"slug": ["name"]}

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "parent":
            kwargs["queryset"] = Section.objects.filter(parent=None)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Author)
class AuthorAdmin(KeptAdmin):
    list_display = ["name", "city", "user", "slug", "retired_at"]
    list_select_related = ["user"]
    search_fields = ["name"]
    fields = ["name", "slug", "user", "city", "bio", "retired_at"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Source)
class SourceAdmin(KeptAdmin):
    list_display = ["name", "url", "slug", "retired_at"]
    search_fields = ["name"]
    fields = ["name", "slug", "url", "retired_at"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Tag)
class TagAdmin(KeptAdmin):
    list_display = ["name", "slug", "retired_at"]
    search_fields = ["name"]
    fields = ["name", "slug", "retired_at"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Fokus)
class FokusAdmin(KeptAdmin):
    list_display = ["title", "slug", "retired_at"]
    search_fields = ["title"]
    fields = ["title", "slug", "intro", "retired_at"]
    prepopulated_fields = {"slug": ["title"]}


@admin.register(Series)
class SeriesAdmin(KeptAdmin):
    list_display = ["title", "slug", "retired_at"]
    search_fields = ["title"]
    fields = ["title", "slug", "retired_at"]
    prepopulated_fields = {"slug": ["title"]}
