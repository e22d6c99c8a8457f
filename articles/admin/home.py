"""What each person sees first, and the queue of stories awaiting an editor."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from accounts import roles
from accounts.models import User
from articles import published, rendering
from articles.admin.pages import page
from articles.admin.rights import person
from articles.models import Article, Credit, Revision, SecondLook
from articles.workflow import Stage

RECENT = 100
"""Published stories looked at for what is scheduled and what has just come out."""
SHOWN = 8


def index(request: HttpRequest, extra_context: Any = None) -> HttpResponse:
    """`Meja saya`: what is waiting for this person, in the order in which it matters."""
    by = person(request)
    edits = by.may(roles.REVIEW)
    context = admin.site.each_context(request) | {
        "title": _("My desk"),
        "subtitle": None,
        "app_list": admin.site.get_app_list(request),
        "drafts": own_drafts(by),
        "waiting": own_waiting(by),
        "queue": Article.objects.in_queue().select_related("section", "held_by").defer("body")[:SHOWN] if edits else [],
        "looks": unread().exclude(by=by)[:SHOWN] if edits else [],
        "edits": edits,
        "writes": by.may(roles.WRITE),
        "demo": settings.DEMO,
    }
    return TemplateResponse(request, "admin/index.html", context | lately(by) | (extra_context or {}))


def mine(by: User) -> QuerySet[Article]:
    credited = Credit.objects.filter(author__user=by).values("article")
    return Article.objects.filter(Q(created_by=by) | Q(pk__in=credited)).select_related("section").defer("body")


def own_drafts(by: User) -> list[Article]:
    """Returned ones first, each with its reason."""
    moved = Revision.objects.filter(article=OuterRef("pk"), side=False).exclude(act__in=["save", "restore"])
    last = moved.order_by("-id")
    rows = mine(by).filter(stage=Stage.DRAFT).order_by("-saved_at")
    rows = rows.annotate(
        last_act=Subquery(last.values("act")[:1]),
        reason=Subquery(last.values("note")[:1]),
        returner=Subquery(last.values("by__name")[:1]),
    )
    return sorted(rows[:30], key=_returned_first)


def _returned_first(article: Any) -> bool:
    return bool(article.last_act != "return")


def own_waiting(by: User) -> QuerySet[Article]:
    return mine(by).filter(stage=Stage.REVIEW).order_by("stage_since")[:SHOWN]


def unread() -> QuerySet[SecondLook]:
    return SecondLook.objects.filter(seen_by=None).select_related("article", "by").defer("article__body")


def lately(by: User) -> dict[str, Any]:
    """What is scheduled, soonest first, and what is live, newest first."""
    rows = Article.objects.visible_to(by).exclude(stage=Stage.SPIKED).defer("body").order_by("-stage_since")
    articles = {row.story_id: row for row in rows.filter(stage=Stage.PUBLISHED)[:RECENT]}
    now = published.now()
    found = published.statuses(articles, at=now)
    coming = published.to_come(at=now, limit=SHOWN)
    awaited = {row.story_id: row for row in rows.filter(story_id__in=[edition.story_id for edition in coming])}
    live = [(status.live, articles[story]) for story, status in found.items() if status.live]
    return {
        "scheduled": [(one, awaited[one.story_id]) for one in coming if one.story_id in awaited],
        "live": sorted(live, key=lambda row: row[0].published_at, reverse=True)[:SHOWN],
    }


def queue(request: HttpRequest) -> HttpResponse:
    """Urgent first, then the longest waiting."""
    by, now = person(request), published.now()
    rows = Article.objects.visible_to(by) & Article.objects.in_queue()
    stories = rows.select_related("section", "held_by", "submitted_by")
    stories = stories.order_by("-priority", "stage_since", "pk")[:RECENT]
    return page(
        request, "queue.html", title=_("Queue"), subtitle=None, edits=by.may(roles.REVIEW),
        rows=[_row(article, now) for article in stories],
    )  # fmt: skip


def _row(article: Article, now: Any) -> dict[str, Any]:
    words, wanted = rendering.word_count(article.body), article.commissioned_length
    return {
        "article": article,
        "holder": article.holder(now),
        "words": words,
        "wanted": wanted,
        "fit": fit(words, wanted),
        "late": article.deadline is not None and article.deadline < now,
    }


def fit(words: int, wanted: int | None) -> str:
    """How a length stands to the one asked for: a tenth more or less is right."""
    if not wanted:
        return ""
    if words > wanted * 1.1:
        return "long"
    return "short" if words < wanted * 0.9 else "right"


admin.site.index = index  # type: ignore[method-assign, assignment]
