"""Moves that stay on the desk: save, submit, return, claim, revise, spike. Those that readers see are in publishing.py.

Every verb is one transaction: row lock, the table's word, one conditional update, one revision, one line of the trail.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts import audit, roles
from accounts.models import User
from articles import published, rendering, workflow
from articles.models import Article, Citation, Conflict, Credit, Revision, Tagged
from articles.workflow import MOVES, NotAllowed

DESK_MOVES = ("submit", "recall", "claim", "release", "take_over", "return", "revise", "spike", "revive")


def locked(article: Article) -> tuple[Article, datetime]:
    """The row as it is now, held until the transaction ends, and the one moment of the act."""
    fresh = Article.objects.select_for_update(of=("self",)).select_related("section").get(pk=article.pk)
    return fresh, published.now()


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


def need_reason(name: str, reason: str) -> None:
    if MOVES[name].needs_reason and not reason.strip():
        raise NotAllowed(_("Say why: this move needs a reason."), "reason")


@transaction.atomic
def move(article: Article, name: str, *, by: User, note: str = "") -> Article:
    """Make one of the moves that stay on the desk."""
    if name not in DESK_MOVES:
        raise NotAllowed(_("This move goes through publishing."), "move")
    article, at = locked(article)
    allowed(name, article, by, at)
    need_reason(name, note)
    target = MOVES[name].target
    changes: dict[str, Any] = _holding(name, by, at)
    if target:
        changes |= {"stage": target, "stage_since": at, "held_by": None, "held_at": None}
    if name == "submit":
        changes["submitted_by"] = by
        _must_be_complete(article)
    _advance(article, at, changes)
    article.mark(name, by=by, at=at, note=note)
    audit.record(name, target_of(article), by=by, at=at, why=note, version=article.version)
    return article


def _holding(name: str, by: User, at: datetime) -> dict[str, Any]:
    if name in ("claim", "take_over"):
        return {"held_by": by, "held_at": at}
    return {"held_by": None, "held_at": None} if name == "release" else {}


def _must_be_complete(article: Article) -> None:
    if not article.body.strip():
        raise NotAllowed(_("The body is empty: there is nothing to submit."), "body")


def _advance(article: Article, at: datetime, changes: dict[str, Any]) -> None:
    if not article.advance(seen=article.version, at=at, **changes):  # pragma: no cover - the row is locked
        raise NotAllowed(_("Somebody saved in between: look again."), "version")


def target_of(article: Article) -> str:
    return f"article:{article.story_id}"


# --- Saving ------------------------------------------------------------------------------------------------


@transaction.atomic
def create(*, by: User | None, at: datetime | None = None, write: Callable[[Article], None]) -> Article:
    """A new working copy; `write` stores it with its links."""
    if by is not None and not by.may(roles.WRITE):
        raise NotAllowed(_("Your role does not include this: %(move)s.") % {"move": _("Write")}, "role")
    at = at or published.now()
    article = Article(created_by=by, stage_since=at, saved_at=at)
    write(article)
    article.mark("save", by=by, at=at)
    audit.record("create", target_of(article), by=by, at=at, version=article.version)
    return article


def save(article: Article, *, by: User, seen: int, write: Callable[[Article], None], typed: dict[str, Any]) -> Article:
    """Store what was typed on version `seen`; on top of somebody else's save, keep it aside and raise Conflict.

    `write` stores the form; `typed` is the same text as a snapshot, kept as a side copy where it may not be stored.
    """
    with transaction.atomic():
        current, at = locked(article)
        refused = None if workflow.may_write(published.facts(current, by, at=at)) else _not_yours()
        lost = refused is None and not current.advance(seen=seen, at=at)
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


def _not_yours() -> NotAllowed:
    return NotAllowed(_("You may not change this text now; what you typed is kept in its history."), "write")


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


def merged(base: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Three texts into one: what only one side changed is taken from there; what both changed is named."""
    result, clashes = dict(theirs), []
    for name, typed in mine.items():
        if typed == base.get(name):
            continue
        if theirs.get(name) not in (base.get(name), typed):
            clashes.append(name)
        result[name] = typed
    return result, clashes


def put(article: Article, snapshot: dict[str, Any]) -> None:
    """Write a snapshot onto the row and its links; the caller advances the version and marks the revision."""
    rows = {"also_in", "tags", "credits", "citations", "deadline"}
    for name, value in snapshot.items():
        if name not in rows:
            setattr(article, name, value)
    if "deadline" in snapshot:
        deadline = snapshot["deadline"]
        article.deadline = datetime.fromisoformat(deadline) if deadline else None
    article.body = rendering.clean(article.body)
    article.save()
    put_links(article, snapshot)


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
    article.tags.set(list(dict.fromkeys(names)))
    order = {name.lower(): place for place, name in enumerate(names)}
    for tagged in Tagged.objects.filter(content_object=article).select_related("tag"):
        tagged.order = order.get(tagged.tag.name.lower(), len(order))
        tagged.save(update_fields=["order"])


@transaction.atomic
def restore(article: Article, revision: Revision, *, by: User) -> Article:
    """An earlier text becomes the working copy, as a new revision."""
    current, at = locked(article)
    if revision.article_id != current.pk or not workflow.may_write(published.facts(current, by, at=at)):
        raise NotAllowed(_("You may not change this text now."), "write")
    current.advance(seen=current.version, at=at)
    put(current, revision.snapshot)
    current.mark("restore", by=by, at=at, note=Truncator(str(revision)).chars(80))
    audit.record("restore", target_of(current), by=by, at=at, version=current.version, restored=revision.pk)
    return current
