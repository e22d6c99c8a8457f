"""Makes an edition, unsaved, from a snapshot of the working copy: for publication and for preview alike."""

import hashlib
import hmac
import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar, cast

from django.conf import settings
from django.db.models import QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override

from almanac import dates
from almanac.text import one_line, opening
from articles import rendering
from articles.models import Article, Author, Credit, Fokus, Section, Series, Source, Tag
from articles.models.lists import Kept, Mergeable
from editions.models import Edition, Notice
from editions.pages import own, updated
from editions.ready import ready
from guards.prepared import Among, Numbers
from photos.models import Photo, as_facts

ONE_LINE = ("headline", "kicker", "list_headline", "search_title", "share_text", "deck")
"""What stands in one line wherever it is printed, and in feeds, which no control character may break."""


@dataclass
class Directory:
    """The names a snapshot refers to, looked up once for one story or for a whole batch."""

    sections: dict[int, Section] = field(default_factory=dict)
    authors: dict[int, Author] = field(default_factory=dict)
    sources: dict[int, Source] = field(default_factory=dict)
    tags: dict[str, Tag] = field(default_factory=dict)
    photos: dict[int, Photo] = field(default_factory=dict)
    fokus: dict[int, Fokus] = field(default_factory=dict)
    series: dict[int, Series] = field(default_factory=dict)
    stories: dict[int, str] = field(default_factory=dict)
    """The ids of stories that others name: live coverages, and what is verified."""
    _keys: dict[int, str] = field(default_factory=dict)

    def picture_key(self, photo: Photo) -> str:
        """`picture_key`, worked out once for a batch."""
        if photo.pk not in self._keys:
            self._keys[photo.pk] = picture_key(photo)
        return self._keys[photo.pk]

    @classmethod
    def of(cls, snapshots: Iterable[dict[str, Any]]) -> "Directory":
        rows = list(snapshots)
        photos = photo_numbers(rows)
        sections = {row["section_id"] for row in rows} | {one for row in rows for one in row["also_in"]}
        tags = list({name for row in rows for name in row["tags"]})
        sources = Source.objects.select_related("merged_into")
        named = {row[name] for row in rows for name in ("coverage_id", "verifies_id") if row.get(name)}
        stories = Article.objects.filter(pk__in=named).values_list("pk", "story_id") if named else ()
        return cls(
            stories=dict(stories),
            sections=_by_key(_sections, sections - {None}),
            authors=authors_of(rows),
            sources=surviving(sources.in_bulk({citation[0] for row in rows for citation in row["citations"]})),
            tags=surviving({tag.name: tag for tag in _tags(names=tags)} if tags else {}),
            photos=Photo.objects.prefetch_related("renditions").in_bulk(photos),
            fokus=Fokus.objects.in_bulk({row["fokus_id"] for row in rows} - {None}),
            series=Series.objects.in_bulk({row["series_id"] for row in rows} - {None}),
        )

    def named(self) -> list[Kept]:
        """Everything with a list of its own, parents of sections included."""
        parents = [section.parent for section in self.sections.values() if section.parent]
        people: tuple[Mapping[Any, Kept], ...] = (self.authors, self.sources)
        groups = (self.sections, *people, self.tags, self.fokus, self.series)
        return [*parents, *(row for group in groups for row in group.values())]


def authors_of(snapshots: Iterable[dict[str, Any]]) -> dict[int, Author]:
    return surviving(_by_key(_authors, {author for row in snapshots for _role, author in row["credits"]}))


@ready
def _sections(*, keys: Numbers) -> QuerySet[Section]:
    return Section.objects.select_related("parent").filter(Among("pk", keys))


@ready
def _authors(*, keys: Numbers) -> QuerySet[Author]:
    return Author.objects.select_related("portrait", "merged_into__portrait").filter(Among("pk", keys))


@ready
def _tags(*, names: list[str]) -> QuerySet[Tag]:
    return Tag.objects.select_related("merged_into").filter(name__in=names)


def _by_key(ask: Callable[..., list[Any]], keys: Collection[int]) -> dict[int, Any]:
    return {row.pk: row for row in ask(keys=Numbers(keys))} if keys else {}


Key = TypeVar("Key", int, str)
Named = TypeVar("Named", bound=Mergeable)


def surviving(rows: dict[Key, Named]) -> dict[Key, Named]:
    """Each name, or the one that it was merged into: an earlier text goes on naming what it named."""
    return {key: cast("Named", row.merged_into or row) for key, row in rows.items()}


def compose(snapshot: dict[str, Any], directory: Directory) -> dict[str, Any]:
    """The fields of an edition that follow from the text: everything but its life."""
    with override(settings.LANGUAGE_CODE):
        people = people_of(snapshot, directory)
        names = {author.pk: one_line(author.name) for _role, author in people}
        return {
            "genre": snapshot["genre"],
            **{name: one_line(snapshot[name]) for name in ONE_LINE},
            "slug": slug_of(snapshot),
            "section": directory.sections[snapshot["section_id"]].list_key,
            "lists": lists_of(snapshot, directory),
            "byline": byline([(role, names[author.pk]) for role, author in people]),
            "people": [{"name": names[a.pk], "role": role.value, "list": a.list_key} for role, a in people],
            "dateline": dateline(snapshot["place"]),
            "body": with_picture_keys(rendering.segments(snapshot["body"]), directory),
            "sources": sources_of(snapshot, directory),
            "part": snapshot["part"],
            "tags": list(dict.fromkeys(directory.tags[name].list_key for name in snapshot["tags"])),
            "lead_caption": one_line(snapshot["photo_caption"]),
            "labels": labels_of(snapshot),
            "client": snapshot.get("client", "") if snapshot["genre"] == Article.Genre.ADVERTORIAL else "",
            "until": airs_until(snapshot),
            "leads_to": coverage_of(snapshot, directory),
            "verifies": directory.stories.get(snapshot["verifies_id"], ""),
            "sensitive": snapshot["about_child"] or snapshot["about_victim"],
        }


def people_of(snapshot: dict[str, Any], directory: Directory) -> list[tuple[Credit.Role, Author]]:
    """Who is credited, each once in a role: two of them may have been merged."""
    credited = ((Credit.Role(role), directory.authors[author]) for role, author in snapshot["credits"])
    return list(dict.fromkeys(credited))


def airs_until(snapshot: dict[str, Any]) -> datetime | None:
    """The moment at which an advertorial's time is over: the end of its last day."""
    last = snapshot.get("airs_until") if snapshot["genre"] == Article.Genre.ADVERTORIAL else None
    return dates.day_bounds(date.fromisoformat(last))[1] if last else None


def coverage_of(snapshot: dict[str, Any], directory: Directory) -> str:
    """The story that an update stands on; empty for all else."""
    is_update = snapshot["genre"] == Article.Genre.UPDATE and snapshot.get("coverage_id")
    return directory.stories.get(snapshot["coverage_id"], "") if is_update else ""


def slug_of(snapshot: dict[str, Any]) -> str:
    return snapshot["slug"] or slugify(snapshot["headline"])[:90].strip("-") or "berita"


def dateline(place: str) -> str:
    """`REPUBLIKA.CO.ID, SEOUL --`."""
    return f"{settings.DATELINE_HOUSE}, {place.upper()} --" if place.strip() else ""


def byline(people: list[tuple[Credit.Role, str]]) -> str:
    """`Rep: Lintar Satria/ Red: Esthi Maharani`; people of one role are joined by a comma."""
    by_role: dict[str, list[str]] = {}
    for role, name in people:
        by_role.setdefault(role, []).append(name)
    parts = (settings.BYLINE_TEMPLATE[role].format(names=", ".join(names)) for role, names in by_role.items())
    return settings.BYLINE_SEPARATOR.join(parts)


def overlong(snapshot: dict[str, Any], directory: Directory) -> list[str]:
    """What is put together here and may come out longer than its column: `byline` or `dateline`."""
    names = [(role, one_line(author.name)) for role, author in people_of(snapshot, directory)]
    printed = {"byline": byline(names), "dateline": dateline(snapshot["place"])}
    columns: dict[str, Any] = {name: Edition._meta.get_field(name) for name in printed}
    return [name for name, text in printed.items() if len(text) > columns[name].max_length]


def sources_of(snapshot: dict[str, Any], directory: Directory) -> list[dict[str, str]]:
    rows = [(directory.sources[source], address) for source, address, _seen in snapshot["citations"]]
    return [{"name": one_line(s.name), "url": address or s.url, "list": s.list_key} for s, address in rows]


def labels_of(snapshot: dict[str, Any]) -> list[str]:
    """Words no template may drop (INDONESIA.md, 28), and the genre where it is not news."""
    labels = {"advertorial": "Advertorial", "opinion": _("Opinion"), "analysis": _("Analysis")}
    labels["live"] = _("Live coverage")
    return [str(labels[snapshot["genre"]])] if snapshot["genre"] in labels else []


def lists_of(snapshot: dict[str, Any], directory: Directory) -> list[str]:
    """Keys of every list the story stands in; paid stories stay out of the list of all."""
    if snapshot["genre"] == Article.Genre.PAGE:
        shown = [picture_key(photo) for photo in photos_of(snapshot, directory)]
        return [own.list_of(slug_of(snapshot)), *(f"picture-{key}" for key in shown)]
    if snapshot["genre"] == Article.Genre.UPDATE:
        shown = [directory.picture_key(photo) for photo in photos_of(snapshot, directory)]
        return [updated.list_of(coverage_of(snapshot, directory)), *(f"picture-{key}" for key in shown)]
    paid = snapshot["genre"] == Article.Genre.ADVERTORIAL
    homes = [directory.sections[one] for one in [snapshot["section_id"], *snapshot["also_in"]]]
    named: list[Kept] = [*homes, *(home.parent for home in homes if home.parent)]
    named += [directory.tags[name] for name in snapshot["tags"]]
    named += [directory.authors[author] for _role, author in snapshot["credits"]]
    named += [directory.sources[citation[0]] for citation in snapshot["citations"]]
    named += [directory.fokus[snapshot["fokus_id"]]] if snapshot["fokus_id"] else []
    named += [directory.series[snapshot["series_id"]]] if snapshot["series_id"] else []
    shown = [directory.picture_key(photo) for photo in photos_of(snapshot, directory)]
    keys = [row.list_key for row in named] + [f"genre-{snapshot['genre']}"] + [f"picture-{key}" for key in shown]
    return list(dict.fromkeys(keys if paid else ["all", *keys]))


def photo_numbers(snapshots: Iterable[dict[str, Any]]) -> set[int]:
    """The desk's numbers of every photo in these texts."""
    rows = list(snapshots)
    wanted = {row["photo_id"] for row in rows} | {p for row in rows for p in rendering.photo_ids(row["body"])}
    return wanted - {None}


def photos_of(snapshot: dict[str, Any], directory: Directory) -> list[Photo]:
    wanted = [snapshot["photo_id"], *rendering.photo_ids(snapshot["body"])]
    return [directory.photos[one] for one in dict.fromkeys(wanted) if one in directory.photos]


def picture_key(photo: Photo) -> str:
    """The public name of a photo as it is captioned now: nobody can guess it, and a changed caption is a new one."""
    line = json.dumps([photo.pk, photo.checksum, as_facts(photo)], sort_keys=True, default=str).encode()
    return hmac.new(settings.SECRET_KEY.encode(), line, hashlib.sha256).hexdigest()[:24]


def with_picture_keys(segments: list[dict[str, Any]], directory: Directory) -> list[dict[str, Any]]:
    """Segments name the desk's photos; the record knows pictures by their public keys alone."""
    photos, result = directory.photos, []
    for segment in segments:
        if "picture" in segment:
            if segment["picture"] not in photos:
                # A post elsewhere stands without the picture kept of it.
                result += [{name: segment[name] for name in segment if name != "picture"}] if "embed" in segment else []
                continue
            result.append(segment | {"picture": directory.picture_key(photos[segment["picture"]])})
        elif "gallery" in segment:
            shown = [photos[one] for one in segment["gallery"] if one in photos]
            result.append({"gallery": [directory.picture_key(photo) for photo in shown]})
        else:
            result.append(segment)
    return result


def unverified_notice(snapshot: dict[str, Any]) -> str:
    """The words the guidelines ask for at the end of an unverified story."""
    if not snapshot["unverified"]:
        return ""
    with override(settings.LANGUAGE_CODE):
        return _("This report still needs further verification; the newsroom is seeking confirmation.")


def word_of(verifying: str) -> dict[str, Any]:
    """The notice under an unverified story by which it leads to the one that verifies it."""
    with override(settings.LANGUAGE_CODE):
        text = _("This report has been updated: see the verified story.")
    return {"kind": Notice.Kind.PEMUTAKHIRAN, "text": text, "story_id": verifying}


def summary(body: list[dict[str, Any]], *, limit: int = 300) -> str:
    """The first words without dateline, cut at a word: for feeds and descriptions."""
    text = " ".join(rendering.plain_text(part["html"]) for part in body[:2] if "html" in part).split("\n")
    return opening(" ".join(" ".join(text).split()), limit)
