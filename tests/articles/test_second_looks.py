"""What went out before a second editor had read it waits for one."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser

from accounts.models import User
from accounts.roles import Bundle
from articles import moves, publishing
from articles.models import SecondLook
from articles.publishing.correcting import CALL_OFF, CARRY, SMALL, Correction
from editions.models import Edition

LIST = "/desk/articles/secondlook/"


@pytest.fixture
def awaiting(newsroom, at_desk):
    """One edition that Eko sent out alone; its list as somebody sees it."""
    article = newsroom.submitted()
    publishing.publish_own(article, by=newsroom.eko, seen=article.version, reason="Mendesak")
    return at_desk


def test_whoever_has_read_it_is_told_in_the_desks_language(awaiting):
    read = reverse("admin:articles_secondlook_read", args=[SecondLook.objects.get().pk])
    told = LexborHTMLParser(awaiting("citra").post(read, follow=True).text).css_first(".messagelist").text()
    assert "Read: this version" not in told
    assert SecondLook.objects.get().seen_by.username == "citra"


def buttons(page):
    return [button.text() for button in LexborHTMLParser(page.text).css("#result_list button")]


def test_only_who_may_be_the_second_editor_is_offered_the_button(awaiting, newsroom):
    helped = newsroom.submitted(by=newsroom.dedi, headline="Ditulis Dedi")
    publishing.publish_own(helped, by=newsroom.eko, seen=helped.version, reason="Mendesak")
    newsroom.person("hadi", Bundle.EDITOR, section=newsroom.region.pk)
    newsroom.hadi = User.objects.get(username="hadi")
    for name, offered in (("eko", 0), ("dedi", 1), ("citra", 2), ("hadi", 0)):
        page = awaiting(name).get(LIST)
        assert len(buttons(page)) == offered, name
        assert page.text.count("Mata kedua haruslah orang lain.") == (0 if name == "hadi" else 2 - offered)


def test_the_list_asks_as_much_of_ten_as_of_one(awaiting, newsroom):
    citra = awaiting("citra")
    citra.get(LIST)
    with CaptureQueriesContext(connection) as one:
        citra.get(LIST)
    for number in range(9):
        article = newsroom.submitted(headline=f"Kilat {number}")
        publishing.publish_own(article, by=newsroom.eko, seen=article.version, reason="Mendesak")
    with CaptureQueriesContext(connection) as ten:
        assert len(buttons(citra.get(LIST))) == 10
    assert len(ten) == len(one)


# --- At a version to come ------------------------------------------------------------------------------------


@pytest.fixture
def to_come(newsroom):
    """What Eko sent out alone for the next hour."""
    article = newsroom.submitted()
    moment = newsroom.now + timedelta(hours=1)
    publishing.publish_own(article, by=newsroom.eko, seen=article.version, reason="sendirian", at=moment)
    newsroom.step(minutes=5)
    article.refresh_from_db()
    return article


def coming(article):
    return Edition.objects.to_come().get(story_id=article.story_id).number


def awaited():
    return list(SecondLook.objects.filter(seen_by=None).values_list("number", flat=True))


def test_a_version_that_was_called_off_waits_for_no_reader(newsroom, to_come):
    publishing.cancel(to_come, by=newsroom.citra)
    assert awaited() == []


def test_a_version_put_off_waits_for_its_reader_as_what_readers_will_get(newsroom, to_come):
    read = reverse("admin:articles_secondlook_read", args=[SecondLook.objects.get().pk])
    publishing.reschedule(to_come, by=newsroom.citra, at=newsroom.now + timedelta(hours=3))
    assert awaited() == [coming(to_come)]
    citra = Client()
    citra.force_login(newsroom.citra)
    assert citra.post(read).status_code == 302
    assert SecondLook.objects.get().seen_by == newsroom.citra, "the same text"
    publishing.reschedule(to_come, by=newsroom.citra, at=newsroom.now + timedelta(hours=4))
    assert SecondLook.objects.get().number == coming(to_come)


def test_an_amended_version_is_not_read_by_a_page_that_showed_the_one_before(newsroom, to_come):
    read = reverse("admin:articles_secondlook_read", args=[SecondLook.objects.get().pk])
    amended = newsroom.save(to_come, newsroom.citra, deck="Muatan kedua")
    publishing.amend(amended, by=newsroom.citra, seen=amended.version)
    assert awaited() == [coming(amended)]
    dedi = Client()
    dedi.force_login(newsroom.dedi)
    assert dedi.post(read).status_code == 404
    assert awaited() == [coming(amended)]


@pytest.fixture
def update(newsroom):
    """A live story whose next version Eko sent out alone for the next hour."""
    article = moves.move(newsroom.live(), "revise", by=newsroom.ani)
    article = newsroom.save(article, newsroom.ani, kicker="Terbaru")
    moment = newsroom.now + timedelta(hours=1)
    publishing.publish_own(article, by=newsroom.eko, seen=article.version, reason="sendirian", at=moment)
    newsroom.step(minutes=5)
    article.refresh_from_db()
    return article


def test_a_small_fix_carried_into_a_version_to_come_leaves_that_waiting_for_its_reader(newsroom, update):
    publishing.correct(update, Correction(SMALL, {"deck": "Muatan perdana"}, scheduled=CARRY), by=newsroom.dedi)
    assert awaited() == [coming(update)]
    assert SecondLook.objects.get().by == newsroom.eko


def test_a_correction_that_calls_a_version_off_waits_for_its_reader_alone(newsroom, update):
    erratum = Correction("ralat", {"deck": "Muatan perdana"}, "Muatannya keliru.", scheduled=CALL_OFF)
    assert awaited() == [2]
    made = publishing.correct(update, erratum, by=newsroom.dedi)
    assert awaited() == [made.number]


def test_an_erratum_carried_into_a_version_to_come_waits_with_it_for_readers(newsroom, update):
    erratum = Correction("ralat", {"deck": "Muatan perdana"}, "Muatannya keliru.", scheduled=CARRY)
    made = publishing.correct(update, erratum, by=newsroom.dedi)
    assert sorted(awaited()) == [made.number, coming(update)]


def test_a_version_to_come_of_a_story_that_is_held_waits_for_no_reader(newsroom, update):
    publishing.hold(update, by=newsroom.citra, reason="Diperiksa")
    assert awaited() == []
