"""Plays verbs on a story and keeps account of what was done: for the machine and for the oracle's comparison."""

from dataclasses import dataclass, field

from articles import moves, publishing
from articles.models import Article, Conflict, Revision, SecondLook
from articles.publishing import merging
from articles.publishing.correcting import Correction
from articles.workflow import MOVES, NotAllowed
from editions.models import Edition, Entry
from photos.models import Photo
from tests.oracle import Did, Text

ON_THE_RECORD = (
    "publish",
    "publish_own",
    "publish_now",
    "reschedule",
    "amend",
    "cancel",
    "correct",
    "hold",
    "lift",
    "withdraw",
    "reinstate",
    "join",
)


PLAYED = MOVES.keys() - {"expunge"}
"""Moves of a long play: a story that was expunged is out of it for good, and holds no text to be compared with."""


def lists_of(article: Article, snapshot: dict) -> frozenset[str]:
    """Told from the text alone, apart from the code that composes."""
    sections = [snapshot["section_id"]]
    parents = {section.pk: section.parent_id for section in type(article.section).objects.filter(pk__in=sections)}
    keys = {f"section-{pk}" for pk in [*sections, *filter(None, parents.values())]}
    authors = {f"author-{author}" for _role, author in snapshot["credits"]}
    sources = {f"source-{source}" for source, *_seen in snapshot["citations"]}
    return frozenset(keys | authors | sources | {f"genre-{snapshot['genre']}", "all"})


@dataclass
class Story:
    """One article, the acts that succeeded, and what was last approved."""

    pk: int
    story_id: str
    acts: list[Did] = field(default_factory=list)
    approved: dict | None = None
    """The snapshot readers have or had: what a correction starts from."""
    to_come: dict | None = None
    begins: object = None

    def article(self) -> Article:
        return Article.objects.select_related("section").get(pk=self.pk)


def photograph(stage) -> Photo:
    """A photo for swaps: its renditions take seconds, so one does for all plays."""
    return stage.photo()


class Play:
    def __init__(self, stage, photo: Photo | None = None) -> None:
        """`photo`: the one that swaps put in, always the same, under ever other words; made at need."""
        self.stage, self.photo = stage, photo
        self.stories: list[Story] = []

    def open(self, by, **fields) -> Story:
        article = self.stage.draft(by=by, **fields)
        story = Story(article.pk, article.story_id)
        self.stories.append(story)
        return story

    def do(
        self,
        story: Story,
        verb: str,
        by,
        *,
        note="",
        at=None,
        changes=None,
        kind="pembaruan",
        tick=False,
        article=None,
        scheduled="",
    ):
        """Make one move as a view would; raises what the verb raises. Returns what the verb returned."""
        article = article or story.article()
        self._catch_up(story)
        seen, now = article.version, self.stage.now
        if verb in moves.DESK_MOVES:
            return moves.move(article, verb, by=by, note=note)
        if verb == "discard":
            return publishing.discard(article, by=by)
        typed = article.snapshot()
        picture = self._picture(changes) if verb == "swap_photo" else {}
        calls = {
            "publish": lambda: publishing.publish(article, by=by, seen=seen, at=at, despite_holder=tick),
            "publish_own": lambda: publishing.publish_own(article, by=by, seen=seen, reason=note, at=at),
            "publish_now": lambda: publishing.publish_now(article, by=by, seen=seen),
            "reschedule": lambda: publishing.reschedule(article, by=by, at=at or now),
            "amend": lambda: publishing.amend(article, by=by, seen=seen),
            "cancel": lambda: publishing.cancel(article, by=by),
            "correct": lambda: publishing.correct(
                article, Correction(kind, changes or {}, note, second_tick=tick, scheduled=scheduled), by=by
            ),
            "swap_photo": lambda: publishing.swap_photo(
                article, self.photo, by=by, caption=picture["photo_caption"], scheduled=scheduled
            ),
            "hold": lambda: publishing.hold(article, by=by, reason=note),
            "lift": lambda: publishing.lift(article, by=by, reason=note),
            "withdraw": lambda: publishing.withdraw(article, by=by, ground="keliru", reason=note),
            "reinstate": lambda: publishing.reinstate(article, by=by, reason=note),
            "expunge": lambda: publishing.expunge(article, by=by, reason=note),
            "join": lambda: publishing.join(article, self.another(story).article(), by=by, note=note),
        }
        result = calls[verb]()
        if verb == "swap_photo":  # to readers a correction, of the picture
            verb, changes, kind = "correct", picture, "perbaikan_kecil"
        self._account(story, verb, typed, at=at, note=note, changes=changes or {}, kind=kind, scheduled=scheduled)
        return result

    def _picture(self, changes) -> dict:
        self.photo = self.photo or photograph(self.stage)
        return {"photo_id": self.photo.pk, "photo_caption": (changes or {}).get("headline", "Kapal di dermaga")}

    def merge(self, row, into, by) -> None:
        """An act on every story at once."""
        merging.merge(row, into, by=by)
        for story in self.stories:
            story.acts.append(Did("merge", self.stage.now, merged=(row.list_key, into.list_key)))

    def another(self, story: Story) -> Story:
        """The one a story is joined to: the next of the play."""
        return self.stories[(self.stories.index(story) + 1) % len(self.stories)]

    def _catch_up(self, story: Story) -> None:
        if story.to_come is not None and story.begins <= self.stage.now:
            story.approved, story.to_come = story.to_come, None

    def _account(self, story, verb, typed, *, at, note, changes, kind, scheduled) -> None:
        now, article = self.stage.now, story.article()
        notice, text, begins, later = None, None, max(at or now, now), None
        if verb in ("publish", "publish_own"):
            story.to_come, story.begins = typed, begins
        elif verb == "amend":
            story.to_come = typed
        elif verb == "publish_now":
            begins = story.begins = now
        elif verb == "reschedule":
            story.begins = begins
        elif verb in ("cancel", "hold", "withdraw", "join"):
            story.to_come = None
        elif verb == "correct":
            story.approved = story.approved | changes
            if story.to_come and scheduled == "carry":
                story.to_come = story.to_come | changes
                later = Text(story.to_come["headline"], lists_of(article, story.to_come))
            else:
                story.to_come = None
            notice = (kind, note) if kind in ("ralat", "koreksi", "hak_jawab") else None
        snapshot = story.to_come if verb in ("publish", "publish_own", "amend") else story.approved
        if snapshot:
            text = Text(snapshot["headline"], lists_of(article, snapshot))
        self._catch_up(story)
        calls_off = verb == "correct" and later is None
        story.acts.append(Did(verb, now, text, begins, notice, note, later, calls_off))


def counts() -> dict[str, object]:
    """All that a refused move must leave alone."""
    return {
        "articles": list(
            Article.objects.order_by("pk").values_list("pk", "version", "stage", "held_by", "saved_at", "headline")
        ),
        "editions": list(Edition.objects.order_by("pk").values_list("pk", "superseded_at")),
        "entries": list(Entry.objects.order_by("pk").values_list("pk", "begins", "ends")),
        "revisions": Revision.objects.count(),
        "looks": list(SecondLook.objects.order_by("pk").values_list("pk", "seen_by")),
    }


__all__ = ["ON_THE_RECORD", "PLAYED", "Conflict", "NotAllowed", "Play", "Story", "counts", "lists_of", "photograph"]
