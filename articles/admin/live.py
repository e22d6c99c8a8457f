"""The screen of a live coverage: an update is written, read and sent out without leaving it."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import roles
from accounts.models import User
from articles import filing, published, publishing, rendering
from articles.admin import moving
from articles.admin.pages import address, find, page
from articles.admin.rights import person
from articles.models import Article
from articles.workflow import NotAllowed, Stage

SHOWN = 40


class UpdateForm(forms.Form):
    headline = forms.CharField(label=gettext_lazy("headline"), max_length=300)
    text = forms.CharField(
        label=gettext_lazy("What is new"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 6})
    )


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The form on top, then what waits for an editor, then what readers have, newest first."""
    coverage, by = find(request, pk), person(request)
    if coverage.genre != Article.Genre.LIVE:
        raise Http404
    form = UpdateForm(request.POST if "_add" in request.POST else None)
    if request.method == "POST" and _done(request, coverage, by, form):
        return redirect(address("live", pk))
    rows = filing.updates_of(coverage, seen_by=by, limit=SHOWN)
    found = published.statuses([row.story_id for row in rows], at=published.now())
    waiting = [(row, rendering.plain_text(row.body)) for row in rows if row.stage in (Stage.DRAFT, Stage.REVIEW)]
    told = [(row, found[row.story_id]) for row in rows if row.story_id in found]
    return page(
        request, "live.html", title=_("Live coverage"), subtitle=coverage.headline, coverage=coverage, form=form,
        waiting=waiting, told=told, edits=by.may(roles.PUBLISH, coverage.section_ids),
    )  # fmt: skip


def _done(request: HttpRequest, coverage: Article, by: User, form: UpdateForm) -> bool:
    """Whether what was pressed is done; a refusal is told, and what was typed stays."""
    try:
        if "_publish" in request.POST:
            _publish(request, coverage, by)
        elif form.is_valid():
            headline = " ".join(form.cleaned_data["headline"].split())
            filing.add_update(coverage, by=by, headline=headline, text=form.cleaned_data["text"])
            messages.success(request, moving.outcome("submit", None))
        else:
            return False
    except NotAllowed as refused:
        messages.error(request, str(refused))
        return "_publish" in request.POST
    return True


def _publish(request: HttpRequest, coverage: Article, by: User) -> None:
    number, seen = request.POST.get("_publish", ""), request.POST.get("seen", "")
    if not (number.isdecimal() and seen.isdecimal()):
        raise Http404
    update = find(request, number)
    if update.coverage_id != coverage.pk:
        raise Http404
    edition = publishing.publish(update, by=by, seen=int(seen))
    messages.success(request, moving.outcome("publish", edition))
