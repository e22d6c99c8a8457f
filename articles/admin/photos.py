"""The picture library as the desk has it: a photo's page keeps its rights on the site and says where it is used."""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import audit
from almanac.numbers import grouped
from articles import published
from articles.admin import filters
from articles.admin.rights import person
from articles.admin.uncounted import Uncounted
from articles.models import Article
from articles.publishing import picturing
from photos.admin import PhotoAdmin
from photos.models import Photo

SHOWN = 50
ENDS = {"rights_until", "rights_denied"}


@admin.register(Photo)
class DeskPhotoAdmin(Uncounted, PhotoAdmin):
    list_filter = [*PhotoAdmin.list_filter, ("retired_at", filters.Retired)]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        context = {"photo_desk": self.has_change_permission(request), "title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, context | (extra_context or {}))

    def get_fields(self, request: HttpRequest, obj: Photo | None = None) -> Any:
        fields = super().get_fields(request, obj)
        if obj is None:
            return fields
        return [*("sender" if name == "uploaded_by" else name for name in fields), "where_used"]

    def get_readonly_fields(self, request: HttpRequest, obj: Photo | None = None) -> list[str]:
        """What the photo's page shows, it shows to this person: restricted stories to those named alone."""
        if obj is not None:
            obj.seen_by = person(request)  # type: ignore[attr-defined]
            return [*super().get_readonly_fields(request, obj), "sender", "where_used"]
        return super().get_readonly_fields(request, obj)

    @transaction.atomic
    @audit.written_last()
    def save_model(self, request: HttpRequest, obj: Photo, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and ENDS & set(form.changed_data):
            picturing.keep_rights(obj)
            self._tell_of_lost(request, obj)

    def _tell_of_lost(self, request: HttpRequest, photo: Photo) -> None:
        """How many stories show it no more, said to whoever ended its rights."""
        now = published.now()
        lost = 0 if photo.is_free(now) else len(picturing.stories_with(photo, at=now))
        if lost:
            words = ngettext(
                "%(count)s story on the site lost this photo.", "%(count)s stories on the site lost this photo.", lost
            )
            self.message_user(request, words % {"count": grouped(lost)}, "WARNING")

    @admin.display(description=Photo._meta.get_field("uploaded_by").verbose_name)
    def sender(self, photo: Photo) -> str:
        """Django leads to the person's own page, whoever may open that."""
        return str(photo.uploaded_by or "—")

    @admin.display(description=_("where it is used"))
    def where_used(self, photo: Photo) -> SafeString | str:
        """Stories on the site first, then working copies that it leads or stands in."""
        stories = picturing.stories_with(photo, at=published.now())[:SHOWN]
        seen = Article.objects.visible_to(photo.seen_by).defer("body")  # type: ignore[attr-defined]
        live = {row.story_id: row for row in seen.filter(story_id__in=stories)}
        rows = [(live[story], str(_("on the site"))) for story in stories if story in live]
        copies = seen.with_photo(photo).exclude(story_id__in=stories).order_by("-saved_at")[:SHOWN]
        rows += [(row, str(row.get_stage_display())) for row in copies]
        if not rows:
            return "—"
        lines = ((reverse("admin:articles_article_change", args=[row.pk]), row.headline, where) for row, where in rows)
        return format_html("<ul>{}</ul>", format_html_join("", '<li><a href="{}">{}</a> · {}</li>', lines))
