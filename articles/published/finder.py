"""What the desk finds among live stories: for Baca Juga, beside a text that is written, for a search."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from articles.models import Tag
from articles.rendering import MAX_LINKED_STORIES, linked_stories
from editions import digests, reasons, related, search, tagging, words
from editions import near_copies as copies
from editions.cache.middleware import remembering
from editions.models import Edition, Entry, Related
from editions.near_copies import NearCopy

# --- What Baca Juga may name -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Offer:
    """A live story, as the finder shows it."""

    story_id: str
    headline: str
    published_at: datetime


OFFERED, LOOKED_AT = 5, 1000


def suggest(text: str, *, at: datetime, but: str = "") -> list[Offer]:
    """Live stories that fit what is written so far (headline, deck, body: a line each), best first."""
    text = text.replace("\x00", " ")
    headline, deck, body = (*text.split("\n", 2), "", "")[:3]
    subject = related.subject_of(digests.Text(headline, deck, "", "", body), at=at, story_id=but)
    found = _offers((one.story.story_id for one in related.fitting(subject, limit=OFFERED)), at=at, but=but)
    return found if len(found) >= OFFERED else _with(found, _sharing(text, at=at, but=but))


def find(query: str, *, at: datetime, but: str = "") -> list[Offer]:
    """Live stories that a query finds, best first; then those in whose headlines each of its words begins one."""
    query = query.replace("\x00", " ")
    found = _offers((one.edition.story_id for one in matching(query, at=at)), at=at, but=but)
    return found if len(found) >= OFFERED else _with(found, _beginning(query, at=at, but=but))


def _offers(stories: Iterable[str], *, at: datetime, but: str) -> list[Offer]:
    wanted = [story for story in stories if story != but]
    live = _live(wanted, at=at)
    return [Offer(one, live[one].headline, live[one].first_published_at) for one in wanted if one in live][:OFFERED]


def _with(found: list[Offer], more: Iterable[Offer]) -> list[Offer]:
    """Filled up to as many as are offered."""
    have = {one.story_id for one in found}
    return [*found, *(one for one in more if one.story_id not in have)][:OFFERED]


def telling(asked: list[str]) -> list[str]:
    """Those of some words that tell what a text is about; all of them where none does."""
    return words.telling(asked) or asked


# The index knows whole words, a moment after a story went out: the rest are headlines of the newest stories.


def _sharing(text: str, *, at: datetime, but: str) -> list[Offer]:
    """Those whose headlines share most words with a text, newer first among equals."""
    words = {word for word in _WORD.findall(text.lower()) if len(word) > 3}  # noqa: PLR2004
    scored = [(len(words & set(_WORD.findall(one.headline.lower()))), one) for one in _newest(at, but)]
    return [one for score, one in sorted(scored, key=lambda pair: -pair[0]) if score]


def _beginning(query: str, *, at: datetime, but: str) -> list[Offer]:
    """Those in whose headlines each word of a query, the last maybe half typed, begins one."""
    starts = _WORD.findall(query.lower())
    return [one for one in _newest(at, but) if all(_begins(one.headline.lower(), start) for start in starts)]


def _begins(headline: str, start: str) -> bool:
    return any(word.startswith(start) for word in _WORD.findall(headline))


_WORD = re.compile(r"[^\W_]+")


def _newest(at: datetime, but: str) -> list[Offer]:
    ids = list(Entry.objects.live(at).newest("all").values_list("story_id", flat=True)[:LOOKED_AT])
    rows = Edition.objects.live(at).stories().filter(story_id__in=ids).exclude(story_id=but)
    found = [Offer(*row) for row in rows.values_list("story_id", "headline", "first_published_at")]
    return sorted(found, key=lambda one: one.published_at, reverse=True)


# --- What fits a text ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fitting:
    """A live story that fits a text or a search; `shared` says why, in words of the text."""

    edition: Edition
    shared: tuple[str, ...] = ()


def fitting(snapshot: Mapping[str, Any], *, at: datetime, story_id: str = "", limit: int = 5) -> list[Fitting]:
    """The live stories that fit a working copy so far, best first; none that its body links already."""
    text = _text(snapshot)
    subject = related.subject_of(text, at=at, story_id=story_id)
    found = related.fitting(subject, limit=limit + MAX_LINKED_STORIES)
    said = reasons.Said("\n".join([text.title, text.deck, text.lead, text.body]))
    linked = set(linked_stories(snapshot["body"]))
    shown = {one.story.story_id: one.story for one in found if one.story.story_id not in linked}
    live = _live(shown, at=at)
    return [
        Fitting(live[key], tuple(said.together(reasons.shared(subject.weights, story.weights))))
        for key, story in shown.items()
        if key in live
    ][:limit]


def matching(typed: str, *, at: datetime, limit: int = 10) -> list[Fitting]:
    """The live stories that fit what was typed, best first, none of them paid for."""
    with remembering():
        fits = search.find(typed, at=at).fits[: limit * 3]
    found = [fit.story_id for fit in search.live(fits, at=at)]
    live = _live(found, at=at)
    free = [live[one] for one in found if one in live and live[one].genre != Edition.Genre.ADVERTORIAL]
    return [Fitting(edition) for edition in free[:limit]]


def found_for(story_id: str, *, at: datetime) -> list[Fitting]:
    """What readers are offered beside a live story, as found from its text, and why."""
    row = Related.objects.filter(edition__story_id=story_id, edition__in=Edition.objects.live(at)).first()
    found = {one["story_id"]: one["shared"] for one in row.found} if row else {}
    live = _live(found, at=at)
    return [Fitting(live[one], tuple(shared)) for one, shared in found.items() if one in live][:4]


def near_copies(snapshot: Mapping[str, Any], *, at: datetime, story_id: str) -> list[NearCopy]:
    """Live stories of the last days on the same event, and how much of each the working copy repeats."""
    return copies.of(_text(snapshot), at=at, story_id=story_id)


def fitting_tags(snapshot: Mapping[str, Any], *, at: datetime, story_id: str = "", limit: int = 6) -> list[str]:
    """Tags that the newsroom uses and that fit a working copy: named in it, or on the stories likest to it."""
    text = _text(snapshot)
    # More than are shown: some may be retired, which the record does not know.
    fit = tagging.fitting(text, related.subject_of(text, at=at, story_id=story_id), limit=3 * limit)
    retired = set(Tag.objects.filter(name__in=fit).exclude(retired_at=None).values_list("name", flat=True))
    return [name for name in fit if name not in retired][:limit]


LINK = ("story_id", "kind", "genre", "headline", "list_headline", "slug", "first_published_at", "superseded_at")


def _live(stories: Iterable[str], *, at: datetime) -> dict[str, Edition]:
    rows = Edition.objects.live(at).stories().filter(story_id__in=list(stories)).only(*LINK)
    return {edition.story_id: edition for edition in rows}


def _text(snapshot: Mapping[str, Any]) -> digests.Text:
    paragraphs = words.paragraphs(snapshot["body"]) or [""]
    tags = "\n".join([*snapshot["tags"], snapshot["place"]])
    return digests.Text(
        snapshot["headline"],
        f"{snapshot['kicker']}\n{snapshot['deck']}",
        tags,
        paragraphs[0],
        "\n".join(paragraphs[1:]),
    )
