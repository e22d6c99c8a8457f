"""The heads of lists by key: their names and addresses, as far as they are public."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, NullIf

from editions import shown
from editions.cache import common
from editions.models import Edition, Entry, Heading
from editions.ready import ready

MENU = ("section", "page")
"""Kinds of lists whose heads every page has: they stand in the menu, and at the foot."""

NAMED = ("tag", "author", "source", "fokus", "series")
"""Kinds whose heads are asked for by name; other lists, such as that of all or those of a kind of story, have none."""

Heads = dict[str, Heading]


Place = tuple[str, str]
"""Kind and slug: where the head of a list stands."""


def head_at(kind: str, slug: str, *, at: datetime | None = None) -> Heading | None:
    """The head of the list at an address. The page rests on it, found or not."""
    return common.rows("head at", [(kind, slug)], _heads_at, _note_address, at=at).get((kind, slug))


def _heads_at(places: list[Place]) -> dict[Place, Heading]:
    return {place: head for place in places for head in _head_at(kind=place[0], slug=place[1])}


def _note_address(place: Place, head: Heading | None) -> None:
    shown.note(shown.address(*place))
    _note_whole(head)


def _note_whole(head: Heading | None) -> None:
    if head:
        head.note()
        if head.picture:
            head.picture.note()


@ready
def _head_at(*, kind: str, slug: str) -> QuerySet[Heading]:
    return Heading.objects.filter(kind=kind, slug=slug).select_related("picture")


def headings(keys: Iterable[str], at: datetime | None = None, *, own: Heading | None = None) -> Heads:
    """Sections, the newsroom's own pages and the heads of the lists named, where a live story stands: one query.

    A list that was merged has the head of its survivor, since old editions go on naming it: one query more. `own`: the
    head of the list that the page has found rows of, which is not asked for again whenever a story comes in.
    """
    wanted = list(dict.fromkeys(keys))
    shown.note(*map(shown.name, wanted))
    known = {own.list: own} if own and own.kind in NAMED else {}
    others = [key for key in wanted if key.partition("-")[0] in NAMED and key not in known]
    found = common.rows("heads", [shown.MENU, *others], partial(_read, at=at), _note, at=at, also=_stands)
    for key in known:
        _note(key, known)
    return {key: heading for heads in (*found.values(), known) for key, heading in heads.items()}


def _read(asked: list[str], at: datetime | None) -> dict[str, Heads]:
    """The heads by the key they were asked for; those of the menu together."""
    lists, with_menu = [key for key in asked if key != shown.MENU], shown.MENU in asked
    found = {heading.list: heading for heading in _standing(lists=lists, with_menu=with_menu, at=at)}
    for heading in found.values():
        heading.name = heading.called or heading.name
    if merged := [heading.into for heading in found.values() if heading.into and heading.into not in found]:
        found |= {heading.list: heading for heading in _standing(lists=merged, with_menu=False, at=at)}
    resolved = ((key, found.get(heading.into) if heading.into else heading) for key, heading in found.items())
    public = {key: heading for key, heading in resolved if heading}
    heads = {key: {key: public[key]} for key in lists if key in public}
    if with_menu:
        heads[shown.MENU] = {key: heading for key, heading in public.items() if heading.kind in MENU}
    return heads


@ready
def _standing(*, lists: list[str], with_menu: bool, at: datetime | None) -> QuerySet[Heading]:
    which = Q(list__in=lists) if lists else Q()
    if with_menu:
        which |= Q(kind__in=MENU)
    # Not EXISTS, for which PostgreSQL may read all entries there are.
    story = Entry.objects.live(at).filter(list=OuterRef("list")).values("story_id")[:1]
    rows = Heading.objects.alias(story=Subquery(story)).filter(which, Q(story__isnull=False) | ~Q(into=""))
    named = rows.annotate(called=_called(at) if with_menu else F("name")).select_related("picture")
    return named.order_by("position", "called")


def _called(at: datetime | None) -> Case:
    """What a page of the newsroom's own is called is in its text: approved for later, it is not called so yet.

    Asked for with the menu alone, where they stand: PostgreSQL plans it anew each time, at thrice the cost of the rest.
    """
    page = Edition.objects.live(at).filter(story_id=OuterRef("story"), kind=Edition.Kind.PAGE)
    title = page.values_list(Coalesce(NullIf("list_headline", Value("")), "headline"))[:1]
    return Case(When(kind="page", then=Subquery(title)), default=F("name"))


def _note(key: str, heads: Heads | None) -> None:
    shown.note(shown.MENU if key == shown.MENU else shown.name(key))
    for heading in (heads or {}).values():
        _note_whole(heading)


def _stands(key: str, heads: Heads | None) -> None:
    """Whether a list has a live story: rows that come or go may change that. Of those in the menu it is told apart."""
    if key != shown.MENU:
        lists = {key, *(heading.list for heading in (heads or {}).values())}
        shown.note(*lists, *map(shown.older, lists))
