"""Takes an archive in: each item once, in short batches, telling of every line that can't come in."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db import transaction

from accounts.models import User
from articles import published
from articles.publishing import archive as publishing
from wire.importers.jsonl import BadItem, Item, parse
from wire.models import Arrival

DIFFERS = "already in; the archive's text differs"
Line = tuple[int, bytes]
Tell = Callable[[int, str, str], None]
"""Told of a line: its number, the field and the reason."""


@dataclass
class Counts:
    came_in: int = 0
    known: int = 0
    differ: int = 0
    bad: int = 0

    @property
    def all_in(self) -> bool:
        return not (self.bad or self.differ)


def take_in(lines: Iterable[Line], *, archive: str, by: User, tell: Tell, batch: int = 200) -> Iterator[Counts]:
    """Bring the lines of an archive in; after each batch, which is stored by then, the counts so far."""
    counts = Counts()
    rest = iter(lines)
    while some := list(islice(rest, batch)):
        items, told = _read(some)
        counts.bad += len(told)
        _take_batch(items, archive, by, counts, told)
        for number, (field, reason) in sorted(told.items()):
            tell(number, field, reason)
        yield counts


Told = dict[int, tuple[str, str]]


def _read(lines: Sequence[Line]) -> tuple[dict[int, Item], Told]:
    now = published.now()
    items: dict[int, Item] = {}
    told: Told = {}
    for number, line in lines:
        try:
            items[number] = parse(line, now=now)
        except BadItem as error:
            told[number] = (error.field, error.reason)
    return items, told


@transaction.atomic
def _take_batch(items: dict[int, Item], archive: str, by: User, counts: Counts, told: Told) -> None:
    """Publish those not yet in, and note that they are: in one transaction, so that twice is once."""
    fresh, again = _not_yet_in(items, archive)
    try:
        articles = publishing.publish_archive(fresh.values(), by=by) if fresh else []
    except publishing.Refused as error:
        refused = dict(zip(fresh, _in_order(error, len(fresh)), strict=True))
        told |= {number: why for number, why in refused.items() if why}
        counts.bad += len(error.findings)
        passed = {number: item for number, item in items.items() if not refused.get(number)}
        return _take_batch(passed, archive, by, counts, told)
    Arrival.objects.bulk_create(
        Arrival(archive=archive, item_id=item.item_id, article=article, digest=item.digest, at=article.saved_at)
        for item, article in zip(fresh.values(), articles, strict=True)
    )
    counts.came_in += len(articles)
    counts.known += len(again)
    different = [number for number, digest in again.items() if digest != items[number].digest]
    counts.differ += len(different)
    told |= dict.fromkeys(different, ("id", DIFFERS))
    return None


def _in_order(refused: publishing.Refused, count: int) -> Iterator[tuple[str, str] | None]:
    for place in range(count):
        finding = refused.findings.get(place)
        yield (finding.field, str(finding.message)) if finding else None


def _not_yet_in(items: dict[int, Item], archive: str) -> tuple[dict[int, Item], dict[int, str]]:
    """The items to publish, and of the others the digest under which each came in; the first line of an id counts."""
    ids = [item.item_id for item in items.values()]
    known = dict(Arrival.objects.filter(archive=archive, item_id__in=ids).values_list("item_id", "digest"))
    fresh: dict[int, Item] = {}
    again: dict[int, str] = {}
    for number, item in items.items():
        if item.item_id in known:
            again[number] = known[item.item_id]
        else:
            fresh[number] = item
            known[item.item_id] = item.digest
    return fresh, again
