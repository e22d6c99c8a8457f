"""The trail, to be read and nothing else."""

import json
from collections.abc import Iterator
from functools import reduce
from operator import and_, or_
from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Substr
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.models import Act, User
from almanac import desk_dates
from articles.admin import targets, wording
from articles.admin.pages import address
from articles.admin.rights import DeskAdmin, person
from articles.admin.uncounted import Uncounted
from articles.forms.working_copy import moment
from articles.models import Article, Revision, SignOff
from photos.models import Photo

FACTS: dict[str, Any] = {
    "version": _("version of the story"), "edition": _("version for readers"), "begins": _("from"), "until": _("until"),
    "ends": _("until"), "due": _("due"), "first_published": _("first published"), "fields": _("fields changed"),
    "photo": _("photo"), "to": _("for"), "named": _("named"), "whom": _("for"), "kind": _("kind"), "slug": _("name"),
    "name": _("name"), "into": _("merged into"), "stories": _("stories"), "stopped": _("stories stopped"),
    "what": _("about"), "place": _("place"), "places": _("places"), "story": _("story"),
    "verified_by": _("verified by"), "because": _("reason for the exception"), "giver": _("given by"),
    "why": _("reason"), "addresses": _("addresses"), "address": _("address"), "links": _("preview links taken back"),
    "reference": _("order or request"),
}  # fmt: skip
"""Particulars that say something to people; the others are for whoever checks the seal."""
TOLD = ("number", "when", "who", "what", "on", "reason", "changed", "particulars")
MOMENTS = frozenset({"begins", "until", "ends", "due", "first_published"})


@admin.register(Act)
class ActAdmin(Uncounted, DeskAdmin):
    to_view = roles.READ_AUDIT
    list_display = ["number", "when", "who", "what", "on", "why"]
    search_fields = ["target", "actor", "verb"]
    search_help_text = _("A person, an act, the name of a list, or a mark such as photo:40.")
    actions = None
    fieldsets = (
        (None, {"fields": TOLD}),
        (_("As it is sealed"), {"fields": ["sealed"], "classes": ["collapse"]}),
    )
    readonly_fields = (*TOLD, "sealed")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Act]:
        """With the headline of the story that a line tells of, where the person may see it."""
        told = Substr(OuterRef("target"), len("article:") + 1)
        stories = Article.objects.visible_to(person(request)).filter(story_id=told)
        people = User.objects.filter(username=OuterRef("actor"))
        return super().get_queryset(request).annotate(
            story=Subquery(stories.values("pk")[:1]), headline=Subquery(stories.values("headline")[:1]),
            name=Subquery(people.values("name")[:1]),
        )  # fmt: skip

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Act], search_term: str
    ) -> tuple[QuerySet[Act], bool]:
        """The word as the page shows it, in the column where it stands: asked for all, the database would sort."""
        word = search_term.replace("\x00", "").strip()
        if not word:
            return queryset, False
        stands = [Q(**{f"{name}__in": all_}) for name, all_ in self._written(word).items() if self._stands(name, all_)]
        return queryset.filter(reduce(or_, stands, Q())) if stands else queryset.none(), False

    def _written(self, word: str) -> dict[str, list[str]]:
        """What each column may hold where the page shows that word: a name for a mark, a label for an act."""
        told = reduce(and_, (Q(name__icontains=one) for one in word.split()))
        people = list(User.objects.filter(told).values_list("username", flat=True))
        marks = [*(f"person:{one}" for one in people), *targets.called(word)]
        return {"target": [word, *marks], "actor": [word, *people], "verb": [word, *wording.verbs(word)]}

    def _stands(self, column: str, written: list[str]) -> bool:
        rows = Act.objects.filter(**{f"{column}__in": written})
        return rows.order_by("-seq").values_list("seq").first() is not None

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        changes: Any = super().get_changelist_instance(request)
        self._name(changes.result_list, request)
        return changes

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Act | None:
        act: Act | None = super().get_object(request, object_id, from_field)
        self._name([act] if act else [], request)
        return act

    def _name(self, acts: list[Act], request: HttpRequest) -> None:
        """Each with what it was done to, by name: as many queries for a page as there are kinds on it."""
        named = targets.named((act.target for act in acts), request)
        for act in acts:
            act.named = named.get(act.target, "")  # type: ignore[attr-defined]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        act: Act = context["original"]
        context["subtitle"] = f"{self.what(act)} · {self.who(act)}"
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("No."))
    def number(self, act: Act) -> int:
        return act.seq

    @admin.display(description=_("who"))
    def who(self, act: Act) -> str:
        return getattr(act, "name", None) or act.actor or str(_("The system"))

    @admin.display(description=_("when"))
    def when(self, act: Act) -> str:
        return desk_dates.masthead(act.at)

    @admin.display(description=_("on"))
    def on(self, act: Act) -> str:
        """What it was done to, by name, where it may be seen; the mark stands in the line as it is sealed."""
        if headline := getattr(act, "headline", None):
            return format_html('<a href="{}">{}</a>', address("change", act.story), headline)  # type: ignore[attr-defined]
        return getattr(act, "named", "") or targets.by_kind(act.target)

    @admin.display(description=_("reason"))
    def reason(self, act: Act) -> str:
        return wording.reason(act.why) or "—"

    @admin.display(description=_("what changed"))
    def changed(self, act: Act) -> str:
        """Fields of a story that a save or a move changed, and the way to both texts; only where it may be seen."""
        story = getattr(act, "story", None)
        after = Revision.objects.filter(article=story, at=act.at).first() if story else None
        before = after and Revision.objects.filter(article=story, pk__lt=after.pk, side=False).first()
        if not after or not before:
            return "—"
        names = [name for name in after.snapshot if before.snapshot.get(name) != after.snapshot[name]]
        if not names:
            return "—"
        told = ", ".join(str(wording.label(name)) for name in names)
        where = f"{address('compare', story)}?ke={after.pk}"
        return format_html('{} · <a href="{}">{}</a>', capfirst(told), where, _("Compare the texts"))

    @admin.display(description=_("particulars"))
    def particulars(self, act: Act) -> str:
        return format_html_join("", "<p>{}: {}</p>", _particulars(act)) or "—"

    @admin.display(description=_("line"))
    def sealed(self, act: Act) -> SafeString:
        """For whoever checks it by hand."""
        lines = (str(act), json.dumps(act.facts, ensure_ascii=False), act.previous, act.seal)
        return format_html_join("", "<p>{}</p>", ((line,) for line in lines))

    @admin.display(description=_("act"))
    def what(self, act: Act) -> str:
        return str(wording.act(act.verb))


def _particulars(act: Act) -> Iterator[tuple[str, str]]:
    for name, value in act.facts.items():
        if name in FACTS and value not in ("", None, []):
            yield capfirst(str(FACTS[name])), _said(name, value, act)


def _said(name: str, value: Any, act: Act) -> str:
    if name in MOMENTS:
        when = moment(str(value))
        return desk_dates.masthead(when) if when else str(value)
    if name == "kind" and value in SignOff.Kind.values:
        return str(SignOff.Kind(value).label)
    if name == "fields":
        return ", ".join(_field(act, one) for one in value)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _field(act: Act, name: str) -> str:
    """What a form calls a field of what the act was done to."""
    models = {"photo": Photo, "person": User, **wording.KEPT}
    model: Any = models.get(act.target.replace(":", "-").partition("-")[0])
    named = {field.name: field.verbose_name for field in model._meta.fields} if model else {}
    return str(named.get(name, _("password") if name == "new_password" else name))
