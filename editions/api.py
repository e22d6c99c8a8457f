"""The public API, version 1: stories, lists and what was put right, for others. Read only, from the record."""

from datetime import datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.utils.http import urlencode
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page
from ninja import NinjaAPI, Path, Query, Schema, Status
from ninja.decorators import decorate_view

from almanac import dates
from editions import clock, pages
from editions.models import Edition, Entry, Heading
from editions.pages import elsewhere, ranges
from editions.pages.facts import Facts, Person, Shot
from editions.pages.heads import head_at, headings
from editions.pages.righted import GROUNDS

api = NinjaAPI(title="Redaksi", version="1", docs_url=None, urls_namespace="api")

kept = decorate_view(cache_control(public=True, max_age=60), conditional_page)
ROWS, MOST_ROWS = 20, 50
KINDS = "section|tag|author|source|fokus|series"

StoryId = Annotated[str, Path(pattern="^[0-9a-zA-Z]{1,12}$")]
Kind = Annotated[str, Path(pattern=f"^(?:{KINDS})$")]
Slug = Annotated[str, Path(pattern="^[0-9a-zA-Z_-]{1,100}$")]
Before = Annotated[str | None, Query(pattern="^[0-9a-zA-Z]{1,18}$", description="Key of the row to go on from.")]
Limit = Annotated[int, Query(ge=1, le=MOST_ROWS)]


READS = ("before", "limit")
"""The parameters there are: no other tells kept answers apart."""


def routes() -> Any:
    """The API's addresses, for whoever puts them together, each with what it reads of its query."""
    found: Any = api.urls
    for one in found[0]:
        one.callback.reads, one.callback.made_up = READS, True
    return found


# --- What comes out ----------------------------------------------------------------------------------------


class PersonOut(Schema):
    name: str
    url: str
    role: str


class PictureOut(Schema):
    url: str
    width: int
    height: int
    alt: str
    caption: str
    credit: str
    label: str
    """That it was made by AI, is a file picture or an illustration."""


class ListOut(Schema):
    kind: str
    slug: str
    name: str
    url: str


class BriefOut(Schema):
    id: str
    url: str
    headline: str
    deck: str
    summary: str
    genre: str
    labels: list[str]
    section: str
    keywords: list[str]
    authors: list[PersonOut]
    published: datetime
    updated: datetime
    picture: PictureOut | None


class SourceOut(Schema):
    name: str
    url: str


class CorrectionOut(Schema):
    kind: str
    at: datetime
    text: str


class StoryOut(BriefOut):
    people: list[PersonOut]
    pictures: list[PictureOut]
    sources: list[SourceOut]
    corrections: list[CorrectionOut]
    html: str


class StoriesOut(Schema):
    of: ListOut | None
    items: list[BriefOut]
    older: str | None
    """The address of what follows."""


class ListsOut(Schema):
    items: list[ListOut]


class NoticeOut(Schema):
    kind: str
    at: datetime
    text: str
    headline: str
    genre: str
    labels: list[str]
    url: str


class NoticesOut(Schema):
    items: list[NoticeOut]
    older: str | None


class GoneOut(Schema):
    """A story that was withdrawn: when, on which ground, for which reason."""

    id: str
    url: str
    headline: str
    genre: str
    labels: list[str]
    withdrawn: datetime
    ground: str
    reason: str


class MissingOut(Schema):
    detail: str


class Wrong(Schema):
    type: str
    loc: list[str | int]
    msg: str


class WrongOut(Schema):
    detail: list[Wrong]


PROBLEMS: dict[int, Any] = {404: MissingOut, 422: WrongOut}


# --- Where it is asked -------------------------------------------------------------------------------------


@api.get("/stories", response={200: StoriesOut} | PROBLEMS, url_name="stories")
@kept
def stories(request: HttpRequest, before: Before = None, limit: Limit = ROWS) -> dict[str, Any]:
    """The newest stories of all sections; paid ones are not among them."""
    return _range(request, pages.ALL, None, before, limit)


@api.get("/lists/{kind}/{slug}", response={200: StoriesOut} | PROBLEMS, url_name="list")
@kept
def stories_of_a_list(
    request: HttpRequest, kind: Kind, slug: Slug, before: Before = None, limit: Limit = ROWS
) -> dict[str, Any]:
    """The newest stories of a section, tag, author, source, fokus or series."""
    heading = head_at(kind, slug)
    if heading is None or heading.into:
        raise Http404
    found = _range(request, heading.list, heading, before, limit)
    if not found["items"]:
        raise Http404
    return found


@api.get("/sections", response={200: ListsOut}, url_name="sections")
@kept
def sections(request: HttpRequest) -> dict[str, Any]:
    """Every section in which a live story stands, in the newsroom's order."""
    return {"items": [_list(one) for one in headings([], at=clock.read()).values() if one.kind == "section"]}


@api.get("/stories/{story_id}", response={200: StoryOut, 410: GoneOut} | PROBLEMS, url_name="story")
@kept
def story(request: HttpRequest, story_id: StoryId) -> Any:
    """One story with its whole text; 410 with the reason where it was withdrawn, 404 while it is being checked."""
    at = clock.read()
    found = ranges.in_full([story_id], at=at, text=True)
    if found:
        return Status(200, _full(found[0]))
    gone = Edition.objects.live(at).of_stories([story_id]).filter(kind=Edition.Kind.NOTICE).first()
    if gone is None:
        raise Http404
    told = {
        "id": gone.story_id,
        "url": pages.absolute(gone.get_absolute_url()),
        "headline": gone.headline,
        "genre": gone.genre,
        "labels": gone.labels,
        "withdrawn": dates.local(gone.updated_at or gone.published_at),
        "ground": str(GROUNDS.get(gone.ground, gone.ground)),
        "reason": gone.reason,
    }
    return Status(410, told)


@api.get("/notices", response={200: NoticesOut} | PROBLEMS, url_name="notices")
@kept
def notices(request: HttpRequest, before: Before = None) -> dict[str, Any]:
    """What was put right or withdrawn, newest first."""
    rows, older = pages.notice_rows(at=clock.read(), before=before)
    items = [
        {
            "kind": row.notice.kind,
            "at": dates.local(row.notice.at),
            "text": row.notice.text,
            "headline": row.edition.headline,
            "genre": row.edition.genre,
            "labels": row.edition.labels,
            "url": pages.absolute(row.edition.get_absolute_url()),
        }
        for row in rows
    ]
    return {"items": items, "older": _on(request, before=older) if older else None}


# --- How it is put -----------------------------------------------------------------------------------------


def _range(request: HttpRequest, key: str, heading: Heading | None, before: str | None, limit: int) -> dict[str, Any]:
    """Three queries, four with `before`."""
    at = clock.read()
    after = pages.row_of(key, before, at=at) if before is not None else None
    rows = Entry.objects.live(at).newest(key, after=after)
    ids = list(rows.values_list("story_id", flat=True)[: limit + 1])
    shown = ids[:limit]
    return {
        "of": _list(heading) if heading else None,
        "items": [_brief(facts) for facts in ranges.in_full(shown, at=at, text=False)],
        "older": _on(request, before=shown[-1], limit=limit) if len(ids) > limit else None,
    }


def _on(request: HttpRequest, **query: str | int) -> str:
    return pages.absolute(f"{request.path}?{urlencode(query)}")


def _list(heading: Heading) -> dict[str, str]:
    url = pages.absolute(heading.get_absolute_url())
    return {"kind": heading.kind, "slug": heading.slug, "name": heading.name, "url": url}


def _brief(facts: Facts) -> dict[str, Any]:
    edition = facts.edition
    return {
        "id": edition.story_id,
        "url": facts.url,
        "headline": facts.headline,
        "deck": edition.deck,
        "summary": facts.summary,
        "genre": edition.genre,
        "labels": edition.labels,
        "section": facts.section,
        "keywords": facts.keywords,
        "authors": [_person(one) for one in facts.authors],
        "published": dates.local(edition.first_published_at),
        "updated": dates.local(facts.changed_at),
        "picture": _picture(facts.shot) if facts.shot else None,
    }


def _full(facts: Facts) -> dict[str, Any]:
    edition = facts.edition
    return _brief(facts) | {
        "people": [_person(one) for one in facts.people],
        "pictures": [_picture(one) for one in facts.shots],
        "sources": [{"name": one["name"], "url": one.get("url") or ""} for one in edition.sources],
        "corrections": [{name: one[name] for name in ("kind", "at", "text")} for one in edition.notices],
        "html": elsewhere.text(facts, elsewhere.pictures_of([facts]), elsewhere.verifying([facts])),
    }


def _person(one: Person) -> dict[str, str]:
    return one._asdict()


def _picture(one: Shot) -> dict[str, Any]:
    return one._asdict()
