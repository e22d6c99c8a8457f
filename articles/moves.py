"""Moves that stay on the desk: save, submit, return, claim, revise, spike. Those that readers see are in `publishing/`.

Every verb is one transaction: row lock, the table's word, one conditional update, one revision, one line of the trail.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from django.db import transaction
from django.db.models import QuerySet, Subquery
from django.db.models.functions import Lower
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from articles import checks, notify, published, rendering, searching, workflow
from articles.models import Article, Citation, Conflict, Credit, Revision, Section, Tag, Tagged, Word
from articles.models.article import STAMPED, may_write_genre
from articles.workflow import MOVES, NotAllowed, Stage
from photos.models import Photo

DESK_MOVES = ("submit", "recall", "claim", "release", "take_over", "return", "revise", "spike", "revive")


Beside = int | Subquery | None
"""The key of a row, or where the database finds it."""


def locked(article: Article, *beside: Beside) -> tuple[Article, datetime]:
    """The row as it is now, held until the transaction ends, and the one moment of the act.

    `beside`: keys of other rows that it touches, held too. Always in order, so that no two acts wait for each other.
    """
    return hold_all(Article.objects.filter(pk__in=[article.pk, *filter(None, beside)]))[article.pk], published.now()


def hold_all(rows: QuerySet[Article]) -> dict[int, Article]:
    """Several rows as they are now, by key, held until the transaction ends.

    No key changes: an act that only names one of them, as a follow-up does, is not waited for, nor waits for us.
    """
    held = rows.select_for_update(of=("self",), no_key=True).select_related("section").order_by("pk")
    return {row.pk: row for row in held}


def allowed(name: str, article: Article, by: User, at: datetime) -> workflow.Facts:
    facts = published.facts(article, by, at=at)
    refused = workflow.refusal(name, facts)
    if refused and refused.rule == "stage":
        refused = _who_was_first(article, refused)
    if refused:
        raise refused
    return facts


def _who_was_first(article: Article, refused: NotAllowed) -> NotAllowed:
    last = article.revisions.filter(side=False).select_related("by").first()
    if last is None or last.by is None:
        return refused
    who = _("%(name)s was first.") % {"name": last.by}
    return NotAllowed(f"{refused} {who}", refused.rule)


def need_reason(name: str, reason: str, *, anothers: bool = False) -> None:
    if workflow.needs_reason(name, anothers=anothers):
        workflow.must_say_why(reason)


@transaction.atomic
def move(article: Article, name: str, *, by: User, note: str = "", to: User | Section | None = None) -> Article:
    """Make one of the moves that stay on the desk. `to`: the editor or the section's desk that a story is sent to."""
    if name not in DESK_MOVES:
        raise NotAllowed(_("This move goes through publishing."), "move")
    article, at = locked(article)
    facts = allowed(name, article, by, at)
    need_reason(name, note, anothers=not facts.author)
    return _moved(article, name, by=by, at=at, note=note, to=to)


def _moved(
    article: Article, name: str, *, by: User, at: datetime, note: str = "", to: User | Section | None = None
) -> Article:
    before = article.holder(at)
    stage = MOVES[name].target
    changes: dict[str, Any] = _holding(name, by, at)
    if stage:
        changes |= {"stage": stage, "stage_since": at, "held_by": None, "held_at": None}
        changes |= {"for_person": None, "for_section": None}
    if name == "submit":
        must_be_complete(article)
        changes |= {"submitted_by": by} | _addressed(article, to, at)
    _advance(article, at, changes)
    article.mark(name, by=by, at=at, note=note)
    notify.moved(article, name, by=by, at=at, note=note)
    if name == "take_over" and before:
        notify.tell([before], Word.Kind.TAKEN, article, by=by, at=at, text=note)
    audit.record(name, target_of(article), by=by, at=at, why=note, version=article.version)
    return article


def _holding(name: str, by: User, at: datetime) -> dict[str, Any]:
    if name in ("claim", "take_over"):
        return {"held_by": by, "held_at": at}
    return {"held_by": None, "held_at": None} if name == "release" else {}


def _addressed(article: Article, to: User | Section | None, at: datetime) -> dict[str, Any]:
    if isinstance(to, User) and to not in notify.editors(article, at):
        raise NotAllowed(_("%(name)s does not edit this section.") % {"name": to}, "addressed")
    if isinstance(to, Section) and not notify.desk_of(to, article, at):
        raise NotAllowed(_("Nobody at the desk of %(name)s may edit this story.") % {"name": to}, "addressed")
    return {"for_person": to if isinstance(to, User) else None, "for_section": to if isinstance(to, Section) else None}


def must_be_complete(article: Article) -> None:
    """Of what comes before the editors."""
    if not article.body.strip():
        raise NotAllowed(_("The body is empty: there is nothing to submit."), "body")


def _advance(article: Article, at: datetime, changes: dict[str, Any]) -> None:
    before = article.saved_at
    if not article.advance(seen=article.version, at=at, **changes):  # pragma: no cover - the row is locked
        raise NotAllowed(_("Somebody saved in between: look again."), "version")
    searching.follow(article, before)


def target_of(article: Article) -> str:
    return target(article.story_id)


def target(story_id: str) -> str:
    """What the trail calls a story."""
    return f"article:{story_id}"


@transaction.atomic
def let_go(by: User) -> int:
    """Release all that a person holds: they have signed out, which takes no right to anything."""
    held, at = hold_all(Article.objects.filter(held_by=by, stage=Stage.REVIEW)), published.now()
    with audit.written_last():
        for article in held.values():
            if article.holder(at) == by:
                _moved(article, "release", by=by, at=at)
    return len(held)


# --- Saving ------------------------------------------------------------------------------------------------


@transaction.atomic
def create(*, by: User | None, at: datetime | None = None, write: Callable[[Article], None]) -> Article:
    """A new working copy; `write` stores it with its links."""
    at = at or published.now()
    article = Article(created_by=by, stage_since=at, saved_at=at)
    write(article)
    if by is not None and not may_write_genre(by, article.genre, at, article.section_ids):
        raise workflow.not_in_role(_("Write"))
    article.mark("save", by=by, at=at)
    audit.record("create", target_of(article), by=by, at=at, version=article.version)
    return article


def save(article: Article, *, by: User, seen: int, write: Callable[[Article], None], typed: dict[str, Any]) -> Article:
    """Store what was typed on version `seen`; on top of somebody else's save, keep it aside and raise Conflict.

    `write` stores the form; `typed` is the same text as a snapshot, kept as a side copy where it may not be stored.
    """
    with transaction.atomic():
        current, at = locked(article)
        must_not_be_expunged(current)
        refused = None if _may_store(current, typed, by, at) else _not_yours(published.facts(current, by, at=at))
        # Whoever writes is not idle: the claim starts anew.
        held = {"held_at": at} if current.holder(at) == by else {}
        lost = refused is None and not current.advance(seen=seen, at=at, **held)
        if refused or lost:
            mine = _keep_aside(current, by=by, at=at, seen=seen, typed=typed)
        else:
            write(current)
            current.mark("save", by=by, at=at)
        audit.record("save aside" if refused or lost else "save", target_of(current), by=by, at=at, version=seen)
    # Raised after the commit, since the side copy must stay.
    if refused:
        raise refused
    if lost:
        raise Conflict(current.current_revision(), mine)
    return current


def _may_store(article: Article, typed: dict[str, Any], by: User, at: datetime) -> bool:
    """Who may change the text, to a genre that their rights cover: there, where it brings the story into a section."""
    genre, section = typed.get("genre", article.genre), typed.get("section_id", article.section_id)
    sections = None if section == article.section_id else Section.objects.get(pk=section).covering
    return may_write_genre(by, genre, at, sections) and workflow.may_write(published.facts(article, by, at=at))


def _not_yours(facts: workflow.Facts) -> NotAllowed:
    words = _("You may not change this text now; what you typed is kept in its history.")
    if workflow.may_add(facts):
        words += " " + _("The editors have the story: send them what is new as an addition.")
    return NotAllowed(words, "write")


def must_not_be_expunged(article: Article) -> None:
    """What was typed before a text was expunged would bring it back: not even a side copy is kept."""
    if published.expunging(article):
        raise NotAllowed(workflow.EXPUNGED, "expunged")


def _keep_aside(article: Article, *, by: User, at: datetime, seen: int, typed: dict[str, Any]) -> Revision:
    return Revision.objects.create(
        article=article,
        version=seen,
        at=at,
        by=by,
        act="save",
        side=True,
        snapshot=article.snapshot() | typed,
    )


def put(article: Article, snapshot: dict[str, Any]) -> None:
    """Write a snapshot onto the row and its links; the caller advances the version and marks the revision."""
    rows = {"also_in", "tags", "credits", "citations", *STAMPED}
    for name, value in snapshot.items():
        if name not in rows:
            setattr(article, name, value)
    for name in STAMPED.keys() & snapshot.keys():
        stamp = snapshot[name]
        setattr(article, name, STAMPED[name](stamp) if stamp else None)
    article.body = rendering.clean(article.body)
    article.keep_photo_request()
    article.save()
    put_links(article, snapshot)
    searching.index([article])


def put_links(article: Article, snapshot: dict[str, Any]) -> None:
    if "also_in" in snapshot:
        article.also_in.set(snapshot["also_in"])
    if "credits" in snapshot:
        article.credits.all().delete()
        Credit.objects.bulk_create(
            Credit(article=article, role=role, author_id=author, order=order)
            for order, (role, author) in enumerate(snapshot["credits"])
        )
    if "citations" in snapshot:
        article.citations.all().delete()
        Citation.objects.bulk_create(
            Citation(article=article, source_id=source, address=address, seen_at=seen, order=order)
            for order, (source, address, seen) in enumerate(snapshot["citations"])
        )
    if "tags" in snapshot:
        set_tags(article, snapshot["tags"])


def set_tags(article: Article, names: list[str]) -> None:
    """Tags in the desk's order; the case of the first spelling stays."""
    if names == list(article.tagged.values_list("tag__name", flat=True)):
        return
    tags = list(dict.fromkeys(_called(names)))
    article.tagged.exclude(tag__in=tags).delete()
    Tagged.objects.bulk_create(
        (Tagged(content_object=article, tag=tag, order=order) for order, tag in enumerate(tags)),
        update_conflicts=True, unique_fields=["content_object", "tag"], update_fields=["order"],
    )  # fmt: skip


def _called(names: list[str]) -> list[Tag]:
    """The tag of each name, whatever its case, made where there is none.

    A tag that was merged is the tag it was merged into, whoever goes on typing its name.
    """
    rows = Tag.objects.select_related("merged_into").annotate(lower=Lower("name"))
    found = {tag.name.lower(): tag for tag in rows.filter(lower__in=[name.lower() for name in names])}
    tags = [
        found.get(name.lower()) or Tag.objects.get_or_create(name__iexact=name, defaults={"name": name})[0]
        for name in names
    ]
    return [cast("Tag", tag.merged_into or tag) for tag in tags]


@transaction.atomic
def give_photo(article: Article, photo: Photo, *, by: User, caption: str = "") -> Article:
    """The photo desk puts in what a working copy asked for; whoever writes it finds the photo in the next save."""
    current, at = locked(article)
    if not workflow.may_give_photo(published.facts(current, by, at=at)):
        raise NotAllowed(_("This story takes no photo now."), "photo")
    must_be_whole(photo, at)
    current.advance(seen=current.version, at=at)
    put(current, {"photo_id": photo.pk, "photo_caption": caption})
    current.mark("give_photo", by=by, at=at)
    notify.tell(notify.authors(current), Word.Kind.PICTURED, current, by=by, at=at, text=caption or photo.caption)
    audit.record("give_photo", target_of(current), by=by, at=at, version=current.version, photo=photo.pk)
    return current


def must_be_whole(photo: Photo, at: datetime) -> None:
    """No photo without its words or past its rights is put into a story for somebody else."""
    if photo.retired_at or not photo.is_free(at):
        raise NotAllowed(checks.rights_ended(str(photo)), "photo_rights")
    if missing := photo.missing():
        raise NotAllowed(checks.lacking(str(photo), missing), "photo_incomplete")


@transaction.atomic
def restore(article: Article, revision: Revision, *, by: User) -> Article:
    """An earlier text becomes the working copy, as a new revision."""
    current, at = locked(article)
    if revision.article_id != current.pk or not _may_store(current, revision.snapshot, by, at):
        raise NotAllowed(_("You may not change this text now."), "write")
    current.advance(seen=current.version, at=at)
    put(current, revision.snapshot | {"tags": published.called_now(revision.snapshot["tags"])})
    current.mark("restore", by=by, at=at, note=Truncator(str(revision)).chars(80))
    audit.record("restore", target_of(current), by=by, at=at, version=current.version, restored=revision.pk)
    return current
