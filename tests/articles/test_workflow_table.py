"""DESIGN.md, section 7: every row of the table of moves and every rule under it, once allowed and once refused."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts import lending
from accounts.models import Act, Right
from accounts.roles import Bundle
from articles import conditions, moves, published, publishing, workflow
from articles.conditions import sign_offs
from articles.models import Article, SecondLook, Section, Tag
from articles.publishing import locking
from articles.publishing.correcting import Correction
from articles.workflow import MOVES, NotAllowed, Shown, Stage
from editions.models import Edition, Entry
from tests.journeys.play import Play


def refused(rule, act, *args, **how):
    with pytest.raises(NotAllowed) as told:
        act(*args, **how)
    assert told.value.rule == rule, str(told.value)


def fresh(article):
    return Article.objects.select_related("section__parent").get(pk=article.pk)


def publish(stage, article, by="citra", **how):
    article = fresh(article)
    return publishing.publish(article, by=getattr(stage, by), seen=article.version, **how)


# --- Every row -----------------------------------------------------------------------------------------------

BEGINS = {
    "draft": lambda stage: stage.draft(),
    "review": lambda stage: stage.submitted(),
    "held by dedi": lambda stage: moves.move(stage.submitted(), "claim", by=stage.dedi),
    "scheduled": lambda stage: stage.scheduled(stage.now + timedelta(hours=2)),
    "live": lambda stage: stage.live(),
    "held": lambda stage: after(stage.live(), publishing.hold, by=stage.citra, reason="Diperiksa"),
    "withdrawn": lambda stage: after(stage.live(), publishing.withdraw, by=stage.eko, ground="keliru", reason="Keliru"),
    "revised": lambda stage: moves.move(stage.live(), "revise", by=stage.ani),
    "spiked": lambda stage: moves.move(stage.draft(), "spike", by=stage.ani),
}


def after(article, verb, **how):
    verb(article, **how)
    return article


ROWS = [
    # move, where it begins, who may, who may not and by which rule, stage and what readers have afterwards
    ("submit", "draft", "ani", ("gita", "role"), "review", "nothing"),
    ("recall", "review", "ani", ("citra", "role"), "draft", "nothing"),
    ("claim", "review", "citra", ("ani", "role"), "review", "nothing"),
    ("release", "held by dedi", "dedi", ("citra", "held"), "review", "nothing"),
    ("take_over", "held by dedi", "citra", ("dedi", "held"), "review", "nothing"),
    ("return", "review", "citra", ("budi", "role"), "draft", "nothing"),
    ("publish", "review", "citra", ("ani", "role"), "published", "live"),
    ("publish_own", "review", "eko", ("citra", "role"), "published", "live"),
    ("publish_now", "scheduled", "dedi", ("ani", "role"), "published", "live"),
    ("reschedule", "scheduled", "dedi", ("ani", "role"), "published", "nothing"),
    ("amend", "scheduled", "dedi", ("budi", "role"), "published", "nothing"),
    ("cancel", "scheduled", "citra", ("ani", "role"), "review", "nothing"),
    ("revise", "live", "ani", ("fitri", "role"), "draft", "live"),
    ("discard", "revised", "ani", ("budi", "role"), "published", "live"),
    ("correct", "live", "citra", ("ani", "role"), "published", "live"),
    ("swap_photo", "live", "citra", ("ani", "role"), "published", "live"),
    ("hold", "live", "citra", ("budi", "role"), "published", "held"),
    ("lift", "held", "dedi", ("ani", "role"), "published", "live"),
    ("withdraw", "live", "eko", ("citra", "role"), "withdrawn", "withdrawn"),
    ("reinstate", "withdrawn", "eko", ("citra", "role"), "published", "live"),
    ("expunge", "withdrawn", "eko", ("citra", "role"), "withdrawn", "expunged"),
    ("join", "live", "citra", ("ani", "role"), "withdrawn", "joined"),
    ("spike", "draft", "ani", ("budi", "role"), "spiked", "nothing"),
    ("revive", "spiked", "ani", ("gita", "role"), "draft", "nothing"),
]


def test_the_rows_played_are_all_of_the_table():
    assert {row[0] for row in ROWS} == set(MOVES)


@pytest.mark.parametrize(("name", "where", "who", "other", "stage", "shown"), ROWS, ids=str)
def test_a_row_of_the_table_is_played(newsroom, name, where, who, other, stage, shown):
    article, play = BEGINS[where](newsroom), Play(newsroom)
    target = newsroom.live(by=newsroom.budi) if name == "join" else None
    story = play.open(newsroom.budi)
    play._account = lambda *_args, **_how: None
    newsroom.step(minutes=1)

    def act(by):
        now = fresh(article)
        if name == "join":
            return publishing.join(now, target, by=by)
        at = newsroom.now + timedelta(hours=5) if name == "reschedule" else None
        return play.do(story, name, by, article=now, note="Alasan", changes={"deck": "Subjudul lain"}, at=at)

    refused(other[1], act, getattr(newsroom, other[0]))
    act(getattr(newsroom, who))
    now = fresh(article)
    assert (now.stage, published.status(now.story_id, at=newsroom.now).shown) == (stage, shown)


ELSEWHERE = [
    ("submit", "review"), ("recall", "draft"), ("claim", "draft"), ("return", "live"), ("publish", "draft"),
    ("publish_own", "live"), ("publish_now", "live"), ("reschedule", "live"), ("amend", "live"), ("cancel", "live"),
    ("revise", "scheduled"),
    ("discard", "draft"), ("correct", "review"), ("swap_photo", "held"),
    ("hold", "review"), ("lift", "live"), ("withdraw", "review"),
    ("reinstate", "live"), ("expunge", "live"), ("expunge", "held"),
    ("join", "held"), ("spike", "revised"), ("revive", "draft"), ("take_over", "review"),
    ("release", "review"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "where"), ELSEWHERE)
def test_a_move_from_elsewhere_is_refused(newsroom, name, where):
    article = fresh(BEGINS[where](newsroom))
    everybody = (newsroom.ani, newsroom.citra, newsroom.eko)
    facts = [published.facts(article, by, at=newsroom.now) for by in everybody]
    assert all(workflow.refusal(name, one) for one in facts)


# --- Spike, revive and discard: how far an author reaches ------------------------------------------------------


def test_an_author_cannot_spike_what_the_editors_have(newsroom):
    article = newsroom.submitted()
    refused("author", moves.move, article, "spike", by=newsroom.ani)
    moves.move(article, "claim", by=newsroom.dedi)
    refused("author", moves.move, fresh(article), "spike", by=newsroom.ani, note="Batal")
    assert fresh(article).stage == Stage.REVIEW


def test_an_editor_says_why_to_spike_or_revive_anothers_story_and_not_for_their_own(newsroom):
    article, own = newsroom.submitted(), newsroom.draft(by=newsroom.citra)
    refused("reason", moves.move, article, "spike", by=newsroom.citra, note=" ")
    moves.move(article, "spike", by=newsroom.citra, note="Sudah basi")
    refused("reason", moves.move, fresh(article), "revive", by=newsroom.dedi)
    assert moves.move(fresh(article), "revive", by=newsroom.dedi, note="Ada lanjutannya").stage == Stage.DRAFT
    moves.move(own, "spike", by=newsroom.citra)
    assert moves.move(fresh(own), "revive", by=newsroom.citra).stage == Stage.DRAFT


def test_an_author_revives_what_an_author_spiked_alone_and_not_what_an_editor_did(newsroom):
    article = newsroom.draft()
    moves.move(article, "spike", by=newsroom.ani)
    moves.move(fresh(article), "revive", by=newsroom.ani)
    moves.move(fresh(article), "spike", by=newsroom.citra, note="Sudah basi")
    refused("author", moves.move, fresh(article), "revive", by=newsroom.ani)
    assert "revive" not in workflow.possible(published.facts(fresh(article), newsroom.ani, at=newsroom.now))


def test_only_the_author_who_opened_a_live_story_discards_its_changes(newsroom):
    credits = [["rep", newsroom.ani.author.pk], ["rep", newsroom.budi.author.pk]]
    article = newsroom.live(credits=credits)
    moves.move(article, "revise", by=newsroom.budi)
    refused("author", publishing.discard, fresh(article), by=newsroom.ani)
    assert publishing.discard(fresh(article), by=newsroom.budi).stage == Stage.PUBLISHED


def test_an_author_does_not_discard_what_an_editor_holds(newsroom):
    article = newsroom.live()
    moves.move(article, "revise", by=newsroom.ani)
    moves.move(fresh(article), "submit", by=newsroom.ani)
    moves.move(fresh(article), "claim", by=newsroom.dedi)
    refused("held", publishing.discard, fresh(article), by=newsroom.ani)
    moves.move(fresh(article), "release", by=newsroom.dedi)
    assert publishing.discard(fresh(article), by=newsroom.ani).stage == Stage.PUBLISHED


@pytest.mark.parametrize("name", [name for name, move in MOVES.items() if move.needs_reason])
def test_a_move_that_needs_a_reason_is_refused_without(name):
    refused("reason", moves.need_reason, name, "  ")
    moves.need_reason(name, "Alasan")


# --- Join, and what ends what was to come --------------------------------------------------------------------


def test_a_joined_story_leads_to_the_other_and_leaves_every_list(newsroom, client):
    first, second = newsroom.live(), newsroom.live(by=newsroom.budi, headline="Kabar yang sama")
    newsroom.step(minutes=5)
    publishing.join(second, first, by=newsroom.citra, note="Berita ganda")
    response = client.get(f"/berita/{second.story_id}/kabar-yang-sama/")
    assert (response.status_code, response["Location"]) == (301, f"/berita/{first.story_id}/kapal-perintis-tiba/")
    assert not Entry.objects.live(newsroom.now).filter(story_id=second.story_id).exists()
    assert "Kabar yang sama" not in client.get("/").text
    newsroom.step(minutes=5)
    publishing.withdraw(first, by=newsroom.eko, ground="keliru", reason="Keliru")
    assert client.get(f"/berita/{second.story_id}/x/", follow=True).status_code == 410


def test_a_join_made_by_mistake_is_undone_by_the_managing_editor(newsroom, client):
    first, second = newsroom.live(), newsroom.live(by=newsroom.budi, headline="Kabar yang lain")
    newsroom.step(minutes=5)
    publishing.join(second, first, by=newsroom.citra)
    newsroom.step(minutes=5)
    refused("role", publishing.reinstate, fresh(second), by=newsroom.citra, reason="Bukan ganda")
    publishing.reinstate(fresh(second), by=newsroom.eko, reason="Bukan ganda")
    assert client.get(f"/berita/{second.story_id}/kabar-yang-lain/").status_code == 200


def test_a_story_joins_only_another_that_is_live(newsroom):
    live, draft = newsroom.live(), newsroom.draft()
    refused("into", publishing.join, live, live, by=newsroom.citra)
    refused("into", publishing.join, live, draft, by=newsroom.citra)


@pytest.mark.parametrize("verb", ["withdraw", "hold", "join"])
def test_what_takes_a_story_off_ends_what_was_to_come(newsroom, verb):
    article, other = newsroom.live(), newsroom.live(by=newsroom.budi)
    moves.move(article, "revise", by=newsroom.ani)
    moves.move(fresh(article), "submit", by=newsroom.ani)
    publish(newsroom, article, at=newsroom.now + timedelta(hours=2))
    newsroom.step(minutes=1)
    now, calls = fresh(article), {
        "withdraw": lambda: publishing.withdraw(now, by=newsroom.eko, ground="keliru", reason="Keliru"),
        "hold": lambda: publishing.hold(now, by=newsroom.citra, reason="Diperiksa"),
        "join": lambda: publishing.join(now, other, by=newsroom.citra),
    }  # fmt: skip
    calls[verb]()
    assert not Edition.objects.to_come(newsroom.now).filter(story_id=article.story_id).exists()


# --- Who may write -------------------------------------------------------------------------------------------


def test_in_draft_every_credited_author_writes_and_in_review_editors(newsroom):
    article = newsroom.draft(credits=[["rep", newsroom.ani.author.pk], ["foto", newsroom.budi.author.pk]])
    article = newsroom.save(article, newsroom.budi, deck="Dari Budi")
    moves.move(article, "submit", by=newsroom.ani)
    refused("write", newsroom.save, fresh(article), newsroom.ani, deck="Terlambat")
    assert newsroom.save(fresh(article), newsroom.citra, deck="Dari Citra").deck == "Dari Citra"


def test_nobody_writes_a_live_text(newsroom):
    article = newsroom.live()
    for who in ("ani", "citra", "eko"):
        refused("write", newsroom.save, fresh(article), getattr(newsroom, who), deck="Diam-diam")


# --- Embargo -------------------------------------------------------------------------------------------------


def embargoed(stage, hours=3):
    article = stage.submitted()
    conditions.set_embargo(article, by=stage.ani, until=stage.now + timedelta(hours=hours), giver="Bank Indonesia")
    return article


def test_an_embargo_blocks_publishing_and_scheduling_before_its_moment(newsroom):
    article = embargoed(newsroom)
    refused("embargo", publish, newsroom, article)
    refused("embargo", publish, newsroom, article, at=newsroom.now + timedelta(hours=3, milliseconds=-1))
    edition = publish(newsroom, article, at=newsroom.now + timedelta(hours=3))
    refused("embargo", publishing.reschedule, fresh(article), by=newsroom.dedi, at=newsroom.now)
    assert Edition.objects.to_come(newsroom.now).get() == edition
    newsroom.step(hours=4)
    assert published.status(article.story_id, at=newsroom.now).shown == Shown.LIVE


def test_only_the_managing_editor_breaks_an_embargo_and_says_why(newsroom):
    article = embargoed(newsroom)
    refused("embargo", publish, newsroom, article, breaking="Sudah bocor")
    refused("embargo", publish, newsroom, article, by="eko")
    publish(newsroom, article, by="eko", breaking="Sudah bocor di media lain")
    act = Act.objects.order_by("-seq").first()
    assert (act.facts["broke"], act.facts["because"]) == (["embargo"], "Sudah bocor di media lain")


def test_an_embargo_is_brought_forward_by_the_managing_editor_alone(newsroom):
    article = embargoed(newsroom)
    sooner = {"until": newsroom.now + timedelta(hours=1), "giver": "Bank Indonesia"}
    refused("embargo", conditions.set_embargo, article, by=newsroom.citra, **sooner)
    refused("embargo", conditions.set_embargo, article, by=newsroom.citra, until=None, giver="", why="Sudah")
    refused("reason", conditions.set_embargo, article, by=newsroom.eko, **sooner)
    conditions.set_embargo(article, by=newsroom.eko, why="Pemberi memajukannya", **sooner)
    until = newsroom.now + timedelta(hours=9)
    assert conditions.set_embargo(article, by=newsroom.citra, until=until, giver="BI").embargo_until == until
    refused("giver", conditions.set_embargo, newsroom.draft(), by=newsroom.ani, until=newsroom.now, giver=" ")
    refused("role", conditions.set_embargo, article, by=newsroom.budi, until=None, giver="")


def test_no_embargo_is_laid_over_what_is_scheduled_before_it(newsroom):
    article = newsroom.scheduled(newsroom.now + timedelta(hours=1))
    until = newsroom.now + timedelta(hours=2)
    refused("scheduled", conditions.set_embargo, article, by=newsroom.citra, until=until, giver="Istana")


# --- Sign-offs -----------------------------------------------------------------------------------------------


def test_an_open_sign_off_blocks_and_a_given_one_does_not(newsroom):
    article = newsroom.submitted()
    refused("role", conditions.ask, article, "hukum", by=newsroom.budi)
    conditions.ask(article, "hukum", by=newsroom.citra)
    refused("sign_off", publish, newsroom, article)
    refused("sign_off", publish, newsroom, article, by="eko", breaking="Tidak bisa ditembus")
    article = fresh(article)
    refused("role", conditions.sign, article, "hukum", by=newsroom.budi, seen=article.version)
    refused("version", conditions.sign, article, "hukum", by=newsroom.dedi, seen=article.version - 1)
    conditions.sign(article, "hukum", by=newsroom.dedi, seen=article.version)
    assert publish(newsroom, article)


def test_a_section_asks_for_sign_offs_of_all_its_stories(newsroom):
    Section.objects.filter(pk=newsroom.region.pk).update(sign_offs=["bahasa"])
    article = newsroom.submitted(section_id=newsroom.east.pk)
    refused("sign_off", publish, newsroom, article)
    article = fresh(article)
    conditions.sign(article, "bahasa", by=newsroom.dedi, seen=article.version)
    assert publish(newsroom, article)


COVERED = [
    ("bahasa", {"deck": "Lain"}, {"priority": 1}),
    ("hukum", {"accuses": True}, {"commissioned_length": 300}),
    ("foto", {"photo_caption": "Lain"}, {"headline": "Judul lain sekali"}),
    ("data", {"body": "<p>Angkanya 12.</p>"}, {"photo_caption": "Lain"}),
]


@pytest.mark.parametrize(("kind", "touches", "leaves"), COVERED)
def test_a_change_to_what_it_covered_reopens_a_sign_off(newsroom, kind, touches, leaves):
    article = newsroom.submitted()
    conditions.ask(article, kind, by=newsroom.citra)
    article = fresh(article)
    conditions.sign(article, kind, by=newsroom.dedi, seen=article.version)
    article = newsroom.save(article, newsroom.citra, **leaves)
    assert [tick.is_open for tick in sign_offs(article, article.snapshot())] == [False]
    article = newsroom.save(fresh(article), newsroom.citra, **touches)
    [tick] = sign_offs(article, article.snapshot())
    assert tick.is_open
    assert tick.was_given


def test_nobody_signs_off_their_own_story(newsroom):
    article = newsroom.submitted(by=newsroom.citra)
    refused("own", conditions.sign, article, "bahasa", by=newsroom.citra, seen=article.version)


def test_an_amendment_needs_its_sign_offs_again(newsroom):
    article = newsroom.scheduled(newsroom.now + timedelta(hours=2))
    conditions.ask(article, "data", by=newsroom.citra)
    article = newsroom.save(fresh(article), newsroom.citra, deck="Angka lain")
    refused("sign_off", publishing.amend, article, by=newsroom.dedi, seen=article.version)
    conditions.sign(article, "data", by=newsroom.dedi, seen=article.version)
    assert publishing.amend(article, by=newsroom.dedi, seen=article.version)


# --- Kunci terbit --------------------------------------------------------------------------------------------


@pytest.fixture
def locked_tag(newsroom):
    tag = Tag.objects.create(name="Hitung cepat", slug="hitung-cepat")
    until = newsroom.now + timedelta(hours=3)
    locking.lock(by=newsroom.eko, tag=tag, until=until, why="UU Pemilu: dua jam setelah TPS ditutup")
    return tag


def test_until_its_moment_no_story_with_the_tag_goes_live(newsroom, locked_tag):
    article = newsroom.submitted(tags=["hitung CEPAT"])
    refused("locked", publish, newsroom, article)
    refused("locked", publish, newsroom, article, at=newsroom.now + timedelta(hours=2, minutes=59))
    assert publish(newsroom, newsroom.submitted(tags=["Laut"]))
    assert publish(newsroom, article, at=newsroom.now + timedelta(hours=3))


def test_breaking_a_lock_needs_the_managing_editor_and_a_reason(newsroom, locked_tag):
    article = newsroom.submitted(tags=["Hitung cepat"])
    refused("locked", publish, newsroom, article, breaking="Semua sudah memuat")
    refused("locked", publish, newsroom, article, by="eko")
    assert publish(newsroom, article, by="eko", breaking="KPU sudah mengumumkan")
    refused("role", locking.lock, by=newsroom.citra, tag=locked_tag, until=newsroom.now + timedelta(1), why="x")


def test_a_lock_calls_off_what_was_scheduled_under_it(newsroom):
    tag = Tag.objects.create(name="Hitung cepat", slug="hitung-cepat")
    under = newsroom.scheduled(newsroom.now + timedelta(hours=1), tags=["Hitung cepat"])
    later = newsroom.scheduled(newsroom.now + timedelta(hours=5), tags=["Hitung cepat"])
    lock, stopped = locking.lock(by=newsroom.eko, tag=tag, until=newsroom.now + timedelta(hours=3), why="UU Pemilu")
    assert stopped == [under]
    assert fresh(under).stage == Stage.REVIEW
    assert Edition.objects.to_come(newsroom.now).get().story_id == later.story_id
    refused("reason", locking.unlock, lock, by=newsroom.eko, why="")
    refused("role", locking.unlock, lock, by=newsroom.citra, why="Sudah")
    locking.unlock(lock, by=newsroom.eko, why="Dicabut KPU")
    assert publish(newsroom, under)


def test_a_lock_by_flag_holds_and_a_held_story_does_not_slip_through(newsroom):
    article = newsroom.live(accuses=True)
    publishing.hold(article, by=newsroom.citra, reason="Diperiksa")
    locking.lock(by=newsroom.eko, flag="accuses", until=newsroom.now + timedelta(hours=1), why="Putusan sela")
    refused("locked", publishing.lift, fresh(article), by=newsroom.dedi, reason="Benar")
    newsroom.step(hours=2)
    assert publishing.lift(fresh(article), by=newsroom.dedi, reason="Benar")


def test_a_lock_names_one_thing_a_reason_and_an_end(newsroom, locked_tag):
    later = newsroom.now + timedelta(hours=1)
    refused("what", locking.lock, by=newsroom.eko, until=later, why="x")
    refused("what", locking.lock, by=newsroom.eko, until=later, why="x", tag=locked_tag, flag="accuses")
    refused("until", locking.lock, by=newsroom.eko, until=newsroom.now, why="x", tag=locked_tag)
    refused("reason", locking.lock, by=newsroom.eko, until=later, why=" ", tag=locked_tag)


# --- Lent and standing rights --------------------------------------------------------------------------------


def own(stage, **fields):
    return stage.submitted(by=stage.citra, **fields)


def go_alone(stage, article, by="citra"):
    article, person = fresh(article), getattr(stage, by)
    vars(person).pop("granted", None)  # rights are read once a request
    return publishing.publish_own(article, by=person, seen=article.version, reason="sendirian")


def test_the_duty_editor_goes_alone_for_the_hours_lent(newsroom):
    refused("role", go_alone, newsroom, own(newsroom))
    lending.lend(newsroom.citra, by=newsroom.eko, at=newsroom.now, ends=newsroom.now + timedelta(hours=8))
    edition = go_alone(newsroom, own(newsroom))
    look = SecondLook.objects.get()
    assert (look.number, look.by, look.seen_by) == (edition.number, newsroom.citra, None)
    refused("own", publishing.second_look, look, by=newsroom.citra)
    publishing.second_look(look, by=newsroom.dedi)
    late = own(newsroom)
    newsroom.step(hours=8)
    refused("role", go_alone, newsroom, late)


def test_a_standing_right_lasts_until_it_is_taken_back(newsroom):
    (right,) = lending.lend(newsroom.citra, by=newsroom.eko, at=newsroom.now)
    newsroom.step(days=40)
    assert go_alone(newsroom, own(newsroom))
    withdrawal = {"by": newsroom.citra, "ground": "keliru", "reason": "Keliru"}
    assert publishing.withdraw(newsroom.live(), **withdrawal)
    lending.take_back(right, by=newsroom.eko, at=newsroom.now)
    refused("role", go_alone, newsroom, own(newsroom))
    refused("role", publishing.withdraw, newsroom.live(), **withdrawal)


TICKED = ["no_name", "no_family", "no_school_or_village", "no_initials", "urgent", "first_source", "cannot_confirm",
          "readers_told"]  # fmt: skip


@pytest.mark.parametrize("flag", ["about_child", "about_victim", "accuses", "unverified"])
def test_a_lent_override_never_covers_a_flagged_story(newsroom, flag):
    lending.lend(newsroom.citra, by=newsroom.eko, at=newsroom.now)
    article = own(newsroom, ticked=TICKED, **{flag: True})
    refused("flagged", go_alone, newsroom, article)
    assert go_alone(newsroom, article, by="eko")


def test_an_advertorial_needs_the_second_person_too(newsroom):
    lending.lend(newsroom.citra, by=newsroom.eko, at=newsroom.now)
    refused("flagged", go_alone, newsroom, own(newsroom, genre="advertorial"))


def test_the_override_is_lent_by_the_managing_editor_to_another_editor(newsroom):
    with pytest.raises(lending.NotLent):
        lending.lend(newsroom.dedi, by=newsroom.citra, at=newsroom.now)
    for to in (newsroom.ani, newsroom.eko):
        with pytest.raises(lending.NotLent):
            lending.lend(to, by=newsroom.eko, at=newsroom.now)
    with pytest.raises(lending.NotLent):
        lending.lend(newsroom.citra, by=newsroom.eko, at=newsroom.now, ends=newsroom.now)
    backwards = {"begins": newsroom.now, "ends": newsroom.now - timedelta(1)}
    with pytest.raises(IntegrityError), transaction.atomic():
        Right.objects.create(user=newsroom.citra, bundle=Bundle.PIKET, **backwards)


# --- Bundles of rights ---------------------------------------------------------------------------------------


def test_distribution_changes_search_title_and_share_text_alone(newsroom):
    article, hana = newsroom.live(), newsroom.person("hana", Bundle.DISTRIBUTION)

    def correct(kind, **changes):
        return publishing.correct(fresh(article), Correction(kind, changes, "Catatan", second_tick=True), by=hana)

    refused("role", correct, "perbaikan_kecil", headline="Judul baru")
    refused("role", correct, "pembaruan", share_text="Ayo baca")
    assert correct("perbaikan_kecil", share_text="Ayo baca", search_title="Kapal").share_text == "Ayo baca"
    refused("role", publishing.hold, fresh(article), by=hana, reason="Diperiksa")
    refused("write", newsroom.save, newsroom.draft(), hana, deck="x")


def test_advertising_writes_advertorials_alone(newsroom):
    iwan = newsroom.person("iwan", Bundle.ADS)
    with transaction.atomic():
        refused("role", newsroom.draft, by=iwan)
    paid = newsroom.draft(by=iwan, genre="advertorial")
    refused("write", newsroom.save, paid, iwan, genre="news")
    paid = newsroom.save(fresh(paid), iwan, deck="Ditulis lagi")
    assert moves.move(paid, "submit", by=iwan).stage == Stage.REVIEW
    assert list(Article.objects.visible_to(iwan)) == [paid]


def test_the_administrator_does_not_publish(newsroom):
    refused("role", publish, newsroom, newsroom.submitted(), by="fitri")


def test_a_right_for_one_section_covers_its_subsections_and_no_other(newsroom):
    newsroom.hadi = newsroom.person("hadi", Bundle.EDITOR, section=newsroom.region.pk)
    refused("role", publish, newsroom, newsroom.submitted(), by="hadi")
    assert publish(newsroom, newsroom.submitted(section_id=newsroom.east.pk), by="hadi")


# --- Terbatas ------------------------------------------------------------------------------------------------


def test_a_restricted_story_is_seen_and_moved_by_the_people_named_alone(newsroom):
    article, everybody = newsroom.submitted(), ("ani", "budi", "citra", "dedi", "eko", "fitri", "gita")
    conditions.restrict(article, [newsroom.citra], by=newsroom.ani)
    seen_by = {name: Article.objects.visible_to(getattr(newsroom, name)).filter(pk=article.pk) for name in everybody}
    assert {name for name, rows in seen_by.items() if rows.exists()} == {"ani", "citra"}
    for who in ("dedi", "eko"):
        refused("role", publish, newsroom, article, by=who)
        refused("role", moves.move, fresh(article), "claim", by=getattr(newsroom, who))
    assert publish(newsroom, article)
    conditions.restrict(fresh(article), [], by=newsroom.citra)
    assert Article.objects.visible_to(newsroom.dedi).filter(pk=article.pk).exists()


def test_a_stranger_restricts_nothing(newsroom):
    refused("role", conditions.restrict, newsroom.draft(), [newsroom.budi], by=newsroom.budi)
