"""Takes an archive in: each item once, in short batches, telling of every one that can't come in."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from urllib.parse import urlsplit

from django.db import transaction

from accounts import audit
from accounts.models import User
from articles.publishing import archive as publishing
from guards import appending, turns
from wire.importers.items import BadItem, Found, Item, Listed
from wire.models import Arrival
from wire.picturing import Pictures

DIFFERS = "already in; the archive's text differs"
Tell = Callable[[str, str, str], None]
"""Told of an item: where it stands in the file, the field and the reason."""


@dataclass
class Counts:
    came_in: int = 0
    known: int = 0
    differ: int = 0
    bad: int = 0
    notices: int = 0

    @property
    def all_in(self) -> bool:
        return not (self.bad or self.differ)


def take_in(
    found: Iterable[Found], *, archive: str, by: User, tell: Tell, batch: int = 200, old_hosts: Collection[str] = (),
    pictures: Pictures | None = None,
) -> Iterator[Counts]:  # fmt: skip
    """Bring an archive in; after each batch, which is stored by then, the counts so far.

    `old_hosts`: of the system that this one replaces, whose addresses lead here from now on.
    `pictures`: bring in what stories show; without it their items name none.
    """
    counts = Counts()
    rest = iter(found)
    while some := list(islice(rest, batch)):
        # By their numbers: two files of one name may tell of places alike.
        items = {number: _at_home(one, old_hosts) for number, (_, one) in enumerate(some) if isinstance(one, Item)}
        told: Told = defaultdict(list)
        for number, (_place, one) in enumerate(some):
            if isinstance(one, BadItem):
                told[number].append((one.field, one.reason))
        counts.bad += len(told)
        if pictures:
            _give_pictures(items, archive, pictures)
        with transaction.atomic(), audit.written_last():
            turns.take(turns.IMPORTING)
            _take_batch(items, archive, by, counts, told)
            _lead_from(items.values(), archive, old_hosts, by=by)
        for number, (place, _one) in enumerate(some):
            for why in told[number]:
                tell(place, *why)
        yield counts


Told = defaultdict[int, list[tuple[str, str]]]
"""Of the items of a batch, by their numbers in it."""


def _give_pictures(items: dict[int, Item], archive: str, pictures: Pictures) -> None:
    """To those not yet in. Before the batch, which others wait for: a photo takes a second."""
    for number, item in _not_yet_in(items, archive)[0].items():
        if item.lead or item.within:
            items[number] = pictures.given_to(item)


def _lead_from(items: Iterable[Item], archive: str, old_hosts: Collection[str], *, by: User) -> None:
    """From each address of the old system to its story, or its list; also of those that came in before."""
    stood: dict[str, list[str]] = defaultdict(list)
    lists: dict[str, set[Listed]] = defaultdict(set)
    for item in items:
        if _stood_on(old_hosts, item):
            stood[item.item_id] += [item.address, *item.paths]
            lists[item.item_id] |= set(item.lists)
    arrived = Arrival.objects.filter(archive=archive, item_id__in=stood)
    stories = dict(arrived.values_list("item_id", "article__story_id"))
    publishing.lead_from(
        {address: story_id for item_id, story_id in stories.items() for address in stood[item_id] if address},
        lists={one.path: (one.kind, one.name) for item_id in stories for one in lists[item_id]},
        by=by,
    )


def _at_home(item: Item, old_hosts: Collection[str]) -> Item:
    """The site that this one replaces is no source: its address would lead back to the story itself."""
    return replace(item, source="") if item.names_site and _stood_on(old_hosts, item) else item


def _stood_on(old_hosts: Collection[str], item: Item) -> bool:
    """A file that names no host tells of one site, and that is the one replaced."""
    return _host(item.address) in old_hosts if item.address else bool(old_hosts and item.paths)


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
        for number, why in refused.items():
            told[number] += [why] if why else []
        counts.bad += len(error.findings)
        passed = {number: item for number, item in items.items() if not refused.get(number)}
        return _take_batch(passed, archive, by, counts, told)
    arrivals = (
        (archive, item.item_id, one.pk, item.digest, one.at) for item, one in zip(fresh.values(), filed, strict=True)
    )
    appending.values(Arrival, ["archive", "item_id", "article_id", "digest", "at"], arrivals)
    counts.came_in += len(filed)
    for number, item in fresh.items():
        told[number] += [(notice.field, notice.reason) for notice in item.notices]
        counts.notices += len(item.notices)
    counts.known += len(again)
    different = [number for number, digest in again.items() if digest != items[number].digest]
    counts.differ += len(different)
    for number in different:
        told[number].append(("id", DIFFERS))
    return None


def _in_order(refused: publishing.Refused, count: int) -> Iterator[tuple[str, str] | None]:
    for place in range(count):
        finding = refused.findings.get(place)
        yield (finding.field, str(finding.message)) if finding else None


def _not_yet_in(items: dict[int, Item], archive: str) -> tuple[dict[int, Item], dict[int, str]]:
    """The items to publish, and of the others the digest under which each came in; the first of an id counts."""
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
