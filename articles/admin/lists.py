"""What stories are sorted by: sections, authors, sources, tags, fokus, series. Retired, never deleted."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models, transaction
from django.db.models import Count, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts import audit, roles
from almanac import dates, desk_dates
from almanac.numbers import grouped
from articles import published, publishing
from articles.admin import addresses, filters
from articles.admin.merging import merge_page
from articles.admin.rights import ANYBODY, DeskAdmin, may, person
from articles.models import Article, Author, Fokus, Section, Series, SignOff, Source, Tag
from articles.publishing import merging
from articles.workflow import NotAllowed

NONE = "–"
"""What is not: a form would print Python's word for it."""

DONE = {
    "retire": _("%(kind)s %(names)s retired: stories that have it keep it, new ones cannot choose it."),
    "bring_back": _("%(kind)s %(names)s brought back: stories may choose it again."),
}
"""What an act on a name does, told after it: both are undone by the other."""


class KeptAdmin(DeskAdmin):
    """A name that stories refer to."""

    to_view = ANYBODY
    to_add = to_change = roles.KEEP_LISTS
    actions = ["retire", "bring_back"]
    readonly_fields = ["retired"]
    list_filter = [("retired_at", filters.Retired)]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new name is neither retired nor merged."""
        fields = super().get_fields(request, obj)
        return [name for name in fields if obj or name not in self.readonly_fields]

    @admin.display(description=_("retired"), ordering="retired_at")
    def retired(self, row: Any) -> str:
        return desk_dates.masthead(row.retired_at) if row.retired_at else NONE

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
        self._mark(request, self.returning(request, rows).exclude(retired_at=None), "bring_back")

    def returning(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        """Those of them that may be brought back."""
        return rows

    @transaction.atomic
    def _mark(self, request: HttpRequest, rows: QuerySet, verb: str) -> None:
        marked = list(rows)
        at = published.now()
        rows.model._default_manager.filter(pk__in=[row.pk for row in marked]).update(
            retired_at=at if verb == "retire" else None
        )
        audit.record_all([audit.Line(verb, row.list_key) for row in marked], by=person(request), at=at)
        if marked:
            names = {"kind": capfirst(self.opts.verbose_name), "names": ", ".join(str(row) for row in marked)}
            self.message_user(request, str(DONE[verb]) % names, "SUCCESS")


class MergeableAdmin(KeptAdmin):
    """A name that may be merged into another; the list shows how often each is used, as far as the person may know."""

    change_form_template = "admin/articles/merge/change_form.html"
    list_select_related = ["merged_into"]
    readonly_fields = ["retired", "merged_into"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        link, name, article, _once = merging.LINKS[self.model]
        rows = link._default_manager.filter(**{name: OuterRef("pk")}).order_by().values(name)
        known = rows.exclude(**{f"{article}__in": Article.objects.restricted_to_others(person(request))})
        used = known.annotate(count=Count(article, distinct=True)).values("count")
        return super().get_queryset(request).annotate(used=Coalesce(Subquery(used), 0))

    @admin.display(description=_("articles"), ordering="used")
    def used(self, row: Any) -> str:
        return grouped(row.used)

    @admin.display(description=_("state"))
    def state(self, row: Any) -> Any:
        if row.merged_into:
            return _("merged into %(name)s") % {"name": row.merged_into}
        return _("retired") if row.retired_at else ""

    def returning(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        if rows.exclude(merged_into=None).exists():
            self.message_user(request, _("What was merged is not brought back: its stories have moved."), "WARNING")
        return rows.filter(merged_into=None)

    def get_urls(self) -> list[Any]:
        merge = self.admin_site.admin_view(self.merge)
        name = f"{self.opts.app_label}_{self.opts.model_name}_merge"
        return [path("<int:pk>/gabung/", merge, name=name), *super().get_urls()]

    def merge(self, request: HttpRequest, pk: int) -> HttpResponse:
        return merge_page(request, self, pk)


class SectionForm(forms.ModelForm):
    sign_offs = forms.MultipleChoiceField(
        label=_("sign-offs asked for"), required=False, choices=SignOff.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("No story of this section goes out while one of these is open."),
    )  # fmt: skip


@admin.register(Section)
class SectionAdmin(KeptAdmin):
    form = SectionForm
    list_display = ["name", "parent", "position", "slug", "retired"]
    list_select_related = ["parent"]
    fields = ["name", "slug", "parent", "position", "sign_offs", "template", "retired"]
    prepopulated_fields = {"slug": ["name"]}

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new one comes last, not before all that stand."""
        last = Section.objects.aggregate(last=Max("position"))["last"] or 0
        return super().get_changeform_initial_data(request) | {"position": last + 1}

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "parent":
            kwargs["queryset"] = Section.objects.filter(parent=None)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class AuthorForm(forms.ModelForm):
    def full_clean(self) -> None:
        """Brings the portrait to readers while it checks: where the store is away, what was typed stays."""
        super().full_clean()
        portrait = self.cleaned_data.get("portrait") if self.is_bound and not self.errors else None
        try:
            if portrait:
                publishing.make_public(portrait)
        except NotAllowed as refused:
            self.add_error("portrait", str(refused))


@admin.register(Author)
class AuthorAdmin(MergeableAdmin):
    form = AuthorForm
    list_display = ["name", "used", "city", "user", "slug", "state"]
    list_select_related = ["user", "merged_into"]
    search_fields = ["name"]
    fields = ["name", "slug", "user", "city", "bio", "portrait", "retired", "merged_into"]
    raw_id_fields = ["portrait"]
    prepopulated_fields = {"slug": ["name"]}

    def get_fields(self, request: HttpRequest, obj: Author | None = None) -> Any:
        """Whoever only reads is told whose account it is, without a link that would refuse them."""
        fields = super().get_fields(request, obj)
        if self.has_change_permission(request, obj):
            return fields
        return ["account" if name == "user" else name for name in fields]

    @admin.display(description=Author._meta.get_field("user").verbose_name)
    def account(self, author: Author) -> str:
        return str(author.user or NONE)


@admin.register(Source)
class SourceAdmin(MergeableAdmin):
    list_display = ["name", "used", "url", "slug", "state"]
    search_fields = ["name"]
    fields = ["name", "slug", "url", "retired", "merged_into"]
    prepopulated_fields = {"slug": ["name"]}
    formfield_overrides: ClassVar[Any] = {models.URLField: {"assume_scheme": "https"}}
    change_form_template = "admin/articles/source/change_form.html"

    def get_urls(self) -> list[Any]:
        return [*addresses.of_sources(self.admin_site.admin_view), *super().get_urls()]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        return super().render_change_form(request, context | {"reviews": may(request, roles.REVIEW)}, *args, **kwargs)


class TagForm(forms.ModelForm):
    def clean_name(self) -> str:
        """On the form of a story commas part tags: one that has a comma already may keep it."""
        name = str(self.cleaned_data["name"])
        if "," in name and "name" in self.changed_data:
            raise forms.ValidationError(_("A tag has no comma: commas part tags."))
        return name


@admin.register(Tag)
class TagAdmin(MergeableAdmin):
    form = TagForm
    list_display = ["called", "used", "slug", "state"]
    search_fields = ["name"]
    fields = ["name", "slug", "retired", "merged_into"]
    prepopulated_fields = {"slug": ["name"]}

    @admin.display(description=_("name"), ordering="name")
    def called(self, row: Tag) -> str:
        return row.name

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        # taggit has no Indonesian words.
        return super().get_form(*args, labels={"name": capfirst(_("name"))}, **kwargs)


@admin.register(Fokus)
class FokusAdmin(KeptAdmin):
    list_display = ["title", "slug", "retired"]
    search_fields = ["title"]
    prepopulated_fields = {"slug": ["title"]}

    def get_fields(self, request: HttpRequest, obj: Fokus | None = None) -> Any:
        days = ["begins", "ends"] if self.has_change_permission(request, obj) else ["first_day", "last_day"]
        return ["title", "slug", "intro", *days, *(["retired"] if obj else [])]

    @admin.display(description=_("from"))
    def first_day(self, fokus: Fokus) -> str:
        return dates.short_date(fokus.begins) if fokus.begins else NONE

    @admin.display(description=_("until"))
    def last_day(self, fokus: Fokus) -> str:
        return dates.short_date(fokus.ends) if fokus.ends else NONE


@admin.register(Series)
class SeriesAdmin(KeptAdmin):
    list_display = ["title", "slug", "retired"]
    search_fields = ["title"]
    fields = ["title", "slug", "intro", "retired"]
    prepopulated_fields = {"slug": ["title"]}
