"""Writes the rows of the record for publishing.py: editions, their lives, stays in lists, headings, notices, seals."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db.models import F, Q

from accounts.models import User
from articles import rendering
from articles.models import Revision
from articles.publishing import composing
from articles.publishing.composing import Directory
from editions.models import Change, Edition, Entry, Heading, Notice, Picture, Rendered, Seal
from photos.models import Photo, as_facts


def issue(
    story_id: str, revision: Revision, directory: Directory, *, by: User | None, now: datetime, begins: datetime,
    approved: str, updated_at: datetime | None = None, notice: dict[str, Any] | None = None,
) -> Edition:  # fmt: skip
    """The edition made from a revision, live from `begins` on."""
    snapshot = revision.snapshot
    pictures = {photo.pk: show(photo) for photo in composing.photos_of(snapshot, directory)}
    edition = Edition(
        story_id=story_id, kind=Edition.Kind.STORY, lead=pictures.get(snapshot["photo_id"]),
        revision=revision.pk, updated_at=updated_at, **composing.compose(snapshot, directory),
    )  # fmt: skip
    head(directory.named(), now=begins)
    _begin(edition, by=by, now=now, begins=begins, approved=approved, notice=notice)
    Rendered.objects.create(**rendered(edition, composing.unverified_notice(snapshot)))
    return edition


def copy(edition: Edition, *, by: User | None, now: datetime, begins: datetime, approved: str,
         notice: dict[str, Any] | None = None, **changed: Any) -> Edition:  # fmt: skip
    """A new edition of the same text."""
    rendition = edition.rendered
    again_ = Edition(**{name: getattr(edition, name) for name in CARRIED} | changed)
    _begin(again_, by=by, now=now, begins=begins, approved=approved, notice=notice)
    carried = ("renderer_version", "pages", "whole", "words", "summary")
    Rendered.objects.create(edition=again_, **{name: getattr(rendition, name) for name in carried})
    return again_


def again(edition: Edition, *, by: User, now: datetime, begins: datetime, **changed: Any) -> Edition:
    """The text of an earlier edition, approved as that was, from another moment on."""
    return copy(edition, by=by, now=now, begins=begins, approved=edition.approved, **changed)


def replace_text(
    before: Edition, *, kind: str, by: User, now: datetime, approved: str, headline: str, ground: str = "",
    reason: str = "",
) -> Edition:  # fmt: skip
    """An edition that carries no text: of a hold or a withdrawal."""
    edition = Edition(
        story_id=before.story_id, kind=kind, genre=before.genre, headline=headline, slug=before.slug,
        section=before.section, lists=[], ground=ground, reason=reason, revision=before.revision, sensitive=True,
        notices=[] if kind == Edition.Kind.NOTICE else before.notices,
    )  # fmt: skip
    _begin(edition, by=by, now=now, begins=now, approved=approved, notice=None, stale=before.keys())
    Rendered.objects.create(edition=edition, renderer_version=rendering.RENDERER_VERSION, pages=[], whole=[])
    return edition


CARRIED = tuple(
    field.attname
    for field in Edition._meta.concrete_fields
    if field.name not in ("id", "number", "made_at", "published_at", "superseded_at", "first_published_at")
)


def _begin(
    edition: Edition, *, by: User | None, now: datetime, begins: datetime, approved: str,
    notice: dict[str, Any] | None, stale: Iterable[str] = (),
) -> None:  # fmt: skip
    """Give an edition its number and life, and end the one before it at that moment."""
    earlier = list(Edition.objects.filter(story_id=edition.story_id).defer("body").order_by("number"))
    born = [one for one in earlier if one.published_at <= now and one.superseded_at != one.published_at]
    begins = max([begins, *(one.published_at for one in born)])
    edition.number = len(earlier) + 1
    edition.made_at, edition.published_at, edition.superseded_at = now, begins, None
    edition.first_published_at = born[0].first_published_at if born else begins
    edition.published_by, edition.approved = by.username if by else "", approved
    # A withdrawal carries none: what comes back after it keeps those of its text.
    if edition.kind == Edition.Kind.STORY and born and born[-1].kind != Edition.Kind.NOTICE:
        edition.notices = born[-1].notices
    if notice:
        notice = notice | {"at": begins.isoformat()}
        edition.notices = [*edition.notices, notice]
    _alive_at(edition.story_id, begins).update(superseded_at=begins)
    edition.save(force_insert=True)
    if notice:
        announce(edition, kind=notice["kind"], text=notice["text"], linked=notice["story_id"])
    _enter(edition)
    Change.objects.create(at=begins, keys=sorted({*edition.keys(), *stale}))


def _alive_at(story_id: str, moment: datetime) -> Any:
    return Edition.objects.live(moment).filter(story_id=story_id)


def _enter(edition: Edition) -> None:
    """Begin the stays that this edition brings, end those it takes away, leave the others alone."""
    begins, wanted = edition.published_at, set(edition.lists)
    still_open = Q(ends=None) | Q(ends__gt=begins)
    # A stay that was called off before it began never stands, even while that moment lies ahead.
    open_stays = Entry.objects.filter(still_open, story_id=edition.story_id).exclude(ends=F("begins"))
    standing = set(open_stays.values_list("list", flat=True))
    open_stays.filter(list__in=standing - wanted).update(ends=begins)
    Entry.objects.bulk_create(
        Entry(list=key, story_id=edition.story_id, first_published_at=edition.first_published_at, begins=begins)
        for key in edition.lists
        if key not in standing
    )


def unbear(story_id: str, *, now: datetime) -> Edition:
    """End the edition to come before it begins and reopen what it would have ended; so with its word elsewhere."""
    edition = Edition.objects.to_come(now).select_related("rendered").get(story_id=story_id)
    moment = edition.published_at
    Edition.objects.filter(pk=edition.pk).update(superseded_at=moment)
    before = Edition.objects.filter(story_id=story_id, superseded_at=moment).exclude(published_at=moment)
    before.update(superseded_at=None)
    entries = Entry.objects.filter(story_id=story_id)
    entries.filter(ends=moment).exclude(begins=moment).update(ends=None)
    entries.filter(begins=moment).update(ends=F("begins"))
    Notice.objects.filter(edition=edition).delete()
    for notice in Notice.objects.filter(linked=story_id, at=moment, edition__superseded_at=None):
        unbear(notice.story_id, now=now)
    Change.objects.create(at=now, keys=edition.keys())
    return edition


def rendered(edition: Edition, notice: str) -> dict[str, Any]:
    """The finished HTML of an edition."""
    pages = rendering.render(edition.body, dateline=edition.dateline, sources=edition.sources, notice=notice)
    text = "".join(part["html"] for part in edition.body if "html" in part)
    return {
        "edition": edition,
        "renderer_version": rendering.RENDERER_VERSION,
        "pages": pages,
        "whole": rendering.whole(pages),
        "words": rendering.word_count(text),
        "summary": edition.deck or composing.summary(edition.body),
    }


def show(photo: Photo) -> Picture:
    """The photo as the public may see it: renditions copied under a name nobody can guess."""
    key = composing.picture_key(photo)
    if picture := Picture.objects.filter(key=key).first():
        return picture
    facts = as_facts(photo)
    for rendition in facts["renditions"]:
        name = f"{key}/{rendition['shape']}-{rendition['width']}.{rendition['format']}"
        if not storages["public"].exists(name):
            with storages["default"].open(rendition["name"]) as made:
                storages["public"].save(name, ContentFile(made.read()))
        rendition["name"] = name
    return Picture.objects.create(key=key, facts=facts)


def head(rows: Iterable[Any], *, now: datetime) -> None:
    """Bring the headings of lists up to what the desk calls them; tell what went stale."""
    wanted = {row.list_key: heading_of(row) for row in rows}
    standing = Heading.objects.in_bulk(list(wanted))
    stale = [heading for key, heading in wanted.items() if key not in standing or not _same(standing[key], heading)]
    if not stale:
        return
    Heading.objects.bulk_create(
        stale, update_conflicts=True, unique_fields=["list"],
        update_fields=["kind", "name", "slug", "parent", "position", "text", "in_menu"],
    )  # fmt: skip
    Change.objects.create(at=now, keys=sorted(heading.list for heading in stale))


def heading_of(row: Any) -> Heading:
    kind = row._meta.model_name
    parent = getattr(row, "parent", None)
    return Heading(
        list=row.list_key, kind=kind, name=getattr(row, "name", "") or row.title, slug=row.slug,
        parent=parent.list_key if parent else "", position=getattr(row, "position", 0),
        text=getattr(row, "bio", "") or getattr(row, "intro", ""), in_menu=kind == "section" and parent is None,
    )  # fmt: skip


def _same(one: Heading, other: Heading) -> bool:
    names = [field.attname for field in Heading._meta.concrete_fields]
    return all(getattr(one, name) == getattr(other, name) for name in names)


def announce(edition: Edition, *, kind: str, text: str, linked: str = "") -> Notice:
    """A line in the public list of what was put right."""
    return Notice.objects.create(
        kind=kind, story_id=edition.story_id, edition=edition, at=edition.published_at, headline=edition.headline,
        text=text, linked=linked,
    )  # fmt: skip


def seal(story_id: str, *, now: datetime, why: str, before: int) -> None:
    """Bar the story's earlier texts from every public comparison and export."""
    earlier = Edition.objects.stories().filter(story_id=story_id, number__lt=before)
    Seal.objects.bulk_create(
        (Seal(edition_id=pk, at=now, why=why) for pk in earlier.values_list("pk", flat=True)),
        ignore_conflicts=True,
    )


def rerender(limit: int) -> int:
    """Derived rows older than the renderer, made again from the record itself."""
    old = Rendered.objects.filter(renderer_version__lt=rendering.RENDERER_VERSION).select_related("edition")
    rows = list(old.order_by("pk")[:limit])
    for row in rows:
        snapshot = Revision.objects.get(pk=row.edition.revision).snapshot
        for name, value in rendered(row.edition, composing.unverified_notice(snapshot)).items():
            setattr(row, name, value)
        row.save()
    return len(rows)
