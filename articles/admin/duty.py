"""Redaktur piket: who may go out alone, lent for hours or standing."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from accounts import lending, roles
from accounts.lending import NotLent
from accounts.models import Right, User
from accounts.roles import Bundle
from almanac.fields import MomentField
from almanac.numbers import whole
from articles import published
from articles.admin import autosave
from articles.admin.pages import address, page
from articles.admin.rights import may, person
from articles.models import Section


class LoanForm(forms.Form):
    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        editors = User.objects.filter(is_active=True, rights__bundle__in=roles.that_may(roles.PUBLISH))
        self.fields["to"] = forms.ModelChoiceField(editors.exclude(pk=by.pk).distinct(), label=_("Editor"))
        self.fields["begins"] = MomentField(label=_("From"), required=False, help_text=_("Empty: now."))
        self.fields["ends"] = MomentField(
            label=_("Until"), required=False, help_text=_("Empty: standing, until it is taken back.")
        )


def show(request: HttpRequest) -> HttpResponse:
    """Everybody reads who is on duty; the managing editor lends and takes back."""
    by, now = person(request), published.now()
    lends = may(request, roles.LEND)
    form = LoanForm(request.POST if "to" in request.POST else None, by=by)
    if request.method == "POST" and _done(request, form):
        return redirect(address("duty"))
    names: dict[int | None, str] = dict(Section.objects.values_list("pk", "name"))
    rows = [(loan, loan.holds(now), names.get(loan.section, "")) for loan in lending.loans(now)]
    return page(
        request, "duty.html", title=_("Duty editor"), loans=rows, form=form, lends=lends,
        **autosave.by_itself(request, "duty", form),
    )  # fmt: skip


def _done(request: HttpRequest, form: LoanForm) -> bool:
    by, now = person(request), published.now()
    try:
        if back := request.POST.get("_back", ""):
            loan = get_object_or_404(Right, pk=whole(back), bundle=Bundle.PIKET)
            lending.take_back(loan, by=by, at=now)
            messages.success(request, _("Taken back."))
            return True
        if not form.is_valid():
            return False
        answers = form.cleaned_data
        lending.lend(answers["to"], by=by, at=now, begins=answers["begins"], ends=answers["ends"])
        autosave.spend_kept(request, None)
        messages.success(request, _("%(name)s is duty editor.") % {"name": answers["to"]})
    except NotLent as refused:
        if form.is_bound:
            form.add_error(None, str(refused))
            return False
        messages.error(request, str(refused))
    return True
