"""Preview: the reader's page with the working copy in it, for who writes it and, by a signed link, for one outsider."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts import audit, roles
from almanac import dates
from articles import moves, published
from articles.admin.pages import address, find, page
from articles.admin.rights import person
from articles.forms import CopyForm, MomentField
from articles.models import Article, Buffer, PreviewLink, Remark
from articles.publishing import preview
from articles.workflow import NotAllowed

MOST_REMARKS = 50
REMARK_LENGTH = 5000
LONGEST = timedelta(days=14)


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
        self.now = now
        super().__init__(*args, **kwargs)
        self.fields["until"] = MomentField(label=gettext_lazy("Until"), initial=now + timedelta(hours=4))

    def clean_until(self) -> datetime:
        until: datetime = self.cleaned_data["until"]
        if not self.now < until <= self.now + LONGEST:
            raise forms.ValidationError(_("Choose an hour to come, at most two weeks away."))
        return until


def links(request: HttpRequest, pk: int) -> HttpResponse:
    """The story's links with what was remarked, and a form for another."""
    article, now = find(request, pk), published.now()
    _must_be_theirs(request, article)
    form = LinkForm(request.POST or None, now=now)
    if request.method == "POST" and form.is_valid():
        _make(article, form, request)
        return redirect(address("links", pk))
    rows = PreviewLink.objects.filter(article=article).select_related("made_by").prefetch_related("remarks")
    standing = [(row, row.is_open(now), request.build_absolute_uri(shared_address(row))) for row in rows]
    return page(
        request, "links.html", article=article, form=form, rows=standing, title=_("Share a preview"), subtitle=None,
    )  # fmt: skip


def _must_be_theirs(request: HttpRequest, article: Article) -> None:
    """Who may write the story, or edits, may show it to somebody."""
    by = person(request)
    if not (article.is_authored_by(by) or by.may(roles.WRITE_ANY, article.section_ids)):
        raise NotAllowed(_("Only its authors and editors share a preview."), "role")


def _make(article: Article, form: LinkForm, request: HttpRequest) -> None:
    by, whom, until = person(request), form.cleaned_data["whom"], form.cleaned_data["until"]
    with transaction.atomic():
        PreviewLink.objects.create(article=article, whom=whom, until=until, made_by=by, made_at=form.now)
        audit.record("share preview", moves.target_of(article), by=by, at=form.now, whom=whom, until=until.isoformat())
    messages.success(request, _("The link works until %(when)s.") % {"when": dates.masthead(until)})


@require_POST
def revoke(request: HttpRequest, pk: int, link: int) -> HttpResponse:
    article, now = find(request, pk), published.now()
    _must_be_theirs(request, article)
    with transaction.atomic():
        if PreviewLink.objects.open(now).filter(pk=link, article=article).update(revoked_at=now):
            audit.record("take back preview", moves.target_of(article), by=person(request), at=now, link=link)
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
        return _remarked(request, link)

    def seen_by_link(rendition: Any) -> str:
        return reverse("admin:articles_article_shared_picture", args=[signed, rendition.pk])

    return preview.page(
        request, link.article.story_id, link.article.snapshot(), at=published.now(), picture_at=seen_by_link,
        link=link, remarks=list(link.remarks.all()), article=link.article, embargo=link.article.embargo_until,
    )  # fmt: skip


def _remarked(request: HttpRequest, link: PreviewLink) -> HttpResponse:
    text = request.POST.get("text", "").replace("\x00", "").strip()[:REMARK_LENGTH]
    if text and link.remarks.count() < MOST_REMARKS:
        with transaction.atomic():
            Remark.objects.create(link=link, at=published.now(), version=link.article.version, text=text)
            target = moves.target_of(link.article)
            audit.record("remark", target, by=None, link=link.pk, version=link.article.version)
    return redirect(f"{request.path}#tanggapan")


@require_safe
def shared_picture(request: HttpRequest, signed: str, rendition: int) -> HttpResponse:
    """A picture of the story behind the link, and of no other."""
    response = preview.picture(_link(signed).article.snapshot(), rendition)
    if response is None:
        raise Http404
    return response
