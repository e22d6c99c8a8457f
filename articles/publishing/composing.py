"""Makes an edition, unsaved, from a snapshot of the working copy: for publication and for preview alike."""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override

from articles import rendering
from articles.models import Article, Author, Credit, Fokus, Section, Series, Source, Tag
from articles.models.lists import Kept
from photos.models import Photo, as_facts


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

    @classmethod
    def of(cls, snapshots: Iterable[dict[str, Any]]) -> "Directory":
        rows = list(snapshots)
        photos = {row["photo_id"] for row in rows} | {p for row in rows for p in rendering.photo_ids(row["body"])}
        sections = {row["section_id"] for row in rows} | {one for row in rows for one in row["also_in"]}
        tags = Tag.objects.filter(name__in={name for row in rows for name in row["tags"]})
        return cls(
            sections=Section.objects.select_related("parent").in_bulk(sections - {None}),
            authors=Author.objects.in_bulk({author for row in rows for _role, author in row["credits"]}),
            sources=Source.objects.in_bulk({citation[0] for row in rows for citation in row["citations"]}),
            tags={tag.name: tag for tag in tags},
            photos=Photo.objects.prefetch_related("renditions").in_bulk(photos - {None}),
            fokus=Fokus.objects.in_bulk({row["fokus_id"] for row in rows} - {None}),
            series=Series.objects.in_bulk({row["series_id"] for row in rows} - {None}),
        )

    def named(self) -> list[Kept]:
        """Everything with a list of its own, parents of sections included."""
        parents = [section.parent for section in self.sections.values() if section.parent]
        people: tuple[Mapping[Any, Kept], ...] = (self.authors, self.sources)
        groups = (self.sections, *people, self.tags, self.fokus, self.series)
        return [*parents, *(row for group in groups for row in group.values())]


def compose(snapshot: dict[str, Any], directory: Directory) -> dict[str, Any]:
    """The fields of an edition that follow from the text: everything but its life."""
    with override(settings.LANGUAGE_CODE):
        people = [(Credit.Role(role), directory.authors[author]) for role, author in snapshot["credits"]]
        return {
            "genre": snapshot["genre"],
            "headline": snapshot["headline"],
            "kicker": snapshot["kicker"],
            "list_headline": snapshot["list_headline"],
            "search_title": snapshot["search_title"],
            "share_text": snapshot["share_text"],
            "deck": snapshot["deck"],
            "slug": slug_of(snapshot),
            "section": directory.sections[snapshot["section_id"]].list_key,
            "lists": lists_of(snapshot, directory),
            "byline": byline([(role, author.name) for role, author in people]),
            "people": [{"name": a.name, "role": role.value, "list": a.list_key} for role, a in people],
            "dateline": dateline(snapshot["place"]),
            "body": with_picture_keys(rendering.segments(snapshot["body"]), directory.photos),
            "sources": sources_of(snapshot, directory),
            "tags": [directory.tags[name].list_key for name in snapshot["tags"]],
            "lead_caption": snapshot["photo_caption"],
            "labels": labels_of(snapshot),
            "sensitive": snapshot["about_child"] or snapshot["about_victim"],
        }


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


def sources_of(snapshot: dict[str, Any], directory: Directory) -> list[dict[str, str]]:
    rows = [(directory.sources[source], address) for source, address, _seen in snapshot["citations"]]
    return [{"name": s.name, "url": address or s.url, "list": s.list_key} for s, address in rows]


def labels_of(snapshot: dict[str, Any]) -> list[str]:
    """Words no template may drop (INDONESIA.md, 28), and the genre where it is not news."""
    labels = {"advertorial": "Advertorial", "opinion": _("Opinion"), "analysis": _("Analysis")}
    return [str(labels[snapshot["genre"]])] if snapshot["genre"] in labels else []


def lists_of(snapshot: dict[str, Any], directory: Directory) -> list[str]:
    """Keys of every list the story stands in; paid stories stay out of the list of all."""
    paid = snapshot["genre"] == Article.Genre.ADVERTORIAL
    homes = [directory.sections[one] for one in [snapshot["section_id"], *snapshot["also_in"]]]
    named: list[Kept] = [*homes, *(home.parent for home in homes if home.parent)]
    named += [directory.tags[name] for name in snapshot["tags"]]
    named += [directory.authors[author] for _role, author in snapshot["credits"]]
    named += [directory.sources[citation[0]] for citation in snapshot["citations"]]
    named += [directory.fokus[snapshot["fokus_id"]]] if snapshot["fokus_id"] else []
    named += [directory.series[snapshot["series_id"]]] if snapshot["series_id"] else []
    shown = [picture_key(photo) for photo in photos_of(snapshot, directory)]
    keys = [row.list_key for row in named] + [f"genre-{snapshot['genre']}"] + [f"picture-{key}" for key in shown]
    return list(dict.fromkeys(keys if paid else ["all", *keys]))


def photos_of(snapshot: dict[str, Any], directory: Directory) -> list[Photo]:
    wanted = [snapshot["photo_id"], *rendering.photo_ids(snapshot["body"])]
    return [directory.photos[one] for one in dict.fromkeys(wanted) if one in directory.photos]


def picture_key(photo: Photo) -> str:
    """The public name of a photo as it is captioned now: nobody can guess it, and a changed caption is a new one."""
    line = json.dumps([photo.pk, photo.checksum, as_facts(photo)], sort_keys=True, default=str).encode()
    return hmac.new(settings.SECRET_KEY.encode(), line, hashlib.sha256).hexdigest()[:24]


def with_picture_keys(segments: list[dict[str, Any]], photos: dict[int, Photo]) -> list[dict[str, Any]]:
    """Segments name the desk's photos; the record knows pictures by their public keys alone."""
    result = []
    for segment in segments:
        if "picture" in segment:
            if segment["picture"] not in photos:
                continue
            result.append(segment | {"picture": picture_key(photos[segment["picture"]])})
        elif "gallery" in segment:
            result.append({"gallery": [picture_key(photos[one]) for one in segment["gallery"] if one in photos]})
        else:
            result.append(segment)
    return result


def unverified_notice(snapshot: dict[str, Any]) -> str:
    """The words the guidelines ask for at the end of an unverified story."""
    if not snapshot["unverified"]:
        return ""
    with override(settings.LANGUAGE_CODE):
        return _("This report still needs further verification; the newsroom is seeking confirmation.")


def summary(body: list[dict[str, Any]], *, limit: int = 300) -> str:
    """The first words without dateline, cut at a word: for feeds and descriptions."""
    text = " ".join(rendering.plain_text(part["html"]) for part in body[:2] if "html" in part).split("\n")
    line = " ".join(" ".join(text).split())
    return line if len(line) <= limit else line[:limit].rsplit(" ", 1)[0] + "…"
