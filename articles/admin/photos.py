"""The picture library as the desk has it: a photo's page keeps its rights on the site and says where it is used."""

import json
from collections.abc import Iterator
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.forms import Script
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import audit
from accounts.roles import ADD_PHOTO, CHANGE_PHOTO, WRITE
from almanac import dates, desk_dates
from almanac.numbers import grouped
from articles import published
from articles.admin import filters
from articles.admin.lists import NONE
from articles.admin.pages import address
from articles.admin.rights import DeskAdmin, may, person
from articles.admin.uncounted import Uncounted
from articles.models import Article
from articles.publishing import picturing
from photos.filters import Rights, Words
from photos.forms import FOCAL, RIGHTS, WORDS, AddPhotoForm, ChangePhotoForm
from photos.models import Photo

SHOWN = 50
ENDS = {"rights_until", "rights_denied"}
DESKS = ["alt_checked", *RIGHTS, *FOCAL]
"""What the photo desk alone changes once a photo is in the library: rights end on the site too."""


@admin.register(Photo)
class DeskPhotoAdmin(Uncounted, DeskAdmin):
    list_display = ["thumbnail", "words", "credit", "kind", "state", "sent"]
    list_display_links = ["thumbnail", "words"]
    list_filter: ClassVar[Any] = [
        "kind", "made_by_ai", "alt_checked", Rights, Words, ("retired_at", filters.Retired),
    ]  # fmt: skip
    list_per_page = 100
    list_select_related = ["uploaded_by"]
    search_fields = ["caption", "credit"]
    search_help_text = _("Words of the caption or the credit, or the photo's number.")
    actions = ["retire", "bring_back"]
    readonly_fields = ["whole", "width", "height", "sender", "uploaded", "retired", "where_used"]

    class Media:
        js = (Script("js/writing/focal.js", type="module"),)

    # --- Who ---------------------------------------------------------------------------------------------------

    def has_view_permission(self, request: HttpRequest, obj: Photo | None = None) -> bool:
        return may(request, WRITE) or may(request, ADD_PHOTO)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest, *_args: Any) -> bool:
        return may(request, ADD_PHOTO)

    def has_change_permission(self, request: HttpRequest, obj: Photo | None = None) -> bool:
        """The photo desk all of them; whoever brought one in, its words."""
        own = obj is not None and obj.uploaded_by_id == request.user.pk and may(request, ADD_PHOTO)
        return own or may(request, CHANGE_PHOTO)

    # --- The list ----------------------------------------------------------------------------------------------

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        context = {"photo_desk": self.has_change_permission(request)}
        return super().changelist_view(request, context | (extra_context or {}))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Photo], search_term: str
    ) -> tuple[QuerySet[Photo], bool]:
        """By the words of a photo and by its number, as the desk tells of it."""
        found, doubled = super().get_search_results(request, queryset, search_term)
        return found | Photo.objects.numbered(search_term.strip()) & queryset, doubled

    @admin.display(description=_("photo"))
    def thumbnail(self, photo: Photo) -> SafeString:
        return format_html(
            '<img src="{}" width="120" height="80" alt="{}" loading="lazy">', photo.preview_url(), photo.alt
        )

    @admin.display(description=_("caption"))
    def words(self, photo: Photo) -> str:
        return str(photo)

    @admin.display(description=_("state"), empty_value="")
    def state(self, photo: Photo) -> SafeString:
        """What keeps it from a story, or soon will; nothing for most."""
        return format_html_join("", "<p>{}</p>", ((line,) for line in _state(photo)))

    @admin.display(description=_("sent"), ordering="uploaded_at")
    def sent(self, photo: Photo) -> str:
        moment = desk_dates.masthead(photo.uploaded_at)
        return f"{photo.uploaded_by}, {moment}" if photo.uploaded_by else moment

    @admin.action(description=_("Retire"), permissions=["change"])
    def retire(self, request: HttpRequest, photos: QuerySet[Photo]) -> None:
        for photo in photos:
            photo.retire(by=person(request))

    @admin.action(description=_("Bring back"), permissions=["change"])
    def bring_back(self, request: HttpRequest, photos: QuerySet[Photo]) -> None:
        for photo in photos:
            photo.bring_back(by=person(request))

    # --- A photo's page ----------------------------------------------------------------------------------------

    def get_fields(self, request: HttpRequest, obj: Photo | None = None) -> Any:
        if obj is None:
            return ["upload", *WORDS]
        fields = ["whole", "caption", "credit", "alt", "alt_checked", *WORDS[3:], *self.readonly_fields[1:]]
        if not self.has_change_permission(request, obj):
            fields[fields.index("taken_on")] = "taken"
        return fields if may(request, CHANGE_PHOTO) else _as_read(fields)

    def get_readonly_fields(self, request: HttpRequest, obj: Photo | None = None) -> list[str]:
        """What the photo's page shows, it shows to this person: restricted stories to those named alone."""
        if obj is None:
            return []
        obj.seen_by = person(request)  # type: ignore[attr-defined]
        return self.readonly_fields if may(request, CHANGE_PHOTO) else [*self.readonly_fields, *_as_read(DESKS)]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        kwargs["form"] = ChangePhotoForm if change else AddPhotoForm
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.by = request.user
        return form

    @transaction.atomic
    @audit.written_last()
    def save_model(self, request: HttpRequest, obj: Photo, form: Any, change: bool) -> None:
        if not change:
            _tell_of_twins(request, obj)
            return  # the form has put it into the library
        changed = set(form.changed_data)
        if "rights_denied" in changed:  # the moment goes with it
            changed.add("rights_until")
        obj.save(update_fields=changed)
        obj.refresh_from_db()
        audit.record("change_photo", obj.target, by=form.by, fields=form.changed_data)
        if changed.intersection(FOCAL):
            obj.reframe(form.made, by=form.by)
        if changed & ENDS:
            picturing.keep_rights(obj)
            _tell_of_lost(request, obj)

    @admin.display(description=_("photo"))
    def whole(self, photo: Photo) -> SafeString:
        """A click on it sets the focal point (static/js/writing/focal.js)."""
        where, edges = photo.whole()
        told = _("Click what must stay in the picture when it is cropped")
        drawn = '<img src="{}" width="480" alt="{}" title="{}" data-edges="{}">'
        return format_html(drawn, where, photo.alt, told, json.dumps(edges))

    @admin.display(description=Photo._meta.get_field("uploaded_by").verbose_name)
    def sender(self, photo: Photo) -> str:
        """Django leads to the person's own page, whoever may open that."""
        return str(photo.uploaded_by or "—")

    @admin.display(description=_("uploaded"))
    def uploaded(self, photo: Photo) -> str:
        return desk_dates.masthead(photo.uploaded_at)

    @admin.display(description=_("retired"))
    def retired(self, photo: Photo) -> str:
        return desk_dates.masthead(photo.retired_at) if photo.retired_at else NONE

    @admin.display(description=_("taken on"))
    def taken(self, photo: Photo) -> str:
        return dates.short_date(photo.taken_on) if photo.taken_on else NONE

    @admin.display(description=_("rights until"))
    def rights_end(self, photo: Photo) -> str:
        return desk_dates.masthead(photo.rights_until) if photo.rights_until else NONE

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
            return NONE
        lines = ((address("change", row.pk), row.headline, where) for row, where in rows)
        return format_html("<ul>{}</ul>", format_html_join("", '<li><a href="{}">{}</a> · {}</li>', lines))


def _as_read(fields: list[str]) -> list[str]:
    """For whoever only reads them."""
    return ["rights_end" if name == "rights_until" else name for name in fields]


def _state(photo: Photo) -> Iterator[Any]:
    if photo.retired_at:
        yield _("Retired")
    if photo.rights_denied:
        yield _("Rights denied")
    elif photo.rights_until:
        words = _("Rights until %(moment)s") if photo.is_free(timezone.now()) else _("Rights ended %(moment)s")
        yield words % {"moment": desk_dates.masthead(photo.rights_until)}
    if photo.missing():
        yield photo.lacks
    if photo.made_by_ai:
        yield _("Made by AI")


def _tell_of_twins(request: HttpRequest, photo: Photo) -> None:
    """A file may stand twice, with other words; whoever adds the second should know of the first."""
    same = Photo.objects.filter(checksum=photo.checksum).exclude(pk=photo.pk)
    if twins := same.values_list("pk", flat=True)[:5]:
        places = ((reverse("admin:photos_photo_change", args=[pk]), pk) for pk in twins)
        numbers = format_html_join(", ", '<a href="{}">#{}</a>', places)
        sentence = _("The same file is in the library already: %(numbers)s.")
        messages.warning(request, format_html(sentence % {"numbers": "{}"}, numbers))


def _tell_of_lost(request: HttpRequest, photo: Photo) -> None:
    """How many stories show it no more, said to whoever ended its rights."""
    now = published.now()
    lost = 0 if photo.is_free(now) else len(picturing.stories_with(photo, at=now))
    if lost:
        words = ngettext(
            "%(count)s story on the site lost this photo.", "%(count)s stories on the site lost this photo.", lost
        )
        messages.warning(request, words % {"count": grouped(lost)})
