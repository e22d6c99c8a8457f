"""Moves as buttons: each a POST that calls one verb and shows its refusal in the verb's own words."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from almanac import dates
from articles import moves, published, publishing, workflow
from articles.admin.pages import address, find, page
from articles.admin.rights import person
from articles.forms import ASKED, Answers, CorrectionForm
from articles.models import Article, Revision
from articles.publishing import Blocked
from articles.workflow import MOVES, NotAllowed

INTRO: dict[str, Promise] = {
    "publish": gettext_lazy("The text goes out exactly as it stood when you opened it."),
    "publish_own": gettext_lazy("It goes out without a second editor and then awaits second eyes."),
    "return": gettext_lazy("The reporter sees your reason first."),
    "hold": gettext_lazy("Readers see that the newsroom is checking the story."),
    "lift": gettext_lazy("The text from before is live again."),
    "withdraw": gettext_lazy("The address stays and says why the story is gone. Its text is barred for good."),
    "reinstate": gettext_lazy("The last text is live again."),
    "spike": gettext_lazy("The story leaves the desk's lists; it can be revived."),
    "reschedule": gettext_lazy("The approved text goes out at another moment."),
}
DANGEROUS = frozenset({"withdraw", "hold", "spike", "discard", "cancel", "publish_own"})
MAIN = frozenset({"submit", "publish", "claim", "correct", "lift", "revise", "revive"})


def _publish(article: Article, by: User, seen: int, form: Any) -> Any:
    despite = bool(form.cleaned_data.get("despite_holder"))
    return publishing.publish(article, by=by, seen=seen, at=form.moment(), despite_holder=despite)


def _publish_own(article: Article, by: User, seen: int, form: Any) -> Any:
    return publishing.publish_own(article, by=by, seen=seen, reason=form.reason(), at=form.moment())


def _withdraw(article: Article, by: User, seen: int, form: Any) -> Any:
    return publishing.withdraw(article, by=by, ground=form.cleaned_data["ground"], reason=form.cleaned_data["reason"])


def _with_reason(verb: Callable[..., Any]) -> Callable[..., Any]:
    return lambda article, by, seen, form: verb(article, by=by, reason=form.cleaned_data["reason"])


VERBS: dict[str, Callable[[Article, User, int, Any], Any]] = {
    "publish": _publish,
    "publish_own": _publish_own,
    "withdraw": _withdraw,
    "hold": _with_reason(publishing.hold),
    "lift": _with_reason(publishing.lift),
    "reinstate": _with_reason(publishing.reinstate),
    "reschedule": lambda article, by, seen, form: publishing.reschedule(article, by=by, at=form.cleaned_data["at"]),
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
    return outcome(name, made)


def outcome(name: str, made: Any) -> str:
    begins: datetime | None = getattr(made, "published_at", None)
    if name in ("publish", "publish_own", "reschedule", "amend") and begins:
        words = _("Scheduled: %(when)s.") if begins > made.made_at else _("Live: %(when)s.")
        return words % {"when": dates.masthead(begins)}
    return _("Done: %(move)s.") % {"move": MOVES[name].label}


def buttons(facts: workflow.Facts) -> list[dict[str, Any]]:
    """What the person may do now, in the table's order."""
    return [
        {"name": name, "label": MOVES[name].label, "kind": _kind(name), "asks": name in ASKED or name == "correct"}
        for name in workflow.possible(facts)
    ]


def _kind(name: str) -> str:
    if name in MAIN:
        return "main"
    return "danger" if name in DANGEROUS else ""


def go(request: HttpRequest, article: Article, name: str, *, seen: int) -> HttpResponse:
    """From the form's button: straight through, or to the page that asks."""
    if name == "correct":
        return redirect(address("correct", article.pk))
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
    if name not in MOVES or name == "correct":
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
    holder = facts.holder if name == "publish" else ""
    seen = request.GET.get("seen", "")
    initial = {"seen": int(seen) if seen.isdecimal() else article.version}
    return ASKED.get(name, Answers)(request.POST or None, holder=holder, initial=initial)


def _made(request: HttpRequest, article: Article, name: str, form: Answers) -> bool:
    try:
        done = make(article, name, by=person(request), seen=form.cleaned_data["seen"], form=form)
    except Blocked:
        form.add_error(None, _("What blocks it stands beside."))
    except NotAllowed as refused:
        form.add_error(None, str(refused))
    else:
        messages.success(request, done)
        return True
    return False


def _asking(request: HttpRequest, article: Article, name: str, form: Answers, facts: workflow.Facts) -> HttpResponse:
    goes_out = name in ("publish", "publish_own")
    return page(
        request, "move.html", article=article, form=form, name=name, title=MOVES[name].label, subtitle=None,
        intro=INTRO.get(name, ""), danger=name in DANGEROUS, media=form.media,
        refusal=None if request.method == "POST" else workflow.refusal(name, facts),
        findings=publishing.findings(article.snapshot(), at=published.now()) if goes_out else [],
    )  # fmt: skip


# --- Correcting the live text --------------------------------------------------------------------------------


def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """The text readers have, ready to be put right."""
    article, now = find(request, pk), published.now()
    facts = published.facts(article, person(request), at=now)
    if refused := workflow.refusal("correct", facts):
        messages.error(request, str(refused))
        return redirect(address("change", pk))
    live = published.last_text(article.story_id, at=now)
    base = Revision.objects.get(pk=live.revision).snapshot
    form = CorrectionForm(request.POST or None, base=base, seen=live.number)
    if request.method == "POST" and form.is_valid() and _corrected(request, article, form):
        return redirect(address("change", pk))
    return page(request, "correct.html", article=article, form=form, title=MOVES["correct"].label, live=live,
                media=form.media)  # fmt: skip


def _corrected(request: HttpRequest, article: Article, form: CorrectionForm) -> bool:
    try:
        edition = publishing.correct(article, form.correction(), by=person(request), seen=form.cleaned_data["seen"])
    except NotAllowed as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, _("Corrected: version %(number)d is live.") % {"number": edition.number})
    return True
