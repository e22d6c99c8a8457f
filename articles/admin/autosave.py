"""Keeps what is being typed, a second after it was, in a buffer of the person's own: never in the article."""

import json
import re
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse, RawPostDataException
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from js_asset import Media

from almanac import desk_dates
from almanac.numbers import whole
from articles import moves, published
from articles.admin.pages import SHARED, address, find
from articles.admin.rights import person, writer
from articles.models import Article, Buffer
from articles.models.buffer import spent_tabs
from articles.models.revision import LAST_VERSION
from articles.workflow import Stage

TAB = re.compile(r"[0-9a-zA-Z-]{8,40}")
NAME = re.compile(r"[a-zA-Z0-9_-]{1,60}")
LEFT_OUT = frozenset({"csrfmiddlewaretoken", "version", "tab", "restored"})
MOST_FIELDS, MOST_BYTES = 500, 1_000_000


class BadBuffer(ValueError):
    """Not what the form's script sends."""


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """One tab's text; `spent`: it was saved or thrown away already, so whoever types on takes a new tab."""
    by = writer(request)
    try:
        sent = read(request.body)
    except (BadBuffer, RawPostDataException):
        return JsonResponse({}, status=400)
    article = find(request, sent["article"]) if sent["article"] else None
    tab, now = sent["tab"], published.now()
    if sent["same"]:
        Buffer.objects.filter(by=by, tab=tab).spend(at=now)
        return JsonResponse({"at": desk_dates.clock(now)})
    with transaction.atomic():
        if article and article.stage == Stage.WITHDRAWN:
            moves.must_not_be_expunged(moves.locked(article)[0])
        typed = {"version": sent["version"], "fields": sent["fields"]}
        kept = Buffer.objects.keep(by=by, article=article, tab=tab, at=now, **typed)
    # No error to a browser, which would write it into its console: it happens whenever a save overtakes the typing.
    return JsonResponse({"buffer": kept.pk, "at": desk_dates.clock(now)} if kept else {"spent": True})


def read(body: bytes) -> dict[str, Any]:
    """Hostile until it is proven to be a tab, a version and pairs of text."""
    if len(body) > MOST_BYTES:
        raise BadBuffer
    try:
        sent = json.loads(body)
        article, tab, version = int(sent["article"] or 0), str(sent["tab"]), int(sent["version"])
        pairs = [[str(name), str(value)] for name, value in sent["fields"]]
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
        raise BadBuffer from error
    if (
        not TAB.fullmatch(tab)
        or len(pairs) > MOST_FIELDS
        or not 0 <= version <= LAST_VERSION
        or not 0 <= article < 2**63
    ):
        raise BadBuffer
    fields = [pair for pair in pairs if NAME.fullmatch(pair[0]) and pair[0] not in LEFT_OUT]
    same = bool(sent.get("same"))
    return {"article": article, "tab": tab, "version": version, "fields": _without_nulls(fields), "same": same}


def _without_nulls(fields: list[list[str]]) -> list[list[str]]:
    # PostgreSQL takes neither in JSON.
    return [[name, value.replace("\x00", "").encode("utf-8", "ignore").decode()] for name, value in fields]


@require_POST
def drop(request: HttpRequest, buffer: int) -> HttpResponse:
    """Throw away what was offered."""
    row = get_object_or_404(Buffer, pk=buffer, by=person(request))
    Buffer.objects.filter(pk=row.pk).spend(at=published.now())
    messages.success(request, _("Thrown away."))
    return redirect(address("change", row.article_id) if row.article_id else address("add"))


def offered(request: HttpRequest, article: Article | None) -> Buffer | None:
    """The buffer that `?pulih=` asks for, if it is this person's, of this story and still waiting."""
    wanted = whole(request.GET.get("pulih", ""))
    return Buffer.objects.of(person(request), article).waiting().filter(pk=wanted).first() if wanted else None


def spend(request: HttpRequest, article: Article | None) -> None:
    """What this form and the one it was restored from held is saved now; `article`: as the form was opened on."""
    _close(request, article, request.POST.get("tab", ""))
    if restored := whole(request.POST.get("restored", "")):
        Buffer.objects.filter(by=person(request), pk=restored).spend(at=published.now())


def spend_kept(request: HttpRequest, article: Article | None) -> None:
    """What the browser alone kept of a form that stands by itself is stored now; `article`: what the form was for."""
    _close(request, article, request.POST.get("kept", ""))


def _close(request: HttpRequest, article: Article | None, tab: str) -> None:
    if TAB.fullmatch(tab):
        Buffer.objects.close(by=person(request), article=article, tab=tab, at=published.now())


def kept(request: HttpRequest, article: Article | None) -> dict[str, Any]:
    """Under which name the browser keeps a form that came back, and which names it may forget."""
    return {"kept": request.POST.get("kept", "")[:40], "spent": " ".join(spent_tabs(person(request), article))}


def by_itself(
    request: HttpRequest, name: str, form: forms.BaseForm | None = None, *, article: Article | None = None
) -> dict[str, Any]:
    """What a page needs whose form stands by itself: the name under which its browser keeps what is typed into it."""
    shared = Media(importmap=SHARED)
    media = shared if form is None else form.media + shared
    return {"keep": f"{article.pk}/{name}" if article else name, "media": media, **kept(request, article)}
