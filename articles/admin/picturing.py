"""The photo desk: stories that asked for a photo, and the page on which one is given or, on a live story, swapped."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import roles
from articles import desk, moves, published, publishing, workflow
from articles.admin import autosave
from articles.admin.carrying_out import carry_out
from articles.admin.pages import LIBRARY, address, find, on_what_stands, page
from articles.admin.rights import person
from articles.forms.correction import becomes_of
from articles.forms.fields import photo_number, plain
from articles.models import Article, Revision
from articles.workflow import NotAllowed, Shown
from photos.models import Photo


class PhotoForm(forms.Form):
    """A photo from the library, picked or just sent there, and what it is called in this story."""

    photo = forms.ModelChoiceField(
        Photo.objects.all(), label=gettext_lazy("Lead photo"),
        error_messages={"required": gettext_lazy("Choose a photo."), "invalid_choice": gettext_lazy("No such photo.")},
    )  # fmt: skip
    caption = forms.CharField(
        label=gettext_lazy("Caption in this story"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Empty: the caption of the photo."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["photo"].widget = photo_number()

    def clean_caption(self) -> str:
        return str(plain(self.cleaned_data["caption"]))


class SwapForm(PhotoForm):
    """`seen`: number of the edition that the person has before them."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, to_come: datetime | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if to_come:
            self.fields["scheduled"] = becomes_of(to_come)


def wanted(request: HttpRequest) -> HttpResponse:
    """The photo desk's queue."""
    by = person(request)
    if not by.may(roles.CHANGE_PHOTO):
        raise NotAllowed(_("Your role does not include the photo desk."), "role")
    rows = desk.photos_wanted(by, at=published.now())
    return page(request, "photos_wanted.html", title=_("Photos requested"), subtitle=None, wanted=rows)


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One page for both: a working copy is given a photo; what readers have swaps its own."""
    article = find(request, pk)
    facts = published.facts(article, person(request), at=published.now())
    return _swap(request, article, facts) if facts.shown == Shown.LIVE else _give(request, article, facts)


def _give(request: HttpRequest, article: Article, facts: workflow.Facts) -> HttpResponse:
    if not workflow.may_give_photo(facts):
        messages.error(request, _("This story takes no photo now."))
        return redirect(address("change", article.pk))
    form = PhotoForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _given(request, article, form):
        at_desk = person(request).may(roles.CHANGE_PHOTO)
        return redirect(address("photos_wanted") if at_desk else address("change", article.pk))
    return _asking(request, article, form, _("Give it a photo"), standing=article.photo)


def _given(request: HttpRequest, article: Article, form: PhotoForm) -> bool:
    def act() -> str:
        moves.give_photo(article, by=person(request), **form.cleaned_data)
        return _("“%(headline)s” has its photo.") % {"headline": article.headline}

    return carry_out(request, form, act, of=article)


def _swap(request: HttpRequest, article: Article, facts: workflow.Facts) -> HttpResponse:
    if refused := workflow.refusal("swap_photo", facts):
        messages.error(request, str(refused))
        return redirect(address("change", article.pk))
    now = published.now()
    live, to_come = published.last_text(article.story_id, at=now), published.status(article.story_id, at=now).to_come
    form = SwapForm(
        request.POST or None, to_come=to_come.published_at if to_come else None, initial={"seen": live.number}
    )
    if request.method == "POST" and form.is_valid():
        if _swapped(request, article, form):
            return redirect(address("change", article.pk))
        on_what_stands(form, live.number)
    standing = Photo.objects.filter(pk=Revision.objects.get(pk=live.revision).snapshot["photo_id"]).first()
    return _asking(
        request, article, form, workflow.MOVES["swap_photo"].label, standing=standing,
        intro=_("Readers get the new photo at once, as a minor change: no time on the story moves."),
    )  # fmt: skip


def _swapped(request: HttpRequest, article: Article, form: SwapForm) -> bool:
    def act() -> str:
        edition = publishing.swap_photo(article, by=person(request), **form.cleaned_data)
        return _("Photo swapped: version %(number)d is live.") % {"number": edition.number}

    return carry_out(request, form, act, of=article)


def _asking(
    request: HttpRequest, article: Article, form: PhotoForm, title: Any, *, standing: Photo | None, intro: str = ""
) -> HttpResponse:
    by_itself = autosave.by_itself(request, "photo", form, article=article)
    return page(
        request, "photo.html", article=article, form=form, title=title, subtitle=None, intro=intro,
        standing=standing, may_upload=person(request).may(roles.ADD_PHOTO),
        **by_itself | {"media": by_itself["media"] + LIBRARY},
    )  # fmt: skip
