"""Tells the past of a newsroom in one go: what `publish`, `correct` and `withdraw` would have left, by bulk copy.

For made-up archives that benches and demonstrations stand on, millions of stories long; an archive that somebody
really wrote comes in by `archive.py`. Waived, and named on every line of the trail: the steps on the desk before
publication and the second eyes. The rest holds as ever. Constraints, foreign keys and guards are the database's own
and stay in place, since a row that never changes is only ever added here, with its end known from the start. Every
text is composed and rendered as any other, and every act has its line in the chain.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db import transaction

from accounts import audit, roles
from accounts.models import Act, User
from articles import checks, published, rendering
from articles.models import Article, Citation, Credit, Revision, Tagged
from articles.models.article import STAMPED, TYPED
from articles.moves import target
from articles.publishing import composing, recording
from articles.publishing.again import WRITTEN, Again, Done, Kind, Stretch
from articles.publishing.archive import LABEL, Refused
from articles.publishing.names import Names
from articles.workflow import Stage, not_in_role
from editions import index, shown, topics
from editions.models import Change, Edition, Entry, Notice, Rendered, Seal, Unindexed
from guards import appending, turns
from photos.models import Photo

WHY = "buatan: review, second eyes waived"
LOOKED_AT = 50
"""One story in so many is read by all checks: these stories are a program's, and alike."""

TOLD_AGAIN: tuple[Kind, ...] = (*WRITTEN, Unindexed, Act)
"""What `Past.tell_again` adds rows to."""

EMPTY: dict[str, Any] = {
    field.attname: field.get_default() for field in Article._meta.concrete_fields if field.attname in TYPED
} | {**dict.fromkeys(STAMPED), "also_in": [], "tags": [], "credits": [], "citations": []}
NO_TEXT = {"renderer_version": rendering.RENDERER_VERSION, "pages": [], "whole": []}


@dataclass(slots=True)
class Later:
    """What happened to a story after it went out: a correction, or its withdrawal."""

    act: str
    at: datetime
    words: str
    changed: dict[str, str] = field(default_factory=dict)
    ground: str = ""


@dataclass(slots=True)
class Told:
    """One story as it went out, and what came after, in order. Names are plain words."""

    story_id: str
    at: datetime
    section: str
    headline: str
    deck: str
    body: str
    place: str = ""
    genre: str = "news"
    author: str = ""
    editor: str = ""
    source: str = ""
    tags: Sequence[str] = ()
    photo: int | None = None
    later: Sequence[Later] = ()


class Past:
    """One filling of a newsroom, a batch at a time, each batch a transaction."""

    def __init__(
        self, *, by: User, photos: Sequence[Photo] = (), sections: Sequence[tuple[str, Sequence[str]]] = ()
    ) -> None:  # fmt: skip
        """`sections`: names in the order of the menu, each with those under it."""
        if not by.may(roles.IMPORT_ARCHIVE):
            raise not_in_role("make_archive")
        self.by = by
        self.names = Names()
        self.names.directory.photos = {photo.pk: photo for photo in photos}
        with transaction.atomic():
            self.pictures = {photo.pk: recording.show(photo).pk for photo in photos}
            self._found(sections)

    def _found(self, sections: Sequence[tuple[str, Sequence[str]]]) -> None:
        self.names.know(sections=[name for name, _under in sections])
        lines = self.names.lines(WHY)
        for name, under in sections:
            self.names.know(sections=under)
            for section in self.names.made:
                section.parent = self.names.sections[name.lower()]
                section.save(update_fields=["parent"])
            lines += self.names.lines(WHY)
        now = published.now()
        recording.head(self.names.sections.values(), now=now)
        audit.record_all(lines, by=self.by, at=now)

    @transaction.atomic
    def tell(self, stories: Sequence[Told]) -> Stretch:
        """Store a batch, oldest first."""
        turns.take(turns.IN_BULK, shared=True)
        self.names.know(
            sections=[story.section for story in stories],
            authors=[name for story in stories for name in (story.author, story.editor)],
            sources=[story.source for story in stories],
            tags=[tag for story in stories for tag in story.tags],
        )
        now = published.now()
        recording.head(self.names.made, now=now)
        return _Batch(self, now).store(stories)

    @transaction.atomic
    def tell_again(self, again: Again) -> None:
        """Store a batch once more. After the last of them comes `count_anew`."""
        turns.take(turns.IN_BULK, shared=True)
        again.write()
        now = published.now()
        acts = list(again.acts())
        index.note((done.story_id for done in acts if done.number == 1), at=now)
        turns.check_foreign_keys()
        audit.record_all(list(map(_line, acts)), by=self.by, at=now)

    @transaction.atomic
    def count_anew(self) -> None:
        """Every tag's months, once for the whole filling; and no page stands that was made before."""
        now = published.now()
        topics.note([(tag.list_key, None) for tag in self.names.tags.values()], at=now)
        Change.objects.tell([shown.EVERYTHING], at=now)


class _Batch:
    """The rows of one batch, gathered story by story and then written, the trail last."""

    def __init__(self, past: Past, now: datetime) -> None:
        self.now, self.by, self.names = now, past.by, past.names
        self.pictures = past.pictures
        self.directory = past.names.directory
        self.tables = {model: appending.Lines(model) for model in WRITTEN}
        self.acts: list[Done] = []
        self.stays: list[tuple[str, datetime]] = []

    def store(self, stories: Sequence[Told]) -> Stretch:
        acts = sum(1 + len(story.later) for story in stories)
        many = {Article: len(stories), Revision: acts, Edition: acts}
        keys: dict[Kind, range] = {model: appending.next_run(model, many[model]) for model in many}
        self.revisions, self.editions = iter(keys[Revision]), iter(keys[Edition])
        for place, (story, article) in enumerate(zip(stories, keys[Article], strict=True)):
            self._story(story, article, look=place % LOOKED_AT == 0)
        drawn = {model: table.write() for model, table in self.tables.items()}
        topics.note(self.stays, at=self.now)
        Change.objects.tell([shown.EVERYTHING], at=self.now)
        index.note((story.story_id for story in stories), at=self.now)
        self.acts.sort(key=attrgetter("at"))
        turns.check_foreign_keys()
        audit.record_all([*self.names.lines(WHY), *map(_line, self.acts)], by=self.by, at=self.now)
        return Stretch(drawn | keys, self.acts)

    def _story(self, story: Told, article: int, *, look: bool) -> None:
        snapshot = self._snapshot(story)
        acts = [Later("archive", story.at, ""), *story.later]
        ends = [*(act.at for act in acts[1:]), None]
        shown: dict[str, Any] = {}
        for number, (act, end) in enumerate(zip(acts, ends, strict=True), 1):
            snapshot = snapshot | act.changed
            if look:
                _must_pass(snapshot)
            revision = self._mark(article, number, act, snapshot)
            life = {"number": number, "made_at": act.at, "published_at": act.at, "superseded_at": end}
            if act.act == "withdraw":
                shown = self._withdraw(shown, life, act)
            else:
                shown = self._publish(story, shown, life | {"revision": revision}, act, snapshot)
            self.acts.append(Done(story.story_id, number, act.act, act.at, act.words))
        self._article(story, article, snapshot, acts)
        self._links(article, snapshot)

    # --- On the desk -----------------------------------------------------------------------------------

    def _snapshot(self, story: Told) -> dict[str, Any]:
        names = self.names
        people = ((Credit.Role.REP.value, story.author), (Credit.Role.RED.value, story.editor))
        credits = [[role, names.authors[name.lower()].pk] for role, name in people if name]
        return EMPTY | {
            "headline": story.headline, "deck": story.deck, "body": rendering.clean(story.body),
            "place": story.place, "genre": story.genre,
            "section_id": names.sections[story.section.lower()].pk, "photo_id": story.photo,
            "no_byline_reason": "" if credits else LABEL, "credits": credits,
            "tags": list(dict.fromkeys(names.tags[tag.lower()].name for tag in story.tags)),
            "citations": [[names.sources[story.source.lower()].pk, "", None]] if story.source else [],
        }  # fmt: skip

    def _mark(self, article: int, version: int, act: Later, snapshot: dict[str, Any]) -> int:
        revision = next(self.revisions)
        row = {"article_id": article, "version": version, "at": act.at, "by_id": self.by.pk, "act": act.act}
        self.tables[Revision].add(row | {"id": revision, "note": act.words or WHY, "snapshot": snapshot})
        return revision

    def _article(self, story: Told, key: int, snapshot: dict[str, Any], acts: Sequence[Later]) -> None:
        last = acts[-1]
        withdrawn = last.act == "withdraw"
        row = {name: snapshot[name] for name in TYPED} | {
            "id": key, "story_id": story.story_id, "created_by_id": self.by.pk, "version": len(acts),
            "saved_at": last.at,
            "stage": (Stage.WITHDRAWN if withdrawn else Stage.PUBLISHED).value,
            "stage_since": last.at if withdrawn else story.at,
        }  # fmt: skip
        self.tables[Article].add(row)

    def _links(self, article: int, snapshot: dict[str, Any]) -> None:
        for order, (role, author) in enumerate(snapshot["credits"]):
            self.tables[Credit].add({"article_id": article, "role": role, "author_id": author, "order": order})
        for order, (source, address, _seen) in enumerate(snapshot["citations"]):
            row = {"article_id": article, "source_id": source, "address": address, "order": order}
            self.tables[Citation].add(row)
        for order, name in enumerate(snapshot["tags"]):
            row = {"content_object_id": article, "tag_id": self.names.tags[name.lower()].pk, "order": order}
            self.tables[Tagged].add(row)

    # --- On the record ---------------------------------------------------------------------------------

    def _publish(
        self, story: Told, before: dict[str, Any], life: dict[str, Any], act: Later, snapshot: dict[str, Any]
    ) -> dict[str, Any]:
        facts = composing.compose(snapshot, self.directory) | life
        facts |= {
            "story_id": story.story_id, "kind": Edition.Kind.STORY.value, "first_published_at": story.at,
            "lead_id": self.pictures.get(story.photo) if story.photo else None, "published_by": self.by.username,
            "approved": act.act if before else "archive", "updated_at": act.at if before else None,
            "notices": before.get("notices", []),
        }  # fmt: skip
        if before:
            notice = {"kind": Notice.Kind.RALAT.value, "text": act.words, "story_id": "", "protects": False}
            facts["notices"] = [*facts["notices"], notice | {"at": act.at.isoformat()}]
        facts["id"] = self._add(facts, recording.derived(facts, ""))
        if before:
            self._announce(facts, Notice.Kind.RALAT, act)
        else:
            self._enter(story, facts["lists"])
        return facts

    def _withdraw(self, before: dict[str, Any], life: dict[str, Any], act: Later) -> dict[str, Any]:
        carried = ("story_id", "genre", "headline", "slug", "section", "revision", "first_published_at", "published_by")
        facts = {name: before[name] for name in carried} | life
        facts |= {
            "kind": Edition.Kind.NOTICE.value, "ground": act.ground, "reason": act.words, "sensitive": True,
            "approved": act.act,
        }  # fmt: skip
        facts["id"] = self._add(facts, NO_TEXT)
        self._announce(facts, Notice.Kind.PENCABUTAN, act)
        for earlier in range(facts["id"] - facts["number"] + 1, facts["id"]):
            self.tables[Seal].add({"edition_id": earlier, "at": act.at, "why": "withdrawn"})
        return facts

    def _add(self, facts: dict[str, Any], derived: dict[str, Any]) -> int:
        pk = next(self.editions)
        self.tables[Edition].add(facts | {"id": pk})
        self.tables[Rendered].add(derived | {"edition_id": pk})
        return pk

    def _enter(self, story: Told, lists: Sequence[str]) -> None:
        last = story.later[-1] if story.later else None
        ends = last.at if last and last.act == "withdraw" else None
        stay = {"story_id": story.story_id, "first_published_at": story.at, "begins": story.at, "ends": ends}
        for key in lists:
            self.tables[Entry].add(stay | {"list": key})
        self.stays += [(key, story.at) for key in lists]

    def _announce(self, facts: dict[str, Any], kind: Notice.Kind, act: Later) -> None:
        row = {"kind": kind.value, "story_id": facts["story_id"], "edition_id": facts["id"], "at": act.at}
        self.tables[Notice].add(row | {"headline": facts["headline"], "text": act.words})


def _must_pass(snapshot: dict[str, Any]) -> None:
    found = checks.findings(checks.Copy(snapshot))
    if blocking := [one for one in found if one.blocks]:
        raise Refused({0: blocking[0]})


def _line(done: Done) -> audit.Line:
    facts: dict[str, object] = {"version": done.number, "edition": done.number, "begins": done.at.isoformat()}
    return audit.Line(done.act, target(done.story_id), done.words or WHY, facts, at=done.at)
