"""The page on which a source's own correction is noted, and the list of the stories that are to follow it."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from almanac.numbers import whole
from articles import desk, notify, published, source_corrections
from articles.admin import autosave
from articles.admin.carrying_out import carry_out
from articles.admin.pages import page
from articles.admin.rights import person
from articles.forms.answers import WhyForm
from articles.forms.fields import plain
from articles.models import Article, Source, SourceCorrection, ToFollow, Word
from articles.workflow import NotAllowed

ROWS, EARLIER = 50, 10


class SourceCorrectionForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("What it put right"), widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("In a sentence or two; editors read it beside each story that rests on this source."),
    )  # fmt: skip
    address = forms.URLField(
        label=gettext_lazy("Where it says so"), required=False, max_length=500, assume_scheme="https",
        error_messages={"invalid": gettext_lazy("The address is no page: it begins with https:// or http://.")},
    )  # fmt: skip

    def clean_words(self) -> str:
        return str(plain(self.cleaned_data["words"]))


def _editor(request: HttpRequest) -> User:
    by = person(request)
    source_corrections.must_follow(by)
    return by


def note(request: HttpRequest, pk: int) -> HttpResponse:
    """What a source put right; sent, it opens a task on each live story that rests on it."""
    by, source = _editor(request), get_object_or_404(Source, pk=pk)
    form = SourceCorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _noted(request, source, form, by=by):
        return redirect("admin:articles_source_follow")
    return page(
        request, "source_corrected.html", title=_("“%(name)s” corrected itself") % {"name": source}, subtitle=None,
        source=source, form=form, earlier=SourceCorrection.objects.filter(source=source)[:EARLIER],
        change=reverse("admin:articles_source_change", args=[pk]),
        **autosave.by_itself(request, f"source/{pk}", form),
    )  # fmt: skip


def _noted(request: HttpRequest, source: Source, form: SourceCorrectionForm, *, by: User) -> bool:
    def act() -> str:
        source_corrections.note_correction(source, by=by, **form.cleaned_data)
        return _("Noted: each live story that rests on it is to be looked at.")

    return carry_out(request, form, act)


def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks why, then ends what was noted by mistake."""
    by, correction = _editor(request), get_object_or_404(SourceCorrection.objects.select_related("source"), pk=pk)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _taken_back(request, correction, form, by=by):
        return redirect("admin:articles_source_corrected", correction.source_id)
    return page(
        request, "why.html", title=_("Take back the correction"), subtitle=None, what=correction.source,
        about=correction.words, form=form, back=reverse("admin:articles_source_corrected", args=[correction.source_id]),
        **autosave.by_itself(request, f"correction/{pk}", form),
    )  # fmt: skip


def _taken_back(request: HttpRequest, correction: SourceCorrection, form: WhyForm, *, by: User) -> bool:
    def act() -> str:
        source_corrections.take_back(correction, by=by, why=form.cleaned_data["why"])
        return _("Taken back: no story waits for it any more.")

    return carry_out(request, form, act)


def follow(request: HttpRequest) -> HttpResponse:
    """What waits for this person, a page at a time; one click says that a story was looked at."""
    by, now = _editor(request), published.now()
    if request.method == "POST":
        _look(request, by)
        return redirect(request.get_full_path())
    notify.read(by, at=now, kind=Word.Kind.SOURCE)
    last = ToFollow.objects.filter(pk=whole(request.GET.get("sesudah", ""))).first()
    found = desk.to_follow(by, at=now, most=ROWS + 1, after=last)
    return page(
        request, "to_follow.html", title=_("Stories to follow up"), subtitle=None, tasks=found[:ROWS],
        older=f"?sesudah={found[ROWS - 1].pk}" if len(found) > ROWS else "", later=bool(last),
    )  # fmt: skip


def _look(request: HttpRequest, by: User) -> None:
    """Of a task that this person has on the list, or had until somebody was faster."""
    rows = ToFollow.objects.filter(article__in=Article.objects.visible_to(by)).select_related(
        "article", "correction__source", "for_section"
    )
    task = get_object_or_404(rows, pk=whole(request.POST.get("_looked", "")))
    try:
        source_corrections.looked_at(task, by=by)
        messages.success(request, _("Looked at: “%(headline)s”.") % {"headline": task.article.headline})
    except NotAllowed as refused:
        messages.error(request, str(refused))
