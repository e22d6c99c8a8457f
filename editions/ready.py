"""Questions whose SQL is built once in each process: for a page, building it costs more than asking.

    @ready
    def _live(*, story_ids, at):
        return Edition.objects.live(at).filter(story_id__in=story_ids)

    _live(story_ids=["a", "b"], at=moment)

Words, moments, `Number`s, `Numbers` and lists of words, never empty, are told each time; anything else, such as a
limit, and how many a list of words holds, is part of the question, as is a clock that is stopped. Who asks tells the
page what it rests on.
"""

import json
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, wraps
from typing import Any, NamedTuple, cast

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import (
    BigIntegerField,
    BooleanField,
    CharField,
    DateTimeField,
    Expression,
    Field,
    Func,
    QuerySet,
)

from editions import clock, shown


class Number(int):
    """A number that is told each time, unlike a limit, which is part of the question."""


class Numbers(list[int]):
    """Keys that are told in one place, however many: see `Among`."""


class _NumbersField(BigIntegerField):
    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        # As its own text, which no adapter has to go through number by number.
        told = json.dumps(value)
        return f"{{{told[1:-1]}}}" if connection.vendor == "postgresql" else told


class Among(Func):
    """Whether a number is one of `Numbers`, in a question that is the same for any of them."""

    template = "%(expressions)s"
    output_field = BooleanField()

    def as_postgresql(self, compiler: Any, connection: Any, **_more: Any) -> Any:
        return self.as_sql(compiler, connection, arg_joiner=" = ANY(", template="%(expressions)s)")

    def as_sqlite(self, compiler: Any, connection: Any, **_more: Any) -> Any:
        told = "%(expressions)s))"
        return self.as_sql(compiler, connection, arg_joiner=" IN (SELECT value FROM json_each(", template=told)


FIELDS: "dict[type, Field[Any, Any]]" = {
    str: CharField(), datetime: DateTimeField(), Number: BigIntegerField(), Numbers: _NumbersField(),
}  # fmt: skip
MOST = 256
"""Shapes of one question that a process keeps."""


class Place(NamedTuple):
    """What of a value is part of the question: its kind; of a list, how many."""

    kind: type
    length: int | None = None


@dataclass
class Question:
    """What a process keeps of one."""

    rows: QuerySet[Any, Any]
    compiler: Any
    sql: str
    places: list[Any]
    converters: Any = None

    def get_converters(self, columns: list[Any]) -> Any:
        """What makes values of a row's columns: the same for every row ever asked for."""
        if self.converters is None:
            self.converters = self.compiler.get_converters(columns)
        return self.converters


class Given(Expression):
    """Stands in the question for a value that is told when it is asked; of a list, for one of its values."""

    def __init__(self, name: str, kind: type, number: int | None = None) -> None:
        super().__init__(output_field=FIELDS[kind])
        self.name, self.number = name, number

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]

    def told(self, values: Mapping[str, Any]) -> Any:
        value = values[self.name]
        return self.output_field.get_db_prep_value(value if self.number is None else value[self.number], connection)


def ready(build: Callable[..., QuerySet[Any, Any]]) -> Callable[..., list[Any]]:
    """The rows of what `build` asks for, by keywords alone."""

    @lru_cache(MOST)
    def built(_stopped: datetime | None, *parts: tuple[str, Any]) -> Question:
        with shown.collecting():  # of no page: those who ask tell theirs
            rows = build(**{name: _stand_in(name, part) for name, part in parts})
        compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        return Question(rows, compiler, *compiler.as_sql())

    @wraps(build)
    def ask(**given: Any) -> list[Any]:
        parts = ((name, _part(value)) for name, value in given.items())
        question = built(clock.stopped(), *parts)
        asking, asked = copy(question.compiler), cast("Any", question.rows.all())
        values = [one.told(given) if isinstance(one, Given) else one for one in question.places]
        asking.connection = connections[DEFAULT_DB_ALIAS]  # this thread's
        asking.as_sql = lambda: (question.sql, values)
        asking.get_converters = question.get_converters
        asked.query.get_compiler = lambda *_using, **_rest: asking
        return list(asked)

    return ask


def _part(value: Any) -> Any:
    if type(value) in FIELDS:
        return Place(type(value))
    return Place(str, len(value)) if isinstance(value, list) else value


def _stand_in(name: str, part: Any) -> Any:
    if not isinstance(part, Place):
        return part
    if part.length is None:
        return Given(name, part.kind)
    return [Given(name, part.kind, number) for number in range(part.length)]
