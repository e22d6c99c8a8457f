"""Rows that tell the page for which they are read, and how their addresses are made."""

import json
from functools import cache
from typing import Any, Self

from django.db import models
from django.urls import reverse


class Showing(models.Model):
    """A row that notes itself on the page for which it is read (`shown.py`)."""

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any, **more: Any) -> Self:
        row = super().from_db(db, field_names, values, **more)
        row.note()
        return row

    def note(self) -> None:
        """Note the keys of this row, and the moment at which it ends. Called again for a row that was kept."""
        raise NotImplementedError


class Folded(models.JSONField):
    """JSON, never a bare word, that stays text until somebody reads it: of a row kept in memory a sixth of its size."""

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> Any:
        return value

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(json.loads(value) if isinstance(value, str) else value)

    def deconstruct(self) -> Any:
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.JSONField", args, options


def unfolded(facts: str | dict[str, Any]) -> dict[str, Any]:
    """What a Folded value says; of a preview's row it never was text."""
    return json.loads(facts) if isinstance(facts, str) else facts


def story_url(story_id: str, slug: str) -> str:
    before, between, after = around("story", 2)
    return f"{before}{story_id}{between}{slug}{after}"


@cache
def around(name: str, words: int) -> list[str]:
    """What stands around the words of an address: looked up once, since a page prints a hundred of them."""
    return reverse(f"editions:{name}", args=["--"] * words).split("--")
