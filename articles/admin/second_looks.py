"""Editions that went out before a second editor had read them."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts import roles
from almanac import desk_dates
from articles import publishing
from articles.admin import filters, wording
from articles.admin.pages import address
from articles.admin.rights import DeskAdmin, person
from articles.models import Article, SecondLook
from articles.workflow import NotAllowed


@admin.register(SecondLook)
class SecondLookAdmin(DeskAdmin):
    to_view = roles.REVIEW
    about = _("Versions that readers had before a second editor had read them.")
    list_display = ["story", "version", "since", "by", "reason", "read"]
    list_display_links = None
    list_filter = [filters.ReadTwice]
    list_select_related = ["article__section", "by", "seen_by"]
    # PostgreSQL would put what awaits its reader last.
    ordering = [F("seen_at").asc(nulls_first=True), "at"]
    actions = None

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).filter(article__in=Article.objects.visible_to(person(request)))

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """The page's rows, each with why the person may not read it for a second time: one query for all."""
        changes: Any = super().get_changelist_instance(request)
        changes.result_list = list(changes.result_list)
        by, shown = person(request), [row.article_id for row in changes.result_list]
        own = set(Article.objects.own_to(by).filter(pk__in=shown).values_list("pk", flat=True))
        for row in changes.result_list:
            reviews = by.may(roles.REVIEW, row.article.section_ids)
            row.refused = publishing.no_second_eyes(row, by, reviews=reviews, own=row.article_id in own)
        return changes

    def get_urls(self) -> list[Any]:
        read = self.admin_site.admin_view(read_it)
        return [path("<int:pk>/dibaca/", read, name="articles_secondlook_read"), *super().get_urls()]

    @admin.display(description=_("story"))
    def story(self, look: SecondLook) -> Any:
        return format_html('<a href="{}">{}</a>', address("change", look.article_id), look.article)

    @admin.display(description=_("edition"), ordering="number")
    def version(self, look: SecondLook) -> str:
        """In words: a phone shows the list without its heads."""
        return str(_("Version %(number)s") % {"number": look.number})

    @admin.display(description=_("since"), ordering="at")
    def since(self, look: SecondLook) -> str:
        return desk_dates.masthead(look.at)

    @admin.display(description=_("reason"))
    def reason(self, look: SecondLook) -> str:
        return wording.reason(look.why)

    @admin.display(description=_("read by"))
    def read(self, look: SecondLook) -> Any:
        """A button of the list's own form, which carries the token."""
        if look.seen_by and look.seen_at:
            return f"{look.seen_by}, {desk_dates.masthead(look.seen_at)}"
        if refused := look.refused:  # type: ignore[attr-defined]
            return format_html('<span class="quiet">{}</span>', refused)
        where = reverse("admin:articles_secondlook_read", args=[look.pk])
        return format_html('<button class="button" formaction="{}">{}</button>', where, _("I have read this version"))


@require_POST
def read_it(request: HttpRequest, pk: int) -> HttpResponse:
    rows = SecondLook.objects.filter(article__in=Article.objects.visible_to(person(request)))
    look = get_object_or_404(rows.select_related("article"), pk=pk)
    try:
        publishing.second_look(look, by=person(request))
        messages.success(request, gettext("Read: this version now has its second editor."))
    except NotAllowed as refused:
        messages.error(request, str(refused))
    return redirect("admin:articles_secondlook_changelist")
