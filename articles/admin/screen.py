"""The writing screen: the text in a broad column, what surrounds it in panels beside it, the moves in a bar below."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from js_asset import Media

from accounts import roles
from accounts.models import User
from articles import checks, photo_states, published, publishing, rendering, replies, workflow
from articles.admin import history, moving, readers, unsaved, wording
from articles.admin.pages import LIBRARY, SHARED, address, page
from articles.admin.rights import person
from articles.forms.working_copy import CopyForm
from articles.models import Addition, Article, Buffer, Development, Note, Presence, Received, Revision
from articles.published import finder
from prose import pace

TEXT = ("kicker", "headline", "deck", "place", "body")
COMFORTS = ("counts", "rows", "keys", "autosave", "tags", "related", "preview", "today", "photos", "kept")
MODULES = tuple(f"js/writing/{name}.js" for name in COMFORTS)
"""Comforts, each in a module of its own that says what the screen does without it."""

MOVES_TOLD = 20


@dataclass(frozen=True)
class Row:
    """A field on the screen with what the checks say of it."""

    bound: Any
    findings: list[checks.Finding]

    @property
    def is_tick(self) -> bool:
        return isinstance(self.bound.field.widget, forms.CheckboxInput)


@dataclass(frozen=True)
class Panel:
    """A group of fields beside the text, folded unless it is wanted every day or has something to say."""

    name: str
    title: str | Promise
    fields: tuple[str, ...]
    open: bool = False
    rows: list[Row] = field(default_factory=list)

    def filled(self, form: CopyForm, findings: dict[str, list[checks.Finding]]) -> "Panel":
        rows = [Row(form[name], findings.get(name, [])) for name in self.fields]
        speaks = any(row.findings or row.bound.errors for row in rows) or form.part_errors(self.name)
        raised = self.name == "care" and any(form[name].value() for name in self.fields)
        return Panel(self.name, self.title, self.fields, self.open or bool(speaks) or raised, rows)


PANELS = (
    Panel(
        "home", gettext_lazy("Where it runs"),
        ("section", "tags", "also_in", "genre", "fokus", "series", "part"), open=True,
    ),
    Panel("credits", gettext_lazy("Byline"), ("no_byline_reason",), open=True),
    Panel("photo", gettext_lazy("Lead photo"), ("photo", "photo_caption", "photo_need"), open=True),
    Panel("citations", gettext_lazy("Media and news agencies"), ()),
    Panel("planning", gettext_lazy("Planning"), ("deadline", "priority", "commissioned_length", "narasumber")),
    Panel("paid", gettext_lazy("Advertorial"), ("client", "order_number", "airs_from", "airs_until")),
    Panel(
        "care", gettext_lazy("Care"),
        ("about_child", "about_victim", "accuses", "unverified", "ticked", "verifies"),
    ),
    Panel("sharing", gettext_lazy("Lists, search, sharing"), ("list_headline", "slug", "search_title", "share_text")),
)  # fmt: skip


def show(
    request: HttpRequest,
    article: Article | None,
    form: CopyForm,
    *,
    status: int = 200,
    restored: Buffer | None = None,
    clash: Any = None,
    unsent: str = "",
    refused: str = "",
) -> HttpResponse:
    """`unsent`: an addition that was refused, and why; it stays on the screen."""
    by, locked = person(request), form.fields["headline"].disabled
    told = _of_story(article, by, locked=locked) if article else {"findings": []}
    form.fields["tags"].widget.attrs |= {"data-url": address("tags"), "data-label": _("Tags that exist")}
    return page(
        request, "change_form.html", code=status, title=article.headline if article else _("New story"),
        media=form.media + LIBRARY + Media(importmap=SHARED),
        form=form, article=article, locked=locked, clash=clash, unsent=unsent, refused=refused,
        may_upload=by.may(roles.ADD_PHOTO), reports=by.may(roles.WRITE),
        preview=address("preview", article.pk) if article else address("preview_new"),
        **unsaved.shown(request, article, form, restored), **_rows(form, told["findings"], locked=locked),
        **_for_scripts(), **told,
    )  # fmt: skip


def _for_scripts() -> dict[str, Any]:
    """The comforts, and the numbers that they tell by."""
    return {
        "modules": MODULES, "headline_limit": settings.HEADLINE_LIMIT, "words_a_minute": pace.WORDS_A_MINUTE,
        "most_links": rendering.MAX_LINKED_STORIES, "sunday": settings.SUNDAY_IN_TEXT,
    }  # fmt: skip


def _rows(form: CopyForm, findings: list[checks.Finding], *, locked: bool) -> dict[str, Any]:
    """The text and the panels beside it; a body that may not be written is read, and is no field."""
    of_field: dict[str, list[checks.Finding]] = {}
    for finding in findings:
        of_field.setdefault(finding.field, []).append(finding)
    text = [Row(form[name], of_field.get(name, [])) for name in TEXT if not (locked and name == "body")]
    return {"text": text, "panels": [panel.filled(form, of_field) for panel in PANELS]}


def _of_story(article: Article, by: User, *, locked: bool) -> dict[str, Any]:
    """What is told of a story that was saved before."""
    text = article.snapshot()
    found = publishing.findings(text, at=published.now(), story_id=article.story_id)
    told = _standing(article, by) | {"findings": found} | _fitting(article, text, locked=locked)
    if locked:
        told |= {"body": wording.reading(article.body), "why_locked": _why_locked(told["facts"])}
    return told


def _fitting(article: Article, text: dict[str, Any], *, locked: bool) -> dict[str, Any]:
    """What the text as saved is offered: tags while it may be written, and what readers are offered beside it."""
    at = published.now()
    tags = [] if locked else finder.fitting_tags(text, at=at, story_id=article.story_id)
    return {"fitting_tags": tags, "found_for": finder.found_for(article.story_id, at=at)}


def _additions(article: Article) -> Any:
    return Addition.objects.waiting().filter(article=article).select_related("by")


def _moves(article: Article) -> list[Revision]:
    """The latest moves from stage to stage, newest first, without the texts as they stood."""
    rows = article.revisions.filter(side=False, act__in=workflow.STAGE_MOVES)
    return list(rows.select_related("by").defer("snapshot")[:MOVES_TOLD])


def _latest(article: Article, act: str) -> Revision | None:
    return article.revisions.filter(side=False, act=act).select_related("by").defer("snapshot").first()


def _submitted(article: Article, made: list[Revision]) -> Revision | None:
    """The word that came with the story, for as long as it is with the editors."""
    last = next((one for one in made if one.act == "submit"), None)
    return last if last and last.note and article.stage == workflow.Stage.REVIEW else None


def _standing(article: Article, by: User) -> dict[str, Any]:
    """What is known of the story around its text."""
    now = published.now()
    status = published.status(article.story_id, at=now)
    facts = published.facts(article, by, at=now, known=status)
    made = _moves(article)
    photo_states.see([article], at=now)
    return {
        "follows": Article.objects.visible_to(by).filter(pk=article.follows_id).first() if article.follows_id else None,
        "status": status,
        "facts": facts,
        "buttons": moving.buttons(facts),
        "line": readers.line(article),
        "words": rendering.word_count(article.body),
        "returned": made[0] if made and made[0].act == "return" else None,
        "submitted": _submitted(article, made),
        "expunging": history.expunging(article),
        "held": _latest(article, "hold") if status.shown == workflow.Shown.HELD else None,
        "amendable": "amend" in workflow.possible(facts) and moving.changed_since(article, status),
        "notes": Note.objects.filter(article=article).select_related("by", "resolved_by").order_by("-pk")[:8],
        "holder": article.holder(now),
        "others": Presence.objects.here(now).filter(article=article).exclude(by=by),
        "additions": [(one, wording.reading(one.body)) for one in _additions(article)],
        "keeps_replies": replies.may_keep(facts) and facts.shown != workflow.Shown.NOTHING,
        "may_share": workflow.may_share(facts),
        "may_add": workflow.may_add(facts) and not workflow.may_write(facts),
        "received": Received.objects.filter(article=article).select_related("by").first(),
        "development": Development.objects.owed().filter(article=article).first(),
    }


def _why_locked(facts: workflow.Facts) -> str:
    """Why this person may not change the text now, and what lets them."""
    possible = workflow.possible(facts)
    if facts.shown == workflow.Shown.EXPUNGED:
        return str(workflow.EXPUNGED)
    if facts.shown == workflow.Shown.HELD and facts.stage == workflow.Stage.PUBLISHED:
        return _why_held(possible)
    if "recall" in possible:
        return _("With the editors: take it back to change it.")
    if "correct" in possible:
        return _("Published: correct it, and readers have it at once.")
    if "revise" in possible:
        return _("Published: revise it to prepare the next version.")
    return _whose_it_is(facts)


def _whose_it_is(facts: workflow.Facts) -> str:
    if facts.scheduled:
        return _("Scheduled: an editor changes it until it goes out.")
    reasons = {
        workflow.Stage.DRAFT: _("A draft of somebody else's: its writers and the editors change it."),
        workflow.Stage.REVIEW: _("With the editors: they change it now."),
        workflow.Stage.PUBLISHED: _("Published: an editor corrects it."),
    }
    return reasons.get(workflow.Stage(facts.stage), _("This text may not be changed now."))


def _why_held(possible: Collection[str]) -> str:
    if "lift" in possible and "correct" in possible:
        return _("Held: readers see that it is being checked. Lift the hold, or correct it, which ends the hold.")
    return _("Held: readers see that it is being checked, until an editor lifts the hold.")
