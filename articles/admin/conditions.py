"""What stands between a story and its readers, on one page: sign-offs, embargo, who may see it; and the locks."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import roles
from accounts.models import User
from almanac import desk_dates
from almanac.fields import MomentField
from almanac.numbers import whole
from articles import conditions, published
from articles.admin import autosave
from articles.admin.carrying_out import carry_out
from articles.admin.pages import address, find, page
from articles.admin.rights import ANYBODY, DeskAdmin, may, person
from articles.forms.answers import WhyForm
from articles.forms.fields import in_use
from articles.models import Article, Lock, SignOff, Tag
from articles.publishing import locking
from articles.workflow import NotAllowed


class EmbargoForm(forms.Form):
    giver = forms.CharField(label=gettext_lazy("Given by"), max_length=120, required=False)
    why = forms.CharField(
        label=gettext_lazy("Reason for bringing it forward"), max_length=300, required=False,
        help_text=gettext_lazy("Asked of the managing editor alone, who may break an embargo."),
    )  # fmt: skip

    def __init__(self, *args: Any, breaks: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        until = MomentField(label=_("Embargo until"), required=False)
        self.fields = {"until": until} | self.fields
        if not breaks:
            del self.fields["why"]


NO_PERSON = ("invalid_choice", "invalid_pk_value", "invalid_list")


class RestrictForm(forms.Form):
    people = forms.ModelMultipleChoiceField(
        User.objects.filter(is_active=True), required=False, widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("People who see it"), help_text=gettext_lazy("Nobody ticked: the whole desk."),
        error_messages=dict.fromkeys(NO_PERSON, gettext_lazy("Choose people of the newsroom.")),
    )  # fmt: skip


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows all three; POST carries out the one whose button was pressed (`_act`)."""
    article = find(request, pk)
    by, now = person(request), published.now()
    facts = published.facts(article, by, at=now)
    act = request.POST.get("_act", "")
    embargo = EmbargoForm(
        request.POST if act == "embargo" else None, breaks=roles.BREAK in facts.may,
        initial={"until": article.embargo_until, "giver": article.embargo_giver},
    )  # fmt: skip
    restrict = RestrictForm(request.POST if act == "restrict" else None, initial={"people": article.named.all()})
    sent = {"embargo": embargo, "restrict": restrict}.get(act)
    if act in ACTS and _done(request, article, ACTS[act], sent):
        # Whoever shuts a story to others may shut it to themselves no less than to anybody.
        return redirect(address("conditions", pk))
    return page(
        request, "conditions.html", article=article, title=_("Conditions for going live"), facts=facts,
        has_a_part=conditions.has_a_part(facts),
        ticks=conditions.sign_offs(article, article.snapshot()), kinds=SignOff.Kind.choices,
        may_sign=roles.REVIEW in facts.may and not facts.own, form=sent, embargo=embargo, restrict=restrict,
        **autosave.by_itself(request, "embargo", embargo, article=article),
    )  # fmt: skip


Act = Callable[[HttpRequest, Article, Any], str]
"""Does what a button says; `Any`: what its form was filled in with, where it has one. What to tell of it."""


def _done(request: HttpRequest, article: Article, act: Act, form: forms.Form | None) -> bool:
    """Whether the page begins anew; what is refused of a form stands on it, with all that was typed."""
    if form is not None:
        return form.is_valid() and carry_out(
            request, form, lambda: act(request, article, form.cleaned_data), of=article
        )
    try:
        messages.success(request, act(request, article, None))
    except NotAllowed as refused:
        messages.error(request, str(refused))
    return True


def _kind(request: HttpRequest) -> str:
    kind = request.POST.get("kind", "")
    if kind not in SignOff.Kind.values:
        raise NotAllowed(_("Choose a sign-off."), "kind")
    return kind


def _ask(request: HttpRequest, article: Article, _answers: None) -> str:
    row = conditions.ask(article, _kind(request), by=person(request))
    return _("Asked for: %(kind)s.") % {"kind": row}


def _sign(request: HttpRequest, article: Article, _answers: None) -> str:
    seen = request.POST.get("seen", "")
    row = conditions.sign(article, _kind(request), by=person(request), seen=whole(seen))
    return _("Signed off: %(kind)s.") % {"kind": row}


def _embargo(request: HttpRequest, article: Article, answers: dict[str, Any]) -> str:
    after = conditions.set_embargo(article, by=person(request), **answers)
    if after.embargo_until is None:
        return _("There is no embargo any more.")
    return _("Embargo until %(when)s.") % {"when": desk_dates.masthead(after.embargo_until)}


def _restrict(request: HttpRequest, article: Article, answers: dict[str, Any]) -> str:
    after, ended = conditions.restrict(article, answers["people"], by=person(request))
    if not after.restricted:
        return _("The whole desk sees it now.")
    said = [_("The people named, and you, alone see it now.")]
    if ended:
        said.append(_("Preview links taken back: %(count)d.") % {"count": ended})
    return " ".join(said)


ACTS: dict[str, Act] = {
    "ask": _ask,
    "sign": _sign,
    "embargo": _embargo,
    "restrict": _restrict,
}


# --- Locks ---------------------------------------------------------------------------------------------------


class TagField(forms.CharField):
    """A tag by its name, however its case: there are thousands, so none is picked from a list."""

    def clean(self, value: Any) -> Tag | None:
        name = super().clean(value)
        tag = in_use(Tag.objects.filter(name__iexact=name)).first() if name else None
        if name and tag is None:
            raise forms.ValidationError(_("No tag is called “%(name)s”.") % {"name": name})
        return tag


class LockForm(forms.ModelForm):
    class Meta:
        model = Lock
        fields = ["tag", "flag", "begins", "until", "why"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tag"] = TagField(label=_("tag"), required=False, max_length=100)
        self.fields["begins"] = MomentField(label=_("From"), required=False, help_text=_("Empty: now."))
        self.fields["until"] = MomentField(label=_("Until"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if bool(cleaned.get("tag")) == bool(cleaned.get("flag")):
            self.add_error("tag", _("Choose a tag or a flag."))
        now = published.now()
        if (until := cleaned.get("until")) and until <= max(cleaned.get("begins") or now, now):
            self.add_error("until", _("The lock ends before it begins."))
        return cleaned

    def _post_clean(self) -> None:
        """The verb sets the lock; the row is not filled from here."""


@admin.register(Lock)
class LockAdmin(DeskAdmin):
    """`Kunci terbit`."""

    to_view = ANYBODY
    to_add = roles.BREAK
    form = LockForm
    about = gettext_lazy("While a lock holds, no story with its tag or its flag goes out: of a quick count, of a case.")
    list_display = ["what", "from_when", "until_when", "why", "by", "state"]
    list_display_links = None
    list_select_related = ["tag", "by"]
    actions = None

    def get_urls(self) -> list[Any]:
        return [
            path("<int:pk>/buka/", self.admin_site.admin_view(lift), name="articles_lock_lift"),
            *super().get_urls(),
        ]

    def save_model(self, request: HttpRequest, obj: Lock, form: Any, change: bool) -> None:
        answers = form.cleaned_data
        made, stopped = locking.lock(
            by=person(request), until=answers["until"], why=answers["why"], tag=answers["tag"],
            flag=answers["flag"], begins=answers["begins"],
        )  # fmt: skip
        obj.pk = made.pk
        for article in stopped:
            messages.warning(request, _("Called off: “%(story)s”; it is back in review.") % {"story": article})

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """A lock has no relations to store."""

    @admin.display(description=gettext_lazy("tag or flag"))
    def what(self, lock: Lock) -> str:
        return str(lock)

    @admin.display(description=gettext_lazy("from"))
    def from_when(self, lock: Lock) -> str:
        return desk_dates.masthead(lock.begins)

    @admin.display(description=gettext_lazy("until"))
    def until_when(self, lock: Lock) -> str:
        return desk_dates.masthead(lock.until)

    @admin.display(description=gettext_lazy("state"))
    def state(self, lock: Lock) -> Any:
        return lock.state(published.now())


def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks why, then lifts the lock."""
    lock = get_object_or_404(Lock.objects.select_related("tag"), pk=pk)
    if not may(request, roles.BREAK):
        messages.error(request, _("Only the managing editor sets or lifts a lock."))
        return redirect("admin:articles_lock_changelist")
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _lifted(request, lock, form):
        return redirect("admin:articles_lock_changelist")
    return page(
        request, "why.html", title=_("Lift the lock"), what=lock, form=form,
        about=_("No story of this kind goes live before %(when)s: %(why)s.")
        % {"when": desk_dates.masthead(lock.until), "why": lock.why},
        back=reverse("admin:articles_lock_changelist"), **autosave.by_itself(request, f"lock/{pk}", form),
    )  # fmt: skip


def _lifted(request: HttpRequest, lock: Lock, form: WhyForm) -> bool:
    def act() -> str:
        locking.unlock(lock, by=person(request), why=form.cleaned_data["why"])
        return _("Lifted.")

    return carry_out(request, form, act)
