"""What the library may be narrowed to, beside its plain columns."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from photos.models import Photo


class Rights(admin.SimpleListFilter):
    title = _("rights")
    parameter_name = "hak"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("berlaku", _("Valid")), ("berakhir", _("Ended or denied")), ("ditolak", _("Denied"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        kept = Photo.objects.all()
        chosen = {"berlaku": kept.free(), "berakhir": kept.ended(), "ditolak": kept.filter(rights_denied=True)}
        return queryset.filter(pk__in=chosen[value].values("pk")) if (value := self.value()) in chosen else queryset


class Words(admin.SimpleListFilter):
    title = _("words a story needs")
    parameter_name = "keterangan"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("kurang", _("Lacking")), ("lengkap", _("All there"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        lacking = Photo.objects.lacking().values("pk")
        if self.value() == "kurang":
            return queryset.filter(pk__in=lacking)
        return queryset.exclude(pk__in=lacking) if self.value() == "lengkap" else queryset
