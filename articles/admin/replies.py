"""Who asked for a right of reply to a story, until when they are to be answered, and what they were."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almanac.fields import MomentField
from almanac.numbers import whole
from articles import published, replies, workflow
from articles.admin import autosave
from articles.admin.carrying_out import carry_out
from articles.admin.pages import address, find, page
from articles.admin.rights import person
from articles.forms.fields import OneLine
from articles.models import Article, ReplyRequest
from articles.workflow import NotAllowed

LENGTH = 10_000


class NoteForm(forms.Form):
    asked_by = OneLine(label=gettext_lazy("Who asks"), max_length=120)
    words = forms.CharField(
        label=gettext_lazy("What they say"), max_length=LENGTH, widget=forms.Textarea(attrs={"rows": 5})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["asked_at"] = MomentField(
            label=_("Asked for at"), help_text=_("The clock runs from here: 2 × 24 hours.")
        )


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=gettext_lazy("What they were answered"), max_length=LENGTH, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("A right of reply that goes out as a correction ends the request by itself."),
    )  # fmt: skip


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows what is open and what was answered; POST answers one of them (`_answer`: its key), or notes another."""
    article, now = find(request, pk), published.now()
    facts = published.facts(article, person(request), at=now)
    replies.must_be_theirs(facts)
    sent = request.POST if request.method == "POST" else None
    answered = request.POST.get("_answer", "")
    note = NoteForm(None if answered else sent, initial={"asked_at": now})
    rows = article.reply_requests.select_related("noted_by", "answered_by").order_by("asked_at", "pk")
    forms_of = {one.pk: _answer_form(one, sent, answered) for one in rows if one.answered_at is None}
    if sent is not None and (_answered(request, article, forms_of) if answered else _noted(request, article, note)):
        return redirect(address("replies", pk))
    return page(
        request, "replies.html", article=article, title=_("Right of reply"), note=note,
        form=forms_of.get(whole(answered)) if answered else note,
        waiting=[(replies.Clock(one, now), forms_of[one.pk]) for one in rows if one.pk in forms_of],
        answered=[one for one in rows if one.answered_at],
        notes=facts.shown in replies.HAD, corrects=workflow.refusal("correct", facts) is None,
        **autosave.by_itself(request, "reply", note, article=article),
    )  # fmt: skip


def _answer_form(row: ReplyRequest, sent: Any, answered: str) -> AnswerForm:
    return AnswerForm(sent if whole(answered) == row.pk else None, auto_id=f"id_{row.pk}_%s")


def _noted(request: HttpRequest, article: Article, form: NoteForm) -> bool:
    def act() -> str:
        replies.note(article, by=person(request), **form.cleaned_data)
        return _("Noted: the section's editors see it on their desk until it is answered.")

    return form.is_valid() and carry_out(request, form, act, of=article)


def _answered(request: HttpRequest, article: Article, forms_of: dict[int, AnswerForm]) -> bool:
    row = get_object_or_404(ReplyRequest, pk=whole(request.POST["_answer"]), article=article)
    form = forms_of.get(row.pk) or _answer_form(row, request.POST, str(row.pk))
    if not form.is_valid():
        return False
    try:
        replies.answer(row, by=person(request), answer=form.cleaned_data["answer"])
    except NotAllowed as refused:
        messages.error(request, str(refused))
        return True
    autosave.spend_kept(request, article)
    messages.success(request, _("Answered: the clock has stopped."))
    return True
