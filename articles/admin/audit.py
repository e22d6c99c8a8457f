"""The trail, to be read and nothing else."""

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Substr
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.models import Act
from almanac import dates
from articles.admin import wording
from articles.admin.rights import DeskAdmin, person
from articles.models import Article


@admin.register(Act)
class ActAdmin(DeskAdmin):
    to_view = roles.READ_AUDIT
    list_display = ["seq", "when", "actor", "what", "on", "why"]
    search_fields = ["=target", "=actor", "=verb"]
    search_help_text = _("A target as written here, a user name or an act.")
    actions = None
    fields = ["seq", "when", "actor", "verb", "target", "why", "facts", "previous", "seal"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Act]:
        """With the headline of the story that a line tells of, where the person may see it."""
        told = Substr(OuterRef("target"), len("article:") + 1)
        stories = Article.objects.visible_to(person(request)).filter(story_id=told)
        return super().get_queryset(request).annotate(headline=Subquery(stories.values("headline")[:1]))

    def get_readonly_fields(self, request: HttpRequest, obj: Act | None = None) -> list[str]:
        return self.fields  # type: ignore[return-value]

    @admin.display(description=_("when"), ordering="seq")
    def when(self, act: Act) -> str:
        return dates.masthead(act.at)

    @admin.display(description=_("on"), ordering="target")
    def on(self, act: Act) -> str:
        headline = getattr(act, "headline", None)
        return f"{headline} · {act.target}" if headline else act.target

    @admin.display(description=_("act"))
    def what(self, act: Act) -> str:
        return str(wording.act(act.verb))
