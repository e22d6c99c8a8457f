"""What went out before a second editor had read it waits for one."""

import pytest
from django.test import Client
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser

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
