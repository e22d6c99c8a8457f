"""What changed in a story since it first came out: the texts readers got, one after the other, side by side."""

from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from django.db.models import F
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import pgettext_lazy

from editions.models import Edition
from editions.pages.righted import NOTICE_NAMES
from prose.comparison import Block, as_html, compare_html, compare_text

MOST = 12
"""Newest changes shown; a story that lives on through updates has its older ones in the record."""

FIELDS: dict[str, str | Promise] = {
    "kicker": pgettext_lazy("change", "Kicker"),
    "headline": pgettext_lazy("change", "Headline"),
    "deck": pgettext_lazy("change", "Deck"),
    "byline": pgettext_lazy("change", "Byline"),
    "lead_caption": pgettext_lazy("change", "Caption"),
}


class Piece(NamedTuple):
    name: str | Promise
    html: SafeString


class ChangeShown(NamedTuple):
    edition: Edition
    name: str | Promise
    pieces: list[Piece]
    away_since: datetime | None
    """The moment at which the story left the site before it came back with this text."""


def changes(story_id: str, *, at: datetime) -> tuple[list[ChangeShown], Edition | None]:
    """Changes, newest first, and the first text if nothing before it is barred: one query.

    Texts that never came out, and those sealed to protect somebody, are not among them.
    """
    came_out = Edition.objects.filter(story_id=story_id, published_at__lte=at).exclude(superseded_at=F("published_at"))
    rows = list(came_out.order_by("-number").select_related("seal")[: MOST + 1])
    texts = [row for row in rows if row.kind == Edition.Kind.STORY]
    told = [
        _change(old, new, [row.published_at for row in rows if old.number < row.number < new.number])
        for new, old in pairwise(texts)
        if not hasattr(old, "seal") and not hasattr(new, "seal")
    ]
    first = texts[-1] if texts and len(rows) <= MOST and not hasattr(texts[-1], "seal") else None
    return told, first


def _change(old: Edition, new: Edition, away: list[datetime]) -> ChangeShown:
    """`away`: when it was held between the two, newest first."""
    pieces = _pieces(old, new)
    added = new.notices[len(old.notices) :]
    if added:
        name = NOTICE_NAMES.get(added[-1]["kind"], "")
    elif new.updated_at != old.updated_at:
        name = pgettext_lazy("change", "Updated")
    elif away and not pieces:
        name = pgettext_lazy("change", "Withdrawn for a time")
    else:
        name = pgettext_lazy("change", "Small correction")
    return ChangeShown(new, name, pieces, away[-1] if away else None)


def _pieces(old: Edition, new: Edition) -> list[Piece]:
    pieces = [
        Piece(label, as_html([Block("changed", "p", compare_text(getattr(old, field), getattr(new, field)))]))
        for field, label in FIELDS.items()
        if getattr(old, field) != getattr(new, field)
    ]
    changed = [block for block in compare_html(_text(old), _text(new)) if block.op != "same"]
    return [*pieces, Piece(pgettext_lazy("change", "Text"), as_html(changed))] if changed else pieces


def _text(edition: Edition) -> str:
    return "".join(part["html"] for part in edition.body if "html" in part)
