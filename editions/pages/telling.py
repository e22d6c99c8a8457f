"""What a story's page tells of the story beside its text: who, how long, how old; and where advertising may stand."""

from calendar import isleap
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from almanac import dates
from editions.models import Edition, Heading
from editions.pages.facts import authoring
from editions.pages.pictures import Image, image
from editions.pages.updated import last_told
from prose.blocks import BLOCK

FIRST_AD_AFTER, AD_EVERY, LEFT_AFTER_AD = 3, 5, 2
"""None before the third paragraph, then one per five, and never where the text is about to end."""


class Words(NamedTuple):
    """A piece of the byline; `url` where it is somebody with a page."""

    text: str
    url: str = ""
    rel: str = ""
    """"author" of those who wrote it: so other people's programs tell them from who edited."""


class Person(NamedTuple):
    heading: Heading
    face: Image | None


def byline(edition: Edition, names: Mapping[str, Heading]) -> list[Words]:
    """The byline as it was printed, each name leading to its page while that has stories."""
    pieces: list[Words] = []
    rest = edition.byline
    for person in edition.people:
        before, found, after = rest.partition(person["name"])
        if found and person["list"] in names:
            rel = "author" if person["role"] in authoring(edition) else ""
            pieces += [Words(before), Words(found, names[person["list"]].get_absolute_url(), rel)]
            rest = after
    return [piece for piece in (*pieces, Words(rest)) if piece.text]


def writers(edition: Edition, names: Mapping[str, Heading], *, at: datetime) -> list[Person]:
    """Those who wrote it and have something to say of themselves, or a face."""
    keys = dict.fromkeys(one["list"] for one in edition.people if one["role"] not in ("red", "foto", "video"))
    people = [person(names[key], at=at) for key in keys if key in names]
    return [one for one in people if one.face or one.heading.text]


def person(heading: Heading, *, at: datetime) -> Person:
    return Person(heading, image(heading.picture, "card", at=at))


def years_old(edition: Edition, *, at: datetime) -> int:
    """Whole years by the calendar since the text last said something new: 0 within the first."""
    today, told = dates.local(at).date(), dates.local(last_told(edition)).date()
    return today.year - told.year - ((today.month, today.day) < (told.month, told.day))


def turns_older(edition: Edition, *, at: datetime) -> datetime:
    """The moment from which the page will say another age: kept pages end there."""
    told = dates.local(last_told(edition)).date()
    year = told.year + years_old(edition, at=at) + 1
    leap = (told.month, told.day) == (2, 29)
    birthday = date(year, 3, 1) if leap and not isleap(year) else told.replace(year=year)
    return dates.day_bounds(birthday)[0]


def with_ads(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The body with slots between paragraphs: never two in one screen, none near its end."""
    texts = [[(block[0], block[1] == "p") for block in BLOCK.finditer(part.get("html", ""))] for part in parts]
    left = sum(is_paragraph for text in texts for _html, is_paragraph in text)
    due = FIRST_AD_AFTER
    shown: list[dict[str, Any]] = []
    for part, text in zip(parts, texts, strict=True):
        if not text:
            shown.append(part)
            continue
        run: list[str] = []
        for html, is_paragraph in text:
            run.append(html)
            left, due = left - is_paragraph, due - is_paragraph
            if is_paragraph and due == 0:
                due = AD_EVERY
                if left >= LEFT_AFTER_AD:
                    shown += [{"html": "".join(run)}, {"ad": True}]
                    run = []
        if run:
            shown.append({"html": "".join(run)})
    return shown
