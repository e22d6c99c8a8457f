"""Snapshots in words, for people who compare them."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from almanac import dates, desk_dates
from articles import published
from articles.forms.correction import KIND_LABELS
from articles.forms.working_copy import TICKS, moment
from articles.models import Article, Author, Credit, Fokus, Section, Series, Source, Tag
from articles.publishing import GROUNDS
from articles.publishing.composing import Directory
from articles.workflow import MOVES
from prose import comparison

ACTS: dict[str, Any] = {
    "save": _("Saved"),
    "restore": _("Restored an earlier text"),
    "create": _("Created"),
    "file_for": _("Filed for somebody"),
    "assign": _("Assigned"),
    "save aside": _("Kept aside"),
    "note": _("Internal note"),
    "give_photo": _("Photo put in"),
    "send_addition": _("Addition sent"),
    "take_in_addition": _("Addition taken into the text"),
    "leave_addition": _("Addition left out"),
    "left_out_of_fokus": _("Left out of the fokus"),
    "publish_update": _("Sent out under a standing approval"),
    "approve_standing": _("Standing approval given"),
    "end_standing": _("Standing approval ended"),
    "merge_tag": _("Tag merged"),
    "merge_author": _("Author merged"),
    "merge_source": _("Media or news agency merged"),
    "archive": _("Taken in as archive"),
    "lead_from": _("Old address led here"),
    "file for": _("Filed for somebody"),
    "second_look": _("Read by a second editor"),
    "settle": _("Settled"),
    "embargo": _("Embargo set"),
    "ask_sign_off": _("Sign-off asked for"),
    "sign_off": _("Signed off"),
    "restrict": _("Restricted to those named"),
    "lock": _("Lock set"),
    "unlock": _("Lock taken off"),
    "keep_out": _("Kept out of the list"),
    "let_in": _("Let into the list again"),
    "pick": _("Put on a front"),
    "unpick": _("Taken off a front"),
    "swap": _("Moved on a front"),
    "lend": _("Duty lent"),
    "take_back": _("Duty taken back"),
    "hand_over": _("Shift handed over"),
    "sign_handover": _("Shift taken over"),
    "resolve_note": _("Note settled"),
    "ask_reply": _("Right of reply asked for"),
    "answer_reply": _("Request for a right of reply answered"),
    "share preview": _("Preview shared"),
    "take back preview": _("Preview taken back"),
    "remark": _("Remark on a preview"),
    "plan": _("Planned"),
    "change_plan": _("Plan changed"),
    "drop_plan": _("Plan dropped"),
    "take_up_plan": _("Planned again"),
    "add_photo": _("Photo added"),
    "change_photo": _("Words of a photo changed"),
    "reframe_photo": _("Photo framed anew"),
    "retire_photo": _("Photo retired"),
    "bring_back_photo": _("Photo brought back"),
    "add_person": _("Person added"),
    "change_person": _("Person or rights changed"),
    "note_correction": _("Correction by a source noted"),
    "take_back_correction": _("Correction by a source taken back"),
    "follow_source": _("Looked at after a source's correction"),
    "retire": _("Retired"),
    "bring_back": _("Brought back"),
}
OF_LISTS = {"add": _("%(what)s added"), "change": _("%(what)s changed")}
"""Acts on what stories are sorted by."""
KEPT = {str(model._meta.model_name): model for model in (Section, Tag, Author, Source, Fokus, Series)}
TABLES = {"fokus_id": "fokus", "series_id": "series", "section_id": "sections", "photo_id": "photos"}


@dataclass(frozen=True)
class Difference:
    name: str
    label: str | Promise
    words: SafeString


def act(name: str) -> Any:
    """What a revision or a line of the trail calls itself, in the person's words."""
    if name in ACTS:
        return ACTS[name]
    if name in MOVES:
        return MOVES[name].label
    act_, _under, kind = name.partition("_")
    named = kind in KEPT and act_ in OF_LISTS
    return capfirst(OF_LISTS[act_] % {"what": KEPT[kind]._meta.verbose_name}) if named else name


def verbs(typed: str) -> list[str]:
    """The acts whose words hold every word typed, in the language in which the person reads them."""
    words = set(typed.casefold().split())
    of_lists = (f"{act_}_{kind}" for act_ in OF_LISTS for kind in KEPT)
    return [name for name in (*ACTS, *MOVES, *of_lists) if words and words <= set(str(act(name)).casefold().split())]


def label(name: str) -> Any:
    if name == "credits":
        return Credit._meta.verbose_name_plural
    if name == "citations":
        return _("media and news agencies")
    return getattr(Article._meta.get_field(name), "verbose_name", name)


def differences(old: dict[str, Any], new: dict[str, Any], names: list[str] | None = None) -> list[Difference]:
    """Each field that differs, word by word; of a text that was expunged there is none."""
    if not old or not new:
        return []
    directory = Directory.of([old, new])
    wanted = names if names is not None else [name for name in new if old.get(name) != new[name]]
    return [Difference(name, label(name), _compared(name, old, new, directory)) for name in wanted]


def _compared(name: str, old: dict[str, Any], new: dict[str, Any], directory: Directory) -> SafeString:
    if name == "body":
        return compared_bodies(old["body"], new["body"])
    words = comparison.compare_text(said(name, old.get(name), directory), said(name, new[name], directory))
    return comparison.as_html([comparison.Block("changed", "p", words)])


def reading(body: str) -> SafeString:
    """Clean markup, to be read on the desk; whoever checks it sees where links lead."""
    told = comparison.with_addresses(body)
    return compared_bodies(told, told)


def compared_bodies(old: str, new: str) -> SafeString:
    """Two bodies word by word; blocks that stand for something the page looks up say what that is."""
    stories = [story for found in _BACA_JUGA.findall(old + new) for story in found.split()]
    headlines = published.headlines(stories, at=published.now()) if stories else {}
    return comparison.as_html(comparison.compare_html(*(_spelt_out(body, headlines) for body in (old, new))))


_BACA_JUGA = re.compile(r'(?<=data-baca-juga=")[^"]+')
_PHOTOS = re.compile(r'(?<=data-photo=")\d+|(?<=data-gallery=")[\d ]+')


def _spelt_out(body: str, headlines: dict[str, str]) -> str:
    """Numbers within such blocks as words: the headlines of stories, so many photos."""

    def named(found: re.Match[str]) -> str:
        return escape(f"Baca Juga: {'; '.join(headlines.get(story, story) for story in found[0].split())}")

    def counted(found: re.Match[str]) -> str:
        count = len(found[0].split())
        return ngettext("[%(count)d photo]", "[%(count)d photos]", count) % {"count": count}

    return _PHOTOS.sub(counted, _BACA_JUGA.sub(named, body))


def said(name: str, value: Any, directory: Directory) -> str:
    """A value of a snapshot as a person would say it."""
    if value in (None, "", []):
        return "—"
    if name in TABLES:
        return str(getattr(directory, TABLES[name]).get(value, value))
    return _SAY[name](value, directory) if name in _SAY else _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "✓" if value else "—"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _credits(rows: list[Any], directory: Directory) -> str:
    return ", ".join(f"{Credit.Role(role).label}: {directory.authors[author]}" for role, author in rows)


def _citations(rows: list[Any], directory: Directory) -> str:
    return ", ".join(f"{directory.sources[source]} {link}".strip() for source, link, _seen in rows)


def _deadline(stamp: str, _directory: Directory) -> str:
    when = moment(stamp)
    return desk_dates.masthead(when) if when else "—"


def _day(stamp: str, _directory: Directory) -> str:
    return dates.short_date(date.fromisoformat(stamp)) if stamp else "—"


_SAY: dict[str, Any] = {
    "credits": _credits,
    "citations": _citations,
    "deadline": _deadline,
    "airs_from": _day,
    "airs_until": _day,
    "also_in": lambda keys, directory: ", ".join(str(directory.sections[key]) for key in keys),
    "ticked": lambda codes, _directory: ", ".join(str(TICKS.get(code, code)) for code in codes),
    "genre": lambda code, _directory: str(Article.Genre(code).label),
    "photo_need": lambda code, _directory: str(Article.PhotoState(code).label),
    "priority": lambda code, _directory: str(Article.Priority(code).label),
}


def reason(text: str) -> str:
    """A reason that is a code, in words; any other as it was typed."""
    return str(KIND_LABELS.get(text) or GROUNDS.get(text) or text)
