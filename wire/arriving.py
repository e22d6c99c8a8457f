"""Takes an archive in: each item once, in short batches, telling of every line that can't come in."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from django.db import transaction

from accounts import audit
from accounts.models import User
from articles import published
from articles.publishing import archive as publishing
from guards import appending
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


def take_in(
    lines: Iterable[Line], *, archive: str, by: User, tell: Tell, batch: int = 200, old_hosts: Collection[str] = ()
) -> Iterator[Counts]:
    """Bring the lines of an archive in; after each batch, which is stored by then, the counts so far.

    `old_hosts`: of the system that this one replaces, whose addresses lead here from now on.
    """
    counts = Counts()
    rest = iter(lines)
    while some := list(islice(rest, batch)):
        items, told = _read(some)
        counts.bad += len(told)
        with transaction.atomic(), audit.written_last():
            _take_batch(items, archive, by, counts, told)
            _lead_from(items.values(), archive, old_hosts, by=by)
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


def _lead_from(items: Iterable[Item], archive: str, old_hosts: Collection[str], *, by: User) -> None:
    """From each address of the old system to its story; also of those that came in before."""
    addresses = {item.item_id: item.address for item in items if _host(item.address) in old_hosts}
    arrived = Arrival.objects.filter(archive=archive, item_id__in=addresses)
    stories = arrived.values_list("item_id", "article__story_id")
    publishing.lead_from({addresses[item_id]: story_id for item_id, story_id in stories}, by=by)


def _host(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")


@transaction.atomic
def _take_batch(items: dict[int, Item], archive: str, by: User, counts: Counts, told: Told) -> None:
    """Publish those not yet in, and note that they are: in one transaction, so that twice is once."""
    fresh, again = _not_yet_in(items, archive)
    try:
        filed = publishing.publish_archive(fresh.values(), by=by) if fresh else []
    except publishing.Refused as error:
        refused = dict(zip(fresh, _in_order(error, len(fresh)), strict=True))
        told |= {number: why for number, why in refused.items() if why}
        counts.bad += len(error.findings)
        passed = {number: item for number, item in items.items() if not refused.get(number)}
        return _take_batch(passed, archive, by, counts, told)
    arrivals = (
        (archive, item.item_id, one.pk, item.digest, one.at) for item, one in zip(fresh.values(), filed, strict=True)
    )
    appending.values(Arrival, ["archive", "item_id", "article_id", "digest", "at"], arrivals)
    counts.came_in += len(filed)
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
