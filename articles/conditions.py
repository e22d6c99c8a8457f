"""Conditions for going live beside the checks of the text: embargo, locks, sign-offs; and who may see a story at all.

They stand on the story, not in its text: saves, merges and restored versions leave them alone.
"""

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts import audit, roles
from accounts.models import User
from almanac import dates, desk_dates
from articles import published, rendering
from articles.models import Article, Lock, PreviewLink, SignOff
from articles.moves import hold_all, locked, target_of
from articles.workflow import Facts, NotAllowed, must_say_why, not_in_role
from guards.prepared import Number, ready

TEXT = ("kicker", "headline", "list_headline", "search_title", "share_text", "deck", "body", "photo_caption")
COVERS: dict[str, tuple[str, ...]] = {
    SignOff.Kind.LANGUAGE: TEXT,
    SignOff.Kind.LEGAL: (*TEXT, "photo_id", "about_child", "about_victim", "accuses", "unverified"),
    SignOff.Kind.PHOTO: ("photo_id", "photo_caption"),
    SignOff.Kind.DATA: ("headline", "deck", "body"),
}


@dataclass(frozen=True)
class Obstacle:
    """Why a story may not go live at a moment; `breakable` by the managing editor, who says why."""

    rule: str
    message: str | Promise
    breakable: bool = False


# --- What stands in the way ----------------------------------------------------------------------------------


def obstacles(
    article: Article, snapshot: dict[str, Any], *, begins: datetime, approving: bool = True
) -> list[Obstacle]:
    """All that keeps a text from going live at a moment; sign-offs are asked for when it is approved."""
    found = [*_embargo(article, begins), *_locks(snapshot, begins), *_airing(snapshot, begins)]
    return [*found, *_open_sign_offs(article, snapshot)] if approving else found


def _embargo(article: Article, begins: datetime) -> Iterable[Obstacle]:
    until = article.embargo_until
    if until is not None and begins < until:
        words = {"when": desk_dates.masthead(until), "giver": article.embargo_giver}
        yield Obstacle("embargo", _("Under embargo until %(when)s, given by %(giver)s.") % words, breakable=True)


@ready
def _standing(*, at: datetime) -> QuerySet[Lock]:
    return Lock.objects.standing(at).select_related("tag")


def _locks(snapshot: dict[str, Any], begins: datetime) -> Iterable[Obstacle]:
    for lock in _standing(at=begins):
        if lock.catches(snapshot):
            words = {"what": lock, "when": desk_dates.masthead(lock.until), "why": lock.why}
            message = _("No story with “%(what)s” goes live before %(when)s: %(why)s.") % words
            yield Obstacle("locked", message, breakable=True)


def _airing(snapshot: dict[str, Any], begins: datetime) -> Iterable[Obstacle]:
    """An advertorial stands for the days that were ordered, and no other."""
    if snapshot["genre"] != Article.Genre.ADVERTORIAL:
        return
    first, last = (
        date.fromisoformat(day) if (day := snapshot.get(name)) else None for name in ("airs_from", "airs_until")
    )
    day = dates.local(begins).date()
    if (first and day < first) or (last and day > last):
        words = {"first": dates.short_date(first) if first else "…", "last": dates.short_date(last) if last else "…"}
        yield Obstacle("airing", _("It airs from %(first)s until %(last)s: choose a moment in between.") % words)


def _open_sign_offs(article: Article, snapshot: dict[str, Any]) -> Iterable[Obstacle]:
    for tick in sign_offs(article, snapshot):
        if tick.is_open:
            yield Obstacle("sign_off", _("A sign-off is open: %(kind)s.") % {"kind": tick.label})


def must_be_free(
    article: Article, snapshot: dict[str, Any], facts: Facts, *, begins: datetime, breaking: str, approving: bool = True
) -> dict[str, Any]:
    """Raise the first thing in the way; what the managing editor breaks goes on record with the reason."""
    found = obstacles(article, snapshot, begins=begins, approving=approving)
    for obstacle in found:
        if not obstacle.breakable or roles.BREAK not in facts.may:
            raise NotAllowed(obstacle.message, obstacle.rule)
        if not breaking.strip():
            why = _("To break it, say why.")
            raise NotAllowed(f"{obstacle.message} {why}", obstacle.rule)
    return {"broke": [one.rule for one in found], "because": breaking} if found else {}


# --- Sign-offs -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tick:
    """A sign-off that a story needs, given or open."""

    kind: str
    row: SignOff | None
    is_open: bool

    @property
    def label(self) -> Any:
        return SignOff.Kind(self.kind).label

    @property
    def was_given(self) -> bool:
        """Given once, and open again since what it covered was changed."""
        return self.is_open and self.row is not None and self.row.given_by_id is not None


@ready
def _sign_offs(*, article: int) -> QuerySet[SignOff]:
    return SignOff.objects.filter(article=article).select_related("asked_by", "given_by")


def sign_offs(article: Article, snapshot: dict[str, Any]) -> list[Tick]:
    """What the story's section and people ask for."""
    rows = {row.kind: row for row in _sign_offs(article=Number(article.pk))}
    section = article.section
    wanted = {*section.sign_offs, *(section.parent.sign_offs if section.parent else [])}
    wanted |= {kind for kind, row in rows.items() if row.asked_by_id}
    return [
        Tick(kind, rows.get(kind), kind not in rows or rows[kind].covered != digest(kind, snapshot))
        for kind in SignOff.Kind.values
        if kind in wanted
    ]


def digest(kind: str, snapshot: dict[str, Any]) -> str:
    """What a sign-off of this kind covers, as one word that changes with it."""
    covered = [snapshot[name] for name in COVERS[kind]]
    if kind == SignOff.Kind.PHOTO:
        covered.append(rendering.photo_ids(snapshot["body"]))
    return hashlib.sha256(json.dumps(covered, default=str).encode()).hexdigest()


def must_be_signed_off(article: Article, kind: str, snapshot: dict[str, Any]) -> None:
    """Raise where the story needs a sign-off that does not cover this text."""
    for tick in sign_offs(article, snapshot):
        if tick.kind == kind and tick.is_open:
            message = _("A sign-off is open: %(kind)s.") % {"kind": tick.label}
            way_out = _("Revise the story and have it given there.")
            raise NotAllowed(f"{message} {way_out}", "sign_off")


@transaction.atomic
def ask(article: Article, kind: str, *, by: User) -> SignOff:
    """Somebody wants this tick before the story goes out."""
    article, now = locked(article)
    if not has_a_part(published.facts(article, by, at=now)):
        raise not_in_role(_("Ask for a sign-off"))
    row, _made = SignOff.objects.update_or_create(article=article, kind=SignOff.Kind(kind), defaults={"asked_by": by})
    audit.record("ask_sign_off", target_of(article), by=by, at=now, kind=kind, version=article.version)
    return row


@transaction.atomic
def sign(article: Article, kind: str, *, by: User, seen: int) -> SignOff:
    """Give the tick on exactly the version that was read."""
    article, now = locked(article)
    facts = published.facts(article, by, at=now)
    if roles.REVIEW not in facts.may:
        raise not_in_role(_("Sign off"))
    if facts.own:
        raise NotAllowed(_("Nobody signs off their own story."), "own")
    if article.version != seen:
        raise NotAllowed(_("The text was changed after you opened it: read it again."), "version")
    given = {"given_by": by, "given_at": now, "covered": digest(kind, article.snapshot())}
    row, _made = SignOff.objects.update_or_create(article=article, kind=SignOff.Kind(kind), defaults=given)
    audit.record("sign_off", target_of(article), by=by, at=now, kind=kind, version=article.version)
    return row


# --- Embargo, and who may see it -----------------------------------------------------------------------------


@transaction.atomic
def set_embargo(article: Article, *, by: User, until: datetime | None, giver: str, why: str = "") -> Article:
    """Set, move or take away an embargo; once it stands, only the managing editor brings it forward, and says why."""
    article, now = locked(article)
    facts = published.facts(article, by, at=now)
    if not has_a_part(facts):
        raise not_in_role(_("Set an embargo"))
    if until and not giver.strip():
        raise NotAllowed(_("Say who gave the embargo."), "giver")
    coming = published.status(article.story_id, at=now).to_come
    if until and coming and coming.published_at < until:
        raise NotAllowed(_("A version is scheduled before that: cancel or reschedule it first."), "scheduled")
    standing = article.embargo_until
    if standing and standing > now and (until is None or until < standing):
        if roles.BREAK not in facts.may:
            raise NotAllowed(_("Only the managing editor breaks an embargo."), "embargo")
        must_say_why(why)
    article.embargo_until, article.embargo_giver = until, giver.strip() if until else ""
    article.save(update_fields=["embargo_until", "embargo_giver"])
    moment = until.isoformat() if until else ""
    audit.record("embargo", target_of(article), by=by, at=now, why=why, until=moment, giver=giver)
    return article


@transaction.atomic
def restrict(article: Article, people: Iterable[User], *, by: User) -> tuple[Article, int]:
    """From now on the people named, and whoever names them, alone see the story; nobody named opens it again.

    Preview links would go on showing each new text of it: those open now are taken back, and how many is told. Who is
    named may make others. The updates of a live coverage are its own: what is true of it is true of those that nobody
    restricted themselves, and of any that is opened again.
    """
    article, now = locked(article, article.coverage_id)
    if not has_a_part(published.facts(article, by, at=now)):
        raise not_in_role(_("Restrict"))
    named = {person.pk: person for person in people}
    if named:
        named[by.pk] = by
    Article.objects.filter(pk=article.pk).update(restricted_itself=bool(named))
    if not named and article.genre == Article.Genre.UPDATE and article.coverage:
        named = {person.pk: person for person in article.coverage.named.all()}
    article.restricted = bool(named)
    updates = article.updates.filter(genre=Article.Genre.UPDATE, restricted_itself=False)
    stories = [article.pk, *hold_all(updates)]
    _shut(stories, to_all_but=named)
    ended = PreviewLink.objects.filter(article__in=stories).take_back(now) if named else 0
    usernames = sorted(person.username for person in named.values())
    audit.record("restrict", target_of(article), by=by, at=now, named=usernames, links=ended)
    return article, ended


def _shut(stories: Collection[int], *, to_all_but: Collection[int]) -> None:
    """Stories and people by their keys; nobody: they are open to the whole desk."""
    Article.objects.filter(pk__in=stories).update(restricted=bool(to_all_but))
    rows = Article.named.through.objects
    rows.filter(article__in=stories).delete()
    rows.bulk_create(Article.named.through(article_id=story, user_id=one) for story in stories for one in to_all_but)


def has_a_part(facts: Facts) -> bool:
    """Who asks for sign-offs, sets an embargo or says who sees the story: its authors, and its editors."""
    return facts.author or roles.REVIEW in facts.may
