"""Tells a stretch of the past once more, earlier: the same rows under keys, ids and moments of their own.

An archive that benches stand on needs as many rows as a newsroom of many years, not as many texts. The rows are copied
inside the database, several times as fast as they could be sent to it. Constraints, foreign keys and guards hold for
them as for any, and every act has its line in the chain.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import models
from django.db.models import ExpressionWrapper, F, Q, Value
from django.db.models.functions import Concat

from articles.models import Article, Citation, Credit, Revision, Tagged
from editions.models import Edition, Entry, Notice, Rendered, Seal
from guards import appending

WRITTEN: tuple[type[models.Model], ...] = (
    Article, Revision, Credit, Citation, Tagged, Edition, Rendered, Entry, Notice, Seal,
)  # fmt: skip
"""What a story of the past is made of, in the order in which foreign keys allow it."""

KEYED: tuple[type[models.Model], ...] = (Article, Revision, Edition)
"""Those whose keys others hold."""


class Done(NamedTuple):
    """What made one edition of a story, and when."""

    story_id: str
    number: int
    act: str
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """Stories that were told in one go. The keys of each kind are in a row."""

    keys: dict[type[models.Model], range]
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
        further = {
            model: appending.next_run(model, len(keys)).start - keys.start for model, keys in self.stretch.keys.items()
        }
        for model in WRITTEN:
            fields = [field for field in model._meta.concrete_fields if _is_told(field)]
            names, moved = [field.attname for field in fields], [self._moved(field, further) for field in fields]
            rows = model._default_manager.filter(self._of(model)).order_by()
            if model is Edition:
                # A correction's moment stands in the notices as text, which no database moves: those few come here.
                dated, rows = rows.exclude(Q(notices=[])), rows.filter(Q(notices=[]))
                appending.values(Edition, names, [self._dated(names, row) for row in dated.values_list(*moved)])
            appending.copies(model, names, rows.values_list(*moved))

    def _of(self, model: type[models.Model]) -> Q:
        """The rows of the stretch."""
        keys = self.stretch.keys
        if model in keys:
            return Q(pk__range=_ends(keys[model]))
        for kind in (Article, Edition):
            for field in model._meta.concrete_fields:
                if field.related_model is kind:
                    return Q((f"{field.name}__pk__range", _ends(keys[kind])))
        return Q(story_id__in=Article.objects.filter(self._of(Article)).values("story_id"))

    def _moved(self, field: Any, further: dict[type[models.Model], int]) -> Any:
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
        notices = [
            one | {"at": (datetime.fromisoformat(one["at"]) - self.earlier).isoformat()} for one in row[place]
        ]  # fmt: skip
        return [*row[:place], notices, *row[place + 1 :]]


def _is_told(field: models.Field) -> bool:
    """Whether it is written, not left to the database: keys that nobody holds are."""
    return not field.primary_key or field.model in KEYED or field.related_model is not None


def _ends(keys: range) -> tuple[int, int]:
    return keys[0], keys[-1]
