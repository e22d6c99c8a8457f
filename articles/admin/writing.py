"""The form of the working copy: shows it, stores what was typed, and loses nothing when two people save."""

from copy import copy

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.models import User
from almanac.numbers import whole
from articles import moves, published, workflow
from articles.admin import autosave, moving
from articles.admin.clash import Clash
from articles.admin.pages import address, find
from articles.admin.rights import person
from articles.admin.screen import show
from articles.forms.working_copy import CopyForm
from articles.models import Article, Buffer, Conflict
from articles.workflow import NotAllowed


def write(request: HttpRequest, article: Article | None) -> HttpResponse:
    if request.method != "POST":
        locked = _locked(request, article)
        # Of a text that may not be written now, what was typed is shown beside it, to be read.
        restored = None if locked else autosave.offered(request, article)
        return show(request, article, _form(request, article, restored, locked=locked), restored=restored)
    if article and "headline" not in request.POST:
        # A text that may not be written has buttons only.
        return _next(request, article, seen=whole(request.POST.get("version"), article.version))
    form = CopyForm(request.POST, instance=copy(article) if article else None, by=person(request))
    if not form.is_valid():
        return show(request, article, form)
    if article and "_take" in request.POST:
        return _taken(request, article, form)
    return _stored(request, article, form)


def again(request: HttpRequest, article: Article, *, unsent: str, refused: str) -> HttpResponse:
    """The screen as it stands, with an addition that could not be sent."""
    return show(
        request, article, _form(request, article, locked=_locked(request, article)), unsent=unsent, refused=refused
    )


def _locked(request: HttpRequest, article: Article | None) -> bool:
    return article is not None and not workflow.may_write(published.facts(article, person(request), at=published.now()))


def _form(request: HttpRequest, article: Article | None, restored: Buffer | None = None, *, locked: bool) -> CopyForm:
    by = person(request)
    if restored:
        form = CopyForm(restored.as_post(), instance=copy(article) if article else None, by=by)
        form.leave_unjudged()
        return form
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
    autosave.spend(request, article)
    if article is None or saved.version != article.version:
        messages.success(request, _("Saved as version %(version)d.") % {"version": saved.version})
    elif "_move" not in request.POST:
        messages.info(request, _("Nothing was changed: no new version was kept."))
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
    mine = article.revisions.filter(pk=whole(request.POST.get("mine"))).first()
    theirs = article.revisions.filter(pk=whole(request.POST.get("theirs"))).first()
    if mine is None or theirs is None:
        return show(request, article, form)
    clash = Clash.of(mine, theirs)
    text = clash.choose(form.snapshot(), request.POST["_take"])
    seen = form.cleaned_data["version"]
    again = CopyForm(instance=article, by=person(request), typed=text, seen=seen)
    return show(request, article, again, clash=clash)
