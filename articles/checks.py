"""What an editor is told before publishing: blocks and warnings, one function each. Pure."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from almanac import dates
from almanac.text import unseen
from articles import rendering
from articles.whatsapp import DATELINE


@dataclass(frozen=True)
class Finding:
    """`blocks`: it cannot go live so; otherwise a warning. `field` names where to mend it."""

    code: str
    message: str | Promise
    field: str
    blocks: bool = False


@dataclass(frozen=True)
class Copy:
    """A snapshot with what it refers to, looked up beforehand."""

    snapshot: dict[str, Any]
    photos: list[tuple[str, list[str]]] = field(default_factory=list)
    """(name, fields missing) of each photo shown."""
    ended: list[str] = field(default_factory=list)
    """Names of photos whose rights do not last until it goes out."""
    dead_links: list[str] = field(default_factory=list)
    """Stories in Baca Juga that readers can't open."""
    verifies_nothing: bool = False
    """It names a story to verify that readers never had unverified."""
    taken_by: str = ""
    """Of a page of the newsroom's own: what has its address already, `page` or `site`."""
    captions: list[str] = field(default_factory=list)
    """What the photos shown say of themselves."""
    overlong: list[str] = field(default_factory=list)
    """What the record has no room for: `byline` or `dateline`."""
    photos_of_old: list[tuple[str, list[str]]] = field(default_factory=list)
    """As `photos`, of those that readers have in the text as it is."""

    @cached_property
    def body(self) -> str:
        return rendering.plain_text(self.snapshot["body"])

    @cached_property
    def text(self) -> str:
        """Headline, deck and body, worked out once: several checks read them."""
        return "\n".join([self.snapshot["headline"], self.snapshot["deck"], self.body])


CHECKS: list[Callable[[Copy], Iterator[Finding]]] = []
UNVERIFIED_TICKS = ("urgent", "first_source", "cannot_confirm", "readers_told")
CHILD_TICKS = ("no_name", "no_family", "no_school_or_village", "no_initials")
READ_APART = ("headline", "kicker", "list_headline", "search_title", "share_text", "deck", "place", "photo_caption")
"""Texts of a story that stand outside its body."""

LACKED = {
    "caption": _("caption"), "credit": _("photo credit"), "alt": _("alternative text"),
    "taken_on": _("date taken (archive photo)"),
}  # fmt: skip
PLACEHOLDER = re.compile(r"\[\[.*?\]\]|\bXXX\b", re.DOTALL)
DATED_DAY = re.compile(r"\b(Senin|Selasa|Rabu|Kamis|Jumat|Jum'at|Sabtu|Ahad|Minggu) \((\d{1,2})/(\d{1,2})/(\d{4})\)")
ACRONYM = re.compile(r"\b([A-Z][\w-]+(?: [A-Z][\w-]+){0,4}) (\w+) \(\2\)")


def check(function: Callable[[Copy], Iterator[Finding]]) -> Callable[[Copy], Iterator[Finding]]:
    CHECKS.append(function)
    return function


def findings(copy: Copy) -> list[Finding]:
    """Everything to say, blocks first."""
    found = [finding for one in CHECKS for finding in one(copy)]
    return sorted(found, key=lambda finding: not finding.blocks)


@check
def headline_is_written(copy: Copy) -> Iterator[Finding]:
    if unseen(copy.snapshot["headline"]):
        yield Finding("empty_headline", _("The headline is empty."), "headline", blocks=True)


@check
def body_is_written(copy: Copy) -> Iterator[Finding]:
    if unseen(copy.body):
        yield Finding("empty_body", _("The body is empty."), "body", blocks=True)


@check
def nothing_left_open(copy: Copy) -> Iterator[Finding]:
    for name, text in _texts(copy):
        # A look for what a pattern can't do without costs a tenth of it, and most texts hold nothing such.
        if ("[[" in text or "XXX" in text) and (found := PLACEHOLDER.search(text)):
            message = _("“%(words)s” marks a place still open.") % {"words": found[0][:40]}
            yield Finding("open_place", message, name, blocks=settings.OPEN_PLACES_BLOCK)


def _texts(copy: Copy) -> Iterator[tuple[str, str]]:
    """(field, text) of all that readers may come to read."""
    yield "body", "\n".join([copy.body, *rendering.atom_texts(copy.snapshot["body"])])
    yield from ((name, copy.snapshot.get(name) or "") for name in READ_APART)
    yield "photo", "\n".join(copy.captions)


@check
def somebody_signs(copy: Copy) -> Iterator[Finding]:
    if not copy.snapshot["credits"] and not copy.snapshot["no_byline_reason"]:
        yield Finding("no_byline", _("Nobody is credited: say why, or add a name."), "no_byline_reason", blocks=True)


OVERLONG = {
    "byline": ("no_byline_reason", _("The byline is too long to be printed: leave out some of its names.")),
    "dateline": ("place", _("The dateline is too long to be printed: shorten the place.")),
}
"""Each with the field beside which it is mended."""


@check
def byline_and_dateline_fit(copy: Copy) -> Iterator[Finding]:
    for name in copy.overlong:
        place, message = OVERLONG[name]
        yield Finding("overlong", message, place, blocks=True)


@check
def who_pays_is_told(copy: Copy) -> Iterator[Finding]:
    if copy.snapshot["genre"] == "advertorial" and not copy.snapshot.get("client"):
        yield Finding("no_client", _("An advertorial names its client: readers are told who pays."), "client")


@check
def updates_name_their_coverage(copy: Copy) -> Iterator[Finding]:
    if copy.snapshot["genre"] == "update" and not copy.snapshot.get("coverage_id"):
        message = _("An update is added on the screen of its live coverage.")
        yield Finding("no_coverage", message, "genre", blocks=True)


TAKEN = {
    "page": _("Another page of the newsroom's own has this address: choose another slug."),
    "site": _("The site itself has this address: choose another slug."),
}


@check
def pages_stand_alone(copy: Copy) -> Iterator[Finding]:
    if copy.taken_by:
        yield Finding("address_taken", TAKEN[copy.taken_by], "slug", blocks=True)


@check
def photos_are_whole(copy: Copy) -> Iterator[Finding]:
    for name, missing in copy.photos:
        if missing:
            yield Finding("photo_incomplete", lacking(name, missing), "photo", blocks=True)
    for name, missing in copy.photos_of_old:
        if missing:
            yield Finding("photo_incomplete", lacking(name, missing), "photo")


def lacking(photo: str, missing: list[str]) -> str:
    words = [str(LACKED.get(word, word)) for word in missing]
    message = _("The photo “%(name)s” lacks: %(missing)s. Fill that in on the photo's own page.")
    return message % {"name": photo, "missing": ", ".join(words)}


@check
def photo_is_there(copy: Copy) -> Iterator[Finding]:
    if copy.snapshot.get("photo_need") == "asked" and not copy.snapshot["photo_id"]:
        yield Finding("photo_awaited", _("A photo was requested and is not there yet."), "photo_need")


@check
def photos_are_free(copy: Copy) -> Iterator[Finding]:
    for name in copy.ended:
        yield Finding("photo_rights", rights_ended(name), "photo", blocks=True)


def rights_ended(photo: str) -> str:
    return _("The rights of the photo “%(name)s” have ended or were denied: choose another.") % {"name": photo}


@check
def child_is_protected(copy: Copy) -> Iterator[Finding]:
    """Guidelines on children (2019); Code of Ethics, art. 5."""
    flagged = copy.snapshot["about_child"] or copy.snapshot["about_victim"]
    if flagged and (left := [tick for tick in CHILD_TICKS if tick not in copy.snapshot["ticked"]]):
        message = _("Identity checklist: %(count)d points are not ticked.") % {"count": len(left)}
        yield Finding("identity_checklist", message, "ticked", blocks=True)


@check
def unverified_is_lawful(copy: Copy) -> Iterator[Finding]:
    """Cyber-media guidelines, 2.c: all four conditions."""
    if copy.snapshot["unverified"] and (left := [t for t in UNVERIFIED_TICKS if t not in copy.snapshot["ticked"]]):
        message = _("Unverified news: %(count)d of the four conditions are not ticked.") % {"count": len(left)}
        yield Finding("unverified_checklist", message, "ticked", blocks=True)


VERIFIES_NOTHING = _("“Verifies” names no story that went out unverified: name that one, or leave it empty.")


@check
def what_is_verified_was_not(copy: Copy) -> Iterator[Finding]:
    """The named story tells its readers that this one verifies it (guidelines, 2.d)."""
    if copy.verifies_nothing:
        yield Finding("verifies_nothing", VERIFIES_NOTHING, "verifies", blocks=True)


@check
def links_are_placed(copy: Copy) -> Iterator[Finding]:
    if rendering.misplaced_links(copy.snapshot["body"]):
        message = _("Baca Juga stands last, or inside a quote or table: move it between two paragraphs.")
        yield Finding("links_misplaced", message, "body", blocks=True)
    if copy.dead_links:
        message = _("Baca Juga points to stories that readers cannot open; those links will not show.")
        yield Finding("dead_links", message, "body")


PARAGRAPHS_A_BLOCK = 8
"""One Baca Juga for so many paragraphs; a shorter text may have one all the same."""


@check
def links_are_few(copy: Copy) -> Iterator[Finding]:
    blocks = rendering.link_blocks(copy.snapshot["body"])
    if len(blocks) > max(1, rendering.paragraph_count(copy.snapshot["body"]) // PARAGRAPHS_A_BLOCK):
        message = _("Baca Juga stands in %(count)d places; there is room for one per %(paragraphs)d paragraphs.")
        words = {"count": len(blocks), "paragraphs": PARAGRAPHS_A_BLOCK}
        yield Finding("many_links", message % words, "body")
    stories = [story for block in blocks for story in block]
    if len(stories) > len(set(stories)):
        message = _("Two Baca Juga name the same story: it shows in the first alone.")
        yield Finding("doubled_link", message, "body")


@check
def weekdays_fit(copy: Copy) -> Iterator[Finding]:
    for name, day, month, year in DATED_DAY.findall(copy.text) if "(" in copy.text else []:
        try:
            right = dates.day_name(date(int(year), int(month), int(day)), sunday=settings.SUNDAY_IN_TEXT)
        except ValueError:
            yield Finding("no_such_day", _("There is no %(day)s.") % {"day": f"{day}/{month}/{year}"}, "body")
            continue
        same = {"Jum'at": "Jumat", "Ahad": settings.SUNDAY_IN_TEXT, "Minggu": settings.SUNDAY_IN_TEXT}.get(name, name)
        if same != right:
            message = _("%(date)s was a %(right)s, not a %(name)s.")
            words = {"date": f"{day}/{month}/{year}", "right": right, "name": name}
            yield Finding("wrong_weekday", message % words, "body")


@check
def dateline_stands_once(copy: Copy) -> Iterator[Finding]:
    """The place is printed before the text by itself."""
    if copy.snapshot["place"] and (found := DATELINE.match(copy.body.partition("\n")[0])):
        message = _("The text opens with a dateline of its own, “%(words)s”: readers get one from the field already.")
        words = found[0][: found.start("rest") - found.start()].strip()
        yield Finding("doubled_dateline", message % {"words": words}, "body")


@check
def acronyms_stand_once(copy: Copy) -> Iterator[Finding]:
    for found in ACRONYM.finditer(copy.text) if "(" in copy.text else []:
        message = _("“%(words)s” says the abbreviation twice.") % {"words": found[0]}
        yield Finding("doubled_acronym", message, "body")


@check
def headline_fits(copy: Copy) -> Iterator[Finding]:
    length = len(copy.snapshot["headline"])
    if length > settings.HEADLINE_LIMIT:
        message = _("The headline has %(length)d characters; %(limit)d fit a phone.")
        yield Finding("long_headline", message % {"length": length, "limit": settings.HEADLINE_LIMIT}, "headline")


@check
def deck_is_written(copy: Copy) -> Iterator[Finding]:
    if not copy.snapshot["deck"]:
        yield Finding("no_deck", _("There is no deck."), "deck")
