"""Plays verbs on a story and keeps account of what was done: for the machine and for the oracle's comparison."""

from dataclasses import dataclass, field

from articles import moves, publishing
from articles.models import Article, Conflict, Revision, SecondLook
from articles.publishing.correcting import Correction
from articles.workflow import NotAllowed
from editions.models import Edition, Entry
from tests.oracle import Did, Text

ON_THE_RECORD = (
    "publish",
    "publish_own",
    "reschedule",
    "amend",
    "cancel",
    "correct",
    "hold",
    "lift",
    "withdraw",
    "reinstate",
)


def lists_of(article: Article, snapshot: dict) -> frozenset[str]:
    """Told from the text alone, apart from the code that composes."""
    sections = [snapshot["section_id"]]
    parents = {section.pk: section.parent_id for section in type(article.section).objects.filter(pk__in=sections)}
    keys = {f"section-{pk}" for pk in [*sections, *filter(None, parents.values())]}
    authors = {f"author-{author}" for _role, author in snapshot["credits"]}
    return frozenset(keys | authors | {f"genre-{snapshot['genre']}", "all"})


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


class Play:
    def __init__(self, stage) -> None:
        self.stage = stage
        self.stories: list[Story] = []

    def open(self, by, **fields) -> Story:
        article = self.stage.draft(by=by, **fields)
        story = Story(article.pk, article.story_id)
        self.stories.append(story)
        return story

    def do(
        self, story: Story, verb: str, by, *, note="", at=None, changes=None, kind="pembaruan", tick=False, article=None
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
        calls = {
            "publish": lambda: publishing.publish(article, by=by, seen=seen, at=at, despite_holder=tick),
            "publish_own": lambda: publishing.publish_own(article, by=by, seen=seen, reason=note, at=at),
            "reschedule": lambda: publishing.reschedule(article, by=by, at=at or now),
            "amend": lambda: publishing.amend(article, by=by, seen=seen),
            "cancel": lambda: publishing.cancel(article, by=by),
            "correct": lambda: publishing.correct(
                article, Correction(kind, changes or {}, note, second_tick=tick), by=by
            ),
            "hold": lambda: publishing.hold(article, by=by, reason=note),
            "lift": lambda: publishing.lift(article, by=by, reason=note),
            "withdraw": lambda: publishing.withdraw(article, by=by, ground="keliru", reason=note),
            "reinstate": lambda: publishing.reinstate(article, by=by, reason=note),
        }
        result = calls[verb]()
        self._account(story, verb, typed, at=at, note=note, changes=changes or {}, kind=kind)
        return result

    def _catch_up(self, story: Story) -> None:
        if story.to_come is not None and story.begins <= self.stage.now:
            story.approved, story.to_come = story.to_come, None

    def _account(self, story, verb, typed, *, at, note, changes, kind) -> None:
        now, article = self.stage.now, story.article()
        notice, text, begins = None, None, max(at or now, now)
        if verb in ("publish", "publish_own"):
            story.to_come, story.begins = typed, begins
        elif verb == "amend":
            story.to_come = typed
        elif verb == "reschedule":
            story.begins = begins
        elif verb in ("cancel", "hold", "withdraw"):
            story.to_come = None
        elif verb == "correct":
            story.approved = story.approved | changes
            notice = (kind, note) if kind in ("ralat", "koreksi", "hak_jawab") else None
        snapshot = story.to_come if verb in ("publish", "publish_own", "amend") else story.approved
        if snapshot:
            text = Text(snapshot["headline"], lists_of(article, snapshot))
        self._catch_up(story)
        story.acts.append(Did(verb, now, text, begins, notice, note))


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


__all__ = ["ON_THE_RECORD", "Conflict", "NotAllowed", "Play", "Story", "counts", "lists_of"]
