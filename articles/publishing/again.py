"""Tells a stretch of the past once more, earlier: the same rows under keys, ids and moments of their own.

An archive that benches stand on needs as many rows as a newsroom of many years, not as many texts. The rows are copied
inside the database, several times as fast as they could be sent to it. Constraints, foreign keys and guards hold for
them as for any, and every act has its line in the chain.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, NamedTuple

from django.db import models
from django.db.models import ExpressionWrapper, F, Q, Value
from django.db.models.functions import Concat

from articles.models import Article, Citation, Credit, Revision, Tagged
from editions.models import Edition, Entry, Notice, Rendered, Seal
from guards import appending

Kind = type[models.Model]

WRITTEN: tuple[Kind, ...] = (
    Article, Revision, Credit, Citation, Tagged, Edition, Rendered, Entry, Notice, Seal,
)  # fmt: skip
"""What a story of the past is made of, in the order in which foreign keys allow it."""


_drawing = Lock()
"""Threads that draw keys at one time would break each other's rows of them."""


class Done(NamedTuple):
    """What made one edition of a story, and when."""

    story_id: str
    number: int
    act: str
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """Stories that were told in one go. The keys of each kind of row are in a row."""

    keys: Mapping[Kind, range]
    acts: Sequence[Done]


@dataclass(frozen=True, slots=True)
class Again:
    """Where a stretch is told once more: so much earlier, every id with a mark before it."""

    stretch: Stretch
    earlier: timedelta
    mark: str

    def acts(self) -> Iterator[Done]:
        for done in self.stretch.acts:
            yield done._replace(story_id=self.mark + done.story_id, at=done.at - self.earlier)

    def write(self) -> None:
        """Within a transaction, after the turn of those who write in bulk was taken."""
        keys = {model: old for model, old in self.stretch.keys.items() if old}
        with _drawing:
            further = {model: appending.next_run(model, len(old)).start - old.start for model, old in keys.items()}
        for model in WRITTEN:
            # A row that has no key of its own has its edition's.
            if old := keys.get(Edition if model._meta.pk.is_relation else model):
                self._copy(model, old, further)

    def _copy(self, model: type[models.Model], keys: range, further: Mapping[Kind, int]) -> None:
        fields = model._meta.concrete_fields
        names, moved = [field.attname for field in fields], [self._moved(field, further) for field in fields]
        rows = model._default_manager.filter(pk__gte=keys[0], pk__lte=keys[-1]).order_by()
        if model is Edition:
            # A correction's moment stands in the notices as text, which no database moves: those few come here.
            dated, rows = rows.exclude(Q(notices=[])), rows.filter(Q(notices=[]))
            appending.values(Edition, names, [self._dated(names, row) for row in dated.values_list(*moved)])
        appending.copies(model, names, rows.values_list(*moved))

    def _moved(self, field: Any, further: Mapping[Kind, int]) -> Any:
        column, kind = F(field.attname), field.related_model or (field.primary_key and field.model)
        if (field.model, field.name) == (Edition, "revision"):
            kind = Revision
        if kind in further:
            return ExpressionWrapper(column + further[kind], models.BigIntegerField())
        if isinstance(field, models.DateTimeField):
            return ExpressionWrapper(column - Value(self.earlier), models.DateTimeField())
        if field.name == "story_id":
            return Concat(Value(self.mark), column, output_field=models.CharField())
        return column

    def _dated(self, names: Sequence[str], row: Sequence[Any]) -> list[Any]:
        place = names.index("notices")
        notices = [one | {"at": (datetime.fromisoformat(one["at"]) - self.earlier).isoformat()} for one in row[place]]
        return [*row[:place], notices, *row[place + 1 :]]
