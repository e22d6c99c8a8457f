"""Tells what an act made stale: the keys of `editions/shown.py`, no wider than what readers see differently."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from editions import shown
from editions.models import Change, Edition, Entry, Heading
from editions.pages.updated import list_of
from editions.ready import ready

PICTURE = shown.picture("")


def of_edition(edition: Edition, *, entered: set[str], left: set[str], bars: bool) -> None:
    """The story, wherever it is shown, and the lists that it enters or leaves, from the edition's beginning on."""
    begins, is_first = edition.published_at, edition.first_published_at == edition.published_at
    lists = {key for key in entered | left if not key.startswith(PICTURE)}
    # A new story comes in at the head; what enters or leaves elsewhere may stand in any range of the list.
    further = set() if is_first and not left else set(map(shown.older, lists))
    files = map(shown.files, _pictures(edition, entered | left))
    keys = {shown.story(edition.story_id), *lists, *further, *files}
    if edition.notices or edition.kind == Edition.Kind.NOTICE:
        keys.add(shown.NOTICES)
    if edition.kind == Edition.Kind.PAGE:  # every page's foot calls it by its title
        keys.add(shown.MENU)
    Change.objects.tell(keys, at=begins, bars=bars)
    if edition.until and edition.superseded_at:
        of_lists(edition.lists, at=edition.superseded_at, stories=[edition.story_id])
        Change.objects.tell([shown.MENU], at=edition.superseded_at)


def _pictures(edition: Edition, lists: set[str]) -> set[str]:
    """Those that come to the site or leave it with an edition; with a live coverage, those of its updates do too."""
    stays = {key for key in lists if key.startswith(PICTURE)}
    if edition.genre == Edition.Genre.LIVE and lists:
        updates = Entry.objects.filter(list=list_of(edition.story_id), ends=None).values("story_id")
        rows = Entry.objects.filter(list__startswith=PICTURE, ends=None, story_id__in=updates)
        stays |= set(rows.values_list("list", flat=True))
    return {key.removeprefix(PICTURE) for key in stays}


def of_files(pictures: Iterable[str], *, at: datetime) -> None:
    """Pictures come to the site or leave it: what proxies have of them goes, and what they were told in their place."""
    if keys := [shown.files(key) for key in pictures]:
        Change.objects.tell(keys, at=at)


def of_menu(story_id: str, *, now: datetime) -> None:
    """When a section gains its first live story or loses its last, as far as an act on the story named is the cause.

    Asked in the act's turn (`audit.Line.settles`): of two who take away a section's last two stories at the same time,
    each would find the other's still there.
    """
    own: dict[str, set[datetime]] = {}
    for key, *turns in _stays_in_menu(story_id=story_id, now=now):
        own.setdefault(key, set()).update(moment for moment in turns if moment and moment >= now)
    for moment in {moment for key, turns in own.items() for moment in _menu_turns(key, turns, story_id, now=now)}:
        Change.objects.tell([shown.MENU], at=moment)


@ready
def _stays_in_menu(*, story_id: str, now: datetime) -> QuerySet[Any]:
    in_menu = Q(list__startswith="section-") | Q(list__startswith="page-")
    stays = Entry.objects.filter(in_menu, Q(begins__gte=now) | Q(ends__gte=now), story_id=story_id)
    return stays.values_list("list", "begins", "ends")


@ready
def _others_that_stay(*, key: str, story_id: str, now: datetime) -> QuerySet[Any]:
    return Entry.objects.filter(list=key, ends=None).exclude(story_id=story_id).live(now).values_list("pk")[:1]


def _menu_turns(key: str, own: set[datetime], story_id: str, *, now: datetime) -> set[datetime]:
    if _others_that_stay(key=key, story_id=story_id, now=now):
        return set()
    others = Entry.objects.filter(list=key).exclude(story_id=story_id)
    turns = others.filter(Q(begins__gt=now) | Q(ends__gt=now)).values_list("begins", "ends")
    return own | {moment for row in turns for moment in row if moment and moment > now}


def of_stories(story_ids: Iterable[str], *, at: datetime, bars: bool = False) -> None:
    """Whatever shows these stories. `bars`: what they were may not be shown any more."""
    if keys := [shown.story(one) for one in story_ids]:
        Change.objects.tell(keys, at=at, bars=bars)


def of_picture(key: str, *, at: datetime) -> None:
    """Its rights end at this moment: whatever shows it may not be shown any more."""
    Change.objects.tell([shown.picture(key)], at=at, bars=True)


def of_headings(headings: Iterable[Heading], *, at: datetime) -> None:
    keys: set[str] = set()
    for heading in headings:
        keys |= {shown.name(heading.list), shown.address(heading.kind, heading.slug), shown.called(heading.name)}
        keys |= {shown.MENU} if heading.kind in ("section", "page") else set()
    Change.objects.tell(keys, at=at)


def of_lists(lists: Iterable[str], *, at: datetime, stories: Iterable[str] = ()) -> None:
    """Rows came into lists, or left them, anywhere."""
    changed = {one for one in lists if not one.startswith(PICTURE)}
    keys = {key for one in changed for key in (one, shown.older(one))} | set(map(shown.story, stories))
    Change.objects.tell(keys, at=at)


def of_first_stories(lists: Iterable[str], *, at: datetime) -> None:
    """Old stories came in at this moment: a section that had none is in the menu from now on. Asked as `of_menu` is."""
    for key in (key for key in lists if key.startswith("section-")):
        if not Entry.objects.filter(list=key, ends=None, begins__lt=at).exists():
            Change.objects.tell([shown.MENU], at=at)
            break
