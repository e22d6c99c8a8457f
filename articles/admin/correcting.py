"""The page on which the text that readers have is put right, and what becomes of it where two do so at once."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts import roles
from articles import published, publishing, rendering, three_way, workflow
from articles.admin import autosave, wording
from articles.admin.carrying_out import carry_out
from articles.admin.pages import address, find, linked, on_what_stands, page
from articles.admin.rights import person
from articles.forms.correction import CorrectionForm
from articles.models import Article, Revision
from articles.workflow import MOVES


@dataclass(frozen=True)
class Overtaken:
    """A correction that was written on an edition before the one that readers have now."""

    theirs: list[wording.Difference]
    """What became of the text meanwhile."""
    twice: list[wording.Difference]
    """What both changed: theirs struck out, the person's own added, as the form has it."""


def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """The text readers have, ready to be put right."""
    article, now = find(request, pk), published.now()
    facts = published.facts(article, person(request), at=now)
    if refused := workflow.refusal("correct", facts):
        messages.error(request, str(refused))
        return redirect(address("change", pk))
    live = published.last_text(article.story_id, at=now)
    base = Revision.objects.get(pk=live.revision).snapshot
    to_come = published.status(article.story_id, at=now).to_come
    form = CorrectionForm(
        request.POST or None, base=base, seen=live.number, to_come=to_come.published_at if to_come else None,
        retitles=roles.CORRECT not in facts.may,
    )  # fmt: skip
    overtaken = None
    if request.method == "POST" and form.is_valid():
        overtaken = _overtaken(article, form, live.number)
        if not overtaken and _corrected(request, article, form):
            return redirect(address("change", pk))
    return page(request, "correct.html", article=article, form=form, title=MOVES["correct"].label, live=live,
                held=facts.shown == workflow.Shown.HELD, overtaken=overtaken,
                may_upload=person(request).may(roles.ADD_PHOTO), most_links=rendering.MAX_LINKED_STORIES,
                **autosave.by_itself(request, "correct", form, article=article))  # fmt: skip


def _corrected(request: HttpRequest, article: Article, form: CorrectionForm) -> bool:
    def act() -> str:
        edition = publishing.correct(article, form.correction(), by=person(request), seen=form.cleaned_data["seen"])
        return linked(_("Corrected: version %(number)d is live.") % {"number": edition.number}, edition)

    return carry_out(request, form, act, of=article)


def _overtaken(article: Article, form: CorrectionForm, live: int) -> Overtaken | None:
    """Puts what was written on an earlier edition upon the live one, and says what to look at before it is sent."""
    seen = form.cleaned_data["seen"]
    earlier = [one for one in published.editions_of(article.story_id) if one.number == seen < live]
    if not earlier:
        return None
    before = published.text_of(earlier[0])
    both, clashes = three_way.merged(before, form.typed(), form.base)
    on_what_stands(form, live, **{name: both[name] for name in form.offered})
    meanwhile = [name for name in form.offered if before[name] != form.base[name]]
    return Overtaken(wording.differences(before, form.base, meanwhile), wording.differences(form.base, both, clashes))
