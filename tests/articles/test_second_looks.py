"""What went out before a second editor had read it waits for one."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser

from accounts.models import User
from accounts.roles import Bundle
from articles import publishing
from articles.models import SecondLook

LIST = "/desk/articles/secondlook/"


@pytest.fixture
def awaiting(newsroom):
    """One edition that Eko sent out alone; its list as somebody sees it."""
    article = newsroom.submitted()
    publishing.publish_own(article, by=newsroom.eko, seen=article.version, reason="Mendesak")

    def seen_by(name):
        client = Client()
        client.force_login(getattr(newsroom, name))
        return client

    return seen_by


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
