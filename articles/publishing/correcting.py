"""What a correction of a live text is, and when it may be called small. Pure but for the settings."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from articles import rendering
from articles.workflow import NotAllowed
from prose import comparison

FIELDS = (
    "headline",
    "kicker",
    "list_headline",
    "search_title",
    "share_text",
    "deck",
    "body",
    "photo_caption",
    "place",
)
PICTURE = "photo_id"
"""Changed by a swap of the lead photo alone."""

FOKUS = "fokus_id"
"""Changed by the publication of a follow-up alone, which brings the earlier story into its fokus."""

RETITLED = {"search_title", "share_text"}
SMALL, UPDATE = "perbaikan_kecil", "pembaruan"
RIGHT_OF_REPLY = "hak_jawab"
WITH_NOTICE = ("ralat", "koreksi", RIGHT_OF_REPLY)
KINDS = (SMALL, UPDATE, *WITH_NOTICE)
CARRY, CALL_OFF = "carry", "call_off"
"""What becomes of a version to come: it takes the correction in, or does not go out."""

SMALL_CHANGE = 200
"""Characters past which a change can't be called small without a second tick."""

NUMBER = re.compile(r"\d[\d.,]*")
NAME = re.compile(r"\b[A-Z][\w'-]+")


@dataclass(frozen=True)
class Correction:
    """New values of fields of the live text, what kind of change it is, and what readers are told."""

    kind: str
    changes: dict[str, Any]
    text: str = ""
    protects: bool = False
    second_tick: bool = field(default=False)
    scheduled: str = ""
    """CARRY or CALL_OFF, where a version is to come."""

    @property
    def is_small(self) -> bool:
        return self.kind == SMALL

    def must_be_sound(self, base: dict[str, Any]) -> None:
        """Raise the first thing wrong with it."""
        if self.kind not in KINDS:
            raise NotAllowed(_("Say what kind of change it is."), "kind")
        if unknown := set(self.changes) - {*FIELDS, PICTURE, FOKUS}:
            raise NotAllowed(_("A correction does not change: %(fields)s.") % {"fields": ", ".join(unknown)}, "fields")
        if self.kind in WITH_NOTICE and not self.text.strip():
            raise NotAllowed(_("Write the notice that readers will see."), "notice")
        if all(base[name] == value for name, value in self.changes.items()) and self.kind not in WITH_NOTICE:
            raise NotAllowed(_("Nothing was changed."), "nothing")
        if self.is_small:
            must_be_small(base, base | self.changes, second_tick=self.second_tick)

    def needs_a_second_person(self, base: dict[str, Any], text: dict[str, Any]) -> bool:
        """Of a flagged story: all but a slip mended in its words. A second tick is no second person."""
        pictured = [(photos(one), _said_of_pictures(one)) for one in (base, text)]
        return not self.is_small or pictured[0] != pictured[1] or is_large(base, text)

    def must_only_retitle(self) -> None:
        """Distribution changes how a story is found and shared, never what it says."""
        if set(self.changes) - RETITLED or not self.is_small:
            raise NotAllowed(_("Your role changes the search title and the share text alone."), "role")

    def must_say_what_becomes_of(self, when: str) -> None:
        if self.scheduled not in (CARRY, CALL_OFF):
            message = _("A version is scheduled for %(when)s: say whether the correction goes into it or cancels it.")
            raise NotAllowed(message % {"when": when}, "scheduled")

    def carried(self, base: dict[str, Any], text: dict[str, Any], later: dict[str, Any]) -> dict[str, Any]:
        """The text to come with the correction in it; refused where that version changes the same field itself."""
        changed = {name: text[name] for name in self.changes if text[name] != base[name]}
        if clashes := [name for name, new in changed.items() if later[name] not in (base[name], new)]:
            message = _("The scheduled version changes this too: %(fields)s. Cancel it, or amend it afterwards.")
            raise NotAllowed(message % {"fields": ", ".join(clashes)}, "scheduled")
        return later | changed

    def notice(self) -> dict[str, Any] | None:
        """As the edition carries it; None: readers are told nothing but perhaps a time."""
        if self.kind not in WITH_NOTICE:
            return None
        return {"kind": self.kind, "text": self.text, "story_id": "", "protects": self.protects}


HEADLINES = ("headline", "list_headline")
IN_ITS_STEAD = ("search_title", "share_text")
"""What stands for the headline elsewhere; empty: the headline itself."""

NAMED = ("credits", "citations", "client")
"""Who wrote, was quoted or paid: a revised text may name others."""

BESIDE = ("kicker", "deck", "photo_caption", "place")


def photos(text: dict[str, Any]) -> list[int | None]:
    """The photos that a text shows, the lead first."""
    return [text[PICTURE], *rendering.photo_ids(text["body"])]


def _said_of_pictures(text: dict[str, Any]) -> list[str]:
    return [text["photo_caption"], *rendering.atom_texts(text["body"])]


def must_be_small(base: dict[str, Any], text: dict[str, Any], *, second_tick: bool) -> None:
    """Raise where a change that is called minor looks like a large one, and nobody said once more that it is minor."""
    if not second_tick and is_large(base, text):
        message = _("This changes a number, a name, the headline or more than 200 characters: tick again if small.")
        raise NotAllowed(message, "not_small")


def is_large(base: dict[str, Any], text: dict[str, Any]) -> bool:
    """Whether a change touches a headline, a number, a name, or more than 200 characters."""
    if any(base[name] != text[name] for name in (*HEADLINES, *NAMED)):
        return True
    old, new = (_read(one) for one in (base, text))
    if any(pattern.findall(old) != pattern.findall(new) for pattern in (NUMBER, NAME)):
        return True
    return sum(len(words) for op, words in comparison.compare_text(old, new) if op != "same") > SMALL_CHANGE


def _read(text: dict[str, Any]) -> str:
    """All that readers come to read beside the headlines, a line each: captions and what embeds say too."""
    titles = (text[name] or text["headline"] for name in IN_ITS_STEAD)
    beside = (text[name] for name in BESIDE)
    return "\n".join([*titles, *beside, rendering.plain_text(text["body"]), *rendering.atom_texts(text["body"])])
