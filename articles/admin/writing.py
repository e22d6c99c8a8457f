"""The form of the working copy: shows it, stores what was typed, and loses nothing when two people save."""

from copy import copy
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from articles import checks, comparison, moves, published, publishing, rendering, workflow
from articles.admin import moving, wording
from articles.admin.pages import address, find, page
from articles.admin.rights import person
from articles.forms import CopyForm
from articles.models import Article, Conflict, Note, Revision
from articles.workflow import NotAllowed

GROUPS: list[tuple[Any, str, tuple[str, ...]]] = [
    (gettext_lazy("Text"), "text", ("kicker", "headline", "deck", "place", "body")),
    (gettext_lazy("Where it runs"), "", ("section", "also_in", "genre", "tags", "fokus", "series", "part")),
    (gettext_lazy("Lead photo"), "", ("photo", "photo_caption")),
    (gettext_lazy("Planning"), "", ("deadline", "priority", "commissioned_length", "narasumber")),
    (
        gettext_lazy("Care"), "",
        ("about_child", "about_victim", "accuses", "unverified", "ticked", "verifies", "no_byline_reason"),
    ),
    (gettext_lazy("Lists, search, sharing"), "folded", ("list_headline", "slug", "search_title", "share_text")),
]  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A field on the screen with what the checks say of it."""

    bound: Any
    findings: list[checks.Finding]

    @property
    def is_tick(self) -> bool:
        return getattr(self.bound.field.widget, "input_type", "") == "checkbox" and not self.is_list

    @property
    def is_list(self) -> bool:
        return hasattr(self.bound.field.widget, "option_template_name") and self.bound.name in ("also_in", "ticked")


@dataclass(frozen=True)
class Clash:
    """Two texts saved on top of one another; what both changed, and what each typed."""

    mine: Revision
    theirs: Revision
    base: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, mine: Revision, theirs: Revision) -> "Clash":
        before = Revision.objects.filter(article=mine.article_id, version=mine.version, side=False).first()
        return cls(mine, theirs, before.snapshot if before else {})

    def merged(self) -> tuple[dict[str, Any], list[str]]:
        return moves.merged(self.base, self.mine.snapshot, self.theirs.snapshot)

    def differences(self) -> list[wording.Difference]:
        """Each field that both changed: theirs struck out, mine added."""
        _text, clashes = self.merged()
        return wording.differences(self.theirs.snapshot, self.mine.snapshot, clashes)

    def choose(self, typed: dict[str, Any], wanted: str) -> dict[str, Any]:
        """What was typed, with one field (or all that clash: `*`) taken from a side: `headline:theirs`."""
        name, _colon, side = wanted.partition(":")
        source = self.theirs if side == "theirs" else self.mine
        names = self.merged()[1] if name == "*" else [name]
        return typed | {one: source.snapshot[one] for one in names if one in source.snapshot}


def write(request: HttpRequest, article: Article | None) -> HttpResponse:
    if request.method != "POST":
        return show(request, article, _form(request, article))
    if article and "headline" not in request.POST:
        # A text that may not be written has buttons only.
        return _next(request, article, seen=_whole(request.POST.get("version"), article.version))
    form = CopyForm(request.POST, instance=copy(article) if article else None, by=person(request))
    if not form.is_valid():
        return show(request, article, form)
    if article and "_take" in request.POST:
        return _taken(request, article, form)
    return _stored(request, article, form)


def _whole(text: Any, otherwise: int) -> int:
    return int(text) if str(text).isdecimal() else otherwise


def _form(request: HttpRequest, article: Article | None) -> CopyForm:
    by = person(request)
    locked = article is not None and not workflow.may_write(published.facts(article, by, at=published.now()))
    return CopyForm(instance=article, by=by, locked=locked)


def _stored(request: HttpRequest, article: Article | None, form: CopyForm) -> HttpResponse:
    """Save what was typed, then make the move whose button was pressed."""
    try:
        saved = store(article, form, by=person(request))
    except Conflict as conflict:
        return _clashing(request, find(request, conflict.theirs.article_id), Clash.of(conflict.mine, conflict.theirs))
    except NotAllowed as refused:
        form.add_error(None, str(refused))
        return show(request, article, form)
    if article is None or saved.version != article.version:
        messages.success(request, _("Saved as version %(version)d.") % {"version": saved.version})
    return _next(request, saved, seen=saved.version)


def store(article: Article | None, form: CopyForm, *, by: User) -> Article:
    typed, seen = form.snapshot(), form.cleaned_data["version"]
    if article is None:
        return moves.create(by=by, write=lambda new: moves.put(new, typed))
    if seen == article.version and typed == article.snapshot():
        return article
    return moves.save(article, by=by, seen=seen, write=lambda current: moves.put(current, typed), typed=typed)


def _next(request: HttpRequest, article: Article, *, seen: int) -> HttpResponse:
    name = request.POST.get("_move", "")
    if name in workflow.MOVES:
        return moving.go(request, article, name, seen=seen)
    return redirect(address("change", article.pk))


# --- Two people saved ----------------------------------------------------------------------------------------


def _clashing(request: HttpRequest, article: Article, clash: Clash) -> HttpResponse:
    """Both texts, merged where only one side changed; the next save is on top of theirs."""
    text, _clashes = clash.merged()
    form = CopyForm(instance=article, by=person(request), typed=text, seen=clash.theirs.version)
    return show(request, article, form, clash=clash, status=409)


def _taken(request: HttpRequest, article: Article, form: CopyForm) -> HttpResponse:
    """One side's words put into the form; nothing is stored yet."""
    mine = article.revisions.filter(pk=_whole(request.POST.get("mine"), 0)).first()
    theirs = article.revisions.filter(pk=_whole(request.POST.get("theirs"), 0)).first()
    if mine is None or theirs is None:
        return show(request, article, form)
    clash = Clash.of(mine, theirs)
    text = clash.choose(form.snapshot(), request.POST["_take"])
    seen = form.cleaned_data["version"]
    again = CopyForm(instance=article, by=person(request), typed=text, seen=seen)
    return show(request, article, again, clash=clash)


# --- The screen -----------------------------------------------------------------------------------------------


def show(
    request: HttpRequest, article: Article | None, form: CopyForm, *, clash: Clash | None = None, status: int = 200
) -> HttpResponse:
    locked = form.fields["headline"].disabled
    context: dict[str, Any] = {"form": form, "article": article, "locked": locked, "clash": clash}
    found: list[checks.Finding] = []
    if article:
        found = publishing.findings(article.snapshot(), at=published.now())
        context |= _standing(article, person(request)) | {"findings": found}
    context["groups"] = _groups(form, found, without_body=locked)
    if locked and article:
        context["body"] = comparison.as_html(comparison.compare_html(article.body, article.body))
    media = form.media + _related_media()
    title = article.headline if article else _("New story")
    return page(request, "change_form.html", code=status, title=title, media=media, **context)


def _related_media() -> Any:
    """The admin's own script that opens the picture library in a window; without it the number is typed."""
    scripts = ["vendor/jquery/jquery.js", "jquery.init.js", "admin/RelatedObjectLookups.js"]
    return forms.Media(js=[f"admin/js/{name}" for name in scripts])


def _standing(article: Article, by: User) -> dict[str, Any]:
    """What is known of the story around its text."""
    now = published.now()
    status = published.status(article.story_id, at=now)
    facts = published.facts(article, by, at=now, known=status)
    words = rendering.word_count(article.body)
    returned = article.revisions.filter(side=False).exclude(act__in=["save", "restore"]).select_related("by").first()
    return {
        "status": status,
        "shown": workflow.Shown(status.shown).label,
        "facts": facts,
        "buttons": moving.buttons(facts),
        "words": words,
        "returned": returned if returned and returned.act == "return" else None,
        "amendable": "amend" in workflow.possible(facts) and _changed_since(article, status),
        "notes": Note.objects.filter(article=article).select_related("by").order_by("-pk")[:5],
        "holder": article.holder(now),
    }


def _changed_since(article: Article, status: published.Status) -> bool:
    """Whether the working copy differs from what is scheduled."""
    if status.to_come is None:
        return False
    scheduled = Revision.objects.filter(pk=status.to_come.revision).first()
    return scheduled is not None and scheduled.snapshot != article.snapshot()


def _groups(form: CopyForm, found: list[checks.Finding], *, without_body: bool) -> list[dict[str, Any]]:
    by_field: dict[str, list[checks.Finding]] = {}
    for finding in found:
        by_field.setdefault(finding.field, []).append(finding)
    return [
        {
            "title": title,
            "kind": kind,
            "rows": [
                Row(form[name], by_field.get(name, [])) for name in names if not (without_body and name == "body")
            ],
        }
        for title, kind, names in GROUPS
    ]
