"""What the checks say of a text before it goes out, with all that it names looked up for them."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import get_resolver
from django.utils.translation import gettext as _

from articles import checks, published, rendering
from articles.models import Article
from articles.publishing import composing
from articles.publishing.composing import Directory
from articles.workflow import NotAllowed
from editions.models import Edition
from editions.pages import own
from editions.urls import STANDING
from guards import turns
from photos.models import Photo


class Blocked(NotAllowed):
    """What a check found; `findings` say where to mend it."""

    def __init__(self, findings: list[checks.Finding]) -> None:
        super().__init__(" ".join(str(finding.message) for finding in findings), "checks")
        self.findings = findings


def findings(
    snapshot: dict[str, Any], *, at: datetime, begins: datetime | None = None, shown: dict[str, Any] | None = None,
    directory: Directory | None = None, story_id: str = "",
) -> list[checks.Finding]:  # fmt: skip
    """What an editor is told of a text before it goes out, from `begins` on.

    `shown`: the text that readers have. A photo in it keeps no correction up: one whose rights ended is gone by itself,
    and one from an archive may lack words that nobody can add, which is told.
    `directory`: what the text names, where it has been looked up. `story_id`: whose text it is, if it is on the desk.
    """
    directory = directory or Directory.of([snapshot])
    dead = published.dead_links(rendering.linked_stories(snapshot["body"]), at=at)
    standing = composing.photo_numbers([shown]) if shown else set()
    new = [photo for photo in directory.photos.values() if photo.pk not in standing]
    old = [photo for photo in directory.photos.values() if photo.pk in standing]
    ended = [str(photo) for photo in new if not photo.is_free(begins or at)]
    captions = [photo.caption for photo in directory.photos.values()]
    earlier = Article.objects.filter(pk=snapshot["verifies_id"]).first() if snapshot["verifies_id"] else None
    verified = earlier is not None and not published.awaits_verification(earlier, at=at)
    taken = taken_by(snapshot, at=at, but=story_id) if not shown or _address(shown) != _address(snapshot) else ""
    overlong = composing.overlong(snapshot, directory)
    return checks.findings(
        checks.Copy(snapshot, _missing(new), ended, dead, verified, taken, captions, overlong, _missing(old))
    )


def _missing(photos: Iterable[Photo]) -> list[tuple[str, list[str]]]:
    return [(str(photo), [str(word) for word in photo.missing()]) for photo in photos]


def _address(snapshot: dict[str, Any]) -> tuple[bool, str]:
    return snapshot["genre"] == Article.Genre.PAGE, composing.slug_of(snapshot)


def taken_by(snapshot: dict[str, Any], *, at: datetime, but: str) -> str:
    """What has the address of one of the newsroom's own pages already, as `checks.TAKEN` names it; empty: nothing."""
    is_page, slug = _address(snapshot)
    if not is_page:
        return ""
    if slug in set(_first_words(get_resolver().url_patterns)) - set(STANDING.values()):
        return "site"
    return "page" if own.is_taken(slug, at=at, but=but) else ""


def _first_words(patterns: Iterable[Any]) -> Iterator[str]:
    """What the site's own addresses begin with. Pages that settings fill may be written instead: they are not among."""
    yield settings.STATIC_URL.strip("/")
    for one in patterns:
        if word := str(one.pattern).removeprefix("^").partition("/")[0]:
            yield word
        else:
            yield from _first_words(getattr(one, "url_patterns", ()))


def must_pass(
    snapshot: dict[str, Any], *, story_id: str, at: datetime, begins: datetime | None = None,
    shown: dict[str, Any] | None = None,
) -> Directory:  # fmt: skip
    """What it names, for the edition that is made of it."""
    if snapshot["genre"] == Article.Genre.PAGE:
        turns.take(turns.OWN_PAGE)
    directory = Directory.of([snapshot])
    found = findings(snapshot, at=at, begins=begins, shown=shown, directory=directory, story_id=story_id)
    if blocking := [finding for finding in found if finding.blocks]:
        raise Blocked(blocking)
    return directory


def must_find_its_address(edition: Edition, *, at: datetime) -> None:
    """A page that comes back, as it was approved before: another may stand there by now."""
    if edition.genre == Article.Genre.PAGE:
        turns.take(turns.OWN_PAGE)
        if own.is_taken(edition.slug, at=at, but=edition.story_id):
            raise NotAllowed(
                _("Another page of the newsroom's own has this address by now: withdraw that one first."),
                "address_taken",
            )
