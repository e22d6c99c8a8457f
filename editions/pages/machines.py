"""What pages say to machines in schema.org's words: a graph of linked data, made from a story's facts."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from almanac import dates
from almanac.text import one_line
from editions.models import Edition, Heading
from editions.pages.addresses import absolute
from editions.pages.facts import Crumb, Facts, Person, Shot
from editions.pages.pictures import Image

Node = dict[str, Any]

TYPES = {
    Edition.Genre.ADVERTORIAL: "AdvertiserContentArticle",
    Edition.Genre.OPINION: "OpinionNewsArticle",
    Edition.Genre.ANALYSIS: "AnalysisNewsArticle",
    Edition.Genre.LIVE: "LiveBlogPosting",
}
"""The rest is a NewsArticle."""

PLAYERS = (
    (
        re.compile(r"https://(?:www\.|m\.)?(?:youtube\.com/(?:watch\?v=|shorts/|live/)|youtu\.be/)([-\w]{6,20})"),
        "https://www.youtube-nocookie.com/embed/",
    ),
    (re.compile(r"https://(?:www\.)?vimeo\.com/(\d+)"), "https://player.vimeo.com/video/"),
)


def graph(*nodes: Node) -> Node:
    return {"@context": "https://schema.org", "@graph": list(nodes)}


def of_story(
    facts: Facts, gallery: Iterable[Image] = (), updates: Iterable[Facts] = (), films: Iterable[Mapping[str, Any]] = ()
) -> Node:
    """A story: the article, where it stands, its gallery where it is one, its updates where it is live, its videos."""
    shots = [_picture(shot) for shot in map(Shot.of, gallery)]
    nodes = [article(facts), breadcrumbs([*facts.crumbs, Crumb(facts.title, facts.url)])]
    if facts.edition.genre == Edition.Genre.LIVE:
        nodes[0] |= {"coverageStartTime": facts.published, "liveBlogUpdate": [_update(one, facts) for one in updates]}
    if shown := [_film(facts, film) for film in films]:
        nodes[0]["video"] = shown
    if shots and facts.edition.genre == Edition.Genre.PHOTO_STORY:
        nodes.append({"@type": "ImageGallery", "name": facts.headline, "url": facts.url, "image": shots})
    return graph(*nodes)


def of_list(crumbs: Iterable[Crumb], heading: Heading) -> Node:
    """Where a list stands; an author's says who that is."""
    way = breadcrumbs(list(crumbs))
    return graph(_profile(heading), way) if heading.kind == "author" else graph(way)


def _profile(heading: Heading) -> Node:
    url = absolute(heading.get_absolute_url())
    person: Node = {"@type": "Person", "name": heading.name, "url": url}
    if heading.text:
        person["description"] = one_line(heading.text)
    return {"@type": "ProfilePage", "url": url, "mainEntity": person}


def of_site() -> Node:
    """The front page: the site and who publishes it."""
    site = {
        "@type": "WebSite",
        "name": settings.OUTLET_NAME,
        "url": settings.SITE_ADDRESS + "/",
        "inLanguage": settings.LANGUAGE_CODE,
        "publisher": {"@id": _publisher_id()},
    }
    return graph(site, publisher())


def article(facts: Facts) -> Node:
    """NewsArticle, or what is nearest to it, with all that search engines document."""
    edition = facts.edition
    node: Node = {
        "@type": TYPES.get(Edition.Genre(edition.genre), "NewsArticle"),
        "headline": facts.headline,
        "description": facts.summary,
        "url": facts.url,
        "mainEntityOfPage": facts.url,
        "datePublished": facts.published,
        "dateModified": facts.updated,
        "author": [_person(one) for one in facts.authors] or [_house()],
        "publisher": publisher(),
        "inLanguage": settings.LANGUAGE_CODE,
        "isAccessibleForFree": True,
        "wordCount": edition.rendered.words,
    }
    optional = {
        "image": [_picture(shot) for shot in facts.shots],
        "thumbnailUrl": facts.shot.url if facts.shot else "",
        "editor": [_person(one) for one in facts.people if one.role == "red"],
        "translator": [_person(one) for one in facts.people if one.role == "penerjemah"],
        "articleSection": facts.section,
        "keywords": facts.keywords,
        "dateline": edition.dateline,
        "citation": [_source(one) for one in edition.sources],
        "sponsor": {"@type": "Organization", "name": edition.client} if edition.client else None,
        "correction": [_correction(one) for one in edition.notices],
    }
    return node | {name: value for name, value in optional.items() if value}


def _film(facts: Facts, film: Mapping[str, Any]) -> Node:
    """A video that stands elsewhere, with the picture kept of it."""
    name = one_line(film["text"]) or facts.headline
    return {
        "@type": "VideoObject",
        "name": f"[{_('Made by AI')}] {name}" if film.get("ai") else name,
        "description": facts.summary,
        "thumbnailUrl": absolute(film["kept"].src),
        "uploadDate": facts.published,
        "url": film["embed"],
        "embedUrl": _player(film["embed"]),
    }


def _player(address: str) -> str:
    """Where the player itself is, of those hosts that tell it by the film's number; else the film's page."""
    for pattern, player in PLAYERS:
        if found := pattern.match(address):
            return player + found[1]
    return address


def _update(facts: Facts, coverage: Facts) -> Node:
    """One update of a live coverage, at its place on the coverage's page."""
    return {
        "@type": "BlogPosting",
        "headline": facts.headline,
        "url": f"{coverage.url}#{facts.edition.story_id}",
        "datePublished": facts.published,
        "dateModified": facts.updated,
        "articleBody": facts.summary,
        "author": [_person(one) for one in facts.authors] or [_house()],
    }


def breadcrumbs(crumbs: list[Crumb]) -> Node:
    """The way down from the front page."""
    way = [Crumb(settings.OUTLET_NAME, settings.SITE_ADDRESS + "/"), *crumbs]
    items = [
        {"@type": "ListItem", "position": place, "name": one.name, "item": one.url} for place, one in enumerate(way, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def publisher() -> Node:
    """Who answers for the site, by which rules, and where it puts things right."""
    return _publisher(settings.OUTLET_NAME, _publisher_id())


@cache
def _publisher(name: str, key: str) -> Node:
    """Worked out once in each process: its seven addresses follow from settings."""
    return {
        "@type": "NewsMediaOrganization",
        "@id": key,
        "name": name,
        "url": settings.SITE_ADDRESS + "/",
        "logo": {"@type": "ImageObject", "url": absolute(static("img/icon-512.png")), "width": 512, "height": 512},
        "publishingPrinciples": absolute(reverse("editions:guidelines")),
        "ethicsPolicy": absolute(reverse("editions:guidelines")),
        "correctionsPolicy": absolute(reverse("editions:notices")),
        "actionableFeedbackPolicy": absolute(reverse("editions:how_to_reply")),
        "masthead": absolute(reverse("editions:newsroom")),
        "ownershipFundingInfo": absolute(reverse("editions:newsroom")),
    }


def _publisher_id() -> str:
    return settings.SITE_ADDRESS + "/#publisher"


def _house() -> Node:
    """Who stands for a story that names nobody."""
    return {"@type": "Organization", "name": settings.OUTLET_NAME, "url": settings.SITE_ADDRESS + "/"}


def _person(one: Person) -> Node:
    person: Node = {"@type": "Person", "name": one.name}
    return person | ({"url": one.url} if one.url else {})


def _picture(shot: Shot) -> Node:
    picture = {"@type": "ImageObject", "url": shot.url, "width": shot.width, "height": shot.height}
    words = {"caption": shot.labelled(shot.caption), "creditText": shot.credit}
    return picture | {name: one_line(text) for name, text in words.items() if text}


def _source(source: dict[str, str]) -> Node:
    return {"@type": "Organization", "name": source["name"]} | ({"url": source["url"]} if source.get("url") else {})


def _correction(notice: dict[str, Any]) -> Node:
    at = dates.machine(datetime.fromisoformat(notice["at"]))
    return {"@type": "CorrectionComment", "text": one_line(notice["text"]), "datePublished": at}
