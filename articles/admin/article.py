"""Stories in Django's admin, which hands each of its pages on to a screen of the desk's own."""

from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from almanac import desk_dates
from almanac.numbers import whole
from articles import notify, published
from articles.admin import addresses, history, listing, writing
from articles.admin.pages import find
from articles.admin.rights import ANYBODY, DeskAdmin, person, writer
from articles.models import Article, Credit
from articles.models.article import may_write_some


class SectionFilter(admin.RelatedFieldListFilter):
    """Sections as links, retired ones too: their stories are still there."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        return field.get_choices(include_blank=False)


@admin.register(Article)
class ArticleAdmin(DeskAdmin):
    to_view = ANYBODY
    list_display = [
        "headline", "stage_badge", "readers", "section", "byline", "held_by", "deadline_at", "saved",
    ]  # fmt: skip
    list_filter = ["stage", ("section", SectionFilter), "priority", "genre"]
    list_select_related = ["section", "held_by"]
    search_fields = ["headline", "story_id"]
    search_help_text = _("Words of the headline, or the story's number.")
    ordering = ["-saved_at", "-id"]
    actions = None

    def has_add_permission(self, request: HttpRequest, *_args: Any) -> bool:
        return may_write_some(person(request))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_write_some(person(request))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        credits = Prefetch("credits", Credit.objects.select_related("author"))
        return Article.objects.visible_to(person(request)).defer("body", "narasumber").prefetch_related(credits)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """The page's rows, each with what readers have of it: one query for all."""
        changes: Any = super().get_changelist_instance(request)
        changes.result_list = list(changes.result_list)
        at = published.now()
        found = published.statuses([row.story_id for row in changes.result_list], at=at)
        for row in changes.result_list:
            row.readers = found.get(row.story_id, published.Status())
        return changes

    def get_urls(self) -> list[Any]:
        return [*addresses.of_stories(self.admin_site.admin_view), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Our own list; the admin's where a story is picked in a window."""
        return super().changelist_view(request, extra_context) if "_popup" in request.GET else listing.show(request)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        if object_id is None:
            writer(request)
            return writing.write(request, None)
        by = person(request)
        article: Any = find(request, whole(object_id), news=notify.news_for(by))
        if article.news:
            notify.read(by, at=published.now(), article=article)
        return writing.write(request, article)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        return history.timeline(request, whole(object_id))

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        raise Http404(_("Articles are not deleted: spike them."))

    @admin.display(description=_("stage"), ordering="stage")
    def stage_badge(self, article: Article) -> SafeString:
        urgent = format_html(' <b class="urgent">{}</b>', article.get_priority_display()) if article.priority else ""
        label = article.get_stage_display()
        return format_html('<span class="badge stage-{}">{}</span>{}', article.stage, label, urgent)

    @admin.display(description=_("readers"))
    def readers(self, article: Article) -> SafeString:
        return readers_badge(article.readers)  # type: ignore[attr-defined]

    @admin.display(description=_("byline"))
    def byline(self, article: Article) -> str:
        return ", ".join(credit.author.name for credit in article.credits.all())

    @admin.display(description=_("deadline"), ordering="deadline")
    def deadline_at(self, article: Article) -> str:
        return desk_dates.masthead(article.deadline) if article.deadline else "—"

    @admin.display(description=_("last saved"), ordering="saved_at")
    def saved(self, article: Article) -> str:
        return desk_dates.masthead(article.saved_at)


def readers_badge(status: published.Status) -> SafeString:
    """What readers have, and what is to come."""
    badge = format_html('<span class="badge shown-{}">{}</span>', status.seen.value, status.label)
    if status.to_come is None:
        return badge
    when = desk_dates.masthead(status.to_come.published_at)
    return format_html('{} <span class="badge scheduled">{}: {}</span>', badge, _("Scheduled"), when)
