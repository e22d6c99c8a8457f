"""Brings the index of live stories up to what readers have: due work after every act, and all of it by `reindex`."""

import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from editions import clock, digests, tokens, words
from editions.models import Change, Digest, Edition, Heading, Month, Related, Stem, Unindexed
from editions.ready import ready
from guards import appending

BATCH = 200
NOTED = 5000
LEARNED = "search"
"""The key of pages that rest on the whole index."""

ANEW = "digests"
"""The key of what rests on the digest of an edition, which is made once, unless the rules for it change."""

UNLISTED = ("picture-",)
"""Lists that nobody searches by."""


def note(story_ids: Iterable[str], *, at: datetime) -> None:
    """From that moment on the stories are to be looked at again."""
    appending.keyed(Unindexed, ("story_id", "at"), [(one, at) for one in story_ids])


def note_all(*, everything: bool) -> None:
    """Every live story that the index lacks or holds by older rules is due; or every one."""
    if everything:
        Digest.objects.update(version=0)
    known = Digest.objects.filter(edition=OuterRef("pk"), version=digests.VERSION)
    waiting = Unindexed.objects.filter(story_id=OuterRef("story_id"), at__lte=clock.now())
    behind = Edition.objects.live().stories().filter(~Exists(known), ~Exists(waiting))
    now, last = clock.read(), 0
    while some := list(behind.filter(pk__gt=last).order_by("pk").values_list("pk", "story_id")[:NOTED]):
        note((story_id for _pk, story_id in some), at=now)
        last = some[-1][0]


def left() -> int:
    """Stories to be indexed, and related lists to be found: one for each of those too. It counts every row."""
    return 2 * Unindexed.objects.filter(at__lte=clock.now()).count() + Digest.objects.filter(unrelated=True).count()


def is_behind() -> bool:
    return Unindexed.objects.filter(at__lte=clock.now()).exists()


@transaction.atomic
def bring_up_to_date(limit: int = BATCH) -> int:
    """Index the stories that are due, oldest first; how many there were."""
    rows = Unindexed.objects.filter(at__lte=clock.now()).order_by("at", "pk")
    due = list(rows.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)[:limit])
    if due:
        bring({one.story_id for one in due})
        Unindexed.objects.filter(pk__in=[one.pk for one in due]).delete()
    return len(due)


@transaction.atomic
def bring(story_ids: Iterable[str]) -> None:
    """Make the index say of these stories what readers have of them now, and nothing else."""
    ids = set(story_ids)
    live = Edition.objects.live().stories().filter(story_id__in=ids)
    editions = {edition.pk: edition for edition in live}
    columns = ("edition", "story_id", "first_published_at", "version", "month", "words", "edition__lists")
    standing = Digest.objects.filter(story_id__in=ids).select_related("edition").only(*columns)
    known = {one.pk: one for one in standing}
    gone = [one for key, one in known.items() if key not in editions or one.version != digests.VERSION]
    fresh = [edition for key, edition in editions.items() if key not in known or known[key] in gone]
    _forget(gone)
    _learn(fresh)
    if gone or fresh:
        anew = any(one.pk in editions for one in gone)
        Change.objects.tell([LEARNED, ANEW] if anew else [LEARNED], at=clock.read())


@transaction.atomic
def forget(story_id: str, texts: Iterable[Edition]) -> None:
    """Nothing of a story that is off the site stays in the index, nor a word that stood in these texts of it alone."""
    # A worker that is at it is waited for.
    list(Unindexed.objects.filter(story_id=story_id).select_for_update().values_list("pk"))
    bring([story_id])
    stems = {stem for text in texts for field in digests.Text.of(text, {}).stems() for stem in field}
    left = Stem.objects.filter(stem__in=stems, stories__lte=0).order_by("stem").select_for_update()
    Stem.objects.filter(stem__in=list(left.values_list("stem", flat=True))).delete()


def _forget(gone: Sequence[Digest]) -> None:
    if not gone:
        return
    keys = [one.pk for one in gone]
    tokens.drop({one.pk: one.first_published_at for one in gone})
    _count(Counter(word for one in gone for word in _telling(one.words) | _lists(one.edition)), sign=-1)
    _count_months(Counter(one.month for one in gone), sign=-1)
    lists = Related.objects.filter(pk__in=keys)
    beside = {one["story_id"] for found in lists.values_list("found", flat=True) for one in found}
    Digest.objects.filter(story_id__in=beside).update(unrelated=True)
    lists.delete()
    Digest.objects.filter(pk__in=keys).delete()


def _telling(wrapped: str) -> set[str]:
    return set(words.telling(one.strip() for line in wrapped.split("\n") for one in line.split("."))) - {""}


def _learn(fresh: Sequence[Edition]) -> None:
    if not fresh:
        return
    names = Heading.objects.in_bulk({tag for edition in fresh for tag in edition.tags})
    texts = {edition.pk: digests.Text.of(edition, names) for edition in fresh}
    fields = {key: text.stems() for key, text in texts.items()}
    telling = {key: set(words.telling(stem for line in lines for stem in line)) for key, lines in fields.items()}
    rows = [
        tokens.Row(
            edition.pk, edition.first_published_at, tokens.month_of(edition.first_published_at),
            frozenset(telling[edition.pk] | _lists(edition)),
        )
        for edition in fresh
    ]  # fmt: skip
    tokens.drop({edition.pk: edition.first_published_at for edition in fresh})
    tokens.add(rows)
    _count(Counter(word for row in rows for word in row.tokens))
    _count_months(Counter(row.month for row in rows))
    known, of = stories_with({stem for stems in telling.values() for stem in stems}), stories()
    Digest.objects.bulk_create(
        _digest(edition, texts[edition.pk], fields[edition.pk], {one: known[one] for one in telling[edition.pk]}, of)
        for edition in fresh
    )


def _digest(
    edition: Edition, text: digests.Text, fields: Sequence[Sequence[str]], known: Mapping[str, int], of: int
) -> Digest:
    outlets = " ".join(f"{source['name']} {urlsplit(source['url']).hostname}" for source in edition.sources)
    return Digest(
        edition=edition, story_id=edition.story_id, first_published_at=edition.first_published_at,
        version=digests.VERSION, month=tokens.month_of(edition.first_published_at), section=edition.section,
        may_be_related=edition.genre != Edition.Genre.ADVERTORIAL, made=time.time_ns(),
        words="\n".join(map(digests.wrapped, fields)), size=digests.size(fields),
        weights=digests.packed(digests.weights(fields, known, of, outlets=outlets)),
        sketch=digests.packed(digests.sketch(f"{text.lead}\n{text.body}")),
    )  # fmt: skip


def _lists(edition: Edition) -> set[str]:
    return {key for key in edition.lists if not key.startswith(UNLISTED)}


# --- Counts --------------------------------------------------------------------------------------------------


def stories_with(stems: Iterable[str]) -> dict[str, int]:
    """In how many stories each stem stands."""
    wanted = dict.fromkeys(stems, 0)
    return wanted | dict(_counts(stems=list(wanted))) if wanted else {}


@ready
def _counts(*, stems: list[str]) -> QuerySet[Stem, Any]:
    return Stem.objects.filter(pk__in=stems).values_list("stem", "stories")


def months() -> dict[int, int]:
    """Stories of each month, newest first."""
    return dict(_months())


@ready
def _months() -> QuerySet[Month, Any]:
    return Month.objects.filter(stories__gt=0).order_by("-month").values_list("month", "stories")


def stories() -> int:
    return sum(months().values())


_STEMS = """
INSERT INTO editions_stem (stem, stories) {rows}
ON CONFLICT (stem) DO UPDATE SET stories = editions_stem.stories + excluded.stories
"""


def _count(stems: Mapping[str, int], *, sign: int = 1) -> None:
    # In one order everywhere, so that no two workers wait for each other.
    rows = [(stem, sign * stems[stem]) for stem in sorted(stems)]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sql = _STEMS.format(rows="SELECT * FROM unnest(%s::text[], %s::int[])")
            cursor.execute(sql, [[stem for stem, _count in rows], [count for _stem, count in rows]])
        else:
            cursor.executemany(_STEMS.format(rows="VALUES (%s, %s)"), rows)


def _count_months(counts: Mapping[int, int], *, sign: int = 1) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO editions_month (month, stories) VALUES (%s, %s) ON CONFLICT (month)"
            " DO UPDATE SET stories = editions_month.stories + excluded.stories",
            [(month, sign * counts[month]) for month in sorted(counts)],
        )
