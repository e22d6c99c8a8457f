"""Publishes the stories of an old archive: the one path without review, and the administrator's alone.

What it waives is named on every story's line of the trail. Everything else is as for a story of the day: the same
checks, the same composing, the same guards and one line of the trail for each.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

from django.db import models, transaction
from django.db.models import Max, Value
from django.db.models.functions import Lower
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts import audit, roles
from accounts.models import User
from articles import checks, published, rendering
from articles.models import Article, Author, Citation, Credit, Revision, Section, Source, Tag, Tagged
from articles.models.article import TYPED
from articles.moves import target_of
from articles.publishing import composing, recording
from articles.publishing.composing import Directory
from articles.workflow import NotAllowed, Stage
from editions.models import Change, Edition, Entry, Rendered

LABEL = "arsip"
WAIVED = {"no_byline": "byline", "no_deck": "deck", "photo_incomplete": "photo"}
"""Code of a check → what it asks for: old archives lack these, and nobody can add them now."""

WHY = f"{LABEL}: {', '.join(WAIVED.values())} waived"


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
    def author(self) -> str: ...
    @property
    def tags(self) -> Sequence[str]: ...


class Refused(NotAllowed):
    """Checks that are not waived refuse stories of a batch; none of it was stored. `findings`: place → what was found."""

    def __init__(self, findings: dict[int, checks.Finding]) -> None:
        super().__init__(" ".join(str(finding.message) for finding in findings.values()), "checks")
        self.findings = findings


@transaction.atomic
def publish_archive(items: Iterable[Story], *, by: User) -> list[Article]:
    """Put stories of an archive on the record, each under its own time: one batch, one transaction, in order."""
    if not by.may(roles.IMPORT_ARCHIVE):
        raise NotAllowed(_("Your role does not include this: %(move)s.") % {"move": "import_archive"}, "role")
    stories = list(items)
    now = published.now()
    bodies = _clean(stories)
    names = _Names(stories)
    articles = [_article(story, body, names, by=by, now=now) for story, body in zip(stories, bodies, strict=True)]
    snapshots = [_snapshot(article, story, names) for article, story in zip(articles, stories, strict=True)]
    _must_pass(snapshots)
    _store(articles, snapshots, names)
    revisions = Revision.objects.bulk_create(
        Revision(article=article, version=1, at=now, by=by, act="archive", note=WHY, snapshot=snapshot)
        for article, snapshot in zip(articles, snapshots, strict=True)
    )
    directory = names.directory()
    recording.head(directory.named(), now=now)
    _issue(stories, articles, revisions, directory, by=by, now=now)
    _trail(stories, articles, names, by=by, now=now)
    return articles


def _clean(stories: Sequence[Story]) -> list[str]:
    """Law 7, at the gate of saving; `compose` cleans again, at that of publishing."""
    bodies, refused = [], {}
    for place, story in enumerate(stories):
        try:
            bodies.append(rendering.clean(story.body))
        except rendering.TooLong as error:
            refused[place] = checks.Finding("too_long", str(error), "body", blocks=True)
    if refused:
        raise Refused(refused)
    return bodies


def _must_pass(snapshots: Iterable[dict[str, Any]]) -> None:
    refused = {}
    for place, snapshot in enumerate(snapshots):
        found = checks.findings(checks.Copy(snapshot))
        if blocking := [one for one in found if one.blocks and one.code not in WAIVED]:
            refused[place] = blocking[0]
    if refused:
        raise Refused(refused)


def _article(story: Story, body: str, names: "_Names", *, by: User, now: datetime) -> Article:
    return Article(
        headline=story.headline, deck=story.deck, body=body, section=names.sections[story.section.lower()],
        # So that a correction, years later, isn't stopped by a name that nobody knows any more.
        no_byline_reason="" if story.author else LABEL,
        stage=Stage.PUBLISHED, stage_since=now, saved_at=now, created_by=by,
    )  # fmt: skip


def _snapshot(article: Article, story: Story, names: "_Names") -> dict[str, Any]:
    """`Article.snapshot` of a row that is not stored yet."""
    credits = [[Credit.Role.PENULIS.value, names.authors[story.author.lower()].pk]] if story.author else []
    citations = [[names.sources[story.source.lower()].pk, story.address, None]] if story.source else []
    return {name: getattr(article, name) for name in TYPED} | {
        "deadline": None,
        "also_in": [],
        "tags": list(dict.fromkeys(names.tags[tag.lower()].name for tag in story.tags)),
        "credits": credits,
        "citations": citations,
    }


def _store(articles: list[Article], snapshots: list[dict[str, Any]], names: "_Names") -> None:
    """The working copies and what ties them to people, outlets and tags."""
    Article.objects.bulk_create(articles)
    both = list(zip(articles, snapshots, strict=True))
    Credit.objects.bulk_create(
        Credit(article=article, role=role, author_id=author)
        for article, snapshot in both
        for role, author in snapshot["credits"]
    )
    Citation.objects.bulk_create(
        Citation(article=article, source_id=source, address=address)
        for article, snapshot in both
        for source, address, _seen in snapshot["citations"]
    )
    Tagged.objects.bulk_create(
        Tagged(content_object=article, tag=names.tags[name.lower()], order=order)
        for article, snapshot in both
        for order, name in enumerate(snapshot["tags"])
    )


def _issue(
    stories: Sequence[Story], articles: Sequence[Article], revisions: Sequence[Revision], directory: Directory, *,
    by: User, now: datetime,
) -> None:  # fmt: skip
    """The editions, live from this moment and standing in lists by the stories' own time."""
    editions = Edition.objects.bulk_create(
        Edition(
            story_id=article.story_id, kind=Edition.Kind.STORY, number=1, made_at=now, published_at=now,
            first_published_at=story.published, revision=revision.pk, published_by=by.username, approved="archive",
            **composing.compose(revision.snapshot, directory),
        )
        for story, article, revision in zip(stories, articles, revisions, strict=True)
    )  # fmt: skip
    Rendered.objects.bulk_create(Rendered(**recording.rendered(edition, "")) for edition in editions)
    Entry.objects.bulk_create(
        Entry(list=key, story_id=edition.story_id, first_published_at=edition.first_published_at, begins=now)
        for edition in editions
        for key in edition.lists
    )
    if editions:
        Change.objects.create(at=now, keys=sorted({key for edition in editions for key in edition.keys()}))


def _trail(stories: Sequence[Story], articles: Sequence[Article], names: "_Names", *, by: User, now: datetime) -> None:
    made = [audit.Line("create", row.list_key, WHY, {"name": row.name}) for row in names.made]
    published_ = [
        audit.Line(
            "archive", target_of(article), WHY,
            {"version": 1, "edition": 1, "begins": now.isoformat(), "first_published": story.published.isoformat()},
        )
        for story, article in zip(stories, articles, strict=True)
    ]  # fmt: skip
    audit.record_all([*made, *published_], by=by, at=now)


# --- Names ---------------------------------------------------------------------------------------------------

Named = TypeVar("Named", Section, Author, Source, Tag)


class _Names:
    """The sections, authors, sources and tags of a batch by their names in lower case; missing ones are made."""

    def __init__(self, stories: Sequence[Story]) -> None:
        self.made: list[Any] = []
        self.sections = self._rows(Section, [story.section for story in stories])
        self.authors = self._rows(Author, [story.author for story in stories])
        self.sources = self._rows(Source, [story.source for story in stories])
        self.tags = self._rows(Tag, [tag for story in stories for tag in story.tags])

    def directory(self) -> Directory:
        return Directory(
            sections={row.pk: row for row in self.sections.values()},
            authors={row.pk: row for row in self.authors.values()},
            sources={row.pk: row for row in self.sources.values()},
            tags={row.name: row for row in self.tags.values()},
        )

    def _rows(self, model: type[Named], names: Iterable[str]) -> dict[str, Named]:
        wanted: dict[str, str] = {}
        for name in dict.fromkeys(names):
            wanted.setdefault(name.lower(), name)
        wanted.pop("", None)
        if not wanted:
            return {}
        # Lowered by the database itself, as its unique indexes do.
        same = model._default_manager.annotate(lower=Lower("name")).filter(
            lower__in=[Lower(Value(name)) for name in wanted.values()]
        )
        if model is Section:
            same = same.select_related("parent")
        found = {row.name.lower(): row for row in same.order_by("-pk")}
        missing = [name for lower, name in wanted.items() if lower not in found]
        return found | {row.name.lower(): row for row in self._make(model, missing)}

    def _make(self, model: type[Named], names: list[str]) -> list[Named]:
        if not names:
            return []
        rows = []
        taken: set[str] = set()
        for name in names:
            rows.append(model(name=name, slug=_free_slug(model, name, taken)))
            taken.add(rows[-1].slug)
        if model is Section:
            last = Section.objects.aggregate(last=Max("position"))["last"] or 0
            for place, row in enumerate(rows, last + 1):
                row.position = place  # type: ignore[union-attr]
        made = model._default_manager.bulk_create(rows)
        self.made += made
        return made


def _free_slug(model: type[models.Model], name: str, taken: set[str]) -> str:
    """An address word that no other row of its kind has: the name's own, or with a number behind."""
    base = slugify(name)[:70].strip("-") or str(model._meta.model_name)
    slug, number = base, 1
    while slug in taken or model._default_manager.filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    return slug
