"""Moves as buttons: each a POST that calls one verb and shows its refusal in the verb's own words."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import roles
from accounts.models import User
from almanac import desk_dates
from almanac.numbers import whole
from articles import conditions, desk, moves, notify, published, publishing, workflow
from articles.admin import autosave
from articles.admin.carrying_out import carry_out
from articles.admin.pages import address, find, linked, page
from articles.admin.rights import person
from articles.forms.answers import ASKED, Answers, ReasonForm, WhenForm
from articles.models import Article, Development, Section
from articles.published import finder
from articles.publishing import Blocked
from articles.workflow import MOVES, NotAllowed, Shown

INTRO: dict[str, Promise] = {
    "publish": gettext_lazy("The text goes out exactly as it stood when you opened it."),
    "publish_own": gettext_lazy("It goes out without a second editor and then awaits second eyes."),
    "publish_now": gettext_lazy("The scheduled text goes out at once, instead of at its moment."),
    "submit": gettext_lazy("The story goes to the editors' queue; until somebody holds it you may recall it."),
    "cancel": gettext_lazy(
        "The scheduled version will not go out; the story is back with the editors. Nothing is lost."
    ),
    "discard": gettext_lazy("The story stands again as readers have it; what you changed stays in its history."),
    "take_over": gettext_lazy("Whoever holds it is told at once; what they wrote is kept."),
    "return": gettext_lazy("The reporter sees your reason first."),
    "hold": gettext_lazy("Readers see that the newsroom is checking the story."),
    "lift": gettext_lazy("The text from before is live again."),
    "withdraw": gettext_lazy("The address stays and says why the story is gone. Its text is barred for good."),
    "reinstate": gettext_lazy("The last text is live again."),
    "expunge": gettext_lazy(
        "The whole text of this story becomes empty, for good, in every version: for readers, on the desk, in its"
        " history, in notes and reasons and in what was typed and not saved. Its address goes on to say that it was"
        " withdrawn, without its headline. Nobody can undo this. Backups hold the text until they are thrown away;"
        " other stories that repeat it, updates of a live coverage and photos in the library are not touched."
    ),
    "spike": gettext_lazy("The story leaves the desk's lists; it can be revived."),
    "revive": gettext_lazy("The story becomes a draft again."),
    "join": gettext_lazy("Readers who open this story are led to the other one. Its place in every list goes."),
    "reschedule": gettext_lazy("The approved text goes out at another moment."),
}
"""What a move will do, told where it is asked about."""

OUTCOME: dict[str, Promise] = {
    "submit": gettext_lazy("Sent: the editors have it in their queue."),
    "recall": gettext_lazy("Taken back: it is your draft again."),
    "claim": gettext_lazy("You hold it: nobody else will start on it."),
    "release": gettext_lazy("Released: any editor may take it."),
    "take_over": gettext_lazy("You hold it now; what the other wrote is kept."),
    "return": gettext_lazy("Returned: the reporter sees your reason on top."),
    "cancel": gettext_lazy("The schedule is cancelled; the story is back in review."),
    "revise": gettext_lazy("Open for changes. Readers keep the version that is live."),
    "discard": gettext_lazy("Changes dropped; the history keeps them."),
    "hold": gettext_lazy("Held: readers see that the newsroom is checking it."),
    "lift": gettext_lazy("Live again, as it stood before."),
    "withdraw": gettext_lazy("Withdrawn: its address gives the reason from now on."),
    "reinstate": gettext_lazy("Live again, with its last text."),
    "expunge": gettext_lazy("Expunged: its text is gone for good."),
    "join": gettext_lazy("Joined: its address leads to the other story."),
    "spike": gettext_lazy("Spiked; it can be revived from the list of spiked stories."),
    "revive": gettext_lazy("Revived: it is a draft again."),
}
"""What became of the story, for moves whose edition does not say when it goes out."""

GOES_LIVE = frozenset({"publish", "publish_own", "publish_now", "reschedule", "lift", "reinstate"})
OF_THE_SCHEDULE = frozenset({"publish_now", "reschedule"})
"""What goes out is the text as it was approved, whatever was typed since."""

OFF_THE_TABLE = frozenset({"publish", "return"})
"""Done with it, an editor is shown what waits next."""

DANGEROUS = frozenset({"withdraw", "expunge", "join", "hold", "spike", "discard", "cancel", "publish_own"})
OWN_PAGE = {"correct": "correct", "swap_photo": "photo"}
"""Moves that are asked about on a page of their own."""

FOREMOST = ("correct", "publish", "publish_now", "submit", "lift", "revive", "claim", "revise", "recall")
"""The first of these that is possible is the button that stands out: one, so that nobody takes one for another."""


def _publish(article: Article, by: User, seen: int, form: Any) -> Any:
    despite = bool(form.cleaned_data.get("despite_holder"))
    return publishing.publish(
        article, by=by, seen=seen, at=form.moment(), despite_holder=despite, breaking=form.breaking(),
        minor=form.minor(),
    )  # fmt: skip


def _publish_own(article: Article, by: User, seen: int, form: Any) -> Any:
    return publishing.publish_own(
        article, by=by, seen=seen, reason=form.reason(), at=form.moment(), breaking=form.breaking(),
        minor=form.minor(),
    )  # fmt: skip


def _publish_now(article: Article, by: User, seen: int, form: Any) -> Any:
    return publishing.publish_now(article, by=by, seen=seen, breaking=form.breaking())


def _reschedule(article: Article, by: User, seen: int, form: Any) -> Any:
    return publishing.reschedule(article, by=by, at=form.cleaned_data["at"], breaking=form.breaking())


def _join(article: Article, by: User, seen: int, form: Any) -> Any:
    return publishing.join(article, form.cleaned_data["into"], by=by, note=form.cleaned_data["reason"])


def _bring_back(verb: Callable[..., Any]) -> Callable[..., Any]:
    return lambda article, by, seen, form: verb(
        article, by=by, reason=form.cleaned_data["reason"], breaking=form.breaking()
    )


def _withdraw(article: Article, by: User, seen: int, form: Any) -> Any:
    return publishing.withdraw(article, by=by, ground=form.cleaned_data["ground"], reason=form.cleaned_data["reason"])


def _expunge(article: Article, by: User, seen: int, form: Any) -> Any:
    cleaned = form.cleaned_data
    return publishing.expunge(
        article, by=by, **{name: cleaned[name] for name in ("reason", "reference", "public_reason")}
    )


def _submit(article: Article, by: User, seen: int, form: Any) -> Any:
    return moves.move(article, "submit", by=by, note=form.cleaned_data["reason"], to=form.addressee())


def _with_reason(verb: Callable[..., Any]) -> Callable[..., Any]:
    return lambda article, by, seen, form: verb(article, by=by, reason=form.cleaned_data["reason"])


VERBS: dict[str, Callable[[Article, User, int, Any], Any]] = {
    "submit": _submit,
    "publish": _publish,
    "publish_own": _publish_own,
    "publish_now": _publish_now,
    "withdraw": _withdraw,
    "expunge": _expunge,
    "hold": _with_reason(publishing.hold),
    "lift": _bring_back(publishing.lift),
    "reinstate": _bring_back(publishing.reinstate),
    "join": _join,
    "reschedule": _reschedule,
    "amend": lambda article, by, seen, form: publishing.amend(article, by=by, seen=seen),
    "cancel": lambda article, by, seen, form: publishing.cancel(article, by=by),
    "discard": lambda article, by, seen, form: publishing.discard(article, by=by),
}


def make(article: Article, name: str, *, by: User, seen: int, form: Any = None) -> str:
    """Make a move; say what became of the story."""
    if name in VERBS:
        made = VERBS[name](article, by, seen, form)
    else:
        made = moves.move(article, name, by=by, note=form.cleaned_data["reason"] if name in ASKED else "")
    told = outcome(name, made)
    return _and_next(told, by) if name in OFF_THE_TABLE else told


def _and_next(told: str, by: User) -> str:
    """What became of the story, and the way to what waits next: whoever has forty of them goes back to no list."""
    waiting = desk.next_waiting(by, at=published.now())
    if waiting is None:
        return told
    where = address("change", waiting.pk)
    return format_html('{} {} <a href="{}">{}</a>', told, _("Next in the queue:"), where, waiting.headline)


def outcome(name: str, made: Any) -> str:
    begins: datetime | None = getattr(made, "published_at", None)
    if name in ("publish", "publish_own", "publish_now", "reschedule", "amend") and begins:
        when = {"when": desk_dates.masthead(begins)}
        return _("Scheduled: %(when)s.") % when if begins > made.made_at else linked(_("Live: %(when)s.") % when, made)
    return str(OUTCOME[name])


def buttons(facts: workflow.Facts) -> list[dict[str, Any]]:
    """What the person may do now, in the table's order."""
    possible = workflow.possible(facts)
    main = next((name for name in FOREMOST if name in possible), "")
    return [
        {"name": name, "label": MOVES[name].label, "kind": _kind(name, main), "asks": name in ASKED or name in OWN_PAGE}
        for name in possible
    ]


def _kind(name: str, main: str) -> str:
    if name == main:
        return "main"
    return "danger" if name in DANGEROUS else ""


def go(request: HttpRequest, article: Article, name: str, *, seen: int) -> HttpResponse:
    """From the form's button: straight through, or to the page that asks."""
    if name in OWN_PAGE:
        return redirect(address(OWN_PAGE[name], article.pk))
    if name in ASKED:
        return redirect(f"{address('move', article.pk, name)}?seen={seen}")
    return straight(request, article, name, seen=seen)


def straight(request: HttpRequest, article: Article, name: str, *, seen: int) -> HttpResponse:
    try:
        messages.success(request, make(article, name, by=person(request), seen=seen))
    except NotAllowed as refused:
        messages.error(request, str(refused))
    return redirect(address("change", article.pk))


def move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One move's own page: GET asks, POST makes it."""
    article = find(request, pk)
    if name not in MOVES or name in OWN_PAGE:
        raise Http404
    facts = published.facts(article, person(request), at=published.now())
    form = _form(request, article, name, facts)
    if request.method == "POST":
        if name not in ASKED and form.is_valid():
            return straight(request, article, name, seen=form.cleaned_data["seen"])
        if form.is_valid() and _made(request, article, name, form):
            return redirect(address("change", pk))
    return _asking(request, article, name, form, facts)


def _form(request: HttpRequest, article: Article, name: str, facts: workflow.Facts) -> Answers:
    holder = facts.holder if name in ("publish", "take_over") else ""
    seen = request.GET.get("seen", "")
    initial: dict[str, Any] = {"seen": whole(seen, article.version)}
    if name == "reschedule" and (coming := published.status(article.story_id, at=published.now()).to_come):
        initial["at"] = coming.published_at
    if name == "publish_own" and Development.objects.filter(article=article).exists():
        initial["why"] = "kilat"
    known = _known(article, name, person(request))
    form = ASKED.get(name, Answers)(request.POST or None, holder=holder, initial=initial, **known)
    if isinstance(form, ReasonForm) and not workflow.needs_reason(name, anothers=not facts.author):
        form.fields["reason"].help_text = _("May stay empty.")
    if isinstance(form, WhenForm) and facts.shown in workflow.ON_SITE:
        form.ask_whether_minor()
    if name in GOES_LIVE and roles.BREAK in facts.may:
        form.ask_why_it_breaks(_breakable(article, name))
    return form


def _known(article: Article, name: str, by: User) -> dict[str, Any]:
    """What the form of a move has to be told of the story."""
    if name == "expunge":
        return {"story_id": article.story_id}
    return {"groups": _addressees(article, by)} if name == "submit" else {}


def _addressees(article: Article, by: User) -> dict[str, list[Any]]:
    """The editors whom a story may be sent to by name, likeliest first, and the desks where one of them sits."""
    found = notify.likely(article, published.now(), but=by)
    people = [person for group in found for person in group]
    sections = Section.objects.filter(retired_at=None)
    desks = [one for one in sections if any(p.may(roles.REVIEW, one.covering) for p in people)]
    apart = found.had_it or found.of_section
    return {
        _("Had it last"): found.had_it,
        _("Editors of %(section)s") % {"section": article.section}: found.of_section,
        _("Other editors") if apart else _("Editor"): found.others,
        _("Desk"): sorted(desks, key=lambda one: one.pk not in article.section_ids),
    }


def _breakable(article: Article, name: str) -> str:
    """What the managing editor would break by letting it go live now."""
    now = published.now()
    text = _going_out(article, name, now)
    found = conditions.obstacles(article, text, begins=now, approving=False) if text else []
    return " ".join(str(one.message) for one in found if one.breakable)


def _going_out(article: Article, name: str, at: datetime) -> dict[str, Any] | None:
    """The text that readers would get: as it stands on the desk, or as it was approved before, if it was."""
    if name in ("submit", "publish", "publish_own"):
        return article.snapshot()
    status = published.status(article.story_id, at=at)
    if name in OF_THE_SCHEDULE:
        return published.text_of(status.to_come) if status.to_come else None
    stands = status.live and status.shown != Shown.EXPUNGED
    return published.text_of(published.last_text(article.story_id, at=at)) if stands else None


def _made(request: HttpRequest, article: Article, name: str, form: Answers) -> bool:
    def act() -> str:
        try:
            return make(article, name, by=person(request), seen=form.cleaned_data["seen"], form=form)
        except Blocked as blocked:
            raise NotAllowed(_("What blocks it stands beside."), blocked.rule) from blocked

    return carry_out(request, form, act, of=article)


def _asking(request: HttpRequest, article: Article, name: str, form: Answers, facts: workflow.Facts) -> HttpResponse:
    now, text = published.now(), None
    if name in ("submit", "publish", "publish_own", "publish_now"):
        text = _going_out(article, name, now)
    status = published.status(article.story_id, at=now) if name == "publish_now" else None
    for field in form.visible_fields()[:1]:
        field.field.widget.attrs["autofocus"] = True
    return page(
        request, "move.html", article=article, form=form, name=name, title=MOVES[name].label, subtitle=None,
        intro=INTRO.get(name, ""), danger=name in DANGEROUS,
        refusal=None if request.method == "POST" else workflow.refusal(name, facts),
        findings=publishing.findings(text, at=now, story_id=article.story_id) if text else [],
        near_copies=finder.near_copies(text, at=now, story_id=article.story_id) if text else [],
        to_come=status and status.to_come, left_behind=status and changed_since(article, status),
        additions=article.additions.waiting().select_related("by") if name in ("publish", "publish_own") else [],
        **autosave.by_itself(request, name, form, article=article),
    )  # fmt: skip


def changed_since(article: Article, status: published.Status) -> bool:
    """Whether the working copy differs from what is scheduled."""
    return status.to_come is not None and published.text_of(status.to_come) != article.snapshot()
