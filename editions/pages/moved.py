"""Where an old address leads: of another system, of a merged tag, of a list that was renamed."""

import hashlib
import re
from datetime import datetime
from urllib.parse import parse_qsl, unquote, urlsplit

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from editions.models import Edition, Entry, Heading, OldAddress
from editions.pages.addresses import FEED_TYPES

LONGEST = 300
"""Characters the record keeps of an old address; of a longer one the end is a digest."""

TRACKERS = ("utm_", "fbclid", "gclid", "igsh", "mc_", "_ga", "ref_src")
"""Beginnings of what others append to an address."""

MOST_JOINS = 20

BEHIND = re.compile(r"(?P<of>/.+?)/(?:page/\d{1,6}|amp|(?P<feed>feed|rss)(?:/rss2?|/atom)?)/?")
"""What other systems put behind the address of a list or a story: its later pages, its lean page, its feed."""

THEIR_FEED = re.compile(r"/feed(?:/rss2?|/atom)?/?")
"""Where WordPress has that of all stories, and feed readers try first."""

SLUGLESS = "berita"
"""Stands for the slug of a story that shows nothing of itself: an address would tell its headline."""


def key(path: str, query: str = "") -> str:
    """An address as the record keeps it: one slash between words, none at the end; parameters sorted, no trackers."""
    words = "/".join(word for word in path.split("/") if word)
    given = parse_qsl(query, keep_blank_values=True)
    kept = sorted((name, value) for name, value in given if not name.startswith(TRACKERS))
    return _shortened(f"/{words}" + ("?" if kept else "") + "&".join(f"{name}={value}" for name, value in kept))


def key_of(url: str) -> str:
    """The same, of a whole address."""
    parts = urlsplit(url)
    return key(unquote(parts.path), parts.query)


def can_be_kept(key: str) -> bool:
    """Whether it may lead anywhere: PostgreSQL has no sign for what %00 says, and the front is where it was."""
    return "\0" not in key and key != "/"


def _shortened(address: str) -> str:
    if len(address) <= LONGEST:
        return address
    digest = hashlib.sha256(address.encode()).hexdigest()[:32]
    return f"{address[: LONGEST - len(digest) - 1]}#{digest}"


def destination(path: str, query: str, *, at: datetime) -> str:
    """Where that address leads now, in one hop; empty where it leads nowhere.

    One query; one more for each time that the story was joined to another.
    """
    candidates = {one: form for one, form in _candidates(path, query).items() if can_be_kept(one)}
    rows = {one.path: one for one in _rows(at).filter(path__in=candidates)}
    found = (_address(rows[one], form, at=at) for one, form in candidates.items() if one in rows)
    return next(filter(None, found), "") or (reverse("editions:rss") if THEIR_FEED.fullmatch(path) else "")


def _candidates(path: str, query: str) -> dict[str, str]:
    """What may be kept of an address, likeliest first, each with the form of the feed that is asked for, if one is."""
    form, _slash, rest = path.strip("/").partition("/")
    of_feed = form if rest and form in FEED_TYPES else ""
    wanted = f"/{rest}" if of_feed else path
    candidates = {key(wanted, query): of_feed, key(wanted): of_feed}
    if behind := BEHIND.fullmatch(path):
        candidates.setdefault(key(behind["of"]), "rss" if behind["feed"] else "")
    return candidates


def _rows(at: datetime) -> QuerySet[OldAddress]:
    """Old addresses with what they lead to, as far as that is public."""
    story = Edition.objects.live(at).filter(story_id=OuterRef("story_id"))
    stands = Exists(Entry.objects.live(at).filter(list=OuterRef("list")))
    heading = Heading.objects.filter(stands, list=OuterRef("list"))
    return OldAddress.objects.annotate(
        live_kind=Subquery(story.values("kind")[:1]),
        live_slug=Subquery(story.values("slug")[:1]),
        heading_kind=Subquery(heading.values("kind")[:1]),
        heading_slug=Subquery(heading.values("slug")[:1]),
    ).filter(Q(live_kind__isnull=False) | Q(heading_kind__isnull=False))


def _address(row: OldAddress, of_feed: str, *, at: datetime) -> str:
    found: dict[str, str] = vars(row)
    if found["live_kind"] == Edition.Kind.REDIRECT and not of_feed:
        return joined_to(row.story_id, at=at)
    if found["live_kind"] and not of_feed:
        return _of_story(row.story_id, found["live_kind"], found["live_slug"])
    if found["heading_kind"]:
        name = f"{of_feed}_{found['heading_kind']}" if of_feed else found["heading_kind"]
        return reverse(f"editions:{name}", args=[found["heading_slug"]])
    return ""


def _of_story(story_id: str, kind: str, slug: str) -> str:
    if kind == Edition.Kind.PAGE:
        return reverse("editions:page", args=[slug])
    return reverse("editions:story", args=[story_id, slug if kind == Edition.Kind.STORY else SLUGLESS])


def joined_to(story_id: str, *, at: datetime) -> str:
    """The address of the story that this one repeats, however often that one was joined in turn; empty if none is."""
    for _hop in range(MOST_JOINS):
        row = Edition.objects.live(at).of_stories([story_id]).only("kind", "slug", "leads_to", "story_id").first()
        if row is None:
            return ""
        if row.kind != Edition.Kind.REDIRECT:
            return _of_story(row.story_id, row.kind, row.slug)
        story_id = row.leads_to
    return ""
