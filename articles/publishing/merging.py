"""Merges a tag, author or source into another: its stories move in batches, its address leads to the survivor.

The name stands merged, on desk and record, before the first story moves: from then on whatever is published under it
goes to the survivor. So a merge broken off is work that is due (`due.py`), and what readers have stays whole meanwhile.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from accounts import audit, roles
from accounts.models import User
from articles import published
from articles.models import Article, Author, Citation, Credit, Lock, Plan, Source, SourceCorrection, Tag, Tagged
from articles.models.lists import Mergeable
from articles.publishing import locking, recording, telling
from articles.workflow import NotAllowed, not_in_role
from editions import shown, topics
from editions.models import Change, Entry, Heading, OldAddress
from guards import turns

BATCH = 500
KINDS: tuple[type[Mergeable], ...] = (Tag, Author, Source)
LINKS: dict[type[Mergeable], tuple[type[models.Model], str, str, tuple[str, ...]]] = {
    Tag: (Tagged, "tag_id", "content_object_id", ("content_object_id",)),
    Author: (Credit, "author_id", "article_id", ("article_id", "role")),
    Source: (Citation, "source_id", "article_id", ("article_id", "address")),
}
"""What ties a working copy to a name: model, the name's column, the article's, and what may stand once for a name."""

FOLLOWING: dict[type[Mergeable], tuple[tuple[type[models.Model], str], ...]] = {
    Tag: ((Lock, "tag"),),
    Author: ((Plan, "reporter"),),
    Source: ((SourceCorrection, "source"),),
}
"""What else holds a name, by its column: few rows, which follow in the act itself."""


def merge(row: Mergeable, into: Mergeable, *, by: User, batch: int = BATCH) -> int:
    """All that stands under `row` stands under `into` from now on; how many stories of the record moved."""
    stories = _join(row, into, by=by)
    while move_some(batch):
        pass
    return stories


@transaction.atomic
def _join(row: Mergeable, into: Mergeable, *, by: User) -> int:
    """The names themselves: from here on the one leads to the other. How many stories will move."""
    if not by.may(roles.KEEP_LISTS):
        raise not_in_role(_("Merge"))
    if isinstance(row, Tag):  # as for a lock that is set: one on either name catches the stories of both
        turns.take(turns.GOING_LIVE)
    rows: Any = type(row)._default_manager
    now = published.now()
    # No key changes: who holds a story and gives it this name is not waited for by us, nor we by them.
    both = rows.select_for_update(no_key=True).order_by("pk").in_bulk([row.pk, into.pk])
    row, into = both[row.pk], both[into.pk]
    _must_fit(row, into)
    stories = stands_in(row)
    if isinstance(row, Author) and isinstance(into, Author) and row.user_id:
        user, row.user = row.user, None
        row.save(update_fields=["user"])
        into.user = user
        into.save(update_fields=["user"])
    rows.filter(pk=row.pk).update(merged_into=into, retired_at=row.retired_at or now)
    rows.filter(merged_into=row).update(merged_into=into)
    for model, column in FOLLOWING[type(row)]:
        model._default_manager.filter(**{column: row}).update(**{column: into})
    if isinstance(into, Source):  # stories come in above where its list was read down to
        SourceCorrection.objects.filter(source=into).begin_anew()
    _lead_on(row, into, now=now)
    with audit.written_last():
        if isinstance(into, Tag):
            locking.call_off_under(into, by=by, now=now)
        audit.record(
            f"merge_{row._meta.model_name}", row.list_key, by=by, at=now, into=into.list_key, name=str(row),
            stories=stories,
        )  # fmt: skip
    return stories


def _must_fit(row: Mergeable, into: Mergeable) -> None:
    if row.pk == into.pk:
        raise NotAllowed(_("A name is not merged into itself."), "itself")
    if row.merged_into:
        message = _("%(name)s was merged already: into %(into)s.") % {"name": row, "into": row.merged_into}
        raise NotAllowed(message, "merged")
    if into.retired_at:
        raise NotAllowed(_("%(name)s is retired: bring it back first.") % {"name": into}, "retired")
    if isinstance(row, Author) and isinstance(into, Author) and row.user_id and into.user_id:
        message = _("Both sign in: take the login off one of the two authors first.")
        raise NotAllowed(message, "login")


def _lead_on(row: Mergeable, into: Mergeable, *, now: datetime) -> None:
    """On the record: the old heading and all that led to it lead to the survivor."""
    old, new = row.list_key, into.list_key
    led = Heading.objects.filter(Q(list=old) | Q(into=old))
    called = [shown.called(name) for name in led.values_list("name", flat=True)]
    led.update(into=new)
    OldAddress.objects.filter(list=old).update(list=new)
    if heading := Heading.objects.filter(list=old).first():
        recording.head([into], now=now)
        recording.remember({heading.get_absolute_url(): new})
    Change.objects.tell([shown.name(old), shown.name(new), old, new, *called], at=now)


def stands_in(row: Mergeable) -> int:
    """How many stories of the record stand, or are to stand, under a name."""
    return _open_stays([row.list_key], published.now()).values("story_id").distinct().count()


def move_some(batch: int = BATCH) -> int:
    """One batch of what merged names still hold; how many stories or links moved, 0 when all is done."""
    merged = Heading.objects.exclude(into="")
    if waiting := merged.filter(models.Exists(_open_stays([models.OuterRef("list")], published.now()))).first():
        return _move_stays(waiting.list, waiting.into, batch)
    return sum(_move_links(model, batch) for model in KINDS)


# --- The record ----------------------------------------------------------------------------------------------

Stay = tuple[datetime, datetime | None]


def _open_stays(keys: Sequence[Any], at: datetime) -> models.QuerySet[Entry]:
    return Entry.objects.filter(Q(ends=None) | Q(ends__gt=at), list__in=keys).exclude(ends=F("begins"))


@transaction.atomic
def _move_stays(old: str, new: str, batch: int) -> int:
    """The stays of some stories end under the old name and go on, from the same moment, under the new one."""
    stories = list(_open_stays([old], published.now()).order_by("pk").values_list("story_id", flat=True)[:batch])
    # The same lock that every move takes: nobody publishes one of these stories meanwhile.
    list(Article.objects.select_for_update(no_key=True).filter(story_id__in=stories).order_by("pk").values_list("pk"))
    now = published.now()
    stays = _open_stays([old, new], now).filter(story_id__in=stories).order_by("begins")
    taken: dict[str, list[Stay]] = {}
    for stay in stays.filter(list=new):
        taken.setdefault(stay.story_id, []).append((stay.begins, stay.ends))
    leaving = list(stays.filter(list=old))
    Entry.objects.bulk_create(
        Entry(list=new, story_id=stay.story_id, first_published_at=stay.first_published_at, begins=begins, ends=ends)
        for stay in leaving
        for begins, ends in without((max(stay.begins, now), stay.ends), taken.get(stay.story_id, []))
    )
    ids = [stay.pk for stay in leaving]
    Entry.objects.filter(pk__in=ids, begins__lte=now).update(ends=now)
    Entry.objects.filter(pk__in=ids, begins__gt=now).update(ends=F("begins"))
    topics.note([(old, None), (new, None)], at=now)
    telling.of_lists([old, new], at=now, stories=stories)
    return len(set(stories))


def without(stay: Stay, others: Sequence[Stay]) -> Iterator[Stay]:
    """The parts of a stay that none of the others, soonest first, covers."""
    begins, ends = stay
    for other_begins, other_ends in others:
        if ends is not None and other_begins >= ends:
            break
        if begins < other_begins:
            yield begins, other_begins
        if other_ends is None:
            return
        begins = max(begins, other_ends)
    if ends is None or begins < ends:
        yield begins, ends


# --- The desk --------------------------------------------------------------------------------------------------


@transaction.atomic
def _move_links(model: type[Mergeable], batch: int) -> int:
    """Working copies that name a merged row name the survivor; where they named both, once."""
    link, name, article, once = LINKS[model]
    column = name.removesuffix("_id")
    rows = link._default_manager.exclude(**{f"{column}__merged_into": None}).select_related(column).order_by()
    found: list[Any] = list(rows[:batch])
    articles = {getattr(one, article) for one in found}
    list(Article.objects.select_for_update(no_key=True).filter(pk__in=articles).order_by("pk").values_list("pk"))
    for one in found:
        survivor = getattr(one, column).merged_into_id
        same = {field: getattr(one, field) for field in once} | {name: survivor}
        if link._default_manager.filter(**same).exists():
            one.delete()
        else:
            link._default_manager.filter(pk=one.pk).update(**{name: survivor})
    return len(found)
