"""Draft, return, schedule, live, correct, hold, withdraw: one story's way, verb by verb."""

from datetime import timedelta

import pytest
from selectolax.lexbor import LexborHTMLParser

from accounts import audit
from accounts.models import Act
from articles import moves, published, publishing
from articles.models import Conflict, SecondLook
from articles.publishing.correcting import Correction
from articles.workflow import NotAllowed, Shown, Stage
from editions.models import Change, Edition, Entry, Heading, Immutable, Notice, Seal


def live_headline(story_id):
    edition = Edition.objects.live().filter(story_id=story_id).first()
    return edition and edition.headline


def test_a_story_is_returned_mended_published_and_read(newsroom):
    article = newsroom.submitted()
    with pytest.raises(NotAllowed, match="Your role|Peran"):
        publishing.publish(article, by=newsroom.budi, seen=article.version)
    moves.move(article, "return", by=newsroom.citra, note="Tambah sumber")
    newsroom.step(minutes=5)
    article.refresh_from_db()
    newsroom.save(article, newsroom.ani, headline="Kapal perintis tiba di Larantuka")
    article = moves.move(article, "submit", by=newsroom.ani)
    edition = publishing.publish(article, by=newsroom.citra, seen=article.version)
    assert live_headline(article.story_id) == "Kapal perintis tiba di Larantuka"
    assert edition.byline == "Rep: Ani"
    assert set(Entry.objects.live().values_list("list", flat=True)) >= {"all", newsroom.national.list_key}
    assert Heading.objects.get(list=newsroom.national.list_key).name == "Nasional"
    assert Change.objects.exists()
    assert list(audit.broken()) == []
    acts = list(Act.objects.order_by("seq").values_list("verb", flat=True))
    assert acts == ["create", "submit", "return", "save", "submit", "publish"]


def test_nobody_approves_their_own_story(newsroom):
    article = newsroom.submitted(by=newsroom.citra)
    with pytest.raises(NotAllowed) as refused:
        publishing.publish(article, by=newsroom.citra, seen=article.version)
    assert refused.value.rule == "own"
    assert live_headline(article.story_id) is None


def test_a_text_changed_after_the_editor_opened_it_is_not_published(newsroom):
    article = newsroom.submitted()
    newsroom.save(article, newsroom.dedi, headline="Judul lain")
    with pytest.raises(NotAllowed) as refused:
        publishing.publish(article, by=newsroom.citra, seen=article.version)
    assert refused.value.rule == "version"


def test_the_clock_publishes_and_nobody_else(newsroom):
    moment = newsroom.now + timedelta(hours=2)
    article = newsroom.scheduled(moment)
    assert live_headline(article.story_id) is None
    assert not Entry.objects.live().exists()
    newsroom.at(moment - timedelta(milliseconds=1))
    assert live_headline(article.story_id) is None
    newsroom.at(moment)
    assert live_headline(article.story_id) == article.headline
    assert Entry.objects.live().filter(list="all", story_id=article.story_id).exists()


def test_a_schedule_is_moved_amended_and_cancelled(newsroom):
    moment = newsroom.now + timedelta(hours=2)
    article = newsroom.scheduled(moment)
    publishing.reschedule(article, by=newsroom.citra, at=moment + timedelta(hours=1))
    newsroom.at(moment)
    assert live_headline(article.story_id) is None
    article.refresh_from_db()
    article = newsroom.save(article, newsroom.dedi, headline="Judul yang diperbarui")
    edition = publishing.amend(article, by=newsroom.citra, seen=article.version)
    assert edition.published_at == moment + timedelta(hours=1)
    publishing.cancel(article, by=newsroom.citra)
    article.refresh_from_db()
    assert article.stage == Stage.REVIEW
    newsroom.step(hours=3)
    assert live_headline(article.story_id) is None
    assert not Entry.objects.live().exists()


def test_a_cancelled_update_leaves_the_live_text_and_its_lists(newsroom):
    article = newsroom.live()
    moves.move(article, "revise", by=newsroom.ani)
    article.refresh_from_db()
    article = newsroom.save(article, newsroom.ani, headline="Baru", section_id=newsroom.region.pk)
    article = moves.move(article, "submit", by=newsroom.ani)
    moment = newsroom.now + timedelta(hours=1)
    publishing.publish(article, by=newsroom.citra, seen=article.version, at=moment)
    publishing.cancel(article, by=newsroom.citra)
    newsroom.at(moment)
    assert live_headline(article.story_id) == "Kapal perintis tiba"
    lists = set(Entry.objects.live().values_list("list", flat=True))
    assert newsroom.national.list_key in lists
    assert newsroom.region.list_key not in lists


def test_a_ralat_shows_its_notice_and_awaits_second_eyes(newsroom):
    article = newsroom.live()
    newsroom.step(hours=1)
    correction = Correction("ralat", {"headline": "Kapal perintis sandar"}, "Redaksi meminta maaf.")
    edition = publishing.correct(article, correction, by=newsroom.dedi)
    assert (edition.number, edition.headline) == (2, "Kapal perintis sandar")
    assert edition.notices[0]["text"] == "Redaksi meminta maaf."
    assert edition.updated_at == newsroom.now
    assert edition.first_published_at < edition.published_at
    assert Notice.objects.get().kind == "ralat"
    look = SecondLook.objects.get()
    with pytest.raises(NotAllowed):
        publishing.second_look(look, by=newsroom.dedi)
    assert publishing.second_look(look, by=newsroom.citra).seen_by == newsroom.citra
    article.refresh_from_db()
    assert article.headline == "Kapal perintis sandar"


def test_a_changed_number_is_not_a_small_fix_without_a_second_tick(newsroom):
    article = newsroom.live(body="<p>Ada 12 kapal.</p>")
    with pytest.raises(NotAllowed) as refused:
        publishing.correct(article, Correction("perbaikan_kecil", {"body": "<p>Ada 13 kapal.</p>"}), by=newsroom.dedi)
    assert refused.value.rule == "not_small"
    fixed = Correction("perbaikan_kecil", {"body": "<p>Ada 13 kapal.</p>"}, second_tick=True)
    assert publishing.correct(article, fixed, by=newsroom.dedi).updated_at is None


def test_a_correction_leaves_an_open_draft_its_own_changes(newsroom):
    article = newsroom.live()
    article = moves.move(article, "revise", by=newsroom.ani)
    article = newsroom.save(article, newsroom.ani, headline="Judul konsep")
    changes = {"headline": "Judul koreksi", "deck": "Subjudul koreksi"}
    publishing.correct(article, Correction("pembaruan", changes), by=newsroom.dedi)
    article.refresh_from_db()
    assert (article.headline, article.deck) == ("Judul konsep", "Subjudul koreksi")
    assert live_headline(article.story_id) == "Judul koreksi"
    publishing.discard(article, by=newsroom.ani)
    article.refresh_from_db()
    assert (article.headline, article.stage) == ("Judul koreksi", Stage.PUBLISHED)


def test_a_flagged_story_is_corrected_only_with_a_second_person_first(newsroom):
    article = newsroom.live(accuses=True)
    with pytest.raises(NotAllowed) as refused:
        publishing.correct(article, Correction("pembaruan", {"deck": "Baru"}), by=newsroom.dedi)
    assert refused.value.rule == "flagged"
    assert publishing.correct(article, Correction("pembaruan", {"deck": "Baru"}), by=newsroom.eko)


def test_a_held_story_leaves_every_list_and_comes_back(newsroom):
    article = newsroom.live()
    newsroom.step(minutes=1)
    publishing.hold(article, by=newsroom.citra, reason="Angka diragukan")
    assert published.status(article.story_id, at=newsroom.now).shown == Shown.HELD
    assert not Entry.objects.live().exists()
    newsroom.step(minutes=1)
    publishing.lift(article, by=newsroom.citra, reason="Angka benar")
    assert live_headline(article.story_id) == "Kapal perintis tiba"
    assert Entry.objects.live().filter(list="all").count() == 1


def test_a_withdrawn_story_tells_why_and_is_sealed(newsroom):
    article = newsroom.live()
    newsroom.step(minutes=1)
    with pytest.raises(NotAllowed):
        publishing.withdraw(article, by=newsroom.citra, ground="anak", reason="Identitas anak")
    with pytest.raises(NotAllowed) as refused:
        publishing.withdraw(article, by=newsroom.eko, ground="titipan", reason="Diminta pejabat")
    assert refused.value.rule == "ground"
    edition = publishing.withdraw(article, by=newsroom.eko, ground="anak", reason="Identitas anak")
    assert (edition.kind, edition.body, edition.lead) == ("notice", [], None)
    assert Seal.objects.count() == 1
    assert not Entry.objects.live().exists()
    article.refresh_from_db()
    assert article.stage == Stage.WITHDRAWN
    newsroom.step(minutes=1)
    publishing.reinstate(article, by=newsroom.eko, reason="Keliru dicabut")
    assert live_headline(article.story_id) == "Kapal perintis tiba"


def test_a_withdrawal_ends_what_was_still_to_come(newsroom):
    article = newsroom.live()
    article = moves.move(article, "revise", by=newsroom.ani)
    article = moves.move(article, "submit", by=newsroom.ani)
    publishing.publish(article, by=newsroom.citra, seen=article.version, at=newsroom.now + timedelta(hours=1))
    newsroom.step(minutes=1)
    publishing.withdraw(article, by=newsroom.eko, ground="keliru", reason="Salah orang")
    newsroom.step(hours=2)
    assert published.status(article.story_id, at=newsroom.now).shown == Shown.WITHDRAWN
    assert not Entry.objects.live().exists()


def test_the_managing_editor_publishes_own_work_and_it_awaits_second_eyes(newsroom):
    article = newsroom.draft(by=newsroom.eko)
    with pytest.raises(NotAllowed) as refused:
        publishing.publish_own(article, by=newsroom.eko, seen=article.version, reason=" ")
    assert refused.value.rule == "reason"
    publishing.publish_own(article, by=newsroom.eko, seen=article.version, reason="kilat")
    assert live_headline(article.story_id)
    assert SecondLook.objects.get().seen_by is None


def test_a_save_on_top_of_anothers_keeps_both(newsroom):
    article = newsroom.draft()
    newsroom.save(article, newsroom.dedi, seen=1, headline="Judul Dedi")
    with pytest.raises(Conflict) as clash:
        newsroom.save(article, newsroom.ani, seen=1, headline="Judul Ani")
    assert clash.value.theirs.snapshot["headline"] == "Judul Dedi"
    assert article.revisions.get(side=True).snapshot["headline"] == "Judul Ani"
    article.refresh_from_db()
    assert article.headline == "Judul Dedi"


def test_the_record_refuses_to_be_changed_by_plain_calls(newsroom):
    article = newsroom.live()
    edition = Edition.objects.get(story_id=article.story_id)
    edition.headline = "Lain"
    for act in (edition.save, edition.delete, Edition.objects.all().delete):
        with pytest.raises(Immutable):
            act()
    with pytest.raises(Immutable):
        Edition.objects.update(headline="Lain")


TICKS = ["urgent", "first_source", "cannot_confirm", "readers_told"]


def led_to(client, article, where):
    """The story to which the links of one place on a story's page lead."""
    page = LexborHTMLParser(client.get(f"/berita/{article.story_id}/x/", follow=True).text)
    return [link.attributes["href"].split("/")[2] for link in page.css(f"{where} a")]


def test_a_verified_story_and_the_unverified_one_link_to_each_other(newsroom, client):
    first = newsroom.live(headline="Getaran dirasakan", unverified=True, ticked=TICKS)
    assert "<em>[" in Edition.objects.get(story_id=first.story_id).rendered.pages[-1][-1]["html"]
    newsroom.step(minutes=30)
    second = newsroom.live(by=newsroom.budi, headline="Gempa dipastikan", verifies_id=first.pk)
    newest = Edition.objects.live().get(story_id=first.story_id)
    assert newest.notices[0]["story_id"] == second.story_id
    assert Notice.objects.get().kind == "pemutakhiran"
    assert led_to(client, first, ".notice") == [second.story_id]
    assert led_to(client, second, ".verifies") == [first.story_id]
    newsroom.step(minutes=1)
    publishing.correct(second, Correction("ralat", {"deck": "Kekuatannya 6"}, "Kekuatannya keliru."), by=newsroom.dedi)
    publishing.hold(second, by=newsroom.citra, reason="Diperiksa")
    publishing.lift(second, by=newsroom.citra, reason="Sudah benar")
    assert led_to(client, second, ".verifies") == [first.story_id]
    publishing.withdraw(first, by=newsroom.eko, ground="keliru", reason="Tidak terjadi")
    assert led_to(client, second, ".verifies") == []


def test_a_story_that_says_only_later_what_it_verifies_is_linked_both_ways_once(newsroom, client):
    first = newsroom.live(headline="Getaran dirasakan", unverified=True, ticked=TICKS)
    second = newsroom.live(by=newsroom.budi, headline="Gempa dipastikan")
    for fields in ({"verifies_id": first.pk}, {"deck": "Kekuatannya 6"}):
        newsroom.step(minutes=1)
        moves.move(second, "revise", by=newsroom.budi)
        second.refresh_from_db()
        second = moves.move(newsroom.save(second, newsroom.budi, **fields), "submit", by=newsroom.budi)
        publishing.publish(second, by=newsroom.citra, seen=second.version)
        second.refresh_from_db()
    assert led_to(client, first, ".notice") == [second.story_id]
    assert led_to(client, second, ".verifies") == [first.story_id]


def test_another_editor_does_not_recall_what_an_author_sent(newsroom):
    article = newsroom.submitted()
    for stranger in (newsroom.citra, newsroom.fitri, newsroom.budi):
        with pytest.raises(NotAllowed):
            moves.move(article, "recall", by=stranger)
    assert moves.move(article, "recall", by=newsroom.ani).stage == Stage.DRAFT


def test_who_keeps_the_accounts_writes_no_stories(newsroom):
    with pytest.raises(NotAllowed):
        newsroom.draft(by=newsroom.fitri)


def test_a_correction_of_a_text_that_was_corrected_meanwhile_is_refused(newsroom):
    article = newsroom.live()
    publishing.correct(article, Correction("pembaruan", {"deck": "Satu"}), by=newsroom.dedi, seen=1)
    with pytest.raises(NotAllowed) as refused:
        publishing.correct(article, Correction("pembaruan", {"deck": "Dua"}), by=newsroom.citra, seen=1)
    assert refused.value.rule == "version"


def test_publishing_asks_no_more_for_a_story_with_many_names_in_it(newsroom, django_assert_max_num_queries):
    for tags in (["a"], [*"abcdefgh"]):
        article = newsroom.submitted(tags=tags)
        with django_assert_max_num_queries(42):  # on PostgreSQL two of them say whose turn it is
            publishing.publish(article, by=newsroom.citra, seen=article.version)
