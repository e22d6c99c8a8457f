"""The body's form field: a rich editor in a browser with scripts, a plain text area with markup in any other.

The extensions follow from `rendering.MARKUP`, so the editor writes what the sanitiser keeps; `clean` there
has the last word whatever arrives. The modules in static/js/editor/ define our own extensions.
"""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django_prose_editor.config import expand_extensions
from django_prose_editor.widgets import AdminProseEditorWidget
from js_asset import Media, static_lazy

from articles import rendering

# The addresses differ from release to release (hashed names), hence not the bare paths.
MODULES = [static_lazy("js/editor/newsroom.js"), static_lazy("js/editor/paste.js")]

MENU = [
    {"group": "blockType -lists", "type": "dropdown", "minItems": 2},
    {"group": "marks"},
    {"group": "link"},
    {"group": "lists"},
    {"group": "nodes -blockType -lists"},
    {"group": "newsroom"},
    {"group": "table"},
    {"group": "history"},
]

MENU_WORDS = {
    "paragraph": _("Paragraph or heading"),
    "Paragraph": _("Paragraph"),
    "Heading 2": _("Crosshead"),
    "Heading 3": _("Smaller crosshead"),
    "bold": _("Bold"),
    "italic": _("Italic"),
    "insert link": _("Insert a link"),
    "remove link": _("Remove the link"),
    "unordered list": _("List with dots"),
    "ordered list": _("List with numbers"),
    "blockquote": _("Block quote"),
    "Insert table": _("Insert a table"),
    "Add column": _("Add a column"),
    "Delete column": _("Remove the column"),
    "Add row": _("Add a row"),
    "Delete row": _("Remove the row"),
    "Merge cells": _("Merge cells"),
    "Split cell": _("Split the cell"),
    "Toggle header cell": _("Header cell"),
    "Delete table": _("Remove the table"),
    "undo": _("Undo"),
    "redo": _("Redo"),
}
"""What the library calls its buttons, and what the desk does."""

_BUTTONS = {"submit": _("Save"), "missing": _("Nothing usable was entered.")}

SETTINGS: dict[str, dict[str, Any]] = {
    "Heading": {"levels": [2, 3]},
    "OrderedList": {"enableListAttributes": False},
    "Link": {
        "enableTarget": False,
        "autolink": False,
        "protocols": ["http", "https", "mailto"],
        "labels": _BUTTONS | {"title": _("Link"), "href": _("Address")},
    },
    "PullQuote": {"labels": {"title": _("Pull quote")}},
    "FactBox": {"labels": {"title": _("Fact box")}},
    "Picture": {
        "labels": _BUTTONS
        | {"title": _("Picture"), "photo": _("Photo"), "caption": _("Caption"), "credit": _("Credit")},
    },
    "Gallery": {"labels": _BUTTONS | {"title": _("Gallery"), "photos": _("Photo numbers, one a line")}},
    "BacaJuga": {
        "labels": _BUTTONS
        | {"title": _("Baca Juga"), "stories": _("Story numbers or addresses, one a line, at most five")},
        "limit": rendering.MAX_LINKED_STORIES,
    },
    "Embed": {
        "labels": _BUTTONS
        | {"title": _("Embedded post"), "url": _("Address (https)")}
        | {"missing": _("Readers can't be led to this address: copy it from the browser, with https:// in front.")}
        | {"author": _("Author"), "text": _("Text"), "when": _("Its date and time, as the post says")}
        | {"photo": _("Picture of it, from the library"), "ai": _("Made by AI")},
    },
    "PageBreak": {"labels": {"title": _("Page break")}},
}


def extensions() -> dict[str, Any]:
    """The editor's extensions and their settings, in the order of the markup table."""
    from_markup = {element.extension: SETTINGS.get(element.extension, True) for element in rendering.MARKUP}
    thumbnail = {"thumbnail": f"/{settings.DESK_PATH}/photos/{{id}}/240.webp"}
    stories = {"titles": f"/{settings.DESK_PATH}/articles/article/judul/", "gone": _("readers cannot open it")}
    return from_markup | {
        "BacaJuga": SETTINGS["BacaJuga"] | stories,
        "Picture": SETTINGS["Picture"] | thumbnail,
        "Gallery": SETTINGS["Gallery"] | thumbnail,
        "Embed": SETTINGS["Embed"] | thumbnail,
        "Labels": {"area": _("Body of the story"), "menu": MENU_WORDS},
        "PasteFilter": True,
        "Menu": {"groups": MENU},
        # On by default, it would keep the browser from underlining a typo.
        "NoSpellCheck": False,
    }


class BodyWidget(AdminProseEditorWidget):
    """The text area that `newsroom.js` and its library turn into an editor."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"cols": 80, "rows": 24} | (attrs or {}), preset="configurable")

    @property
    def media(self) -> forms.Media:
        return super().media + Media(css={"all": ["css/editor.css"]})

    def get_config(self) -> dict[str, Any]:
        return {"extensions": expand_extensions(extensions()), "js_modules": MODULES}


class BodyField(forms.CharField):
    """A body as `rendering.clean` writes it."""

    widget = BodyWidget

    def clean(self, value: Any) -> str:
        try:
            cleaned = rendering.clean(_paragraphs(self.to_python(value) or ""))
        except rendering.TooLong as error:
            raise ValidationError(str(error), code="too_long") from error
        # A required body that holds nothing usable is missing, whatever was sent.
        return super().clean(cleaned)


def _paragraphs(typed: str) -> str:
    """Without scripts one parts paragraphs by blank lines: what holds no markup between two of them is one."""
    pieces = re.split(r"(?:\r?\n[ \t]*){2,}", typed)
    if len(pieces) < 2:  # noqa: PLR2004 - no blank line
        return typed
    return "\n".join(piece if "<" in piece or not piece.strip() else f"<p>{piece}</p>" for piece in pieces)
