"""Writes the rows of the record for publishing.py: editions, their lives, stays in lists, headings, notices, seals."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from almanac.text import one_line, printable
from articles import published, rendering
from articles.models import Revision
from articles.publishing import composing, telling
from articles.publishing.composing import Directory
from articles.workflow import NotAllowed
from editions import index, topics
from editions.models import Edition, Entry, Heading, Notice, OldAddress, Picture, Rendered, Seal
from editions.pages import moved, own, righted
from editions.ready import ready
from photos import store
from photos.models import Photo, as_facts


class PicturesAway(NotAllowed):
    """The store of photos does not answer: asked again in a while, the act may well be done."""


def issue(
    story_id: str, revision: Revision, directory: Directory, *, by: User | None, now: datetime, begins: datetime,
    approved: str, updated_at: datetime | None = None, notice: dict[str, Any] | None = None,
) -> Edition:  # fmt: skip
    """The edition made from a revision, live from `begins` on."""
    snapshot = revision.snapshot
    photos = sorted(composing.photos_of(snapshot, directory), key=lambda photo: photo.pk)
    pictures = {photo.pk: show(photo) for photo in photos}
    edition = Edition(
        story_id=story_id, kind=kind_of(snapshot), lead=pictures.get(snapshot["photo_id"]),
        revision=revision.pk, updated_at=updated_at, **composing.compose(snapshot, directory),
    )  # fmt: skip
    head(directory.named(), now=begins)
    if edition.kind == Edition.Kind.PAGE:
        _name_page(edition, now=now)
    _begin(edition, by=by, now=now, begins=begins, approved=approved, notice=notice)
    Rendered.objects.create(**rendered(edition, composing.unverified_notice(snapshot)))
    return edition


def kind_of(snapshot: dict[str, Any]) -> str:
    kinds = {Edition.Genre.PAGE: Edition.Kind.PAGE, Edition.Genre.UPDATE: Edition.Kind.UPDATE}
    return kinds.get(snapshot["genre"], Edition.Kind.STORY)


def _name_page(edition: Edition, *, now: datetime) -> None:
    """Its place at the foot of every page, where it is called as its live edition says; its old address leads on."""
    composed = own.list_of(edition.slug)
    # One that was named by a shorter key keeps it.
    heading = Heading.objects.filter(kind="page", slug=edition.slug).first() or Heading(list=composed, kind="page")
    heading.name, heading.slug = edition.card_headline, edition.slug
    heading.save()
    edition.lists = [heading.list if key == composed else key for key in edition.lists]
    earlier = Edition.objects.filter(story_id=edition.story_id, kind=Edition.Kind.PAGE, published_at__lte=now)
    before = earlier.exclude(superseded_at=F("published_at")).defer("body").order_by("-number").first()
    if before and before.slug != edition.slug:
        remember(stories={before.get_absolute_url(): edition.story_id})


def copy(edition: Edition, *, by: User | None, now: datetime, begins: datetime, approved: str,
         notice: dict[str, Any] | None = None, **changed: Any) -> Edition:  # fmt: skip
    """A new edition of the same text."""
    rendition = edition.rendered
    again_ = Edition(**{name: getattr(edition, name) for name in CARRIED} | changed)
    _begin(again_, by=by, now=now, begins=begins, approved=approved, notice=notice)
    Rendered.objects.create(edition=again_, **{name: getattr(rendition, name) for name in FINISHED})
    return again_


def again(edition: Edition, *, by: User, now: datetime, begins: datetime, **changed: Any) -> Edition:
    """The text of an earlier edition, approved as that was, from another moment on."""
    return copy(edition, by=by, now=now, begins=begins, approved=edition.approved, **changed)


def replace_text(
    before: Edition, *, kind: str, by: User, now: datetime, approved: str, headline: str, ground: str = "",
    reason: str = "", leads_to: str = "", slug: str = "", updated_at: datetime | None = None,
) -> Edition:  # fmt: skip
    """An edition that carries no text: of a hold, a withdrawal, a story joined to another, or one expunged."""
    edition = Edition(
        story_id=before.story_id, kind=kind, genre=before.genre, headline=headline, slug=slug or before.slug,
        section=before.section, lists=[], labels=before.labels, ground=ground, reason=reason, leads_to=leads_to,
        revision=before.revision, sensitive=True, updated_at=updated_at,
        notices=[] if kind == Edition.Kind.NOTICE else before.notices,
    )  # fmt: skip
    _begin(edition, by=by, now=now, begins=now, approved=approved, notice=None, bars=True)
    Rendered.objects.create(edition=edition, renderer_version=rendering.RENDERER_VERSION, pages=[], whole=[])
    return edition


CARRIED = tuple(
    field.attname
    for field in Edition._meta.concrete_fields
    if field.name not in ("id", "number", "made_at", "published_at", "superseded_at", "first_published_at")
)


def _begin(
    edition: Edition, *, by: User | None, now: datetime, begins: datetime, approved: str,
    notice: dict[str, Any] | None, bars: bool = False,
) -> None:  # fmt: skip
    """Give an edition its number and life, and end the one before it at that moment."""
    earlier = _earlier(story_id=edition.story_id)
    born = [one for one in earlier if one.published_at <= now and one.superseded_at != one.published_at]
    begins = max([begins, *(one.published_at for one in born)])
    edition.number = len(earlier) + 1
    ends = max(edition.until, begins) if edition.until else None
    edition.made_at, edition.published_at, edition.superseded_at = now, begins, ends
    edition.first_published_at = born[0].first_published_at if born else begins
    edition.published_by, edition.approved = by.username if by else "", approved
    told = [notice] if notice else []
    if edition.kind in Edition.TEXTS and born:
        told += _taken_over(edition, born[-1], now=now)
    # Feeds tell two notices of one story apart by their moments.
    told = [one | {"at": (begins + place * timedelta.resolution).isoformat()} for place, one in enumerate(told)]
    edition.notices = [*edition.notices, *told]
    _under_surviving_names(edition)
    if earlier:
        _alive_at(edition.story_id, begins).update(superseded_at=begins)
    edition.save(force_insert=True)
    for one in told:
        announce(
            edition, kind=one["kind"], text=one["text"], linked=one["story_id"], at=datetime.fromisoformat(one["at"])
        )
    entered, left = _enter(edition, earlier)
    telling.of_edition(edition, entered=entered, left=left, bars=bars)
    index.note([edition.story_id], at=begins)


def _taken_over(edition: Edition, before: Edition, *, now: datetime) -> list[dict[str, Any]]:
    """Tell what the one before told of things put right; and what it could not, off the site: who verified it since."""
    # A withdrawal carries none: what comes back after it keeps those of its text.
    if before.kind != Edition.Kind.NOTICE:
        edition.notices = before.notices
    if before.kind in Edition.TEXTS:
        return []
    verifying = published.verifying(edition.story_id).live(now).order_by("published_at")
    known = righted.verified_by(edition)
    return [composing.word_of(one) for one in verifying.values_list("story_id", flat=True) if one not in known]


@ready
def _earlier(*, story_id: str) -> QuerySet[Edition]:
    return Edition.objects.filter(story_id=story_id).defer("body").order_by("number")


@ready
def _survivors(*, lists: list[str]) -> QuerySet[Any]:
    return Heading.objects.filter(list__in=lists).exclude(into="").values_list("list", "into")


def _under_surviving_names(edition: Edition) -> None:
    """Lists that were merged meanwhile are named by their survivor: what is composed anew and what is copied alike."""
    named = [*edition.lists, *edition.tags, *(row["list"] for row in [*edition.people, *edition.sources])]
    into = dict(_survivors(lists=named)) if named else {}
    if into:
        edition.lists = list(dict.fromkeys(into.get(key, key) for key in edition.lists))
        edition.tags = list(dict.fromkeys(into.get(key, key) for key in edition.tags))
        edition.people = [row | {"list": into.get(row["list"], row["list"])} for row in edition.people]
        edition.sources = [row | {"list": into.get(row["list"], row["list"])} for row in edition.sources]


def _alive_at(story_id: str, moment: datetime) -> Any:
    return Edition.objects.live(moment).filter(story_id=story_id)


def _enter(edition: Edition, earlier: Sequence[Edition]) -> tuple[set[str], set[str]]:
    """Begin the stays that this edition brings, end those it takes away, leave the others alone: lists of both."""
    begins, wanted = edition.published_at, set(edition.lists)
    standing = _turn_stays(edition, earlier) if earlier else set()
    first, ends = edition.first_published_at, edition.superseded_at
    topics.note(((key, first) for key in standing ^ wanted), at=begins)
    if ends:
        topics.note(((key, first) for key in wanted), at=ends)
    stay: dict[str, Any] = {
        "story_id": edition.story_id, "first_published_at": first, "begins": begins, "ends": ends,
    }  # fmt: skip
    Entry.objects.bulk_create(Entry(list=key, **stay) for key in edition.lists if key not in standing)
    return wanted - standing, standing - wanted


def _turn_stays(edition: Edition, earlier: Sequence[Edition]) -> set[str]:
    """The lists in which the story stands; of its stays there, those end that this edition takes away."""
    begins, wanted = edition.published_at, set(edition.lists)
    still_open = Q(ends=None) | Q(ends__gt=begins)
    # A stay that was called off before it began never stands, even while that moment lies ahead.
    open_stays = Entry.objects.filter(still_open, story_id=edition.story_id).exclude(ends=F("begins"))
    standing = set(open_stays.values_list("list", flat=True))
    open_stays.filter(list__in=standing - wanted).update(ends=begins)
    # One of them ends by the clock, and its stays with it.
    if any(one.until for one in (edition, *earlier)):
        open_stays.filter(list__in=standing & wanted).update(ends=edition.superseded_at)
    return standing


def unbear(story_id: str, *, now: datetime) -> Edition:
    """End the edition to come before it begins and reopen what it would have ended; so with its word elsewhere."""
    edition = Edition.objects.to_come(now).select_related("rendered").get(story_id=story_id)
    moment = edition.published_at
    Edition.objects.filter(pk=edition.pk).update(superseded_at=moment)
    before = Edition.objects.filter(story_id=story_id, superseded_at=moment).exclude(published_at=moment)
    reopened = before.first()
    before.update(superseded_at=F("until"))
    entries = Entry.objects.filter(story_id=story_id)
    entries.filter(ends=moment).exclude(begins=moment).update(ends=reopened.until if reopened else None)
    if reopened and (reopened.until or edition.until):
        standing = entries.filter(Q(ends=None) | Q(ends__gt=now), list__in=reopened.lists)
        standing.exclude(begins=moment).update(ends=reopened.until)
    entries.filter(begins=moment).update(ends=F("begins"))
    topics.note(entries.values_list("list", "first_published_at"), at=now)
    Notice.objects.filter(edition=edition).delete()
    words = Notice.objects.filter(edition__approved=published.WORD, edition__superseded_at=None)
    for notice in words.filter(linked=story_id, at=moment):
        unbear(notice.story_id, now=now)
    telling.of_stories([story_id], at=now)
    index.note([story_id], at=now)
    return edition


FINISHED = ("renderer_version", "pages", "whole", "words", "summary")
"""What `rendered` makes."""


def rendered(edition: Edition, notice: str) -> dict[str, Any]:
    """The finished HTML of an edition, as a row of `Rendered`."""
    facts = {name: getattr(edition, name) for name in ("body", "dateline", "sources", "deck", "genre")}
    return {"edition": edition} | derived(facts, notice)


def derived(facts: dict[str, Any], notice: str) -> dict[str, Any]:
    """What follows from the text of an edition and can be made again; `facts` as `compose` gives them."""
    body = facts["body"]
    paid = facts["genre"] == Edition.Genre.ADVERTORIAL
    pages = rendering.render(body, dateline=facts["dateline"], sources=facts["sources"], notice=notice, paid=paid)
    text = "".join(part["html"] for part in body if "html" in part)
    return {
        "renderer_version": rendering.RENDERER_VERSION,
        "pages": pages,
        "whole": rendering.whole(pages) if len(pages) > 1 else [],
        "words": rendering.word_count(text),
        "summary": facts["deck"] or composing.summary(body),
    }


def show(photo: Photo) -> Picture:
    """The photo as the public may see it: renditions copied under a name nobody can guess.

    Raises PicturesAway where the store of photos is: the act that asks is undone as a whole.
    """
    key = composing.picture_key(photo)
    if picture := Picture.objects.filter(key=key).first():
        if picture.photo is None:
            Picture.objects.filter(key=key).update(photo=photo.pk)
        return picture
    facts = as_facts(photo)
    for rendition in facts["renditions"]:
        name = f"{key}/{rendition['shape']}-{rendition['width']}.{rendition['format']}"
        _copy(rendition["name"], to=name)
        rendition["name"] = name
    with transaction.atomic(savepoint=False):
        until = _rights_of(photo)
        if until:
            telling.of_picture(key, at=until)
        # Another story with the same new photo may go out in this very moment: the first row stands for both.
        picture = Picture(key=key, facts=facts, until=until, photo=photo.pk)
        Picture.objects.bulk_create([picture], ignore_conflicts=True)
    return picture


def _copy(name: str, *, to: str) -> None:
    """A file that is there already is left, unless its copying broke off, as on a disk that was full."""
    private, public = storages["default"], storages["public"]
    try:
        with store.reached():
            if public.exists(to):
                if public.size(to) == private.size(name):
                    return
                public.delete(to)
            with private.open(name) as made:
                public.save(to, ContentFile(made.read()))
    except store.StoreAway as away:
        sentence = _(
            "The store of photos does not answer now, so nothing went out and nothing was changed. Try again in a few "
            "minutes. If it still does not answer then, tell whoever looks after the system."
        )
        raise PicturesAway(sentence, "store") from away


def _rights_of(photo: Photo) -> datetime | None:
    """When they end, read anew: who ends them (`picturing.keep_rights`) has done so, or waits and finds the picture."""
    row = Photo.objects.select_for_update(no_key=True).values_list("rights_until", flat=True)
    until: datetime | None = row.get(pk=photo.pk)
    return until


NOWHERE: Mapping[str, str] = {}
TOLD_BY_THE_DESK = ["kind", "name", "slug", "parent", "position", "text", "in_menu", "picture_id", "begins", "ends"]


def head(rows: Iterable[Any], *, now: datetime) -> None:
    """Bring the headings of lists up to what the desk calls them; tell what went stale."""
    wanted = {row.list_key: heading_of(row) for row in rows}
    standing = Heading.objects.in_bulk(list(wanted))
    stale = [heading for key, heading in wanted.items() if key not in standing or not _same(standing[key], heading)]
    if not stale:
        return
    Heading.objects.bulk_create(
        stale, update_conflicts=True, unique_fields=["list"],
        update_fields=TOLD_BY_THE_DESK,
    )  # fmt: skip
    renamed = (standing[one.list] for one in stale if one.list in standing and standing[one.list].slug != one.slug)
    remember({one.get_absolute_url(): one.list for one in renamed})
    telling.of_headings(stale, at=now)
    # An author's portrait is public by its heading alone.
    had = {key: heading.picture_id for key, heading in standing.items()}
    changed = [{had.get(one.list), one.picture_id} for one in stale]
    telling.of_files({key for pair in changed if len(pair) > 1 for key in pair if key}, at=now)


def remember(lists: Mapping[str, str] = NOWHERE, stories: Mapping[str, str] = NOWHERE) -> None:
    """Lead from old addresses, of this system or another, to lists by their keys and to stories by their ids."""
    rows = [OldAddress(path=moved.key_of(url), list=key) for url, key in lists.items()]
    rows += [OldAddress(path=moved.key_of(url), story_id=story_id) for url, story_id in stories.items()]
    OldAddress.objects.bulk_create(
        list({row.path: row for row in rows if moved.can_be_kept(row.path)}.values()),
        update_conflicts=True, unique_fields=["path"], update_fields=["list", "story_id"],
    )  # fmt: skip


def heading_of(row: Any, shown_as: Callable[[Photo], Picture] = show) -> Heading:
    """`shown_as`: what becomes of a portrait; by default it is made public."""
    kind = row._meta.model_name
    parent, portrait = getattr(row, "parent", None), getattr(row, "portrait", None)
    return Heading(
        list=row.list_key, kind=kind, name=one_line(getattr(row, "name", "") or row.title), slug=row.slug,
        parent=parent.list_key if parent else "", position=getattr(row, "position", 0),
        text=printable(getattr(row, "bio", "") or getattr(row, "intro", "")),
        in_menu=kind == "section" and parent is None,
        picture=shown_as(portrait) if portrait else None,
        begins=getattr(row, "begins", None), ends=getattr(row, "ends", None),
    )  # fmt: skip


def _same(one: Heading, other: Heading) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in TOLD_BY_THE_DESK)


def announce(edition: Edition, *, kind: str, text: str, at: datetime, linked: str = "") -> Notice:
    """A line in the public list of what was put right."""
    return Notice.objects.create(
        kind=kind, story_id=edition.story_id, edition=edition, at=at, headline=edition.headline, text=text,
        linked=linked,
    )  # fmt: skip


def seal(story_id: str, *, now: datetime, why: str, before: int) -> None:
    """Bar the story's earlier texts from every public comparison and export."""
    earlier = Edition.objects.texts().filter(story_id=story_id, number__lt=before)
    Seal.objects.bulk_create(
        (Seal(edition_id=pk, at=now, why=why) for pk in earlier.values_list("pk", flat=True)),
        ignore_conflicts=True,
    )
    telling.of_stories([story_id], at=now, bars=True)


def rerender(limit: int) -> int:
    """Derived rows older than the renderer, made again from the record itself; those that carry no text stay empty."""
    old = Rendered.objects.filter(renderer_version__lt=rendering.RENDERER_VERSION).select_related("edition")
    # Not by their keys: each batch would walk over all that were made before it.
    rows = list(old.order_by("renderer_version")[:limit])
    texts = [row for row in rows if row.edition.kind in Edition.TEXTS]
    revisions = Revision.objects.filter(pk__in={row.edition.revision for row in texts})
    unverified = dict(revisions.values_list("pk", "snapshot__unverified"))
    for row in rows:
        row.renderer_version = rendering.RENDERER_VERSION
    for row in texts:
        notice = composing.unverified_notice({"unverified": unverified[row.edition.revision]})
        for name, value in rendered(row.edition, notice).items():
            setattr(row, name, value)
    Rendered.objects.bulk_update(rows, FINISHED)
    if rows:
        telling.of_stories({row.edition.story_id for row in rows}, at=published.now())
    return len(rows)
