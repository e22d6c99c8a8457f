"""What each person sees first, and the queue of stories awaiting an editor."""

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import roles
from articles import desk, published
from articles.admin.pages import page
from articles.admin.rights import person
from articles.models import Plan, Section
from articles.models.article import may_write_some

ORDER_NAMES = {
    "tunggu": gettext_lazy("longest waiting"),
    "tenggat": gettext_lazy("deadline"),
    "kanal": gettext_lazy("section"),
}


def index(request: HttpRequest) -> HttpResponse:
    """`Meja saya`: what is waiting for this person, in the order in which it matters."""
    by, now = person(request), published.now()
    edits, writes, sees_all = by.may(roles.REVIEW), may_write_some(by), by.may(roles.REINSTATE)
    pictures = by.may(roles.CHANGE_PHOTO)
    board = desk.board(by, at=now, all_of_it=sees_all)
    rows = desk.queue(desk.in_queue(by), at=now, limit=desk.SHOWN + 1) if edits else []
    context = admin.site.each_context(request) | {
        "title": _("My desk"),
        "subtitle": None,
        "drafts": desk.own_drafts(by, at=now),
        "waiting": desk.own_waiting(by),
        "to_write": Plan.objects.to_write(by)[: desk.SHOWN],
        "rows": rows[: desk.SHOWN],
        "more_rows": len(rows) > desk.SHOWN,
        "handed_over": desk.handed_over(by)[: desk.SHOWN] if edits else [],
        "replies": desk.replies_asked(by, at=now) if edits else [],
        "looks": desk.second_looks(by)[: desk.SHOWN] if edits else [],
        "to_follow": desk.to_follow(by, at=now) if edits else [],
        "pictures": pictures,
        "wanted": desk.photos_wanted(by, at=now, limit=desk.SHOWN) if pictures else [],
        "unverified": desk.unverified(by, at=now),
        "board": board,
        "more_scheduled": edits and len(board.scheduled) > desk.SHOWN,
        "may_go_now": desk.to_put_out(by, board.scheduled[: desk.SHOWN], at=now) if edits else set(),
        "edits": edits,
        "writes": writes,
        "reports": by.may(roles.WRITE),
        "sees_all": sees_all,
        "corrects": by.may(roles.CORRECT),
        "rightless": not by.granted,
        "demo": settings.DEMO,
        "now": now,
        "hours": [f"{hour:02}" for hour in range(0, 25, 6)],
    }
    return TemplateResponse(request, "admin/index.html", context)


def queue(request: HttpRequest) -> HttpResponse:
    """Urgent first, then the longest waiting; `?urut=` another order, `?kanal=` one section, `?untuk=saya` by name."""
    by, now = person(request), published.now()
    order, section = request.GET.get("urut", "tunggu"), request.GET.get("kanal", "")
    to_me, words = request.GET.get("untuk") == "saya", request.GET.get("q", "").strip()
    found = desk.in_queue(by, section=section, to_me=to_me, words=words)
    sections = Section.objects.filter(retired_at=None)
    named = next((one.name for one in sections if one.slug == section), "")
    told = [str(ORDER_NAMES.get(order, "")), named, f"“{words}”" if words else "", _("Sent to me") if to_me else ""]
    return page(
        request, "queue.html", title=_("Queue"), subtitle=None, edits=by.may(roles.REVIEW), sections=sections,
        rows=desk.queue(found, at=now, order=order), count=found.count(), order=order, section=section,
        to_me=to_me, words=words, orders=ORDER_NAMES.items(), now=now,
        told=" · ".join(filter(None, told)),
    )  # fmt: skip
