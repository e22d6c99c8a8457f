"""Stages and the table of moves (DESIGN.md, section 7). Pure: facts in, a refusal or nothing out."""

from collections.abc import Set
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import roles


class Stage(TextChoices):
    DRAFT = "draft", _("Draft")
    REVIEW = "review", _("In review")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    SPIKED = "spiked", _("Spiked")


class Shown(TextChoices):
    """What readers have of a story, whatever its working copy is at."""

    NOTHING = "nothing", _("Never published")
    LIVE = "live", _("Live")
    HELD = "held", _("Held")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    JOINED = "joined", _("Joined to another story")
    EXPUNGED = "expunged", _("Text expunged")


class NotAllowed(PermissionDenied):
    """A move refused; the message names the rule and the way out."""

    def __init__(self, message: str | Promise, rule: str) -> None:
        super().__init__(message)
        self.rule = rule

    def __str__(self) -> str:
        return str(self.args[0])


def not_in_role(what: str | Promise) -> NotAllowed:
    """Refused to everybody of this role; `what` they may not do, as its button says it."""
    return NotAllowed(_("Your role does not include this: %(move)s.") % {"move": what}, "role")


def must_say_why(words: str, field: str = "reason") -> None:
    """Raise where an act that needs a reason is given none; `field`: where it is asked for."""
    if not words.strip():
        raise NotAllowed(_("Say why: this move needs a reason."), field)


@dataclass(frozen=True)
class Facts:
    """What a move is decided on."""

    stage: str
    shown: str
    scheduled: bool
    own: bool
    """Credited in a writing role, created or submitted by the person (law 5)."""
    author: bool
    """May write it as one of its authors: own, whatever the role credited."""
    began: bool
    """An author who made the move that another would now undo: spiked it, or opened what readers have for changes."""
    holder: str
    """Name of whoever else holds the story; empty: nobody else."""
    mine: bool
    """The person asking holds it."""
    flagged: bool
    """Child, victim, accusation, unverified or advertorial: the second person comes first."""
    may: Set[str]
    """Permissions that the person has for the story's section."""


STAGES = frozenset(Stage)


@dataclass(frozen=True)
class Move:
    label: Promise | str
    permission: str
    sources: Set[str] = STAGES
    target: str = ""
    """Empty: the stage stays."""
    shown: Set[str] = field(default_factory=lambda: frozenset(Shown))
    scheduled: bool | None = None
    or_permission: str = ""
    """Enough in the permission's stead; the verb then says how far it reaches."""
    by_authors: bool = False
    """Authors may, even without the permission, unless an editor holds it."""
    authors_from: Set[str] = STAGES
    """Stages out of which they may."""
    undoes: str = ""
    """A move that it takes back: of authors only the one who made that may."""
    not_own: bool = False
    needs_reason: bool = False
    reason_for_anothers: bool = False
    """It needs a reason from whoever is not among its authors."""
    in_person: bool = False
    """Of a flagged story: the managing editor alone, never a lent right."""
    unheld: bool = False
    held_by_me: bool = False
    past_tense: Promise | str = ""


ON_SITE = frozenset({Shown.LIVE, Shown.HELD})
NEVER_LIVE = frozenset({Shown.NOTHING})
DRAFT, REVIEW, PUBLISHED = frozenset({Stage.DRAFT}), frozenset({Stage.REVIEW}), frozenset({Stage.PUBLISHED})

MOVES: dict[str, Move] = {
    "submit": Move(_("Submit"), roles.WRITE_ANY, DRAFT, Stage.REVIEW, by_authors=True),
    "recall": Move(_("Recall"), "", REVIEW, Stage.DRAFT, by_authors=True, unheld=True),
    "claim": Move(_("Claim"), roles.REVIEW, REVIEW, unheld=True),
    "release": Move(_("Release"), roles.REVIEW, REVIEW, held_by_me=True),
    "take_over": Move(_("Take over"), roles.REVIEW, REVIEW),
    "return": Move(_("Return"), roles.REVIEW, REVIEW, Stage.DRAFT, needs_reason=True),
    "publish": Move(_("Publish"), roles.PUBLISH, REVIEW, Stage.PUBLISHED, not_own=True),
    "publish_own": Move(
        _("Publish without a second editor"), roles.OVERRIDE, DRAFT | REVIEW, Stage.PUBLISHED,
        needs_reason=True, in_person=True,
    ),
    "publish_now": Move(_("Publish now"), roles.PUBLISH, PUBLISHED, scheduled=True, not_own=True),
    "reschedule": Move(_("Reschedule"), roles.PUBLISH, PUBLISHED, scheduled=True, not_own=True),
    "amend": Move(_("Update the scheduled version"), roles.PUBLISH, PUBLISHED, scheduled=True, not_own=True),
    "cancel": Move(_("Cancel the schedule"), roles.PUBLISH, PUBLISHED, Stage.REVIEW, scheduled=True),
    "revise": Move(
        _("Revise"), roles.WRITE_ANY, PUBLISHED, Stage.DRAFT, shown=ON_SITE, scheduled=False, by_authors=True
    ),
    "discard": Move(
        _("Discard changes"), roles.WRITE_ANY, DRAFT | REVIEW, Stage.PUBLISHED, shown=ON_SITE, by_authors=True,
        undoes="revise",
    ),
    "correct": Move(
        _("Correct the live story"), roles.CORRECT, shown=ON_SITE, or_permission=roles.RETITLE
    ),
    "swap_photo": Move(_("Swap the photo"), roles.CORRECT, shown=frozenset({Shown.LIVE}), in_person=True),
    "hold": Move(_("Hold"), roles.HOLD, shown=frozenset({Shown.LIVE}), needs_reason=True),
    "lift": Move(
        _("Lift the hold"), roles.HOLD, shown=frozenset({Shown.HELD}), scheduled=False, needs_reason=True
    ),
    "withdraw": Move(_("Withdraw"), roles.WITHDRAW, target=Stage.WITHDRAWN, shown=ON_SITE, needs_reason=True),
    "reinstate": Move(
        _("Reinstate"), roles.REINSTATE, frozenset({Stage.WITHDRAWN}), Stage.PUBLISHED,
        shown=frozenset({Shown.WITHDRAWN, Shown.JOINED}), needs_reason=True,
    ),
    "expunge": Move(
        _("Expunge the text"), roles.EXPUNGE, target=Stage.WITHDRAWN,
        shown=frozenset({Shown.WITHDRAWN, Shown.JOINED}), needs_reason=True,
    ),
    "join": Move(_("Join to another story"), roles.JOIN, target=Stage.WITHDRAWN, shown=frozenset({Shown.LIVE})),
    "spike": Move(
        _("Spike"), roles.REVIEW, DRAFT | REVIEW, Stage.SPIKED, shown=NEVER_LIVE, by_authors=True,
        authors_from=DRAFT, reason_for_anothers=True,
    ),
    "revive": Move(
        _("Revive"), roles.REVIEW, frozenset({Stage.SPIKED}), Stage.DRAFT, by_authors=True,
        undoes="spike", reason_for_anothers=True,
    ),
}  # fmt: skip

STAGE_MOVES = frozenset(name for name, move in MOVES.items() if move.target)
"""Those that change the stage: the last of them says why a story stands where it does, whatever was done since."""


def needs_reason(name: str, *, anothers: bool) -> bool:
    """`anothers`: whoever makes the move is not among the story's authors."""
    move = MOVES[name]
    return move.needs_reason or (anothers and move.reason_for_anothers)


def undone_from(stage: str, shown: str) -> str:
    """Which move could be taken back where a story stands; empty: none."""
    found = (move.undoes for move in MOVES.values() if stage in move.sources and shown in move.shown)
    return next(filter(None, found), "")


def refusal(name: str, facts: Facts) -> NotAllowed | None:
    """Why a move may not be made, first reason first; None: it may."""
    move = MOVES[name]
    by_right = bool(facts.may & {move.permission, move.or_permission})
    if not by_right and not (move.by_authors and facts.author):
        return not_in_role(move.label)
    if facts.shown == Shown.EXPUNGED:
        return NotAllowed(EXPUNGED, "expunged")
    if facts.stage not in move.sources:
        stage = Stage(facts.stage).label
        return NotAllowed(_("The story is in another stage now: %(stage)s.") % {"stage": stage}, "stage")
    if facts.shown not in move.shown:
        shown = Shown(facts.shown).label
        return NotAllowed(_("Readers have it in another state: %(shown)s.") % {"shown": shown}, "shown")
    if move.scheduled is not None and facts.scheduled != move.scheduled:
        return NotAllowed(_SCHEDULE[move.scheduled], "scheduled")
    return (None if by_right else _author_refusal(move, facts)) or _people_refusal(name, move, facts)


EXPUNGED = _("The text of this story was expunged for good: nothing can be done with it any more.")

_SCHEDULE = {
    True: _("Nothing is scheduled any more."),
    False: _("A version is scheduled: cancel or amend that first."),
}


def _author_refusal(move: Move, facts: Facts) -> NotAllowed | None:
    """How far a move reaches for whoever may make it as an author alone."""
    if facts.stage not in move.authors_from:
        return NotAllowed(_("The editors have it: take it back first, or ask one of them."), "author")
    if move.undoes and not facts.began:
        return NotAllowed(_("Somebody else did what this would undo: ask an editor."), "author")
    if facts.holder:
        return _held_by(facts.holder)
    return None


def _held_by(holder: str | Promise) -> NotAllowed:
    return NotAllowed(_("%(holder)s holds it.") % {"holder": holder}, "held")


def _people_refusal(name: str, move: Move, facts: Facts) -> NotAllowed | None:
    """Rules about who else has a part in the story."""
    if move.in_person and facts.flagged and roles.IN_PERSON not in facts.may:
        return NotAllowed(
            _("This story needs a second person first: only the managing editor may go alone."), "flagged"
        )
    if move.not_own and facts.own:
        return NotAllowed(_("Nobody approves their own story: ask a second editor."), "own")
    if move.unheld and (facts.holder or facts.mine):
        return _held_by(facts.holder or _("You"))
    if move.held_by_me and not facts.mine:
        return NotAllowed(_("You do not hold it."), "held")
    if name == "take_over" and not facts.holder:
        return NotAllowed(_("Nobody else holds it."), "held")
    return None


def possible(facts: Facts) -> list[str]:
    """Moves that may be made now, in the table's order: the buttons."""
    return [name for name in MOVES if refusal(name, facts) is None]


def may_give_photo(facts: Facts) -> bool:
    """Who may put a photo into a working copy: the photo desk, wherever somebody may still change the text."""
    open_copy = facts.stage in DRAFT | REVIEW or (facts.stage == Stage.PUBLISHED and facts.scheduled)
    return open_copy and (roles.CHANGE_PHOTO in facts.may or may_write(facts))


def may_add(facts: Facts) -> bool:
    """Who may send an addition to a story in review: its authors, whose text the editors then take in or leave."""
    return facts.stage == Stage.REVIEW and facts.author


def may_share(facts: Facts) -> bool:
    """Who may show the working copy to a reader outside: its authors, and whoever edits."""
    return facts.author or roles.WRITE_ANY in facts.may


def may_write(facts: Facts) -> bool:
    """Who may change the working copy: its authors in draft; editors until it is on the site as it stands."""
    if facts.stage == Stage.DRAFT:
        return facts.author or roles.WRITE_ANY in facts.may
    if facts.stage == Stage.REVIEW or (facts.stage == Stage.PUBLISHED and facts.scheduled):
        return roles.WRITE_ANY in facts.may
    return False
