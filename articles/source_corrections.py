"""A source corrects itself: each live story that rests on it is to be looked at again (cyber-media guidelines, 4.d).

The newest stories are listed in the act itself, the others by the worker (`due.py`): an agency has a hundred thousand.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, roles
from accounts.models import User
from articles import notify, published
from articles.models import Article, Source, SourceCorrection, ToFollow
from articles.models.source_correction import a_page
from articles.moves import locked, target_of
from articles.publishing import merging
from articles.workflow import NotAllowed, must_say_why, not_in_role

BATCH = 500


@transaction.atomic
def note_correction(source: Source, *, by: User, words: str, address: str = "", batch: int = BATCH) -> SourceCorrection:
    """Keep what the source put right, and where it says so, and open a task on each live story that rests on it."""
    must_follow(by)
    # As a merge holds it: what is noted is noted of the name that stays. Sent twice, it is noted once.
    source = Source.objects.select_for_update(of=("self",), no_key=True).select_related("merged_into").get(pk=source.pk)
    now, words, address = published.now(), words.strip(), address.strip()
    _must_be_sound(source, words, address)
    correction = SourceCorrection.objects.create(source=source, at=now, by=by, words=words, address=address)
    _list(correction, batch)
    told = {"address": address} if address else {}
    audit.record("note_correction", source.list_key, by=by, at=now, why=words, **told)
    return correction


@transaction.atomic
def take_back(correction: SourceCorrection, *, by: User, why: str) -> None:
    """It was noted by mistake: no more of its stories are listed, and those that nobody looked at wait no longer."""
    must_follow(by)
    must_say_why(why, "why")
    now = published.now()
    # Waits for the batch that is being listed, whose tasks end with the others.
    if not SourceCorrection.objects.standing().filter(pk=correction.pk).update(taken_back_at=now):
        raise NotAllowed(_("Somebody else has taken it back already."), "version")
    ended = correction.stories.end(by=by, at=now)
    told = {"correction": correction.pk, "stories": ended}
    audit.record("take_back_correction", correction.source.list_key, by=by, at=now, why=why.strip(), **told)


def must_follow(by: User) -> None:
    """Who notes what a source put right, and takes that back: whoever edits, of whatever section."""
    if not by.may(roles.REVIEW, at=published.now()):
        raise not_in_role(_("Follow a source"))


def _must_be_sound(source: Source, words: str, address: str) -> None:
    if source.merged_into:
        message = _("%(name)s was merged already: into %(into)s.") % {"name": source, "into": source.merged_into}
        raise NotAllowed(message, "merged")
    if not words:
        raise NotAllowed(_("Write what the source put right."), "words")
    try:
        if address:
            a_page(address)
    except ValidationError as error:
        raise NotAllowed(_("The address is no page: it begins with https:// or http://."), "address") from error
    if SourceCorrection.objects.standing().filter(source=source, words=words, address=address).exists():
        raise NotAllowed(_("This correction was noted already."), "again")


@transaction.atomic
def looked_at(task: ToFollow, *, by: User) -> None:
    """An editor of the section that was asked has seen whether the story needs a correction of its own."""
    article, now = locked(task.article)
    if article.is_shut_to(by) or not by.may(roles.REVIEW, task.for_section.covering, at=now):
        raise not_in_role(_("Follow a source"))
    if not ToFollow.objects.filter(pk=task.pk).end(by=by, at=now):
        raise NotAllowed(_("Somebody else has looked at it already."), "version")
    audit.record("follow_source", target_of(article), by=by, at=now, name=str(task.correction.source))


# --- Which stories -------------------------------------------------------------------------------------------


def list_some(batch: int = BATCH) -> int:
    """One batch of the stories of a correction; 1 or more until all are listed."""
    for correction in SourceCorrection.objects.unlisted().select_related("source").order_by("pk"):
        if done := _list_next(correction, batch):
            return done
    return 0


@transaction.atomic
def _list_next(correction: SourceCorrection, batch: int) -> int:
    """Of the row as it is now: another worker may have been faster."""
    rows = SourceCorrection.objects.unlisted().select_for_update(of=("self",), no_key=True)
    found = rows.select_related("source", "by").filter(pk=correction.pk).first()
    return _list(found, batch) if found else 0


def _list(correction: SourceCorrection, batch: int) -> int:
    if any(merging.stands_in(old) for old in Source.objects.filter(merged_into=correction.source)):
        return 0  # What moves to this source comes in anywhere in its list: it is read when it is whole.
    now = published.now()
    reached = (correction.reached_at, correction.reached_story) if correction.reached_at else None
    stays = published.listed(correction.source.list_key, at=now, after=reached, limit=batch)
    if stays:
        correction.reached_at, correction.reached_story = stays[-1]
    if len(stays) < batch:
        correction.listed_at = now
    correction.save(update_fields=["reached_at", "reached_story", "listed_at"])
    _open([story for _out, story in stays], correction)
    return max(1, len(stays))


def _open(stories: list[str], correction: SourceCorrection) -> None:
    """A task on each; none where readers were told since of a change, as this act waited for its batch."""
    now = published.now()
    mended = published.updated_since(correction.at, stories, at=now)
    rows = Article.objects.filter(story_id__in=stories).exclude(story_id__in=mended)
    found = {row.story_id: row for row in rows.select_related("section").prefetch_related("named").defer("body")}
    resting = [found[story] for story in stories if story in found]
    tasks = [ToFollow(correction=correction, article=article, for_section=article.section) for article in resting]
    ToFollow.objects.bulk_create(tasks, ignore_conflicts=True)
    notify.source_corrected(correction, resting, at=now)
