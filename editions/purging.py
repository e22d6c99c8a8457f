"""Tells the proxies in front what went stale: a row for each change and proxy, due until the proxy has said yes.

Written in the act's own transaction (`stale.py`), so that no kill between commit and purge loses one.
"""

import http.client
import json
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import F

from editions import clock, shown
from editions.cache.changes import MEMORY
from editions.models import Change, Purge
from outside.fetch import Failed, Refused, post

logger = logging.getLogger(__name__)

TOGETHER = 500
"""Rows told together."""

LONGEST_HEADER, MOST_KEYS = 4000, 250
"""Of keys in one call: Varnish refuses a header of 8 kB, Fastly more than 256 keys, and what is refused stays stale."""

NOTHING_TO_TELL = 200
"""The status of a change that names no page."""

LEASE, SECONDS, LONGEST = timedelta(seconds=10), 3.0, 300


def tell_proxies() -> int:
    """One batch of what is due for one proxy; how many rows were acknowledged. One taken out of use is told no more."""
    now = clock.read()
    # A change to come is told at once: what a proxy holds must learn its new end.
    first = Purge.objects.filter(due__lte=now, proxy__in=settings.PROXIES).order_by("due").first()
    if first is None:
        return 0
    due = Purge.objects.filter(proxy=first.proxy, due__lte=now).order_by("due").select_related("change")[:TOGETHER]
    rows = [row for row in due if Purge.objects.filter(pk=row.pk, due=row.due).update(due=now + LEASE)]
    keys = _to_tell(key for row in rows for key in row.change.keys)
    ids = [row.pk for row in rows]
    if ids and _told(first.proxy, keys):
        return Purge.objects.filter(pk__in=ids).delete()[0]
    for row in rows:
        later = now + timedelta(seconds=min(LONGEST, 2**row.tries))
        Purge.objects.filter(pk=row.pk).update(due=later, tries=F("tries") + 1)
    return 0


def _to_tell(changed: Iterable[str]) -> list[str]:
    keys = set(changed)
    if shown.EVERYTHING in keys:  # every page has it
        return [shown.EVERYTHING]
    return sorted(keys | {shown.CROWDED}) if keys else []


def _told(proxy: str, keys: Sequence[str]) -> bool:
    kind, _colon, place = proxy.partition(":")
    try:
        status = KINDS[kind](place, keys)
    except (OSError, http.client.HTTPException, Failed, Refused) as error:
        logger.warning("%s was not told what went stale: %s", kind, error)
        return False
    if status >= 300:  # noqa: PLR2004
        logger.warning("%s answered %s to a purge", kind, status)
    return status < 300  # noqa: PLR2004


def _varnish(place: str, keys: Sequence[str]) -> int:
    """The newsroom's own proxy, on its own network: `deploy/varnish.vcl` takes PURGE from there alone."""
    address = urlsplit(place)
    line = http.client.HTTPConnection(address.hostname or "", address.port or 80, timeout=SECONDS)
    try:
        return max((_purged(line, words) for words in _in_headers(keys)), default=NOTHING_TO_TELL)
    finally:
        line.close()


def _purged(line: http.client.HTTPConnection, words: str) -> int:
    line.request("PURGE", "/", headers={"xkey-purge": words})
    answer = line.getresponse()
    answer.read()
    return answer.status


def _fastly(service: str, keys: Sequence[str]) -> int:
    url, key = f"https://api.fastly.com/service/{service}/purge", {"Fastly-Key": settings.FASTLY_TOKEN}
    told = (post(url, b"", headers=key | {"Surrogate-Key": words}).status for words in _in_headers(keys))
    return max(told, default=NOTHING_TO_TELL)


def _in_headers(keys: Sequence[str]) -> Iterator[str]:
    """As many keys to a header as may stand in one."""
    some: list[str] = []
    length = 0
    for key in keys:
        if some and (length + len(key) >= LONGEST_HEADER or len(some) == MOST_KEYS):
            yield " ".join(some)
            some, length = [], 0
        some.append(key)
        length += len(key) + 1
    if some:
        yield " ".join(some)


def _cloudflare(zone: str, keys: Sequence[str]) -> int:
    """By tag where few; all of it where everything changed, or more than a call may name."""
    headers = {"Authorization": f"Bearer {settings.CLOUDFLARE_TOKEN}", "Content-Type": "application/json"}
    url = f"https://api.cloudflare.com/client/v4/zones/{zone}/purge_cache"
    told = (post(url, json.dumps(words).encode(), headers=headers).status for words in _in_words_of_cloudflare(keys))
    return max(told, default=NOTHING_TO_TELL)


def _in_words_of_cloudflare(keys: Sequence[str]) -> Iterable[dict[str, object]]:
    if keys == [shown.EVERYTHING]:
        return [{"purge_everything": True}]
    return [{"tags": list(keys[at : at + 30])} for at in range(0, len(keys), 30)]


KINDS: dict[str, Callable[[str, Sequence[str]], int]] = {
    "varnish": _varnish,
    "fastly": _fastly,
    "cloudflare": _cloudflare,
}


def forget_old_changes() -> int:
    """Changes that no page kept rests on any more; the newest stays, by which a list replaced is known."""
    newest = Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    old = Change.objects.filter(at__lt=clock.read() - MEMORY, pk__lt=newest).values_list("pk", flat=True)[:2000]
    return Change.objects.filter(pk__in=list(old)).delete()[0]
