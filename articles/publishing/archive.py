"""Publishes the stories of an old archive: the one path without review, and the administrator's alone.

What it waives is named on every story's line of the trail. Everything else is as for a story of the day: the same
checks, the same composing, the same guards and one line of the trail for each.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any, Protocol, TypeVar

from django.db import connection, models, transaction
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
    """Checks that are not waived refuse stories of a batch, of which nothing is stored. `findings`: place → finding."""

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
    revisions = _insert(
        Revision,
        [
            Revision(article=article, version=1, at=now, by=by, act="archive", note=WHY, snapshot=snapshot)
            for article, snapshot in zip(articles, snapshots, strict=True)
        ],
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
        stage=Stage.PUBLISHED.value, stage_since=now, saved_at=now, created_by=by,
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
    _insert(Article, articles)
    both = list(zip(articles, snapshots, strict=True))
    credits = [
        Credit(article=article, role=role, author_id=author)
        for article, snapshot in both
        for role, author in snapshot["credits"]
    ]
    citations = [
        Citation(article=article, source_id=source, address=address)
        for article, snapshot in both
        for source, address, _seen in snapshot["citations"]
    ]
    tagged = [
        Tagged(content_object=article, tag=names.tags[name.lower()], order=order)
        for article, snapshot in both
        for order, name in enumerate(snapshot["tags"])
    ]
    _insert(Credit, credits)
    _insert(Citation, citations)
    _insert(Tagged, tagged)


def _issue(
    stories: Sequence[Story], articles: Sequence[Article], revisions: Sequence[Revision], directory: Directory, *,
    by: User, now: datetime,
) -> None:  # fmt: skip
    """The editions, live from this moment and standing in lists by the stories' own time."""
    editions = [
        Edition(
            story_id=article.story_id, kind=Edition.Kind.STORY.value, number=1, made_at=now, published_at=now,
            first_published_at=story.published, revision=revision.pk, published_by=by.username, approved="archive",
            **composing.compose(revision.snapshot, directory),
        )
        for story, article, revision in zip(stories, articles, revisions, strict=True)
    ]  # fmt: skip
    _insert(Edition, editions)
    _insert(Rendered, [Rendered(**recording.rendered(edition, "")) for edition in editions])
    _enter(editions, now=now)
    if editions:
        stale: set[str] = set().union(*(edition.keys() for edition in editions))
        Change.objects.create(at=now, keys=sorted(stale))


def _enter(editions: Iterable[Edition], *, now: datetime) -> None:
    """Stays in lists, the most numerous rows of an import: written without an instance each."""
    columns = ["list", "story_id", "first_published_at", "begins"]
    form = _form(Entry._meta.get_field("begins")) or (lambda moment: moment)
    begins = form(now)
    stays = [
        (key, edition.story_id, first, begins)
        for edition in editions
        for first in [form(edition.first_published_at)]
        for key in edition.lists
    ]
    _write(Entry, columns, stays)


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
        rows = model._default_manager.order_by("-pk")
        if model is Section:
            rows = rows.select_related("parent")  # type: ignore[misc]
        found = {row.name.lower(): row for row in rows.filter(name__in=wanted.values())}
        if other := [name for lower, name in wanted.items() if lower not in found]:
            # Lowered by the database itself, as its unique indexes do.
            lowered = rows.annotate(lower=Lower("name")).filter(lower__in=[Lower(Value(name)) for name in other])
            found |= {row.name.lower(): row for row in lowered}
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
        last = Section.objects.aggregate(last=Max("position"))["last"] or 0
        for place, row in enumerate(rows, last + 1):
            if isinstance(row, Section):
                row.position = place
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


# --- Rows ----------------------------------------------------------------------------------------------------

Row = TypeVar("Row", bound=models.Model)


def _insert(model: type[Row], rows: list[Row]) -> list[Row]:
    """`bulk_create` of new rows without its work per value, which took about half of an import's time.

    Constraints and guards stand in the database and hold here as there. No model written so has a `save` or a
    `pre_save` that does anything; values are plain, so that only moments and JSON are put into the database's form.
    """
    if not rows:
        return rows
    own_key = model._meta.pk if isinstance(model._meta.pk, models.AutoField) else None
    if own_key:
        for row, key in zip(rows, _next_keys(model, len(rows)), strict=True):
            row.pk = key
    fields = model._meta.concrete_fields
    values: Iterable[tuple[Any, ...]] = map(attrgetter(*(field.attname for field in fields)), rows)
    forms = [(place, form) for place, field in enumerate(fields) if (form := _form(field))]
    _write(model, [str(field.column) for field in fields], [_formed(row, forms) for row in values])
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
    return rows


def _form(field: models.Field) -> Any:
    if isinstance(field, models.JSONField):
        return json.dumps
    if isinstance(field, models.DateTimeField) and connection.vendor == "sqlite":
        return lru_cache(connection.ops.adapt_datetimefield_value)  # most moments of a batch are one
    return None


def _formed(row: tuple[Any, ...], forms: Sequence[tuple[int, Any]]) -> list[Any]:
    values = list(row)
    for place, form in forms:
        if values[place] is not None:
            values[place] = form(values[place])
    return values


def _next_keys(model: type[models.Model], count: int) -> list[int]:
    """Keys that nobody else gets: SQLite has one writer at a time, PostgreSQL a sequence."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [key for (key,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = cursor.fetchone()
        return list(range((last[0] if last else 0) + 1, (last[0] if last else 0) + count + 1))


def _write(model: type[models.Model], columns: list[str], rows: Sequence[Sequence[Any]]) -> None:
    quote = connection.ops.quote_name
    table, names = quote(model._meta.db_table), ", ".join(quote(column) for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)  # noqa: S608
