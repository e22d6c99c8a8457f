"""Additions (`susulan`) on the writing screen: an author sends one, whoever may write the text settles it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles import additions
from articles.admin import autosave, writing
from articles.admin.pages import address, find
from articles.admin.rights import person
from articles.models import Addition
from articles.workflow import NotAllowed


@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Refused, what was typed stands on the screen again."""
    article, text = find(request, pk), request.POST.get("text", "")
    try:
        additions.send(article, text, by=person(request))
    except NotAllowed as refused:
        return writing.again(request, article, unsent=text, refused=str(refused))
    autosave.spend_kept(request, article)
    messages.success(request, _("Sent: the editors see it beside the story."))
    return redirect(address("change", pk))


@require_POST
def settle(request: HttpRequest, pk: int, addition: int) -> HttpResponse:
    article = find(request, pk)
    row = get_object_or_404(Addition, pk=addition, article=article)
    try:
        if request.POST.get("_act") == "take_in":
            additions.take_in(row, by=person(request))
            messages.success(request, _("It stands at the end of the text now."))
        else:
            additions.leave(row, by=person(request))
            messages.success(request, _("Left out; the history keeps it."))
    except NotAllowed as refused:
        messages.error(request, str(refused))
    return redirect(address("change", pk))
