"""Proyeksi liputan on a page: a week of plans and of what is scheduled, where each is assigned, changed or dropped."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from accounts import roles
from almanac import dates
from almanac.fields import MomentField
from almanac.numbers import whole
from articles import planning, published
from articles.admin import autosave
from articles.admin.carrying_out import carry_out
from articles.admin.pages import address, day_of, page
from articles.admin.rights import person
from articles.forms.fields import in_use
from articles.models import Article, Author, Plan, Section
from articles.workflow import NotAllowed, not_in_role
from photos.remembering import RememberingForm


class PlanForm(RememberingForm):
    class Meta:
        model = Plan
        fields = ["slug", "section", "reporter", "length", "due", "brief"]
        widgets = {"brief": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due"] = MomentField(label=_("Due"))
        self.fields["section"].queryset = in_use(Section.objects.all(), self.instance.section_id)  # type: ignore[attr-defined]
        people = Author.objects.filter(user__is_active=True)
        self.fields["reporter"].queryset = in_use(people, self.instance.reporter_id)  # type: ignore[attr-defined]
        if self.instance.pk:
            self.remember()

    def clean_due(self) -> Any:
        due = self.cleaned_data["due"]
        if due <= published.now():
            raise forms.ValidationError(_("This moment is past."))
        return due


def show(request: HttpRequest) -> HttpResponse:
    """`?pekan=2026-11-23` any day of the week shown, `?kanal=nasional` a section."""
    by, today = person(request), dates.local(published.now()).date()
    monday, section = planning.monday_of(day_of(request.GET.get("pekan")) or today), request.GET.get("kanal", "")
    plans = by.may(roles.PLAN)
    form = PlanForm(request.POST if "slug" in request.POST else None) if plans else None
    if request.method == "POST" and (onward := _done(request, form)):
        return redirect(onward)
    days = planning.week(monday, by=by, section=section)
    links = Article.objects.visible_to(by).filter(plan__in=[plan for day in days for plan in day.plans])
    return page(
        request, "planning.html", title=_("Coverage plan"), subtitle=None, days=days, form=form, plans=plans,
        today=today, now=published.now(), section=section, sections=in_use(Section.objects.all()),
        opened=set(links.values_list("pk", flat=True)), monday=monday, sunday=days[-1].day,
        weeks=(monday - timedelta(days=planning.DAYS), monday + timedelta(days=planning.DAYS)),
        **autosave.by_itself(request, "plan", form),
    )  # fmt: skip


def _done(request: HttpRequest, form: PlanForm | None) -> str:
    """Carry out the button that was pressed, or without one store the new plan; where to go on, if it is done."""
    here = request.get_full_path()
    if act := ACTS.get(request.POST.get("_act", "")):
        try:
            number = request.POST.get("plan", "")
            plan = get_object_or_404(Plan, pk=whole(number))
            return act(request, plan) or here
        except NotAllowed as refused:
            messages.error(request, str(refused))
        return here
    if form is None:
        raise not_in_role(_("Plan coverage"))
    return here if _stored(request, form, _("Planned: %(name)s.")) else ""


def _stored(request: HttpRequest, form: PlanForm, told: str) -> bool:
    def act() -> str:
        planning.put(form.save(commit=False), by=person(request), changed=form.changed_data)
        return told % {"name": form.instance}

    return form.is_valid() and carry_out(request, form, act)


def _assign(request: HttpRequest, plan: Plan) -> str:
    """Whoever begins their own goes on to the draft."""
    article = planning.assign(plan, by=person(request))
    if article.created_by == request.user:
        return address("change", article.pk)
    messages.success(request, _("%(name)s has the draft, and was told.") % {"name": plan.reporter})
    return ""


def _drop(request: HttpRequest, plan: Plan) -> str:
    planning.drop(plan, by=person(request), why=request.POST.get("why", ""))
    messages.success(request, _("Dropped: %(name)s.") % {"name": plan})
    return ""


def _take_up(request: HttpRequest, plan: Plan) -> str:
    planning.take_up(plan, by=person(request))
    messages.success(request, _("Planned again: %(name)s.") % {"name": plan})
    return ""


ACTS: dict[str, Callable[[HttpRequest, Plan], str]] = {"assign": _assign, "drop": _drop, "take_up": _take_up}


def change(request: HttpRequest, pk: int) -> HttpResponse:
    by = person(request)
    plan = get_object_or_404(Plan.objects.visible_to(by), pk=pk)
    planning.must_plan(by)
    form = PlanForm(request.POST or None, instance=plan)
    if request.method == "POST" and _stored(request, form, _("Changed: %(name)s.")):
        return redirect(f"{address('planning')}?pekan={dates.local(form.instance.due).date().isoformat()}")
    return page(
        request, "quick.html", title=_("Change a plan"), subtitle=None, form=form, act=_("Save"),
        **autosave.by_itself(request, f"plan/{plan.pk}", form),
    )  # fmt: skip
