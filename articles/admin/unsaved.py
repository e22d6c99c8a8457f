"""What this person typed here before and never saved: offered again, with what tells it from what is stored."""

from copy import copy
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from almanac.numbers import whole
from articles import rendering
from articles.admin import autosave
from articles.admin.rights import person
from articles.editor import BodyField
from articles.forms.working_copy import CopyForm
from articles.models import Article, Buffer

OFFERED, LOOKED_AT = 3, 10


@dataclass(frozen=True)
class Offer:
    buffer: Buffer
    differs: list[str]
    """What is other than stored, by the names on the screen."""
    texts: list[tuple[str, str]]
    """The words of it, for whom the form may not have them back."""


def shown(request: HttpRequest, article: Article | None, form: CopyForm, restored: Buffer | None) -> dict[str, Any]:
    """The offers, and what the browser must know to make its own."""
    found = _offers(request, article, form) if request.method == "GET" and not restored else []
    return {
        "offers": found,
        "offered": " ".join(offer.buffer.tab for offer in found),
        **autosave.kept(request, article),
        "restored": restored,
        "tab": request.POST.get("tab", "")[:40],
    }


def _offers(request: HttpRequest, article: Article | None, form: CopyForm) -> list[Offer]:
    """The newest, without those that are stored by now, whoever stored it."""
    waiting = Buffer.objects.of(person(request), article).waiting()[:LOOKED_AT]
    compared = (_compared(form, buffer) for buffer in waiting)
    return list(islice((offer for offer in compared if offer.differs), OFFERED))


def _compared(form: CopyForm, buffer: Buffer) -> Offer:
    post, differs, texts = buffer.as_post(), [], []
    for name in form.fields:
        # Locked as it may be on the screen, a field is compared all the same.
        field, label = copy(form.fields[name]), capfirst(str(form[name].label))
        field.disabled = False
        typed = _typed(field, name, post)
        if name == "version" or not field.has_changed(form.get_initial_for_field(field, name), typed):
            continue
        words = rendering.plain_text(typed) if isinstance(field, BodyField) else typed or ""
        differs.append(f"{label} ({len(words.split())} {_('words')})" if isinstance(field, BodyField) else label)
        if isinstance(field, forms.CharField):
            texts.append((label, words))
    parts = ((form.credits, _("Byline")), (form.citations, _("Media and news agencies")))
    return Offer(buffer, differs + [label for part, label in parts if _rows_differ(part, post)], texts)


def _typed(field: forms.Field, name: str, post: QueryDict) -> Any:
    typed = field.widget.value_from_datadict(post, {}, name)
    if not isinstance(field, BodyField):
        return typed
    try:
        return field.clean(typed)
    except ValidationError:
        return typed or ""


def _rows_differ(part: Any, post: QueryDict) -> bool:
    """Whether rows of names or sources are others, or in another order; one without either is no row."""
    fields, prefix = part.empty_form.fields, part.prefix
    many = min(whole(post.get(f"{prefix}-TOTAL_FORMS", "")), part.max_num)
    rows = [{name: post.get(f"{prefix}-{row}-{name}", "") for name in fields} for row in range(many)]
    typed = [row for row in rows if any(value for name, value in row.items() if name != "role")]
    return len(typed) != len(part.initial) or any(
        fields[name].has_changed(standing[name], row[name])
        for standing, row in zip(part.initial, typed, strict=True)
        for name in fields
    )
