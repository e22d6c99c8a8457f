"""Questions whose SQL is built once in each process: for a page, or an act, building it costs more than asking.

    @ready
    def _credits(*, article):
        return Credit.objects.filter(article=article)

    _credits(article=Number(7))

Words, moments, `Number`s, `Numbers` and lists of words, never empty, are told each time; anything else, such as a
limit, and how many a list of words holds, is part of the question.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from functools import lru_cache, wraps
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connections
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
from django.db.models.query import FlatValuesListIterable, ModelIterable, ValuesListIterable, get_related_populators


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


class Question:
    """What a process keeps of one: its SQL, where what is told goes in it, and what is made of a row of the answer."""

    def __init__(self, rows: "QuerySet[Any, Any]") -> None:
        compiler: Any = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        self.sql, self.places = compiler.as_sql()
        columns = [column for column, *_sql in compiler.select[: compiler.col_count]]
        converters = compiler.get_converters(columns).items()
        self.turned = [(place, turn, column) for place, (turns, column) in converters for turn in turns]
        self.made = _maker(rows, compiler)

    def ask(self, values: Mapping[str, Any]) -> list[Any]:
        connection = connections[DEFAULT_DB_ALIAS]  # this thread's
        told = [one.told(values, connection) if isinstance(one, Given) else one for one in self.places]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, told)
            answer = cursor.fetchall()
        rows = (self._turned(row, connection) for row in answer) if self.turned else answer
        return [self.made(row) for row in rows] if self.made else list(rows)

    def _turned(self, row: Sequence[Any], connection: Any) -> tuple[Any, ...]:
        """With each value as Python has it."""
        values = list(row)
        for place, turn, column in self.turned:
            values[place] = turn(values[place], column, connection)
        return tuple(values)


def _maker(rows: "QuerySet[Any, Any]", compiler: Any) -> Callable[[tuple[Any, ...]], Any] | None:
    """What makes of a row what Django's own iterables would, but for looking up each time how; None of a plain row."""
    kind = rows._iterable_class
    if kind is ModelIterable:
        return _instances(compiler)
    if kind is FlatValuesListIterable:
        return itemgetter(0)
    if kind is not ValuesListIterable:
        raise TypeError("What is asked for by @ready are models, or values_list().")
    return itemgetter(slice(compiler.col_count)) if compiler.has_extra_select else None


def _instances(compiler: Any) -> Callable[[tuple[Any, ...]], Any]:
    of_model = compiler.klass_info
    first, *_between, last = of_model["select_fields"]
    names = frozenset(column.target.attname for column, *_sql in compiler.select[first : last + 1])
    beside = get_related_populators(of_model, compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]  # of Django 6
    annotated = [*compiler.annotation_col_map.items()]

    def made(row: tuple[Any, ...]) -> Any:
        one = of_model["model"].from_db(DEFAULT_DB_ALIAS, names, row[first : last + 1])
        for related in beside:
            related.populate(row, one)
        for name, place in annotated:
            setattr(one, name, row[place])
        return one

    return made


class Given(Expression):
    """Stands in the question for a value that is told when it is asked; of a list, for one of its values."""

    def __init__(self, name: str, kind: type, number: int | None = None) -> None:
        super().__init__(output_field=FIELDS[kind])
        self.name, self.number = name, number

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]

    def told(self, values: Mapping[str, Any], connection: Any) -> Any:
        value = values[self.name]
        return self.output_field.get_db_prep_value(value if self.number is None else value[self.number], connection)


Build = Callable[..., QuerySet[Any, Any]]
Ask = Callable[..., list[Any]]


def ready(
    build: Build,
    *,
    beside: Callable[[], Any] = lambda: None,
    building: Callable[[], AbstractContextManager] = nullcontext,
) -> Ask:
    """The rows of what `build` asks for, by keywords alone.

    `beside`: what else the question depends on, such as a clock that is stopped; `building`: around each `build`.
    """

    @lru_cache(MOST)
    def built(_beside: Any, *parts: tuple[str, Any]) -> Question:
        with building():
            rows = build(**{name: _stand_in(name, part) for name, part in parts})
        return Question(rows)

    @wraps(build)
    def ask(**given: Any) -> list[Any]:
        parts = ((name, _part(value)) for name, value in given.items())
        return built(beside(), *parts).ask(given)

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
