"""People at work at once: presence, word to each, the urgent, quiet hours, dead mail servers, the shift."""

from datetime import time, timedelta

import pytest
from django.core import mail
from django.test import Client

from accounts import lending
from accounts.roles import Bundle
from articles import conditions, due, moves, notify, publishing, sending
from articles.models import Article, Delivery, Handover, Note, Presence, Wishes, Word
from outside import fetch
from tests.articles.test_desk import address, do


@pytest.fixture
def at_desk(newsroom):
    def sign_in(name):
        client = Client()
        client.force_login(getattr(newsroom, name))
        return client

    return sign_in


def told(user):
    return list(Word.objects.filter(to=user).order_by("pk").values_list("kind", flat=True))


def tell_what_is_due():
    return due.tell_of_the_urgent() + due.tell_of_deadlines() + due.tell_of_what_is_held()


# --- Presence and claims -------------------------------------------------------------------------------------


def test_who_has_a_story_open_is_seen_in_form_and_list_and_gone_when_they_leave(newsroom, at_desk):
    article = newsroom.submitted()
    citra, dedi, where = at_desk("citra"), at_desk("dedi"), address("here", article.pk)
    citra.post(where)
    assert dedi.post(where).json() == {"others": ["Citra"], "version": article.version}
    assert dedi.get(address("who")).json() == {"open": {str(article.pk): ["Citra"]}}
    assert "Citra" in dedi.get(address("change", article.pk)).text.split("data-here")[1][:400]
    citra.post(where, {"leaves": "1"})
    assert dedi.post(where).json()["others"] == []
    citra.post(where)
    newsroom.step(seconds=11)
    assert dedi.post(where).json()["others"] == []
    assert at_desk("gita").post(where).status_code == 404


def test_a_restricted_storys_readers_are_not_named_to_others(newsroom, at_desk):
    article = newsroom.submitted()
    conditions.restrict(article, [newsroom.citra], by=newsroom.ani)
    Presence.objects.arrive(article, newsroom.citra, at=newsroom.now)
    assert at_desk("dedi").get(address("who")).json() == {"open": {}}


def test_a_claim_lapses_after_half_an_hour_without_a_save(newsroom):
    article = moves.move(newsroom.submitted(), "claim", by=newsroom.citra)
    newsroom.step(minutes=29)
    article = newsroom.save(article, newsroom.citra, deck="Masih dikerjakan")
    newsroom.step(minutes=29)
    assert Article.objects.get().holder(newsroom.now) == newsroom.citra
    newsroom.step(minutes=2)
    assert Article.objects.get().holder(newsroom.now) is None


def test_signing_out_lets_go(newsroom, at_desk):
    article = moves.move(newsroom.submitted(), "claim", by=newsroom.citra)
    at_desk("citra").post("/desk/masuk/logout/")
    article.refresh_from_db()
    assert article.held_by is None
    assert article.revisions.first().act == "release"


def test_taking_over_carries_a_word_to_whoever_held_it(newsroom, at_desk):
    article = moves.move(newsroom.submitted(), "claim", by=newsroom.citra)
    dedi, where = at_desk("dedi"), address("move", article.pk, "take_over")
    assert "Pesan untuk Citra" in dedi.get(where).text
    dedi.post(where, {"seen": article.version, "reason": "Kamu istirahat dulu"})
    assert Article.objects.get().held_by == newsroom.dedi
    word = Word.objects.get(to=newsroom.citra, kind="taken")
    assert (word.by, word.text) == (newsroom.dedi, "Kamu istirahat dulu")


# --- Word ----------------------------------------------------------------------------------------------------


def test_each_move_tells_those_whom_it_concerns(newsroom):
    article = newsroom.submitted()
    assert told(newsroom.citra) == told(newsroom.eko) == ["submitted"]
    assert told(newsroom.budi) == told(newsroom.gita) == told(newsroom.fitri) == []
    article = moves.move(article, "claim", by=newsroom.citra)
    article = moves.move(article, "take_over", by=newsroom.dedi, note="Kamu istirahat dulu")
    article = moves.move(article, "return", by=newsroom.dedi, note="Tambah sumber")
    article = moves.move(article, "submit", by=newsroom.ani)
    publishing.publish(article, by=newsroom.citra, seen=article.version)
    assert told(newsroom.ani) == ["claimed", "returned", "published"]
    assert told(newsroom.citra) == ["submitted", "taken", "submitted"]
    publishing.hold(article, by=newsroom.citra, reason="Diperiksa")
    assert told(newsroom.eko)[-1] == "held"


def test_what_is_refused_tells_nobody(newsroom):
    article = newsroom.submitted(accuses=True)
    before = Word.objects.count()
    with pytest.raises(moves.NotAllowed):
        moves.move(article, "claim", by=newsroom.ani)
    assert Word.objects.count() == before


def test_an_editor_of_another_section_or_without_sight_is_not_told(newsroom):
    hadi = newsroom.person("hadi", "editor", section=newsroom.region.pk)
    newsroom.submitted()
    assert told(hadi) == []
    secret = newsroom.draft(section_id=newsroom.east.pk)
    conditions.restrict(secret, [newsroom.citra], by=newsroom.ani)
    moves.move(Article.objects.get(pk=secret.pk), "submit", by=newsroom.ani)
    assert told(hadi) == []
    assert told(newsroom.citra)[-1] == "submitted"


def test_a_note_tells_whom_it_names_and_is_resolved(newsroom, at_desk):
    article = newsroom.draft()
    text = "@Citra tolong cek angka, @gita tidak melihat, surat@dedi.id bukan nama"
    at_desk("ani").post(address("note", article.pk), {"text": text})
    assert told(newsroom.citra) == ["mentioned"]
    assert told(newsroom.gita) == told(newsroom.dedi) == []
    note = Note.objects.get()
    at_desk("citra").post(address("resolve", article.pk, note.pk))
    note.refresh_from_db()
    assert note.resolved_by == newsroom.citra


def test_the_bell_counts_and_is_read(newsroom, at_desk):
    newsroom.submitted()
    citra = at_desk("citra")
    assert citra.get(address("unread")).json() == {"unread": 1}
    assert "Kapal perintis tiba" in citra.get(address("bell")).text
    citra.post(address("bell"), {"_read": "1"})
    assert citra.get(address("unread")).json() == {"unread": 0}
    assert at_desk("budi").get(address("unread")).json() == {"unread": 0}


# --- What is due ---------------------------------------------------------------------------------------------


def test_an_urgent_story_goes_to_the_duty_editor_after_five_minutes_and_to_the_chief_after_ten(newsroom):
    lending.lend(newsroom.dedi, by=newsroom.eko, at=newsroom.now)
    newsroom.submitted(priority=1)
    newsroom.submitted()
    newsroom.step(minutes=4)
    assert tell_what_is_due() == 0
    newsroom.step(minutes=1)
    assert tell_what_is_due() == 1
    assert told(newsroom.dedi)[-1] == "urgent"
    newsroom.step(minutes=5)
    assert tell_what_is_due() == 1
    assert told(newsroom.eko)[-1] == "urgent"
    newsroom.step(minutes=5)
    assert tell_what_is_due() == 0


def test_a_claimed_urgent_story_alarms_nobody(newsroom):
    moves.move(newsroom.submitted(priority=1), "claim", by=newsroom.citra)
    newsroom.step(minutes=12)
    assert tell_what_is_due() == 0


def test_a_deadline_near_is_told_once(newsroom):
    newsroom.draft(deadline=(newsroom.now + timedelta(minutes=40)).isoformat())
    assert tell_what_is_due() == 0
    newsroom.step(minutes=11)
    assert tell_what_is_due() == 1
    assert tell_what_is_due() == 0
    assert told(newsroom.ani) == ["due"]


def test_the_chief_hears_every_quarter_of_an_hour_of_what_is_held(newsroom):
    publishing.hold(newsroom.live(), by=newsroom.citra, reason="Diperiksa")
    before = told(newsroom.eko).count("held")
    assert before == 1
    for minutes in (14, 1, 14, 1):
        newsroom.step(minutes=minutes)
        due.tell_of_what_is_held()
        due.tell_of_what_is_held()
    assert told(newsroom.eko).count("held") == 3


# --- Out of the house ----------------------------------------------------------------------------------------


@pytest.fixture
def reachable(newsroom):
    newsroom.citra.email = "citra@nusaharian.id"
    newsroom.citra.save()
    return Wishes.objects.create(user=newsroom.citra, mail=["submitted"])


def test_each_person_chooses_what_comes_by_mail(newsroom, reachable, at_desk):
    newsroom.submitted(headline="Dengan surat")
    assert sending.deliver() == 1
    assert sending.deliver() == 0
    [letter] = mail.outbox
    assert letter.to == ["citra@nusaharian.id"]
    assert "Dengan surat" in letter.subject
    at_desk("citra").post(address("bell"), {"_wishes": "1", "mail": ["returned"], "quiet_from": "22:00"})
    newsroom.submitted()
    assert sending.deliver() == 0


def test_a_dead_mail_server_stops_nothing_and_loses_nothing(newsroom, reachable, monkeypatch):
    def dead(*_args, **_how):
        raise ConnectionRefusedError("mati")

    monkeypatch.setattr(sending, "send_mail", dead)
    article = newsroom.submitted()
    assert article.stage == "review"
    for _try in range(5):
        assert sending.deliver() == 0
        newsroom.step(hours=1)
    row = Delivery.objects.get()
    assert (row.tries, row.sent_at, row.error) == (5, None, "mati")
    monkeypatch.undo()
    assert sending.deliver() == 1
    assert len(mail.outbox) == 1


def test_quiet_hours_wait_for_their_end_and_never_silence_the_urgent(newsroom, reachable):
    Wishes.objects.update(quiet_from=time(9), quiet_until=time(12))
    newsroom.submitted()
    assert sending.deliver() == 0
    newsroom.step(hours=2)
    assert sending.deliver() == 1
    newsroom.at(newsroom.now - timedelta(hours=1))
    newsroom.submitted(priority=1)
    lending.lend(newsroom.citra, by=newsroom.eko, at=newsroom.now)
    newsroom.step(minutes=6)
    due.tell_of_the_urgent()
    assert sending.deliver() == 1
    assert len(mail.outbox) == 2


@pytest.mark.parametrize(("begins", "ends", "now", "until"), [
    (time(22), time(6), 23, 30), (time(22), time(6), 3, 6), (time(22), time(6), 12, 12), (time(9), time(17), 10, 17),
    (None, time(6), 3, 3), (time(6), time(6), 6, 6),
])  # fmt: skip
def test_quiet_hours_pass_midnight(newsroom, begins, ends, now, until):
    day = newsroom.now.replace(hour=0)
    wishes = Wishes(quiet_from=begins, quiet_until=ends)
    assert notify.after_quiet(wishes, day + timedelta(hours=now)) == day + timedelta(hours=until)


@pytest.mark.parametrize(("channel", "reached"), [
    (("webhook", "https://chat.example/in"), "https://chat.example/in"),
    (("slack", "https://hooks.slack.example/x"), "https://hooks.slack.example/x"),
    (("telegram", "123:abc@-100"), "https://api.telegram.org/bot123:abc/sendMessage"),
])  # fmt: skip
def test_the_newsrooms_channel_hears_through_the_one_safe_way(newsroom, settings, monkeypatch, channel, reached):
    settings.NEWSROOM_CHANNEL, sent = channel, []

    def pretend(url, *, data, headers):
        sent.append((url, data, headers))
        return fetch.Answer(200, {}, b"", url)

    monkeypatch.setattr(fetch, "fetch", pretend)
    newsroom.submitted(headline="Kabar untuk kanal")
    assert sending.deliver() == 1
    [(url, data, headers)] = sent
    assert url == reached
    assert b"Kabar untuk kanal" in data
    assert ("X-Redaksi-Signature" in headers) == (channel[0] == "webhook")


def test_a_channel_on_the_local_network_is_never_reached(newsroom, settings):
    settings.NEWSROOM_CHANNEL = ("webhook", "https://127.0.0.1/")
    newsroom.submitted()
    assert sending.deliver() == 0
    assert "not a public address" in Delivery.objects.get().error


# --- Serah terima --------------------------------------------------------------------------------------------


def test_a_shift_is_handed_over_with_a_note_that_the_next_signs(newsroom, at_desk):
    held = moves.move(newsroom.submitted(headline="Dipegang"), "claim", by=newsroom.citra)
    newsroom.draft(headline="Segera", deadline=(newsroom.now + timedelta(hours=2)).isoformat())
    newsroom.scheduled(newsroom.now + timedelta(hours=3), headline="Nanti malam")
    alone = newsroom.submitted(by=newsroom.eko, headline="Sendirian")
    do(at_desk("eko"), alone, "publish_own", when="now", why="sendirian")
    page = at_desk("citra").get(address("handover")).text
    for headline in ("Dipegang", "Segera", "Nanti malam", "Sendirian"):
        assert headline in page
    at_desk("citra").post(address("handover"), {"note": "Tunggu konfirmasi BMKG"})
    row = Handover.objects.get()
    at_desk("citra").post(address("handover"), {"_sign": row.pk})
    assert Handover.objects.get().signed_by is None
    assert "Tunggu konfirmasi BMKG" in at_desk("dedi").get(address("handover")).text
    at_desk("dedi").post(address("handover"), {"_sign": row.pk})
    assert Handover.objects.get().signed_by == newsroom.dedi
    assert at_desk("ani").get(address("handover")).status_code == 302
    assert held.held_by == newsroom.citra


def test_one_word_that_can_not_be_sent_keeps_no_other_waiting(newsroom, settings, monkeypatch):
    settings.NEWSROOM_CHANNEL = ("webhook", "https://chat.example/in")
    for headline in ("Satu", "Dua"):
        newsroom.submitted(headline=headline)
    heard = []

    def pretend(url, *, data, headers):
        if b"Satu" in data:
            raise UnicodeEncodeError("ascii", "\u00e9", 0, 1, "nobody thought of it")
        heard.append(data)
        return fetch.Answer(200, {}, b"", url)

    monkeypatch.setattr(fetch, "fetch", pretend)
    assert sending.deliver() == 1
    assert b"Dua" in heard[0]
    assert "nobody thought of it" in Delivery.objects.get(sent_at=None).error


def test_an_urgent_story_climbs_however_many_stand_unclaimed_before_it(newsroom):
    newsroom.person("piket", Bundle.EDITOR, Bundle.PIKET)
    for number in range(25):
        newsroom.submitted(headline=f"Lama {number}", priority=Article.Priority.URGENT)
    newsroom.step(minutes=6)
    notify.urgent(newsroom.now)
    newsroom.submitted(headline="Gempa besar", priority=Article.Priority.URGENT)
    newsroom.step(minutes=6)
    notify.urgent(newsroom.now)
    assert Word.objects.filter(article__headline="Gempa besar", kind="urgent").count() == 1
