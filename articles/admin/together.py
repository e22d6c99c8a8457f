"""People at work at once: who has what open, what each was told, and how a shift hands over."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts import roles
from almanac import dates
from almanac.numbers import whole
from articles import desk, handovers, notes, notify, published
from articles.admin import autosave
from articles.admin.pages import address, day_of, find, of_days, page
from articles.admin.rights import person
from articles.models import Article, Handover, Note, Presence, Section, Wishes, Word
from articles.workflow import NotAllowed, Stage

TOLD, SIGNED = 50, 10
DUE_WITHIN = timedelta(hours=12)


# --- Who has it open -----------------------------------------------------------------------------------------


@require_POST
def here(request: HttpRequest, pk: int) -> HttpResponse:
    """An open tab speaks up every few seconds, and says goodbye; the answer names the others and what was saved."""
    article, by, now = find(request, pk), person(request), published.now()
    if "leaves" in request.POST:
        Presence.objects.leave(article, by)
        return HttpResponse(status=204)
    Presence.objects.arrive(article, by, at=now)
    others = Presence.objects.here(now).filter(article=article).exclude(by=by)
    return JsonResponse({"others": [str(one.by) for one in others], "version": article.version})


def who(request: HttpRequest) -> HttpResponse:
    """For lists: story number to the names of those who have it open."""
    seen = Article.objects.visible_to(person(request))
    found: dict[int, list[str]] = {}
    for one in Presence.objects.here(published.now()).filter(article__in=seen).exclude(by=person(request))[:200]:
        found.setdefault(one.article_id, []).append(str(one.by))
    return JsonResponse({"open": found})


# --- The bell ------------------------------------------------------------------------------------------------


class Kinds(forms.CheckboxSelectMultiple):
    """What is always sent stands ticked, and nobody unticks it."""

    def create_option(self, name: str, value: Any, label: Any, selected: bool, *args: Any, **kwargs: Any) -> Any:
        option: Any = super().create_option(name, value, label, selected or value in Word.LOUD, *args, **kwargs)
        if value in Word.LOUD:
            option["attrs"] |= {"disabled": True, "checked": True}
        return option


class WishesForm(forms.ModelForm):
    mail = forms.MultipleChoiceField(
        label=gettext_lazy("By e-mail too"), required=False, choices=Word.Kind.choices,
        widget=Kinds,
        help_text=gettext_lazy("What is urgent or held always comes by e-mail, quiet hours or not."),
    )  # fmt: skip

    class Meta:
        model = Wishes
        fields = ["mail", "quiet_from", "quiet_until"]
        widgets = {name: forms.TimeInput(attrs={"type": "time"}, format="%H:%M") for name in fields[1:]}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        begins, ends = cleaned.get("quiet_from"), cleaned.get("quiet_until")
        if begins and not ends and "quiet_until" not in self.errors:
            self.add_error("quiet_until", _("Say until when it is quiet."))
        if ends and not begins and "quiet_from" not in self.errors:
            self.add_error("quiet_from", _("Say from when it is quiet."))
        return cleaned


ASKED = ("jenis", "kanal", "dari", "sampai")


def bell(request: HttpRequest) -> HttpResponse:
    """The latest words, unread ones marked, by kind, section and day; and what the person wants by e-mail."""
    by = person(request)
    wishes = Wishes.objects.filter(user=by).first() or Wishes(user=by)
    form = WishesForm(request.POST if "_wishes" in request.POST else None, instance=wishes)
    if request.method == "POST":
        if "_read" in request.POST:
            Word.objects.filter(to=by, read_at=None).update(read_at=published.now())
            return redirect(address("bell"))
        if form.is_valid():
            form.save()
            messages.success(request, _("Saved."))
            return redirect(address("bell"))
    asked = {name: request.GET.get(name, "").strip() for name in ASKED}
    sections = list(Section.objects.all())
    rows = _wanted(notify.words_for(by), asked, sections).select_related("article", "by").defer("article__body")
    if before := whole(request.GET.get("sebelum", "")):
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: TOLD + 1])
    words = found[:TOLD]
    kept = {name: value for name, value in asked.items() if value}
    older = kept | {"sebelum": words[-1].pk if words else ""}
    return page(
        request, "bell.html", title=_("Word for you"), words=words, form=form, asked=asked, kinds=Word.Kind.choices,
        sections=sections, told=_told(asked, sections), older=f"?{urlencode(older)}" if len(found) > TOLD else "",
        later=f"?{urlencode(kept)}" if before else "",
    )  # fmt: skip


def _wanted(rows: QuerySet[Word], asked: dict[str, str], sections: list[Section]) -> QuerySet[Word]:
    """What was asked for, of a person's words as their index gives them; nonsense in a filter finds nothing."""
    if asked["jenis"]:
        rows = rows.filter(kind=asked["jenis"])
    if asked["kanal"]:
        top = {one.pk for one in sections if one.slug == asked["kanal"]}
        rows = rows.filter(article__section__in=[one.pk for one in sections if {one.pk, one.parent_id} & top])
    return of_days(rows, "at", asked["dari"], asked["sampai"])


def _told(asked: dict[str, str], sections: list[Section]) -> str:
    """The filters that are set, in one line."""
    kind = str(dict(Word.Kind.choices).get(asked["jenis"], ""))
    section = next((one.name for one in sections if one.slug == asked["kanal"]), "")
    days = [
        words % {"day": dates.short_date(day)}
        for words, name in ((_("from %(day)s"), "dari"), (_("until %(day)s"), "sampai"))
        if (day := day_of(asked[name]))
    ]
    return " · ".join(filter(None, [kind, section, *days])) or _("All")


def unread(request: HttpRequest) -> HttpResponse:
    words = notify.words_for(person(request)).filter(read_at=None)[:100]
    return JsonResponse({"unread": len(words.values_list("pk"))})


# --- The shift -----------------------------------------------------------------------------------------------


def handover(request: HttpRequest) -> HttpResponse:
    """What is open at the end of a shift, with one note, which stands there until somebody of the next signs."""
    by, now = person(request), published.now()
    if not by.may(roles.REVIEW):
        return redirect("admin:index")
    if request.method == "POST":
        _hand_over(request)
        return redirect(address("handover"))
    notify.read(by, at=now, kind=Word.Kind.HANDOVER)
    seen = Article.objects.visible_to(by).select_related("section", "held_by").defer("body")
    held = seen.filter(stage=Stage.REVIEW).exclude(held_by=None).order_by("held_at")[: desk.IN_QUEUE]
    due = seen.filter(stage__in=[Stage.DRAFT, Stage.REVIEW], deadline__lte=now + DUE_WITHIN).order_by("deadline")
    shifts = Handover.objects.select_related("by", "signed_by")
    looks = list(desk.second_looks(by)[: desk.IN_QUEUE + 1])
    return page(
        request, "handover.html", title=_("Handover"), held=[one for one in held if one.holder(now)],
        due=list(due[: desk.IN_QUEUE]), board=desk.board(by, at=now, all_of_it=True), looks=looks[: desk.IN_QUEUE],
        more_looks=len(looks) > desk.IN_QUEUE, now=now,
        unsigned=shifts.filter(signed_by=None), signed=shifts.exclude(signed_by=None)[:SIGNED],
        **autosave.by_itself(request, "handover"),
    )  # fmt: skip


def _hand_over(request: HttpRequest) -> None:
    """What the button asked for: to sign somebody's note, or to leave one."""
    by = person(request)
    try:
        if signed := request.POST.get("_sign", ""):
            if handovers.sign(get_object_or_404(Handover, pk=whole(signed)), by=by):
                messages.success(request, _("Taken over."))
        elif note := request.POST.get("note", "").strip():
            handovers.hand_over(note, by=by)
            autosave.spend_kept(request, None)
            messages.success(request, _("Handed over; the next shift signs it."))
    except NotAllowed as refused:
        messages.error(request, str(refused))


# --- Notes ---------------------------------------------------------------------------------------------------


@require_POST
def resolve(request: HttpRequest, pk: int, note: int) -> HttpResponse:
    rows = Note.objects.filter(article=find(request, pk)).select_related("article")
    notes.resolve(get_object_or_404(rows, pk=note), by=person(request))
    return redirect(address("change", pk))
