"""What a story says of itself to machines: the one source of its head, linked data, cards, feeds and sitemaps."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from almanac import dates
from almanac.text import one_line
from editions.models import Edition, Heading
from editions.pages import updated
from editions.pages.addresses import absolute, labelled
from editions.pages.pictures import Image, image

AUTHORING = {"rep", "penulis", "kontributor"}
MADE_BY = {Edition.Genre.PHOTO_STORY: {"foto"}, Edition.Genre.VIDEO: {"video"}}
"""Who counts as an author: who wrote it, and of pictures and films also who made them."""

SHAPES = ("share", "classic", "square")
"""A lead picture as search engines ask for it: 16:9, 4:3 and 1:1, from 1,200 pixels."""


class Person(NamedTuple):
    name: str
    url: str
    """Of the public profile; empty where there is none."""
    role: str


class Crumb(NamedTuple):
    name: str
    url: str


def authoring(edition: Edition) -> set[str]:
    """The roles whose people count as authors of it."""
    return AUTHORING | MADE_BY.get(Edition.Genre(edition.genre), set())


def crumbs(*headings: Heading | None) -> list[Crumb]:
    return [Crumb(one.name, absolute(one.get_absolute_url())) for one in headings if one]


class Shot(NamedTuple):
    """A picture in one shape, under its absolute address."""

    url: str
    width: int
    height: int
    alt: str
    caption: str
    credit: str
    label: str
    """That it was made by AI, is a file picture or an illustration; empty of a picture of the event."""

    @classmethod
    def of(cls, one: Image) -> "Shot":
        return cls(absolute(one.src), one.width, one.height, one.alt, one.caption, one.credit, one.told)

    def labelled(self, words: str) -> str:
        """Its caption or alternative text where no label can be set beside it."""
        return f"[{self.label}] {words}".strip() if self.label else words


@dataclass(frozen=True)
class Facts:
    """A live story at a moment. Pure: it reads the rows it was given, and asks for nothing."""

    edition: Edition
    names: Mapping[str, Heading]
    """The heads of its lists, as far as they are public."""
    at: datetime
    paged: bool = False

    @property
    def guid(self) -> str:
        """For ever the same: no correction, slug, address of the site or setting has a part in it."""
        born = self.edition.first_published_at.timestamp()
        return uuid.uuid5(uuid.NAMESPACE_OID, f"{self.edition.story_id} {born:.6f}").urn

    @cached_property
    def url(self) -> str:
        """The address that holds the full text."""
        return absolute(self.edition.get_absolute_url()) + ("?page=all" if self.paged else "")

    @cached_property
    def headline(self) -> str:
        return one_line(self.edition.headline)

    @property
    def title(self) -> str:
        """The headline where it stands without its page: paid stories carry their label (INDONESIA.md, 28)."""
        return labelled(self.edition, self.headline)

    @property
    def share_title(self) -> str:
        return labelled(self.edition, one_line(self.edition.share_text) or self.headline)

    @cached_property
    def summary(self) -> str:
        return one_line(self.edition.rendered.summary)

    @property
    def published(self) -> str:
        return dates.machine(self.edition.first_published_at)

    @property
    def changed_at(self) -> datetime:
        return updated.last_told(self.edition)

    @property
    def updated(self) -> str:
        return dates.machine(self.changed_at)

    @cached_property
    def people(self) -> list[Person]:
        return [
            Person(
                one_line(one["name"]),
                absolute(self.names[one["list"]].get_absolute_url()) if one["list"] in self.names else "",
                one["role"],
            )
            for one in self.edition.people
        ]

    @cached_property
    def authors(self) -> list[Person]:
        roles = authoring(self.edition)
        by_name: dict[str, Person] = {}
        for one in self.people:
            if one.role in roles:
                by_name.setdefault(one.name, one)
        return list(by_name.values())

    @property
    def section(self) -> str:
        home = self.names.get(self.edition.section)
        return home.name if home else ""

    @property
    def keywords(self) -> list[str]:
        return [self.names[key].name for key in self.edition.tags if key in self.names]

    @property
    def crumbs(self) -> list[Crumb]:
        """From the section above down to the home section."""
        home = self.names.get(self.edition.section)
        return crumbs(self.names.get(home.parent), home) if home else []

    @cached_property
    def shots(self) -> list[Shot]:
        """The lead picture while its rights last, 16:9 first."""
        return list(self._in_shapes())

    @cached_property
    def shot(self) -> Shot | None:
        """The first of them, where the others are not asked for."""
        return next(self._in_shapes(), None)

    def _in_shapes(self) -> Iterator[Shot]:
        shapes = (image(self.edition.lead, shape, at=self.at, caption=self.edition.lead_caption) for shape in SHAPES)
        return (Shot.of(one) for one in shapes if one)
