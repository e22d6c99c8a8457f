"""A story's timeline: saves, moves, notes and editions; two texts side by side; the way back to an earlier one."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from almanac import desk_dates
from almanac.numbers import whole
from articles import moves, notes, published, rendering, workflow
from articles.admin import autosave, wording
from articles.admin.pages import address, find, page
from articles.admin.rights import person
from articles.models import Article, Remark, Revision
from articles.workflow import NotAllowed


@dataclass(frozen=True)
class Event:
    at: datetime
    kind: str
    what: str
    who: str = ""
    text: str = ""
    revision: Revision | None = None
    edition: Any = None


class Expunged(NamedTuple):
    """That a story's text is gone for good, as the desk says it."""

    at: datetime
    who: str
    why: str
    reference: str


def expunging(article: Article) -> Expunged | None:
    row = published.expunging(article)
    if row is None:
        return None
    return Expunged(row.at, str(User.objects.filter(username=row.by).first() or row.by), row.why, row.reference)


def timeline(request: HttpRequest, pk: int) -> HttpResponse:
    article, now = find(request, pk), published.now()
    said = [*_notes(article), *_remarks(article), *_additions(article)]
    events = [*_revisions(article), *said, *_editions(article, now)]
    events.sort(key=lambda event: event.at, reverse=True)
    if gone := expunging(article):
        events = [replace(one, text=one.text or _("Its text was expunged.")) for one in events]
    facts = published.facts(article, person(request), at=now)
    newest = article.revisions.all()[0]
    since = _other_text(newest) or newest
    return page(
        request, "timeline.html", article=article, events=events, to=newest.pk, since=since.pk,
        title=_("History of the story"), may_write=workflow.may_write(facts), subtitle=article.headline, expunging=gone,
    )  # fmt: skip


def _revisions(article: Article) -> list[Event]:
    rows = article.revisions.select_related("by").defer("snapshot")
    return [
        Event(row.at, "side" if row.side else "save", str(wording.act(row.act)), _who(row.by),
              wording.reason(row.note), revision=row)
        for row in rows
    ]  # fmt: skip


def _notes(article: Article) -> list[Event]:
    rows = article.notes.select_related("by")
    return [Event(note.at, "note", _("Internal note"), _who(note.by), note.text) for note in rows]


def _remarks(article: Article) -> list[Event]:
    """What outsiders said who read by a link."""
    rows = Remark.objects.filter(link__article=article).select_related("link")
    return [Event(row.at, "remark", _("Remark by link"), row.link.whom, row.text) for row in rows]


def _additions(article: Article) -> list[Event]:
    """What authors added while the editors had it, with what became of it."""
    rows = article.additions.select_related("by", "settled_by")
    return [
        Event(row.at, "note", f"{capfirst(row._meta.verbose_name)} – {row.outcome}", _who(row.by),
              rendering.plain_text(row.body))
        for row in rows
    ]  # fmt: skip


def _editions(article: Article, now: datetime) -> list[Event]:
    editions = published.editions_of(article.story_id)
    people = User.objects.filter(username__in={edition.published_by for edition in editions})
    names = {one.username: str(one) for one in people}
    return [
        Event(edition.made_at, "edition", _("Version %(number)d for readers") % {"number": edition.number},
              names.get(edition.published_by, edition.published_by), _life(edition, now), edition=edition)
        for edition in editions
    ]  # fmt: skip


def _life(edition: Any, now: datetime) -> str:
    begins, ends = edition.published_at, edition.superseded_at
    if begins == ends:
        return _("Never live: ended before %(when)s.") % {"when": desk_dates.masthead(begins)}
    if ends is None:
        words = _("From %(when)s on.")
        return words % {"when": desk_dates.masthead(begins)}
    return _("From %(begins)s to %(ends)s.") % {
        "begins": desk_dates.masthead(begins),
        "ends": desk_dates.masthead(ends),
    }


def _who(user: Any) -> str:
    return str(user) if user else _("The system")


def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Two revisions word by word: `?dari=` the older, `?ke=` the newer; without the older, the last other text."""
    article = find(request, pk)
    newer = _revision(article, request.GET.get("ke", "")) or article.revisions.select_related("by")[0]
    older = _revision(article, request.GET.get("dari", "")) or _other_text(newer) or newer
    if older.pk > newer.pk:
        older, newer = newer, older
    versions = list(article.revisions.select_related("by").defer("snapshot"))
    return page(
        request, "compare.html", article=article, older=older, newer=newer, title=_("Comparison"),
        older_name=_named(older), newer_name=_named(newer), subtitle=article.headline,
        differences=wording.differences(older.snapshot, newer.snapshot), expunging=expunging(article),
        versions=[(row.pk, _named(row)) for row in versions], others=_others(article, versions, newer),
    )  # fmt: skip


def _other_text(newer: Revision) -> Revision | None:
    """The last one before with a text of its own: a move keeps the text that it found."""
    before = Revision.objects.filter(article=newer.article_id, pk__lt=newer.pk, side=False).select_related("by")
    return before.exclude(snapshot=newer.snapshot).first()


def _others(article: Article, versions: list[Revision], newer: Revision) -> list[tuple[str, int]]:
    """What else a version is compared with: the one that was returned before it, the one that readers have."""
    returned = next((row.pk for row in versions if row.act == "return" and row.pk < newer.pk), None)
    live = published.status(article.story_id, at=published.now()).live
    found = {_("The version that was returned"): returned, _("The version that readers have"): live and live.revision}
    keys = {row.pk for row in versions} - {newer.pk}
    return [(name, key) for name, key in found.items() if key in keys]


def _named(row: Revision) -> str:
    version = _("Version %(version)s") % {"version": row.version}
    aside = [_("kept aside, not current")] if row.side else []
    return " · ".join([version, *aside, str(wording.act(row.act)), _who(row.by), desk_dates.masthead(row.at)])


def _revision(article: Article, text: str) -> Revision | None:
    if not text:
        return None
    rows = article.revisions.select_related("by")
    return get_object_or_404(rows, pk=whole(text))


@require_POST
def restore(request: HttpRequest, pk: int, revision: int) -> HttpResponse:
    article = find(request, pk)
    chosen = get_object_or_404(Revision, pk=revision, article=article)
    try:
        moves.restore(article, chosen, by=person(request))
        messages.success(request, _("Restored; the text from before stays in the history."))
    except NotAllowed as refused:
        messages.error(request, str(refused))
    return redirect(address("change", pk))


@require_POST
def note(request: HttpRequest, pk: int) -> HttpResponse:
    article, text = find(request, pk), request.POST.get("text", "").strip()
    if text:
        told = notes.add(article, text, by=person(request))
        autosave.spend_kept(request, article)
        messages.success(request, _("Note added; no page, feed or export carries it."))
        if told:
            messages.success(request, _("Told: %(names)s.") % {"names": ", ".join(map(str, told))})
    return redirect(address("change", pk))
