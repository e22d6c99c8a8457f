"""People at work at once: presence, word to each, the urgent, quiet hours, dead mail servers, the shift."""

from datetime import time, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser

from accounts import lending
from accounts.models import Act, User
from accounts.roles import Bundle
from articles import conditions, desk, filing, handovers, moves, notes, notify, publishing, reminding, sending
from articles.admin import together
from articles.models import Article, Delivery, Handover, Note, Presence, SecondLook, Wishes, Word
from articles.workflow import NotAllowed
from newsroom import work
from outside import fetch
from tests.desk import address, do
from tests.editions.test_plans import asked, faults


def told(user):
    return list(Word.objects.filter(to=user).order_by("pk").values_list("kind", flat=True))


def tell_what_is_due():
    return reminding.tell_of_the_urgent() + reminding.tell_of_deadlines() + reminding.tell_of_what_is_held()


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


def test_a_tab_that_never_said_goodbye_is_forgotten_after_a_day(newsroom, at_desk):
    article = newsroom.submitted()
    at_desk("citra").post(address("here", article.pk))
    newsroom.step(hours=23)
    at_desk("dedi").post(address("here", article.pk))
    work.work_once()
    assert Presence.objects.count() == 2
    newsroom.step(hours=2)
    work.work_once()
    assert Presence.objects.get().by == newsroom.dedi


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


@pytest.mark.parametrize("lost", ["right", "sight"])
def test_whoever_may_not_do_more_with_what_they_hold_signs_out_all_the_same(newsroom, at_desk, lost):
    article, citra = moves.move(newsroom.submitted(), "claim", by=newsroom.citra), at_desk("citra")
    if lost == "right":
        newsroom.citra.rights.all().delete()
    else:
        conditions.restrict(article, [newsroom.dedi], by=newsroom.eko)
    citra.post("/desk/masuk/logout/")
    assert citra.get("/desk/").status_code == 302
    article.refresh_from_db()
    assert article.held_by is None


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


def test_a_note_reaches_whoever_it_names_however_their_user_name_is_spelt(newsroom, at_desk):
    hasan = newsroom.person("Hasan", Bundle.EDITOR)
    at_desk("ani").post(address("note", newsroom.draft().pk), {"text": "@hasan dan @CITRA tolong lihat"})
    assert told(hasan) == told(newsroom.citra) == ["mentioned"]


def test_a_story_shut_to_somebody_takes_no_note_of_theirs_and_none_is_settled_by_them(newsroom):
    article = newsroom.draft()
    notes.add(article, "Cek angka", by=newsroom.dedi)
    conditions.restrict(article, [newsroom.citra], by=newsroom.ani)
    with pytest.raises(NotAllowed):
        notes.add(article, "@citra tolong", by=newsroom.dedi)
    note = Note.objects.get()
    with pytest.raises(NotAllowed):
        notes.resolve(note, by=newsroom.dedi)
    notes.resolve(note, by=newsroom.citra)
    assert Note.objects.get().resolved_by == newsroom.citra


def test_the_bell_counts_and_is_read(newsroom, at_desk):
    newsroom.submitted()
    citra = at_desk("citra")
    assert citra.get(address("unread")).json() == {"unread": 1}
    assert "Kapal perintis tiba" in citra.get(address("bell")).text
    citra.post(address("bell"), {"_read": "1"})
    assert citra.get(address("unread")).json() == {"unread": 0}
    assert at_desk("budi").get(address("unread")).json() == {"unread": 0}


def test_opening_a_story_reads_what_one_was_told_of_it_and_costs_nobody_else_a_query(newsroom, at_desk):
    article, other = newsroom.submitted(), newsroom.submitted(headline="Pasar kembali buka")
    citra, dedi = at_desk("citra"), at_desk("dedi")

    def asked_by(client):
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address("change", article.pk)).status_code == 200
        return len(seen)

    dedi.get(address("change", article.pk))
    without = asked_by(dedi)
    assert citra.get(address("unread")).json() == {"unread": 2}
    assert asked_by(citra) == without + 1
    assert asked_by(citra) == without
    assert [word.article for word in Word.objects.filter(to=newsroom.citra, read_at=None)] == [other]
    assert Word.objects.filter(to=newsroom.eko, article=article, read_at=None).exists()


def test_the_bells_words_are_found_by_kind_section_and_day_and_none_is_out_of_reach(newsroom, at_desk):
    regional = newsroom.submitted(headline="Lama di timur", section_id=newsroom.east.pk)
    newsroom.step(days=1)
    newsroom.submitted(headline="Baru di pusat")
    Word.objects.create(to=newsroom.citra, kind="urgent", at=newsroom.now, article=regional)
    citra, bell = at_desk("citra"), address("bell")

    def found(**asked):
        return [(word.article.headline, word.kind) for word in citra.get(bell, asked).context["words"]]

    old, new, urgent = ("Lama di timur", "submitted"), ("Baru di pusat", "submitted"), ("Lama di timur", "urgent")
    assert found() == [urgent, new, old]
    assert found(jenis="submitted") == [new, old]
    assert found(kanal="daerah") == found(kanal="timur") == [urgent, old]
    assert found(dari="2035-09-04") == [urgent, new]
    assert found(sampai="2035-09-03") == [old]
    assert found(jenis="urgent", kanal="nasional") == found(jenis="palsu") == []
    line = citra.get(bell, {"jenis": "urgent", "kanal": "daerah", "dari": "2035-09-04"}).text
    assert "<summary>Saring: Mendesak, belum dipegang · Daerah · dari 04 Sep 2035</summary>" in line
    Word.objects.bulk_create(
        Word(to=newsroom.citra, kind="due", at=newsroom.now, article=regional) for _number in range(together.TOLD)
    )
    page = citra.get(bell, {"kanal": "daerah"})
    assert len(page.context["words"]) == together.TOLD
    assert [word.kind for word in citra.get(bell + page.context["older"]).context["words"]] == ["urgent", "submitted"]
    assert citra.get(bell + page.context["older"]).context["later"] == "?kanal=daerah"


@pytest.mark.parametrize("query", ["", "?jenis=due", "?kanal=daerah", "?dari=2035-09-01&sampai=2035-09-30"])
def test_the_bell_reads_a_persons_words_by_their_index_however_many_there_are(newsroom, at_desk, query):
    article, dedi = newsroom.draft(section_id=newsroom.east.pk), at_desk("dedi")
    others = User.objects.bulk_create(User(username=f"orang-{number}") for number in range(30))
    counts = []
    for _round in range(2):
        Word.objects.bulk_create(
            Word(to=to, kind="due", at=newsroom.now, article=article)
            for to in (*[newsroom.dedi] * 15, *others)
            for _number in range(200)
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        told = asked(dedi, address("bell") + query)
        found = {fault for sql, params in told for fault in faults(sql, params, {"articles_word"})}
        assert {one for one in found if " article_" not in one} == set()  # the one story may be looked up any way
        counts.append(len(told))
    assert counts[0] == counts[1]


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


def test_an_urgent_story_costs_the_same_however_many_are_on_duty_and_is_kept_from_those_not_named(newsroom):
    conditions.restrict(newsroom.submitted(priority=1), [newsroom.dedi], by=newsroom.ani)
    newsroom.step(minutes=6)
    costs = []
    for editor in (newsroom.dedi, newsroom.citra):
        lending.lend(editor, by=newsroom.eko, at=newsroom.now)
        reminding.tell_of_the_urgent()
        with CaptureQueriesContext(connection) as asked_now:
            assert reminding.tell_of_the_urgent() == 0
        costs.append(len(asked_now))
    assert costs[0] == costs[1]
    assert (told(newsroom.dedi)[-1], "urgent" in told(newsroom.citra)) == ("urgent", False)


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
        reminding.tell_of_what_is_held()
        reminding.tell_of_what_is_held()
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
    at_desk("citra").post(address("bell"), {"_wishes": "1", "mail": ["returned"]})
    newsroom.submitted()
    assert sending.deliver() == 0


def test_quiet_hours_have_two_ends_and_what_is_always_mailed_stands_ticked(newsroom, at_desk):
    citra = at_desk("citra")
    page = citra.get(address("bell"))
    shut = [box.data for box in page.context["form"]["mail"].subwidgets if box.data["attrs"].get("disabled")]
    assert [(box["value"], box["selected"]) for box in shut] == [("urgent", True), ("held", True)]
    assert 'href="#surel"' in page.text.partition('id="surel"')[0]
    for typed, lacking in (("quiet_from", "quiet_until"), ("quiet_until", "quiet_from")):
        answer = citra.post(address("bell"), {"_wishes": "1", "mail": ["returned"], typed: "22:00"})
        assert answer.context["form"].errors.keys() == {lacking}
    assert not Wishes.objects.exists()
    citra.post(address("bell"), {"_wishes": "1", "mail": ["returned"], "quiet_from": "22:00", "quiet_until": "05:00"})
    assert Wishes.objects.get(user=newsroom.citra).mail == ["returned"]


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


def test_a_slow_mail_server_brings_nobody_a_letter_twice(newsroom, reachable, monkeypatch):
    """Two workers: the second looks while the first is at its second letter, forty seconds after it began."""
    for headline in ("Satu", "Dua", "Tiga"):
        newsroom.submitted(headline=headline)
    sent = []

    def slow(word):
        sent.append(word.article.headline)
        newsroom.step(seconds=40)
        if len(sent) == 2:
            sending.deliver()

    monkeypatch.setitem(sending.CHANNELS, Delivery.Channel.MAIL, slow)
    sending.deliver()
    assert sorted(sent) == ["Dua", "Satu", "Tiga"]


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
    reminding.tell_of_the_urgent()
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

    def pretend(url, data, *, headers):
        sent.append((url, data, headers))
        return fetch.Answer(200, {}, b"")

    monkeypatch.setattr(fetch, "post", pretend)
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


def test_a_channel_that_moved_is_told_without_its_token(newsroom, settings, monkeypatch):
    settings.NEWSROOM_CHANNEL = ("telegram", "123:rahasia@-100")
    monkeypatch.setattr(fetch, "_once", lambda *_told: fetch.Answer(302, {"location": "https://["}, b""))
    newsroom.submitted()
    assert sending.deliver() == 0
    error = Delivery.objects.get().error
    assert "api.telegram.org" in error
    assert "rahasia" not in error


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


def test_shifts_are_handed_over_and_signed_for_by_editors_alone(newsroom, at_desk):
    with pytest.raises(NotAllowed):
        handovers.hand_over("Titip naskah", by=newsroom.ani)
    row = handovers.hand_over("Tunggu konfirmasi BMKG", by=newsroom.citra)
    with pytest.raises(NotAllowed):
        handovers.sign(row, by=newsroom.ani)
    refused = at_desk("citra").post(address("handover"), {"_sign": row.pk}, follow=True)
    assert "giliran berikutnya" in str(*refused.context["messages"])
    assert handovers.sign(row, by=newsroom.dedi)
    assert not handovers.sign(row, by=newsroom.eko)
    assert Handover.objects.get().signed_by == newsroom.dedi
    assert list(Act.objects.order_by("seq").values_list("verb", "actor")) == [
        ("hand_over", "citra"), ("sign_handover", "dedi"),
    ]  # fmt: skip


def test_a_handover_shows_the_first_unread_versions_and_leads_to_the_rest(newsroom, at_desk):
    article, dedi = newsroom.live(), at_desk("dedi")
    everything = reverse("admin:articles_secondlook_changelist")
    for count, leads_on in ((desk.IN_QUEUE, 0), (1, 1)):
        SecondLook.objects.bulk_create(
            SecondLook(article=article, number=100 * count + number, at=newsroom.now, by=newsroom.citra, why="piket")
            for number in range(count)
        )
        page = LexborHTMLParser(dedi.get(address("handover")).text)
        [module] = [one for one in page.css("section.module") if "Menunggu mata kedua" in one.css_first("h2").text()]
        assert len(module.css("small")) == desk.IN_QUEUE
        assert len(module.css(f'a[href="{everything}"]')) == leads_on


def test_whoever_may_take_over_hears_of_a_handover_until_one_of_them_does(newsroom, at_desk):
    citra, dedi, eko = at_desk("citra"), at_desk("dedi"), at_desk("eko")
    Wishes.objects.create(user=newsroom.dedi, mail=["handover"])
    User.objects.filter(pk=newsroom.dedi.pk).update(email="dedi@example.com")
    citra.post(address("handover"), {"note": "Tunggu konfirmasi BMKG"})
    home, where = reverse("admin:index"), f'href="{address("handover")}"'
    assert told(newsroom.citra) == told(newsroom.ani) == []
    assert [client.get(address("unread")).json()["unread"] for client in (dedi, eko)] == [1, 1]
    bell = dedi.get(address("bell")).text.split('id="fresh-words"')[1].split("</ul>")[0]
    assert "Tunggu konfirmasi BMKG" in bell
    assert where in bell
    sending.deliver()
    assert address("handover") in mail.outbox[0].body

    def line(client):
        return where in client.get(home).text.split('id="fresh-handover"')[1].split("</div>")[0]

    assert [line(client) for client in (citra, dedi, eko)] == [False, True, True]
    assert "fresh-handover" not in at_desk("ani").get(home).text
    dedi.get(address("handover"))
    assert [client.get(address("unread")).json()["unread"] for client in (dedi, eko)] == [0, 1]
    dedi.post(address("handover"), {"_sign": Handover.objects.get().pk})
    assert eko.get(address("unread")).json()["unread"] == 0
    assert not line(eko)


def test_before_the_first_handover_is_signed_the_page_says_that_there_is_none(newsroom, at_desk):
    citra, dedi = at_desk("citra"), at_desk("dedi")

    def earlier():
        return dedi.get(address("handover")).text.split('<ul class="plain">')[1].split("</ul>")[0]

    citra.post(address("handover"), {"note": "Tunggu konfirmasi BMKG"})
    assert "Belum ada." in earlier()
    dedi.post(address("handover"), {"_sign": Handover.objects.get().pk})
    assert "Belum ada." not in earlier()
    assert "Tunggu konfirmasi BMKG" in earlier()


def test_a_handover_that_nobody_signed_stands_there_however_many_came_after_it(newsroom, at_desk):
    citra, dedi = at_desk("citra"), at_desk("dedi")
    citra.post(address("handover"), {"note": "Tunggu konfirmasi BMKG"})
    for number in range(11):
        citra.post(address("handover"), {"note": f"Catatan {number}"})
        dedi.post(address("handover"), {"_sign": Handover.objects.latest("pk").pk})
    page = dedi.get(address("handover"))
    assert [row.note for row in page.context["unsigned"]] == ["Tunggu konfirmasi BMKG"]
    assert "Catatan 10" in page.text
    assert "Catatan 0<" not in page.text


def test_one_word_that_can_not_be_sent_keeps_no_other_waiting(newsroom, settings, monkeypatch):
    settings.NEWSROOM_CHANNEL = ("webhook", "https://chat.example/in")
    for headline in ("Satu", "Dua"):
        newsroom.submitted(headline=headline)
    heard = []

    def pretend(url, data, *, headers):
        if b"Satu" in data:
            raise UnicodeEncodeError("ascii", "\u00e9", 0, 1, "nobody thought of it")
        heard.append(data)
        return fetch.Answer(200, {}, b"")

    monkeypatch.setattr(fetch, "post", pretend)
    assert sending.deliver() == 1
    assert b"Dua" in heard[0]
    assert "nobody thought of it" in Delivery.objects.get(sent_at=None).error


def test_a_look_at_the_urgent_asks_no_more_of_forty_stories_than_of_five(newsroom):
    newsroom.person("hani", Bundle.EDITOR, Bundle.PIKET)

    def look():
        with CaptureQueriesContext(connection) as asked:
            assert reminding.tell_of_the_urgent() == 0
        return len(asked)

    counts = []
    for number in (5, 35):
        for _story in range(number):
            article = newsroom.submitted(priority=Article.Priority.URGENT)
        conditions.restrict(article, [newsroom.citra], by=newsroom.citra)
        newsroom.step(minutes=15)
        assert reminding.tell_of_the_urgent() == 2 * number - 2
        counts.append(look())
    assert counts[0] == counts[1] <= 8


@pytest.mark.parametrize(
    "task", [reminding.tell_of_deadlines, reminding.tell_of_full_versions_due, reminding.tell_of_what_is_held]
)
def test_what_is_due_to_be_told_asks_no_more_of_many_stories_than_of_few(newsroom, task):
    def one(number):
        if task is reminding.tell_of_deadlines:
            newsroom.draft(deadline=(newsroom.now + timedelta(minutes=40)).isoformat())
        elif task is reminding.tell_of_full_versions_due:
            place = {"section": newsroom.national.pk, "place": "Ambon"}
            filing.kilat(by=newsroom.ani, headline=f"Kilat {number}", text="Isi.", **place)
        else:
            publishing.hold(newsroom.live(headline=f"Kapal {number}"), by=newsroom.citra, reason="Diperiksa")

    def look():
        with CaptureQueriesContext(connection) as asked:
            told = task()
        return told, len(asked)

    looks = []
    for many in (2, 9):
        for number in range(many):
            one(number)
        newsroom.step(minutes=16)
        looks.append([look(), look()])
        newsroom.step(days=2)
    (few, few_again), (many, many_again) = looks
    assert 0 < few[0] < many[0]
    assert few_again[0] == many_again[0] == 0
    assert (few[1], few_again[1]) == (many[1], many_again[1])


def test_an_urgent_story_climbs_however_many_stand_unclaimed_before_it(newsroom):
    newsroom.person("piket", Bundle.EDITOR, Bundle.PIKET)
    for number in range(25):
        newsroom.submitted(headline=f"Lama {number}", priority=Article.Priority.URGENT)
    newsroom.step(minutes=6)
    reminding.tell_of_the_urgent()
    newsroom.submitted(headline="Gempa besar", priority=Article.Priority.URGENT)
    newsroom.step(minutes=6)
    reminding.tell_of_the_urgent()
    assert Word.objects.filter(article__headline="Gempa besar", kind="urgent").count() == 1
