"""Preview: the reader's page with the working copy in it, for who writes it and, by a signed link, for one outsider."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from almanac import desk_dates
from almanac.fields import MomentField
from articles import previews, published
from articles.admin import autosave
from articles.admin.carrying_out import carry_out
from articles.admin.pages import address, find, page
from articles.admin.rights import person
from articles.forms.working_copy import CopyForm
from articles.models import Article, Buffer, PreviewLink
from articles.publishing import preview

# --- For who writes it ---------------------------------------------------------------------------------------


@require_safe
def show(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """`?tab=` names the buffer of the form beside it: what is typed there, saved or not."""
    article = find(request, pk) if pk else None
    snapshot = _typed(request, article) or (article.snapshot() if article else None)
    if snapshot is None or not snapshot["section_id"]:
        return _nothing_yet(request)
    story = article.story_id if article else "naskahbaru"
    embargo = article.embargo_until if article else None
    return preview.page(
        request, story, snapshot, at=published.now(), picture_at=_seen_at_the_desk, embargo=embargo, article=article,
    )  # fmt: skip


def _seen_at_the_desk(rendition: Any) -> str:
    return reverse("photos:rendition", args=[rendition.pk])


def _typed(request: HttpRequest, article: Article | None) -> dict[str, Any] | None:
    """What stands in the form of that tab; None: nothing that differs, or not whole enough to be shown."""
    tab = request.GET.get("tab", "")[:40]
    buffer = Buffer.objects.of(person(request), article).waiting().filter(tab=tab).first() if tab else None
    if buffer is None:
        return None
    form = CopyForm(buffer.as_post(), instance=_copy_of(article), by=person(request))
    return form.snapshot() if form.is_valid() else None


def _copy_of(article: Article | None) -> Article | None:
    return Article.objects.select_related("section__parent").get(pk=article.pk) if article else None


def _nothing_yet(request: HttpRequest) -> HttpResponse:
    response = page(request, "preview_empty.html", title=_("Preview"), subtitle=None, is_popup=True)
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


# --- Links -----------------------------------------------------------------------------------------------------


class LinkForm(forms.Form):
    whom = forms.CharField(
        label=gettext_lazy("For whom"), max_length=120, help_text=gettext_lazy("A lawyer, a source: one link each.")
    )

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"] = MomentField(label=gettext_lazy("Until"), initial=now + timedelta(hours=4))


def links(request: HttpRequest, pk: int) -> HttpResponse:
    """The story's links with what was remarked, and a form for another."""
    article, now = find(request, pk), published.now()
    previews.must_be_theirs(published.facts(article, person(request), at=now))
    form = LinkForm(request.POST or None, now=now)
    if request.method == "POST" and form.is_valid() and _shared(request, article, form):
        return redirect(address("links", pk))
    rows = PreviewLink.objects.filter(article=article).select_related("made_by").prefetch_related("remarks")
    standing = [(row, row.is_open(now), request.build_absolute_uri(shared_address(row))) for row in rows]
    return page(
        request, "links.html", article=article, form=form, rows=standing, title=_("Share a preview"), subtitle=None,
        **autosave.by_itself(request, "links", form, article=article),
    )  # fmt: skip


def _shared(request: HttpRequest, article: Article, form: LinkForm) -> bool:
    def act() -> str:
        link = previews.share(article, by=person(request), **form.cleaned_data)
        return _("The link works until %(when)s.") % {"when": desk_dates.masthead(link.until)}

    return carry_out(request, form, act, of=article)


@require_POST
def revoke(request: HttpRequest, pk: int, link: int) -> HttpResponse:
    rows = PreviewLink.objects.filter(article=find(request, pk)).select_related("article")
    previews.take_back(get_object_or_404(rows, pk=link), by=person(request))
    return redirect(address("links", pk))


# --- For one outsider --------------------------------------------------------------------------------------------


def shared_address(link: PreviewLink) -> str:
    return reverse("admin:articles_article_shared", args=[link.signed])


def _link(signed: str) -> PreviewLink:
    link = PreviewLink.objects.behind(signed, published.now())
    if link is None:
        raise Http404(_("This link has ended."))
    return link


def shared(request: HttpRequest, signed: str) -> HttpResponse:
    """One story for whoever holds the link, with a place for a remark; after its hour there is nothing."""
    link = _link(signed)
    if request.method == "POST":
        previews.remark(link, request.POST.get("text", ""))
        return redirect(f"{request.path}#tanggapan")

    def seen_by_link(rendition: Any) -> str:
        return reverse("admin:articles_article_shared_picture", args=[signed, rendition.pk])

    return preview.page(
        request, link.article.story_id, link.article.snapshot(), at=published.now(), picture_at=seen_by_link,
        link=link, remarks=list(link.remarks.all()), article=link.article, embargo=link.article.embargo_until,
    )  # fmt: skip


@require_safe
def shared_picture(request: HttpRequest, signed: str, rendition: int) -> HttpResponse:
    """A picture of the story behind the link, and of no other."""
    response = preview.picture(_link(signed).article.snapshot(), rendition, at=published.now())
    if response is None:
        raise Http404
    return response
