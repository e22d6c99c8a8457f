"""The screen of a live coverage: an update is written, read and sent out without leaving it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import roles
from accounts.models import User
from almanac.fields import MomentField
from almanac.numbers import whole
from articles import desk, filing, notify, published, publishing, rendering
from articles.admin import autosave, moving
from articles.admin.carrying_out import beside, carry_out
from articles.admin.pages import address, find, page
from articles.admin.rights import person
from articles.forms.fields import OneLine
from articles.models import Article, StandingApproval
from articles.publishing import standing
from articles.workflow import NotAllowed

MOST_WAITING, SHOWN = 200, 40
"""Updates on one screen: far more of those not yet out, since nobody sends out what has dropped out of sight."""


class UpdateForm(forms.Form):
    headline = OneLine(label=gettext_lazy("headline"), max_length=300)
    text = forms.CharField(
        label=gettext_lazy("What is new"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 6})
    )


class ApprovalForm(forms.Form):
    """Whom an editor lets send out updates alone, and until when."""

    to = forms.TypedChoiceField(label=gettext_lazy("person"), coerce=int)

    def __init__(self, *args: Any, people: dict[int, User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        # Nobody first: the right to publish alone goes to no one by the alphabet.
        self.fields["to"].choices = [("", "—"), *((pk, str(one)) for pk, one in people.items())]  # type: ignore[attr-defined]
        self.fields["until"] = MomentField(label=gettext_lazy("Until"))

    def person(self) -> User:
        return self.people[self.cleaned_data["to"]]


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The form on top, then what waits for an editor, then what readers have, newest first."""
    coverage, by = find(request, pk), person(request)
    if coverage.genre != Article.Genre.LIVE:
        raise Http404
    form = UpdateForm(request.POST if {"_add", "_out"} & request.POST.keys() else None)
    edits = by.may(roles.PUBLISH, coverage.section_ids)
    approving = _approval_form(request, coverage) if edits else None
    if request.method == "POST" and _done(request, coverage, form, approving):
        return redirect(address("live", pk))
    approvals = StandingApproval.objects.holding(coverage, published.now())
    waiting = filing.updates_waiting(coverage, seen_by=by, limit=MOST_WAITING)
    return page(
        request, "live.html", title=_("Live coverage"), subtitle=coverage.headline, article=coverage, form=form,
        waiting=[(row, rendering.plain_text(row.body)) for row in waiting],
        told=filing.updates_told(coverage, seen_by=by, limit=SHOWN),
        to_approve=desk.to_approve(by, waiting, at=published.now()), edits=edits, approving=approving,
        approvals=approvals,
        alone=any(one.to_id == by.pk for one in approvals),
        **autosave.by_itself(request, "live", form, article=coverage),
    )  # fmt: skip


def _approval_form(request: HttpRequest, coverage: Article) -> ApprovalForm:
    writers = notify.with_right(roles.WRITE, coverage, at=published.now())
    people = {one.pk: one for one in sorted(writers, key=str) if one != person(request)}
    return ApprovalForm(request.POST if "_approve" in request.POST else None, people=people)


def _done(request: HttpRequest, coverage: Article, form: UpdateForm, approving: ApprovalForm | None) -> bool:
    """Whether what was pressed is done or refused for good; what may be mended stands on its form."""
    by = person(request)
    if number := request.POST.get("_publish", ""):
        _publish(request, coverage, whole(number))
        return True
    if number := request.POST.get("_end", ""):
        _end(request, coverage, whole(number))
        return True
    if approving and approving.is_bound:
        return approving.is_valid() and _approved(request, coverage, approving)
    return form.is_valid() and _added(request, coverage, form, by=by)


def _end(request: HttpRequest, coverage: Article, number: int) -> None:
    approval = get_object_or_404(StandingApproval, coverage=coverage, pk=number)
    try:
        standing.end(approval, by=person(request))
    except NotAllowed as refused:
        messages.error(request, str(refused))


def _approved(request: HttpRequest, coverage: Article, form: ApprovalForm) -> bool:
    def act() -> str:
        standing.approve(coverage, form.person(), by=person(request), until=form.cleaned_data["until"])
        return _("%(name)s sends out updates alone now.") % {"name": form.person()}

    return carry_out(request, form, act)


def _added(request: HttpRequest, coverage: Article, form: UpdateForm, *, by: User) -> bool:
    try:
        update = filing.add_update(coverage, by=by, **form.cleaned_data)
    except NotAllowed as refused:
        beside(form, refused)
        return False
    autosave.spend_kept(request, coverage)
    _sent(request, update, by)
    return True


def _sent(request: HttpRequest, update: Article, by: User) -> None:
    """Out at once if the person may and asked for it; else it waits for an editor."""
    if "_out" not in request.POST:
        messages.success(request, moving.outcome("submit", None))
        return
    try:
        edition = publishing.publish_update(update, by=by, seen=update.version)
        messages.success(request, moving.outcome("publish", edition))
    except NotAllowed as refused:
        messages.error(request, f"{refused} {moving.outcome('submit', None)}")


def _publish(request: HttpRequest, coverage: Article, number: int) -> None:
    update = find(request, number)
    if update.coverage_id != coverage.pk:
        raise Http404
    try:
        edition = publishing.publish(update, by=person(request), seen=whole(request.POST.get("seen", "")))
        messages.success(request, moving.outcome("publish", edition))
    except NotAllowed as refused:
        messages.error(request, str(refused))
