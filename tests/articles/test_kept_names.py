"""The screens of tags, authors, sources, sections, fokus and series: what they say of a name."""

import pytest
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser

from articles.models import Author, Fokus, Section, Series, Source, Tag

KINDS = {"tag": Tag, "author": Author, "source": Source, "section": Section, "series": Series, "fokus": Fokus}


@pytest.mark.parametrize("kind", KINDS)
def test_a_name_that_was_never_retired_does_not_say_none_nor_a_new_one_speak_of_it(newsroom, at_desk, kind):
    Tag.objects.create(name="Laut", slug="laut")
    Series.objects.create(title="Jalur rel", slug="jalur-rel")
    Fokus.objects.create(title="Musim hujan", slug="musim-hujan")
    row = KINDS[kind].objects.first()
    for name in ("citra", "ani"):
        page = LexborHTMLParser(at_desk(name).get(reverse(f"admin:articles_{kind}_change", args=[row.pk])).text)
        assert page.css_first(".field-retired .readonly").text() == "–"
        assert "None" not in page.css_first("#content").text()
    assert not LexborHTMLParser(at_desk("citra").get(reverse(f"admin:articles_{kind}_add")).text).css(".field-retired")


def test_a_reporter_is_told_an_authors_account_without_a_link_that_refuses(newsroom, at_desk):
    way = reverse("admin:articles_author_change", args=[newsroom.citra.author.pk])
    page = LexborHTMLParser(at_desk("ani").get(way).text)
    assert page.css_first(".field-account .readonly").text() == "Citra"
    assert not [one for one in page.css("#content a") if "/accounts/user/" in one.attributes["href"]]


def test_the_history_of_a_name_is_called_so_and_says_once_where_it_stands(newsroom, at_desk):
    page = at_desk("citra").get(reverse("admin:articles_author_history", args=[newsroom.ani.author.pk]))
    shown = LexborHTMLParser(page.text)
    assert shown.css_first("h1").text() == "Riwayat"
    assert [one.text() for one in shown.css(".breadcrumbs a")] == ["Meja saya", "Penulis", "Ani"]
