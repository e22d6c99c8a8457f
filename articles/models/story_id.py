"""A story's permanent id: short, drawn at random, and fit to be read aloud."""

import secrets
from typing import Any

from django.db import models

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without letters that are taken for others when an address is read aloud."""

LENGTH = 8


def new_story_id() -> str:
    number = secrets.randbelow(len(ALPHABET) ** LENGTH)
    letters = []
    for _place in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)


class StoryIdField(models.CharField):
    """Drawn when the story is made; to migrations a plain column, so that they name no code."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options | {"max_length": 12, "default": new_story_id})

    def deconstruct(self) -> Any:
        name, _path, args, options = super().deconstruct()
        del options["default"]
        return name, "django.db.models.CharField", args, options
