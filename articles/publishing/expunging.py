"""Empties a withdrawn story's text for good, on the site and on the desk: a court's order, a person's privacy.

What stays says that a story stood there, when, and who did what to it. Nothing brings the words back but a backup.
"""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.core.files.storage import storages
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts import audit
from accounts.models import User
from articles.models import (
    Addition,
    Article,
    Buffer,
    Note,
    Plan,
    PreviewLink,
    Received,
    Remark,
    ReplyRequest,
    Revision,
    SecondLook,
    Word,
)
from articles.models.article import STAMPED, TYPED
from articles.moves import allowed, locked, need_reason, put, target_of
from articles.publishing import recording, telling
from articles.publishing.acting import advance
from articles.workflow import NotAllowed, Stage
from editions import index, shown
from editions.expunging import ACT
from editions.models import Change, Edition, Entry, Expunging, Heading, Notice, OldAddress, Picture, Rendered
from editions.pages import moved
from editions.showing import unfolded

PICTURE = "picture-"


@transaction.atomic
def expunge(article: Article, *, by: User, reason: str, reference: str = "", public_reason: str = "") -> Edition:
    """The text becomes empty wherever it stands; the notice of its withdrawal stays, without the headline.

    `public_reason` takes the place of the one that readers have, where that repeats what is to go.
    """
    article, now = locked(article)
    allowed("expunge", article, by, now)
    need_reason("expunge", reason)
    if article.genre == Article.Genre.PAGE:
        raise NotAllowed(_("A page of the newsroom's own is corrected: it is not expunged."), "genre")
    Expunging.objects.create(
        story_id=article.story_id, article=article.pk, at=now, by=by.username, why=reason, reference=reference
    )
    with override(settings.LANGUAGE_CODE):
        words = _("The text of this story was deleted")
    edition = _empty_record(article.story_id, words, by=by, now=now, public_reason=public_reason)
    _empty_desk(article, words, by=by, now=now, reason=reason)
    told = {"version": article.version, "edition": edition.number} | ({"reference": reference} if reference else {})
    audit.expunge(target_of(article), by=by, at=now, why=reason, **told)
    return edition


# --- The record ------------------------------------------------------------------------------------------------


def _empty_record(story_id: str, words: str, *, by: User, now: datetime, public_reason: str) -> Edition:
    stood = Edition.objects.live(now).get(story_id=story_id)
    reason = (public_reason.strip() or stood.reason) if stood.kind == Edition.Kind.NOTICE else ""
    rows = Edition.objects.filter(story_id=story_id)
    texts = list(rows.filter(kind__in=Edition.TEXTS))
    rows.empty()
    _forget_pictures(story_id, now=now)
    Rendered.objects.filter(edition__in=rows).update(pages=[], whole=[], words=0, summary="")
    OldAddress.objects.filter(story_id=story_id).delete()  # an old address tells a headline
    edition = recording.replace_text(
        rows.get(pk=stood.pk), kind=stood.kind, by=by, now=now, approved=ACT, headline=words, slug=moved.SLUGLESS,
        ground=stood.ground, reason=reason, leads_to=stood.leads_to, updated_at=stood.updated_at or stood.published_at,
    )  # fmt: skip
    _empty_notices(story_id, reason)
    index.forget(story_id, texts)
    Change.objects.tell([shown.story(story_id), shown.NOTICES], at=now, bars=True)
    return edition


def _empty_notices(story_id: str, reason: str) -> None:
    """Each stays, with what it was and when; the last withdrawal alone says why, as the story's address does."""
    rows = Notice.objects.filter(story_id=story_id)
    rows.update(headline="", text="")
    if last := rows.filter(kind=Notice.Kind.PENCABUTAN).order_by("-at", "-pk").first():
        rows.filter(pk=last.pk).update(text=reason)


def _forget_pictures(story_id: str, *, now: datetime) -> None:
    """Pictures that this story alone ever showed leave the site; the library keeps its photos."""
    stays = Entry.objects.filter(list__startswith=PICTURE)
    lists = set(stays.filter(story_id=story_id).values_list("list", flat=True))
    lists -= set(stays.filter(list__in=lists).exclude(story_id=story_id).values_list("list", flat=True))
    keys = {one.removeprefix(PICTURE) for one in lists}
    elsewhere = Edition.objects.filter(lead__in=keys).exclude(story_id=story_id).values_list("lead", flat=True)
    keys -= {*elsewhere, *Heading.objects.filter(picture__in=keys).values_list("picture", flat=True)}
    for picture in Picture.objects.filter(key__in=keys):
        telling.of_picture(picture.key, at=now)
        names = [rendition["name"] for rendition in unfolded(picture.facts)["renditions"]]
        transaction.on_commit(lambda names=names: _delete_files(names))  # type: ignore[misc]
        picture.delete()


def _delete_files(names: Iterable[str]) -> None:
    for name in names:
        storages["public"].delete(name)


# --- The desk --------------------------------------------------------------------------------------------------


def _empty_desk(article: Article, words: str, *, by: User, now: datetime, reason: str) -> None:
    advance(article, now, stage=Stage.WITHDRAWN)
    put(article, _blank(article, words))
    article.mark(ACT, by=by, at=now, note=reason)
    Article.objects.filter(pk=article.pk).update(embargo_until=None, embargo_giver="")
    of_story = Revision.objects.filter(article=article)
    of_story.update(snapshot={})
    of_story.exclude(act=ACT).update(note="")
    Buffer.objects.filter(article=article).spend(at=now)
    PreviewLink.objects.filter(article=article).take_back(now)
    Remark.objects.filter(link__article=article).update(text="")
    Addition.objects.filter(article=article).update(body="")
    Note.objects.filter(article=article).update(text="")
    Received.objects.filter(article=article).update(text="")
    SecondLook.objects.filter(article=article).update(why="")
    Word.objects.filter(article=article).update(text="")
    Plan.objects.filter(article=article).update(slug=article.story_id, brief="")
    _end_requests(article, by=by, now=now)


def _end_requests(article: Article, *, by: User, now: datetime) -> None:
    """Whoever asked for a right of reply is forgotten too; nothing is left that could be replied to."""
    asked = ReplyRequest.objects.filter(article=article)
    asked.update(asked_by="", words="", answer="")
    asked.filter(answered_at=None).update(answered_by=by, answered_at=now)


def _blank(article: Article, words: str) -> dict[str, object]:
    """A text of which only the place is left: section and genre, by which rights go."""
    left = Article(section_id=article.section_id, genre=article.genre, coverage_id=article.coverage_id, headline=words)
    plain = {name: getattr(left, name) for name in TYPED}
    return plain | dict.fromkeys(STAMPED) | {"also_in": [], "tags": [], "credits": [], "citations": []}
