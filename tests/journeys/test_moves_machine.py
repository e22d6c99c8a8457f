"""Thousands of moves by anybody at any time: whatever is tried in whatever order, the laws hold after every step."""

import random
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts import audit
from accounts.models import Act
from articles import additions, moves, published, publishing, workflow
from articles.models import Addition, Author, Conflict, Credit, Revision, SecondLook
from articles.workflow import NotAllowed
from editions.models import Edition, Entry
from tests import oracle
from tests.cast import MONDAY
from tests.journeys.play import PLAYED, Play, counts, photograph

STEPS, EXAMPLES = 50, 5
PEOPLE = st.sampled_from(["ani", "budi", "citra", "citra", "dedi", "dedi", "eko", "eko", "fitri", "gita"])
EDITORS = st.sampled_from(["citra", "dedi", "eko", "ani"])
WHICH = st.integers(0, 2)
REASONS = st.sampled_from(["Diperiksa lagi", "Ada alasannya", ""])
HEADLINES = st.sampled_from([f"Judul {number}" for number in range(6)])
LATER = st.sampled_from([None, None, *(timedelta(hours=hours) for hours in (-1 / 60, 1 / 3, 2, 6))])
SCHEDULED = st.sampled_from(["carry", "call_off"])
KINDS = st.sampled_from(["perbaikan_kecil", "pembaruan", "ralat", "hak_jawab"])
OWNERS = ("ani", "budi", "citra")
COMMON = {
    "submit": 1, "return": 1, "publish": 2, "publish_own": 3, "spike": 3, "withdraw": 3, "join": 4, "swap_photo": 5,
}  # fmt: skip
"""What a way begins or ends with comes after what leads on, where both are open."""

RARE = (
    "amend", "cancel", "claim", "join", "lift", "publish_now", "recall", "release", "reschedule", "return", "revive",
    "take_over",
)  # fmt: skip
"""Open only to a few states, or to one of them for a while: each play takes one of these wherever it is offered."""


UNMARKED = ("second_look", "send_addition", "leave_addition")
"""What leaves the working copy as it was, and so no revision."""


class Moves(RuleBasedStateMachine):
    stage = photo = None
    favour = ""
    taken = 0
    made: dict[str, int] = {}

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.stage.at(MONDAY)
        self.play = Play(self.stage, self.photo)
        self.seen_editions: set[int] = set()
        self.tried: dict[str, int] = {}

    def teardown(self) -> None:
        assert list(audit.broken()) == []
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @initialize(seed=st.integers(0, 10**9))
    def three_stories(self, seed) -> None:
        """One live, one scheduled, one a draft; the seed throws evenly, where hypothesis likes small numbers."""
        self.dice = random.Random(f"{self.favour} {seed}")
        for which, (by, at) in enumerate({"ani": None, "budi": timedelta(hours=3), "citra": None}.items()):
            self.play.open(getattr(self.stage, by))
            if by != "citra":
                self.attempt(which, "submit", by)
                self.attempt(which, "publish", "dedi", at=at and self.stage.now + at)

    # --- Acts -------------------------------------------------------------------------------------

    def attempt(self, which, verb, who, act=None, **how):
        type(self).taken += 1
        story, by = self.play.stories[which], getattr(self.stage, who)
        self.stage.step(seconds=1)
        before, last = counts(), Act.objects.count()
        try:
            act() if act else self.play.do(story, verb, by, **how)
        except NotAllowed:
            assert counts() == before, verb
            assert Act.objects.count() == last, verb
            return False
        article, trail = story.article(), Act.objects.order_by("-seq").first()
        assert (trail.verb, trail.actor, trail.target) == (verb, by.username, f"article:{story.story_id}")
        assert trail.at == self.stage.now
        if verb not in UNMARKED:
            revision = article.revisions.get(version=article.version, side=False)
            assert (revision.act, revision.by, revision.at) == (verb, by, self.stage.now)
            assert revision.snapshot == article.snapshot()
        self.everything_new_was_approved(story, article, verb, by)
        type(self).made[verb] = type(self).made.get(verb, 0) + 1
        return True

    @rule(at=LATER, headline=HEADLINES, kind=KINDS, scheduled=SCHEDULED)
    def a_move_the_table_offers(self, at, headline, kind, scheduled):
        """Of the moves that have a button for anybody now, one that this play has seen least: leads run deep."""
        which = self.dice.randrange(3)
        offers = self.offers(which)
        if offers:
            self.dice.shuffle(offers)
            verb, who = min(offers, key=self.rank)
            self.tried[verb] = self.tried.get(verb, 0) + 1
            how = {"changes": {"headline": headline}, "kind": kind, "note": "Alasan", "tick": True}
            how["scheduled"] = scheduled
            if verb == "reschedule":
                at = at or timedelta(hours=1)
            self.attempt(which, verb, who, at=at and self.stage.now + at, **how)

    def rank(self, offer):
        """The favoured, then the least tried, and of those what lies furthest from the common way."""
        verb = offer[0]
        return verb != self.favour, self.tried.get(verb, 0), COMMON.get(verb, 0)

    # Twice, so that every second step goes on along an open way.
    another_move_the_table_offers = rule(at=LATER, headline=HEADLINES, kind=KINDS, scheduled=SCHEDULED)(
        a_move_the_table_offers.hypothesis_stateful_rule.function
    )

    def offers(self, which) -> list[tuple[str, str]]:
        story = self.play.stories[which]
        article, known = story.article(), published.status(story.story_id, at=self.stage.now)
        offers = []
        for who in (OWNERS[which], "dedi", "eko"):
            facts = published.facts(article, getattr(self.stage, who), at=self.stage.now, known=known)
            offers += [(verb, who) for verb in workflow.possible(facts) if verb in PLAYED]
        return sorted(offers)  # the dice alone decide, not in which order this process keeps words

    @rule(which=WHICH, verb=st.sampled_from(sorted(PLAYED)), who=PEOPLE, at=LATER, headline=HEADLINES, kind=KINDS,
          note=REASONS, tick=st.booleans())  # fmt: skip
    def any_move_by_anybody(self, which, verb, who, at, headline, kind, note, tick):
        """Mostly refused: then nothing may have changed."""
        how = {"changes": {"headline": headline}, "kind": kind, "note": note, "tick": tick}
        self.attempt(which, verb, who, at=at and self.stage.now + at, **how)

    @rule(which=WHICH, who=PEOPLE, headline=HEADLINES, east=st.booleans(), accuses=st.booleans(), behind=st.booleans())
    def save(self, which, who, headline, east, accuses, behind):
        """A save that is refused or comes late is kept aside, and changes nothing else."""
        story, by = self.play.stories[which], getattr(self.stage, who)
        typed = {"headline": headline, "accuses": accuses}
        if east:
            typed["section_id"] = self.stage.east.pk
        article = story.article()
        stale = behind and article.version > 1
        seen = article.version - 1 if stale else article.version
        self.stage.step(seconds=1)
        type(self).taken += 1
        before, sides = counts(), Revision.objects.filter(side=True).count()
        try:
            self.stage.save(article, by, seen=seen, **typed)
        except (NotAllowed, Conflict):
            assert counts() == before | {"revisions": before["revisions"] + 1}
            side = Revision.objects.filter(side=True).latest("pk")
            assert Revision.objects.filter(side=True).count() == sides + 1
            assert (side.by, side.snapshot["headline"]) == (by, headline)
        else:
            assert not stale
            assert story.article().headline == headline
            assert story.article().current_revision().snapshot["headline"] == headline

    @rule(which=WHICH, who=PEOPLE, back=st.integers(0, 5))
    def restore(self, which, who, back):
        article = self.play.stories[which].article()
        revision = list(article.revisions.all())[: back + 1][-1]
        by = getattr(self.stage, who)
        self.attempt(which, "restore", who, act=lambda: moves.restore(article, revision, by=by))

    @rule(which=WHICH, who=PEOPLE)
    def add_something(self, which, who):
        article, by = self.play.stories[which].article(), getattr(self.stage, who)
        body, stage = article.body, article.stage
        if self.attempt(which, "send_addition", who, act=lambda: additions.send(article, "Susulan.", by=by)):
            assert stage == "review"
            assert article.is_authored_by(by)
            assert self.play.stories[which].article().body == body

    @precondition(lambda self: Addition.objects.waiting().exists())
    @rule(who=PEOPLE, act=st.sampled_from(["take_in", "leave"]))
    def settle_an_addition(self, who, act):
        one = Addition.objects.waiting().first()
        which = next(n for n, story in enumerate(self.play.stories) if story.pk == one.article_id)
        by = getattr(self.stage, who)
        self.attempt(which, f"{act}_addition", who, act=lambda: getattr(additions, act)(one, by=by))

    @precondition(lambda self: SecondLook.objects.filter(seen_by=None).exists())
    @rule(who=PEOPLE)
    def second_look(self, who):
        look = SecondLook.objects.filter(seen_by=None).order_by("pk").first()
        which = next(n for n, story in enumerate(self.play.stories) if story.pk == look.article_id)
        by = getattr(self.stage, who)
        if self.attempt(which, "second_look", who, act=lambda: publishing.second_look(look, by=by)):
            assert by not in (look.by, look.article.created_by, look.article.submitted_by)

    @rule(minutes=st.sampled_from([1, 10, 19, 45, 180]))
    def wait(self, minutes):
        type(self).taken += 1
        self.stage.step(minutes=minutes)

    @precondition(lambda self: any(story.to_come for story in self.play.stories))
    @rule()
    def wait_until_the_very_moment(self):
        type(self).taken += 1
        moment = min(story.begins for story in self.play.stories if story.to_come)
        if moment > self.stage.now:
            self.stage.at(moment)

    # --- Laws -------------------------------------------------------------------------------------

    def everything_new_was_approved(self, story, article, verb, by):
        """Law 5: by another than who wrote it, or else awaiting the second pair of eyes."""
        for edition in Edition.objects.stories().filter(story_id=story.story_id).exclude(pk__in=self.seen_editions):
            self.seen_editions.add(edition.pk)
            assert edition.published_by == by.username
            snapshot = Revision.objects.get(pk=edition.revision).snapshot
            assert edition.headline == snapshot["headline"]
            credited = [author for role, author in snapshot["credits"] if role in Credit.WRITING]
            writers = set(Author.objects.filter(pk__in=credited).values_list("user", flat=True))
            writers |= {article.created_by_id, article.submitted_by_id}
            awaited = SecondLook.objects.filter(article=article, number=edition.number, by=by, seen_by=None).exists()
            if verb in ("publish", "publish_now", "amend", "reschedule"):
                assert by.pk not in writers, verb
            elif verb == "publish_own":
                assert by == self.stage.eko
                assert awaited
            elif verb in ("correct", "swap_photo"):
                assert awaited or self.was_small(edition)
            else:
                assert verb in ("lift", "reinstate"), verb
                texts = Edition.objects.filter(story_id=story.story_id, revision=edition.revision, pk__lt=edition.pk)
                assert any(one.published_at <= self.stage.now for one in texts)

    def was_small(self, edition) -> bool:
        """Moved no time and told no notice."""
        before = Edition.objects.stories().filter(story_id=edition.story_id, number__lt=edition.number)
        return edition.updated_at in before.values_list("updated_at", flat=True)

    def moments(self) -> list[datetime]:
        ahead = {story.begins for story in self.play.stories if story.to_come}
        return [
            self.stage.now,
            *(moment + around for moment in ahead for around in (-timedelta(seconds=1), timedelta())),
        ]

    @invariant()
    def readers_get_what_the_oracle_says(self):
        for moment in self.moments():
            live = {}
            for edition in Edition.objects.live(moment).defer("body"):
                assert edition.story_id not in live, "two lives at once"
                live[edition.story_id] = edition
            entries: dict[str, list[str]] = {}
            for story_id, key in Entry.objects.live(moment).values_list("story_id", "list"):
                entries.setdefault(story_id, []).append(key)
            for story in self.play.stories:
                expected = oracle.gets(story.acts, moment)
                status = published.Status(live.get(story.story_id))
                assert status.shown == expected.shown
                if expected.shown == "live":
                    assert status.live.headline == expected.headline
                    assert status.live.first_published_at == expected.since
                    assert sorted(status.live.lists) == sorted(entries[story.story_id])
                    # The list of a picture's stories is the newsroom's own note: the oracle knows those of readers.
                    lead = {f"picture-{key}" for key in [status.live.lead_id] if key}
                    assert set(entries[story.story_id]) == expected.lists | lead
                else:
                    assert story.story_id not in entries

    @invariant()
    def a_scheduled_story_stands_as_published_and_is_to_come_once(self):
        for story in self.play.stories:
            self.play._catch_up(story)
            editions = list(Edition.objects.to_come().filter(story_id=story.story_id))
            assert len(editions) == (story.to_come is not None)
            if editions:
                assert (editions[0].published_at, editions[0].headline) == (story.begins, story.to_come["headline"])
                assert story.article().stage == "published"


@pytest.mark.no_cover  # thousands of moves: counting their lines doubles their time
def test_the_laws_hold_after_every_move_of_a_long_random_play(newsroom):
    how = settings(
        max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate],
    )  # fmt: skip
    photo, made, taken = photograph(newsroom), {}, 0
    for favour in RARE:
        favouring = {"stage": newsroom, "photo": photo, "made": made, "favour": favour, "taken": 0}
        machine = type("Machine", (Moves,), favouring)
        run_state_machine_as_test(machine, settings=how)
        taken += machine.taken
    assert taken >= 2000, taken
    assert set(made) >= PLAYED, f"the play has grown dull: {made}"


def test_the_machine_sees_a_life_put_in_past_the_verbs(newsroom):
    """A control: the invariant is no empty word."""
    newsroom.live()
    edition = Edition.objects.get()
    edition.pk, edition.number = None, 2
    edition._state.adding = True
    try:
        with transaction.atomic():
            edition.save(force_insert=True)
    except IntegrityError:
        return
    raise AssertionError("the database took two lives")
