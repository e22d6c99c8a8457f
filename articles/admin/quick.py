"""The quick ways in, one small screen each: Kilat, a message typed in, a story that follows another."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts import roles
from accounts.models import User
from articles import desk, filing, published, publishing, rendering
from articles.admin import autosave
from articles.admin.carrying_out import beside
from articles.admin.pages import address, find, page
from articles.admin.rights import person
from articles.forms.fields import OneLine, in_use, names
from articles.models import Article, Author, Development, Section
from articles.workflow import NotAllowed, Stage

WAITING = 10


class Quick(forms.Form):
    """What each quick form begins with: the section where this person wrote last."""

    section = forms.ModelChoiceField(label=gettext_lazy("section"), queryset=Section.objects.none())

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        self.by = by
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = in_use(Section.objects.all())  # type: ignore[attr-defined]
        self.fields["section"].initial = filing.usual_section(by)

    def clean_section(self) -> Section:
        section: Section = self.cleaned_data["section"]
        if not self.by.may(roles.WRITE, section.covering):
            raise forms.ValidationError(_("Your role does not cover this section."))
        return section


class KilatForm(Quick):
    headline = OneLine(label=gettext_lazy("headline"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    place = forms.CharField(label=gettext_lazy("dateline (place)"), max_length=60, required=False)
    text = forms.CharField(
        label=gettext_lazy("One paragraph"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5})
    )
    field_order = ["headline", "section", "place", "text"]


class MessageForm(Quick):
    message = forms.CharField(
        label=gettext_lazy("Message"), max_length=100_000, widget=forms.Textarea(attrs={"rows": 12}),
        help_text=gettext_lazy("As copied from WhatsApp: time stamps, senders and *stars* are taken off."),
    )  # fmt: skip
    field_order = ["message", "section"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.by.may(roles.REVIEW):
            self.fields["author"] = forms.TypedChoiceField(
                label=_("In the name of"), coerce=int, required=False, empty_value=None,
                choices=names(Author.objects.exclude(user=self.by)),
                help_text=_("It becomes theirs and goes straight to the editors' table; you may publish it."),
            )  # fmt: skip


def _must_write(request: HttpRequest) -> User:
    by = person(request)
    if not by.may(roles.WRITE):
        raise NotAllowed(_("Your role does not include writing."), "role")
    return by


def kilat(request: HttpRequest) -> HttpResponse:
    by = _must_write(request)
    form = KilatForm(request.POST or None, by=by)
    if request.method == "POST" and form.is_valid() and (article := _kilat_filed(by, form)):
        autosave.spend_kept(request, None)
        return _kilat_sent(request, by, article)
    waiting, owed = _kilat_desk(by)
    return page(
        request, "kilat.html", title=_("Kilat"), subtitle=None, form=form, waiting=waiting, owed=owed,
        alone=by.may(roles.OVERRIDE),
        to_approve=desk.to_approve(by, [row.article for row, _text in waiting], at=published.now()),
        **autosave.by_itself(request, "kilat", form),
    )  # fmt: skip


def _kilat_filed(by: User, form: KilatForm) -> Article | None:
    typed = form.cleaned_data
    try:
        return filing.kilat(
            by=by, headline=typed["headline"], section=typed["section"].pk, place=typed["place"],
            text=typed["text"],
        )  # fmt: skip
    except NotAllowed as refused:
        beside(form, refused)
        return None


def _kilat_sent(request: HttpRequest, by: User, article: Article) -> HttpResponse:
    """On to the story: live already, if the person may and asked for it."""
    if "_publish" not in request.POST:
        told = _("With the editors, as urgent. The full version is due in %(time)s.")
        messages.success(request, told % {"time": desk.span(settings.DEVELOPMENT_MINUTES)})
        return redirect(address("change", article.pk))
    try:
        publishing.publish_own(article, by=by, seen=article.version, reason="kilat")
        messages.success(request, _("Live. A second editor still reads it; the full version is due."))
    except NotAllowed as refused:
        messages.error(request, str(refused))
    return redirect(address("change", article.pk))


def _kilat_desk(by: User) -> tuple[list[Any], list[Any]]:
    """Kilat awaiting an editor, each with its paragraph; full versions that are owed, the soonest first."""
    now = published.now()
    waiting = [(row, rendering.plain_text(row.article.body)) for row in _latest_owed(by, Stage.REVIEW)]
    return waiting, [(row, row.due_at < now) for row in _latest_owed(by, Stage.PUBLISHED)]


def _latest_owed(by: User, stage: Stage) -> list[Development]:
    """The latest alone: what nobody writes any more is never settled, and would keep them from sight."""
    rows = Development.objects.owed().filter(article__in=Article.objects.visible_to(by), article__stage=stage)
    return list(rows.select_related("article__section", "by").order_by("-due_at")[:WAITING])[::-1]


def message(request: HttpRequest) -> HttpResponse:
    by = _must_write(request)
    form = MessageForm(request.POST or None, by=by)
    if request.method == "POST" and form.is_valid() and (article := _typed_in(by, form)):
        autosave.spend_kept(request, None)
        messages.success(request, _("Read as below; the message is kept as it came."))
        return redirect(address("change", article.pk))
    return page(
        request, "quick.html", title=_("Paste from WhatsApp"), subtitle=None, form=form, act=_("Make a draft"),
        **autosave.by_itself(request, "message", form),
    )  # fmt: skip


def _typed_in(by: User, form: MessageForm) -> Article | None:
    typed = form.cleaned_data
    author = Author.objects.get(pk=typed["author"]) if typed.get("author") else None
    try:
        return filing.from_message(by=by, message=typed["message"], section=typed["section"].pk, author=author)
    except NotAllowed as refused:
        beside(form, refused)
        return None


@require_POST
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    by = _must_write(request)
    try:
        article = filing.follow(find(request, pk), by=by)
    except NotAllowed as refused:
        messages.error(request, str(refused))
        return redirect(address("change", pk))
    messages.success(request, _("A follow-up with section, tags, people and background of the story before."))
    return redirect(address("change", article.pk))
