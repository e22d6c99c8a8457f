"""Publishes the stories of an old archive: the one path without review, and the administrator's alone.

What it waives is named on every story's line of the trail. Everything else is as for a story of the day: the same
checks, the same composing, the same guards and one line of the trail for each.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from operator import itemgetter
from typing import Any, NamedTuple, Protocol

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import audit, roles
from accounts.models import User
from articles import checks, published, rendering
from articles.models import Article, Citation, Credit, Note, Revision, Tagged
from articles.models.article import STAMPED, TYPED
from articles.models.story_id import new_story_id
from articles.moves import target
from articles.publishing import composing, recording, telling
from articles.publishing.composing import Directory
from articles.publishing.names import Names, lists_named
from articles.workflow import NotAllowed, Stage, not_in_role
from editions import index, topics
from editions.models import Edition, Entry, Expunging, Rendered
from guards import appending, turns
from photos.models import Photo

LABEL = "arsip"
WAIVED = {"no_byline": "byline", "no_deck": "deck", "photo_incomplete": "photo"}
"""Code of a check → what it asks for: old archives lack these, and nobody can add them now."""

WHY = f"{LABEL}: {', '.join(WAIVED.values())} waived"

LACKED = {
    "body": gettext_lazy("body"), "deck": gettext_lazy("deck"), "photo": gettext_lazy("lead photo"),
    "tags": gettext_lazy("tags"),
}  # fmt: skip


class Lacking(Protocol):
    """What a story comes in without: words of a field of its working copy."""

    @property
    def field(self) -> str: ...
    @property
    def words(self) -> str: ...


class Story(Protocol):
    """What an importer hands over; names of lists are plain words, made into rows where they are missing."""

    @property
    def headline(self) -> str: ...
    @property
    def deck(self) -> str: ...
    @property
    def body(self) -> str: ...
    @property
    def published(self) -> datetime: ...
    @property
    def section(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def authors(self) -> Sequence[str]: ...
    @property
    def tags(self) -> Sequence[str]: ...
    @property
    def photo(self) -> int | None: ...
    @property
    def photo_caption(self) -> str: ...
    @property
    def photos(self) -> Collection[int]: ...
    @property
    def notices(self) -> Sequence[Lacking]: ...


class Refused(NotAllowed):
    """Checks that are not waived refuse stories of a batch, of which nothing is stored. `findings`: place → finding."""

    def __init__(self, findings: dict[int, checks.Finding]) -> None:
        super().__init__(" ".join(str(finding.message) for finding in findings.values()), "checks")
        self.findings = findings


class Filed(NamedTuple):
    """A story as it was taken in: the key of its working copy, its id on the record, and since when."""

    pk: int
    story_id: str
    at: datetime


@transaction.atomic
def publish_archive(items: Iterable[Story], *, by: User) -> list[Filed]:
    """Put stories of an archive on the record, each under its own time: one batch, one transaction, in order."""
    if not by.may(roles.IMPORT_ARCHIVE):
        raise not_in_role("import_archive")
    stories = list(items)
    turns.take(turns.IN_BULK, shared=True)
    now = published.now()
    bodies = _clean(stories)
    names = Names()
    names.know(
        sections=[story.section for story in stories],
        authors=[name for story in stories for name in story.authors],
        sources=[story.source for story in stories],
        tags=[tag for story in stories for tag in story.tags],
    )
    blank = {name: getattr(Article(), name) for name in TYPED}
    snapshots = [_snapshot(blank, story, body, names) for story, body in zip(stories, bodies, strict=True)]
    names.directory.photos = _photos(snapshots)
    _must_pass(snapshots, names.directory, now=now)
    filed = _file(snapshots, by=by, now=now)
    _link(filed, snapshots, names)
    _note(stories, filed, by=by)
    revisions = _keep(filed, snapshots, by=by)
    # As whoever else sends a story out: photos first, in the order of their keys, then names.
    leads = {key: recording.show(photo).pk for key, photo in sorted(names.directory.photos.items())}
    recording.head(names.directory.named(), now=now)
    lists = _issue(stories, filed, snapshots, revisions, names.directory, leads, by=by, now=now)
    turns.check_foreign_keys()
    _trail(stories, filed, names, lists, by=by, now=now)
    return filed


@transaction.atomic
def lead_from(addresses: Mapping[str, str], *, lists: Mapping[str, tuple[str, str]], by: User) -> None:
    """Lead from the addresses that stories had in the old system, given with their ids here, to where they are now.

    `lists`: addresses of its lists, each with what it is here, `section`, `tag` or `author`, and its name.
    """
    if not by.may(roles.IMPORT_ARCHIVE):
        raise not_in_role("import_archive")
    # An address there tells the headline too.
    expunged = set(Expunging.objects.filter(story_id__in=addresses.values()).values_list("story_id", flat=True))
    kept = {address: story_id for address, story_id in addresses.items() if story_id not in expunged}
    keys = lists_named(lists.values())
    found = {address: keys[named] for address, named in lists.items() if named in keys}
    if kept or found:
        recording.remember(lists=found, stories=kept)
        audit.record("lead_from", LABEL, by=by, addresses=len(kept) + len(found))


def _clean(stories: Sequence[Story]) -> list[str]:
    """Law 7, at the gate of saving; `compose` cleans again, at that of publishing."""
    bodies, refused = [], {}
    for place, story in enumerate(stories):
        try:
            bodies.append(rendering.without_slots(rendering.clean(story.body), but=story.photos))
        except rendering.TooLong as error:
            refused[place] = checks.Finding("too_long", str(error), "body", blocks=True)
    if refused:
        raise Refused(refused)
    return bodies


def _photos(snapshots: Iterable[dict[str, Any]]) -> dict[int, Photo]:
    """What readers see of them: some that came with a story stood where its text has no place for any."""
    numbers = composing.photo_numbers(snapshots)
    return Photo.objects.prefetch_related("renditions").in_bulk(numbers) if numbers else {}


def _must_pass(snapshots: Iterable[dict[str, Any]], directory: Directory, *, now: datetime) -> None:
    refused = {}
    for place, snapshot in enumerate(snapshots):
        found = checks.findings(_copy(snapshot, directory, now=now))
        if blocking := [one for one in found if one.blocks and one.code not in WAIVED]:
            refused[place] = blocking[0]
    if refused:
        raise Refused(refused)


def _copy(snapshot: dict[str, Any], directory: Directory, *, now: datetime) -> checks.Copy:
    photos = composing.photos_of(snapshot, directory) if directory.photos else []
    return checks.Copy(
        snapshot,
        photos=[(str(photo), photo.missing()) for photo in photos],
        ended=[str(photo) for photo in photos if not photo.is_free(now)],
        captions=[photo.caption for photo in photos],
        overlong=composing.overlong(snapshot, directory),
    )


def _snapshot(blank: dict[str, Any], story: Story, body: str, names: Names) -> dict[str, Any]:
    """`Article.snapshot` of a working copy that is not stored yet."""
    # Two names may have been merged into one.
    authors = dict.fromkeys(names.authors[name.lower()].pk for name in story.authors)
    credits = [[Credit.Role.PENULIS.value, author] for author in authors]
    citations = [[names.sources[story.source.lower()].pk, story.address, None]] if story.source else []
    return blank | {
        "headline": story.headline,
        "deck": story.deck,
        "body": body,
        "photo_id": story.photo,
        "photo_caption": story.photo_caption,
        "section_id": names.sections[story.section.lower()].pk,
        # So that a correction, years later, isn't stopped by a name that nobody knows any more.
        "no_byline_reason": "" if story.authors else LABEL,
        **dict.fromkeys(STAMPED),
        "also_in": [],
        "tags": list(dict.fromkeys(names.tags[tag.lower()].name for tag in story.tags)),
        "credits": credits,
        "citations": citations,
    }


def _file(snapshots: Sequence[dict[str, Any]], *, by: User, now: datetime) -> list[Filed]:
    """The working copies."""
    ids = [new_story_id() for _snapshot in snapshots]
    typed = itemgetter(*TYPED)
    lines = [
        (*typed(snapshot), story_id, Stage.PUBLISHED.value, now, 1, by.pk, now)
        for snapshot, story_id in zip(snapshots, ids, strict=True)
    ]
    columns = [*TYPED, "story_id", "stage", "stage_since", "version", "created_by_id", "saved_at"]
    keys = appending.keyed(Article, columns, lines)
    return [Filed(key, story_id, now) for key, story_id in zip(keys, ids, strict=True)]


def _link(filed: Sequence[Filed], snapshots: Sequence[dict[str, Any]], names: Names) -> None:
    """What ties the working copies to people, outlets and tags."""
    both = [(one.pk, snapshot) for one, snapshot in zip(filed, snapshots, strict=True)]
    credits = [
        (pk, role, author, order) for pk, snapshot in both for order, (role, author) in enumerate(snapshot["credits"])
    ]
    citations = [(pk, source, address, 0) for pk, snapshot in both for source, address, _seen in snapshot["citations"]]
    tagged = [
        (pk, names.tags[name.lower()].pk, order) for pk, snapshot in both for order, name in enumerate(snapshot["tags"])
    ]
    appending.values(Credit, ["article_id", "role", "author_id", "order"], credits)
    appending.values(Citation, ["article_id", "source_id", "address", "order"], citations)
    appending.values(Tagged, ["content_object_id", "tag_id", "order"], tagged)


def _note(stories: Sequence[Story], filed: Sequence[Filed], *, by: User) -> None:
    """An internal note of the words that a story comes in without, so that an editor has them at hand."""
    notes = []
    for story, one in zip(stories, filed, strict=True):
        if story.notices:
            lacking = [f"{LACKED[notice.field]}: {notice.words}" for notice in story.notices]
            text = "\n\n".join([_("From the archive, and not in the story:"), *lacking])
            notes.append((one.pk, by.pk, one.at, text))
    if notes:
        appending.values(Note, ["article_id", "by_id", "at", "text"], notes)


def _keep(filed: Sequence[Filed], snapshots: Sequence[dict[str, Any]], *, by: User) -> list[int]:
    """A revision of each; the keys."""
    lines = [
        (one.pk, 1, one.at, by.pk, "archive", WHY, False, snapshot)
        for one, snapshot in zip(filed, snapshots, strict=True)
    ]
    columns = ["article_id", "version", "at", "by_id", "act", "note", "side", "snapshot"]
    return appending.keyed(Revision, columns, lines)


def _issue(
    stories: Sequence[Story], filed: Sequence[Filed], snapshots: Sequence[dict[str, Any]], revisions: Sequence[int],
    directory: Directory, leads: Mapping[int, str], *, by: User, now: datetime,
) -> set[str]:  # fmt: skip
    """The editions, live from this moment and standing in lists by the stories' own time; those lists.

    `leads`: the pictures of photos, by their keys.
    """
    editions = [
        Edition(
            story_id=one.story_id, kind=Edition.Kind.STORY.value, number=1, made_at=now, published_at=now,
            first_published_at=story.published, revision=revision, published_by=by.username, approved="archive",
            lead_id=leads.get(snapshot["photo_id"]), **composing.compose(snapshot, directory),
        )
        for story, one, snapshot, revision in zip(stories, filed, snapshots, revisions, strict=True)
    ]  # fmt: skip
    if not editions:
        return set()
    appending.rows(Edition, editions)
    made = (recording.rendered(edition, "") for edition in editions)
    lines = ((row["edition"].pk, *(row[name] for name in recording.FINISHED)) for row in made)
    appending.values(Rendered, ["edition_id", *recording.FINISHED], lines)
    stays = ((key, edition.story_id, edition.first_published_at, now) for edition in editions for key in edition.lists)
    appending.values(Entry, ["list", "story_id", "first_published_at", "begins"], stays)
    topics.note(((key, edition.first_published_at) for edition in editions for key in edition.tags), at=now)
    lists = set[str]().union(*(edition.lists for edition in editions))
    telling.of_lists(lists, at=now)
    index.note((edition.story_id for edition in editions), at=now)
    return lists


def _trail(
    stories: Sequence[Story], filed: Sequence[Filed], names: Names, lists: set[str], *, by: User, now: datetime
) -> None:
    made, menu = names.lines(WHY), partial(telling.of_first_stories, lists, at=now)
    begins = now.isoformat()
    published_ = [
        audit.Line(
            "archive", target(one.story_id), WHY,
            {"version": 1, "edition": 1, "begins": begins, "first_published": story.published.isoformat()}
            | ({"lacks": [notice.field for notice in story.notices]} if story.notices else {}),
            settles=menu if one is filed[0] else None,
        )
        for story, one in zip(stories, filed, strict=True)
    ]  # fmt: skip
    audit.record_all([*made, *published_], by=by, at=now)
