"""A text that was scheduled and cancelled never comes out by another door, and what was put right stays told."""

from datetime import timedelta

import pytest

from articles import moves, published, publishing, workflow
from articles.models import Tag
from articles.publishing import locking
from articles.publishing.correcting import CARRY, SMALL, Correction
from articles.workflow import NotAllowed, Stage
from editions.models import Edition, Entry, Notice
from tests.desk import address
from tests.journeys.test_one_storys_way import TICKS, led_to


def live(article):
    return Edition.objects.live().get(story_id=article.story_id)


def revised(newsroom, article, **typed):
    article = moves.move(article, "revise", by=newsroom.ani)
    article = newsroom.save(article, newsroom.ani, **typed)
    return moves.move(article, "submit", by=newsroom.ani)


@pytest.fixture
def cancelled(newsroom):
    """Live; an update was scheduled, cancelled, and its moment is past."""
    article = newsroom.live()
    newsroom.step(minutes=1)
    article = revised(newsroom, article, headline="Tak pernah disetujui terbit", deck="Rahasia")
    publishing.publish(article, by=newsroom.citra, seen=article.version, at=newsroom.now + timedelta(hours=1))
    newsroom.step(minutes=1)
    publishing.cancel(article, by=newsroom.citra)
    newsroom.step(hours=2)
    article.refresh_from_db()
    return article


def test_the_end_of_a_hold_brings_back_the_text_from_before_it(newsroom, cancelled):
    publishing.hold(cancelled, by=newsroom.citra, reason="Angka diragukan")
    newsroom.step(minutes=1)
    publishing.lift(cancelled, by=newsroom.citra, reason="Angka benar")
    assert live(cancelled).headline == "Kapal perintis tiba"


def test_a_correction_starts_from_what_readers_have(newsroom, cancelled):
    publishing.correct(cancelled, Correction("pembaruan", {"kicker": "Baru"}), by=newsroom.dedi)
    assert (live(cancelled).headline, live(cancelled).deck) == ("Kapal perintis tiba", "Muatan pertama")


def test_a_withdrawal_names_the_headline_readers_had(newsroom, cancelled):
    publishing.withdraw(cancelled, by=newsroom.eko, ground="keliru", reason="Salah orang")
    assert live(cancelled).headline == "Kapal perintis tiba"
    newsroom.step(minutes=1)
    publishing.reinstate(cancelled, by=newsroom.eko, reason="Keliru dicabut")
    assert live(cancelled).headline == "Kapal perintis tiba"


def test_discarded_changes_give_way_to_what_readers_have(newsroom, cancelled):
    publishing.discard(cancelled, by=newsroom.citra)
    cancelled.refresh_from_db()
    assert cancelled.headline == "Kapal perintis tiba"


def test_a_reinstated_story_still_tells_what_was_put_right(newsroom):
    article = newsroom.live()
    newsroom.step(minutes=1)
    publishing.correct(
        article, Correction("ralat", {"deck": "Muatan kedua"}, "Redaksi meminta maaf."), by=newsroom.dedi
    )
    newsroom.step(minutes=1)
    publishing.withdraw(article, by=newsroom.eko, ground="keliru", reason="Salah orang")
    newsroom.step(minutes=1)
    publishing.reinstate(article, by=newsroom.eko, reason="Keliru dicabut")
    assert [notice["text"] for notice in live(article).notices] == ["Redaksi meminta maaf."]


def test_an_update_put_off_tells_the_moment_at_which_it_came_out(newsroom):
    article = newsroom.live()
    newsroom.step(minutes=1)
    article = revised(newsroom, article, headline="Judul baru")
    moment = newsroom.now + timedelta(hours=1)
    publishing.publish(article, by=newsroom.citra, seen=article.version, at=moment)
    later = moment + timedelta(hours=1)
    publishing.reschedule(article, by=newsroom.citra, at=later)
    newsroom.at(later)
    assert live(article).updated_at == later


def test_a_story_brought_forward_stands_in_its_lists(newsroom):
    article = newsroom.scheduled(newsroom.now + timedelta(hours=2))
    publishing.reschedule(article, by=newsroom.citra, at=newsroom.now + timedelta(hours=1))
    newsroom.step(hours=1)
    assert set(Entry.objects.live().values_list("list", flat=True)) == set(live(article).lists)


def test_a_flag_taken_off_in_an_open_draft_does_not_open_the_live_story(newsroom):
    article = newsroom.live(accuses=True)
    newsroom.step(minutes=1)
    article = moves.move(article, "revise", by=newsroom.ani)
    article = newsroom.save(article, newsroom.ani, accuses=False)
    with pytest.raises(NotAllowed) as refused:
        publishing.correct(article, Correction("pembaruan", {"deck": "Baru"}), by=newsroom.dedi)
    assert refused.value.rule == "flagged"


# --- The story that verifies another -----------------------------------------------------------------------


def test_a_verification_waits_until_the_other_storys_schedule_is_settled(newsroom):
    first = newsroom.live(unverified=True, ticked=TICKS)
    newsroom.step(minutes=1)
    first = revised(newsroom, first, headline="Judul baru")
    publishing.publish(first, by=newsroom.citra, seen=first.version, at=newsroom.now + timedelta(hours=1))
    second = newsroom.submitted(by=newsroom.budi, verifies_id=first.pk)
    with pytest.raises(NotAllowed) as refused:
        publishing.publish(second, by=newsroom.citra, seen=second.version)
    assert refused.value.rule == "scheduled"


def test_a_verification_called_off_leaves_no_word_of_it(newsroom):
    first = newsroom.live(unverified=True, ticked=TICKS)
    newsroom.step(minutes=1)
    second = newsroom.submitted(by=newsroom.budi, verifies_id=first.pk)
    moment = newsroom.now + timedelta(hours=1)
    publishing.publish(second, by=newsroom.citra, seen=second.version, at=moment)
    publishing.cancel(second, by=newsroom.citra)
    newsroom.at(moment)
    assert live(first).notices == []
    assert not Notice.objects.exists()


def test_a_verification_put_off_takes_its_word_along(newsroom):
    first = newsroom.live(unverified=True, ticked=TICKS)
    newsroom.step(minutes=1)
    second = newsroom.submitted(by=newsroom.budi, verifies_id=first.pk)
    moment = newsroom.now + timedelta(hours=1)
    publishing.publish(second, by=newsroom.citra, seen=second.version, at=moment)
    publishing.reschedule(second, by=newsroom.citra, at=moment + timedelta(hours=1))
    newsroom.at(moment)
    assert live(first).notices == []
    newsroom.step(hours=1)
    assert live(first).notices[0]["story_id"] == second.story_id


def test_a_verification_amended_before_it_goes_out_keeps_its_word(newsroom):
    first = newsroom.live(unverified=True, ticked=TICKS)
    newsroom.step(minutes=1)
    second = newsroom.submitted(by=newsroom.budi, verifies_id=first.pk)
    moment = newsroom.now + timedelta(hours=1)
    publishing.publish(second, by=newsroom.citra, seen=second.version, at=moment)
    second.refresh_from_db()
    second = newsroom.save(second, newsroom.citra, deck="Dipastikan")
    publishing.amend(second, by=newsroom.citra, seen=second.version)
    assert live(first).notices == []
    newsroom.at(moment)
    assert live(first).notices[0]["story_id"] == second.story_id


def test_a_version_to_come_that_verifies_another_story_keeps_its_word_through_a_correction_carried_into_it(newsroom):
    first = newsroom.live(unverified=True, ticked=TICKS)
    second = newsroom.live(by=newsroom.ani, kicker="getaraan")
    newsroom.step(minutes=1)
    second = revised(newsroom, second, verifies_id=first.pk)
    moment = newsroom.now + timedelta(hours=1)
    publishing.publish(second, by=newsroom.citra, seen=second.version, at=moment)
    newsroom.step(minutes=1)
    publishing.correct(second, Correction(SMALL, {"kicker": "getaran"}, scheduled=CARRY), by=newsroom.citra)
    assert told(first) == []
    newsroom.at(moment)
    assert (live(second).kicker, told(first)) == ("getaran", [second.story_id])


@pytest.fixture
def awaiting(newsroom):
    """An unverified story, the one that verifies it, and the moment at which that goes out."""
    first = newsroom.live(unverified=True, ticked=TICKS)
    newsroom.step(minutes=1)
    second = newsroom.submitted(by=newsroom.budi, verifies_id=first.pk)
    moment = newsroom.now + timedelta(hours=1)
    publishing.publish(second, by=newsroom.citra, seen=second.version, at=moment)
    newsroom.step(minutes=1)
    first.refresh_from_db()
    second.refresh_from_db()
    return first, second, moment


def told(article):
    return [notice["story_id"] for notice in live(article).notices]


@pytest.mark.parametrize("answer", [CARRY, ""])
def test_a_verification_keeps_its_word_through_a_small_fix_of_the_other_story(newsroom, awaiting, client, answer):
    first, second, moment = awaiting
    client.force_login(newsroom.dedi)
    assert "scheduled" not in client.get(address("correct", first.pk)).context["form"].fields, "nothing to ask"
    publishing.correct(first, Correction(SMALL, {"deck": "Muatan perdana"}, scheduled=answer), by=newsroom.dedi)
    assert (live(first).deck, told(first)) == ("Muatan perdana", [])
    newsroom.at(moment)
    assert (live(first).deck, told(first)) == ("Muatan perdana", [second.story_id])
    assert [one.story_id for one in Notice.objects.filter(linked=second.story_id)] == [first.story_id]


def test_what_another_storys_schedule_brings_is_not_moved_amended_or_cancelled_here(newsroom, awaiting):
    first, second, moment = awaiting
    offered = set(workflow.possible(published.facts(first, newsroom.citra, at=newsroom.now)))
    assert not offered & {"reschedule", "amend", "cancel"}
    assert {"revise", "correct"} <= offered
    with pytest.raises(NotAllowed):
        publishing.cancel(first, by=newsroom.citra)
    publishing.cancel(second, by=newsroom.citra)
    newsroom.at(moment)
    assert told(first) == []


def test_a_new_text_of_a_story_that_is_being_verified_goes_out_at_once_and_the_word_stands_under_it(newsroom, awaiting):
    first, second, moment = awaiting
    first = revised(newsroom, first, headline="Kapal tiba dengan selamat")
    with pytest.raises(NotAllowed) as refused:
        publishing.publish(first, by=newsroom.citra, seen=first.version, at=newsroom.now + timedelta(minutes=5))
    assert refused.value.rule == "scheduled"
    publishing.publish(first, by=newsroom.citra, seen=first.version)
    assert (live(first).headline, told(first)) == ("Kapal tiba dengan selamat", [])
    newsroom.at(moment)
    assert (live(first).headline, told(first)) == ("Kapal tiba dengan selamat", [second.story_id])


def test_a_second_verification_goes_out_while_the_first_waits_for_its_moment(newsroom, awaiting):
    first, second, moment = awaiting
    third = newsroom.live(by=newsroom.budi, verifies_id=first.pk)
    assert told(first) == [third.story_id]
    newsroom.at(moment)
    assert told(first) == [third.story_id, second.story_id]


def test_a_story_held_while_its_verification_waits_stays_held(newsroom, awaiting):
    first, _second, moment = awaiting
    publishing.hold(first, by=newsroom.citra, reason="Diperiksa")
    first.refresh_from_db()
    assert first.stage == Stage.PUBLISHED, "nobody scheduled a text of it"
    newsroom.at(moment)
    assert live(first).kind == Edition.Kind.HELD


@pytest.mark.parametrize("older", ["the unverified", "the verifying"])
def test_a_lock_calls_off_a_verification_and_leaves_the_story_on_the_site_alone(newsroom, older):
    second = newsroom.draft(by=newsroom.budi, tags=["Pilkada"]) if older == "the verifying" else None
    first = newsroom.live(unverified=True, ticked=TICKS, tags=["Pilkada"])
    newsroom.step(minutes=1)
    second = second or newsroom.draft(by=newsroom.budi, tags=["Pilkada"])
    second = moves.move(newsroom.save(second, newsroom.budi, verifies_id=first.pk), "submit", by=newsroom.budi)
    moment = newsroom.now + timedelta(hours=1)
    publishing.publish(second, by=newsroom.citra, seen=second.version, at=moment)
    newsroom.step(minutes=1)
    until, tag = newsroom.now + timedelta(hours=5), Tag.objects.get(name="Pilkada")
    _lock, stopped = locking.lock(by=newsroom.eko, until=until, why="masa tenang", tag=tag)
    first.refresh_from_db()
    assert (stopped, first.stage) == ([second], Stage.PUBLISHED)
    newsroom.at(moment)
    assert told(first) == []


# --- The word of a story that was off the site meanwhile -----------------------------------------------------


def lifted(newsroom, article):
    publishing.lift(article, by=newsroom.citra, reason="Benar")


def withdrawn_and_reinstated(newsroom, article):
    publishing.withdraw(article, by=newsroom.eko, ground="keliru", reason="Salah orang")
    newsroom.step(minutes=1)
    publishing.reinstate(article, by=newsroom.eko, reason="Keliru dicabut")


def corrected(newsroom, article):
    ralat = Correction("ralat", {"deck": "Muatan kedua"}, "Muatannya keliru.")
    publishing.correct(article, ralat, by=newsroom.eko)


def written_anew(newsroom, article):
    article = revised(newsroom, article, headline="Kapal tiba dengan selamat")
    publishing.publish(article, by=newsroom.citra, seen=article.version)


def called_off_and_lifted(newsroom, article):
    article = revised(newsroom, article, headline="Kapal tiba dengan selamat")
    publishing.publish(article, by=newsroom.citra, seen=article.version, at=newsroom.now + timedelta(hours=2))
    newsroom.step(minutes=1)
    publishing.cancel(article, by=newsroom.citra)
    lifted(newsroom, article)


WAYS_BACK = [lifted, withdrawn_and_reinstated, corrected, written_anew]


@pytest.fixture
def held(newsroom):
    """An unverified story that was taken off the site."""
    first = newsroom.live(unverified=True, ticked=TICKS)
    newsroom.step(minutes=1)
    publishing.hold(first, by=newsroom.citra, reason="Diperiksa")
    newsroom.step(minutes=1)
    first.refresh_from_db()
    return first


@pytest.mark.parametrize("way_back", [*WAYS_BACK, called_off_and_lifted])
def test_a_story_held_while_it_was_verified_leads_to_what_verifies_it_once_it_is_back(newsroom, held, client, way_back):
    second = newsroom.live(by=newsroom.budi, verifies_id=held.pk)
    assert live(held).kind == Edition.Kind.HELD
    newsroom.step(minutes=1)
    way_back(newsroom, held)
    assert second.story_id in led_to(client, held, ".notice")
    assert led_to(client, held, ".unverified") == [second.story_id]
    moments = [one.at for one in Notice.objects.filter(story_id=held.story_id)]
    assert Notice.objects.filter(linked=second.story_id).count() == 1
    assert len(set(moments)) == len(moments), "feeds know a notice by its story and its moment"
    newsroom.step(minutes=1)
    publishing.hold(held, by=newsroom.citra, reason="Diperiksa lagi")
    publishing.lift(held, by=newsroom.citra, reason="Benar")
    assert told(held).count(second.story_id) == 1


@pytest.mark.parametrize("way_back", WAYS_BACK)
def test_a_story_back_before_what_verifies_it_goes_out_tells_of_it_at_that_moment(newsroom, awaiting, way_back):
    first, second, moment = awaiting
    publishing.hold(first, by=newsroom.citra, reason="Diperiksa")
    first.refresh_from_db()
    way_back(newsroom, first)
    assert second.story_id not in told(first)
    newsroom.at(moment)
    assert second.story_id in told(first)


def test_a_story_back_after_what_was_to_verify_it_was_called_off_tells_of_nothing(newsroom, awaiting):
    first, second, moment = awaiting
    publishing.hold(first, by=newsroom.citra, reason="Diperiksa")
    publishing.lift(first, by=newsroom.citra, reason="Benar")
    publishing.cancel(second, by=newsroom.citra)
    newsroom.at(moment)
    assert told(first) == []
    assert not Notice.objects.exists()


@pytest.mark.parametrize("way_back", [lifted, corrected])
def test_a_story_that_was_held_itself_tells_the_one_that_it_verifies_once_it_is_back(newsroom, held, client, way_back):
    second = newsroom.live(by=newsroom.budi, verifies_id=held.pk)
    newsroom.step(minutes=1)
    publishing.hold(second, by=newsroom.citra, reason="Diperiksa")
    publishing.lift(held, by=newsroom.citra, reason="Benar")
    assert told(held) == []
    newsroom.step(minutes=1)
    way_back(newsroom, second)
    assert led_to(client, held, ".notice") == [second.story_id]


def test_a_return_to_come_stands_where_an_update_of_what_verified_it_meanwhile_is_called_off(newsroom, held):
    second = newsroom.live(by=newsroom.ani, verifies_id=held.pk)
    moment = newsroom.now + timedelta(hours=1)
    for article in (held, second):
        later = revised(newsroom, article, headline=f"{article.headline} dengan selamat")
        publishing.publish(later, by=newsroom.citra, seen=later.version, at=moment)
    second.refresh_from_db()
    publishing.cancel(second, by=newsroom.citra)
    newsroom.at(moment)
    assert (live(held).headline, told(held)) == ("Kapal perintis tiba dengan selamat", [second.story_id])


def test_the_return_of_a_held_story_and_what_verifies_it_are_not_both_put_off(newsroom, held):
    second = newsroom.scheduled(newsroom.now + timedelta(hours=1), verifies_id=held.pk)
    held = revised(newsroom, held, headline="Kapal tiba dengan selamat")
    with pytest.raises(NotAllowed) as refused:
        publishing.publish(held, by=newsroom.citra, seen=held.version, at=newsroom.now + timedelta(hours=2))
    assert refused.value.rule == "scheduled"
    publishing.cancel(second, by=newsroom.citra)
    publishing.publish(held, by=newsroom.citra, seen=held.version, at=newsroom.now + timedelta(hours=2))
    second.refresh_from_db()
    with pytest.raises(NotAllowed) as refused:
        publishing.publish(second, by=newsroom.citra, seen=second.version)
    assert refused.value.rule == "scheduled"


def test_of_two_stories_that_verify_a_held_one_no_second_is_put_off(newsroom, held):
    """Back on the site it has room for one word to come: the other would be lost."""
    moments = [newsroom.now + timedelta(hours=hours) for hours in (1, 2)]
    first = newsroom.scheduled(moments[0], verifies_id=held.pk)
    second = newsroom.submitted(by=newsroom.budi, verifies_id=held.pk)
    with pytest.raises(NotAllowed) as refused:
        publishing.publish(second, by=newsroom.citra, seen=second.version, at=moments[1])
    assert refused.value.rule == "scheduled"
    second.refresh_from_db()
    publishing.reschedule(first, by=newsroom.citra, at=moments[1])
    publishing.publish(second, by=newsroom.citra, seen=second.version)
    newsroom.step(minutes=1)
    publishing.lift(held, by=newsroom.citra, reason="Benar")
    assert told(held) == [second.story_id]
    newsroom.at(moments[1])
    assert told(held) == [second.story_id, first.story_id]


def test_a_hold_is_not_lifted_over_a_version_to_come(newsroom, held, client):
    held = revised(newsroom, held, headline="Kapal tiba dengan selamat")
    moment = newsroom.now + timedelta(hours=1)
    publishing.publish(held, by=newsroom.citra, seen=held.version, at=moment)
    newsroom.step(minutes=1)
    client.force_login(newsroom.citra)
    held.refresh_from_db()
    page = client.post(address("move", held.pk, "lift"), {"seen": held.version, "reason": "Benar"}, follow=True)
    assert page.status_code == 200
    assert live(held).kind == Edition.Kind.HELD
    newsroom.at(moment)
    assert live(held).headline == "Kapal tiba dengan selamat"
