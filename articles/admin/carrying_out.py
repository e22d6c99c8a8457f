"""Carries out what a form of the desk asks for, and tells whoever sent it what became of it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from articles.admin import autosave
from articles.models import Article
from articles.workflow import NotAllowed

FIELDS_OF = {
    "not_small": ["second_tick"], "embargo": ["breaking"], "locked": ["breaking"], "reason": ["why"],
    "photo_rights": ["photo"], "photo_incomplete": ["photo"], "body": ["text", "message"],
}  # fmt: skip
"""Rules whose field may be called otherwise."""


def carry_out(request: HttpRequest, form: Any, act: Callable[[], str], *, of: Article | None = None) -> bool:
    """Do what a sound form asks for, and tell what `act` says of it; or put on the form why it may not be."""
    try:
        told = act()
    except NotAllowed as refused:
        beside(form, refused)
        return False
    autosave.spend_kept(request, of)
    messages.success(request, told)
    return True


def beside(form: Any, refused: NotAllowed) -> None:
    """What a verb refuses stands at the field that its rule is about, where the form has one."""
    called = [refused.rule, *FIELDS_OF.get(refused.rule, [])]
    form.add_error(next((name for name in called if name in form.fields), None), str(refused))
