"""The desk's menu, beside every page: the screens that this person may open, and no others."""

import pytest
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser

from accounts import roles
from accounts.roles import BUNDLES, Bundle
from articles import publishing
from articles.models import SecondLook
from tests.articles.test_home import home  # noqa: F401 - a fixture

WORK = [
    "Meja saya", "Antrean naskah", "Semua naskah", "Proyeksi liputan", "Halaman muka", "Foto", "Foto diminta",
    "Menunggu mata kedua", "Serah terima", "Redaktur piket", "Kunci terbit", "Jam redaksi",
]  # fmt: skip


@pytest.fixture
def menu(newsroom, client):
    """What stands in the menu of a page: each link's words and address."""

    def of(name, path="/desk/"):
        client.force_login(getattr(newsroom, name))
        page = client.get(path, follow=True)
        assert page.status_code == 200, path
        return LexborHTMLParser(page.text).css("#nav-sidebar th a")

    return of


def words(rows):
    return [row.text() for row in rows]


def test_it_goes_by_the_days_work_and_ends_with_the_lists(menu):
    assert words(menu("citra"))[: len(WORK)] == WORK
    assert {"Kanal", "Tag", "Fokus", "Penulis"} <= set(words(menu("citra"))[len(WORK) :])


@pytest.mark.parametrize("name", ["ani", "citra", "dedi", "eko", "fitri", "gita"])
def test_every_row_opens_for_whoever_has_it(menu, client, name):
    for row in menu(name):
        assert client.get(row.attributes["href"]).status_code == 200, row.text()


def test_the_fronts_stand_there_for_whoever_may_order_them(menu, monkeypatch):
    monkeypatch.setitem(BUNDLES, Bundle.INTERN, BUNDLES[Bundle.INTERN] | {roles.FRONT})
    monkeypatch.setitem(BUNDLES, Bundle.EDITOR, BUNDLES[Bundle.EDITOR] - {roles.FRONT})
    assert "Halaman muka" in words(menu("gita"))
    assert "Halaman muka" not in words(menu("citra"))


def test_a_reporter_has_none_of_the_editors_screens(menu):
    assert words(menu("ani"))[:4] == WORK[:4]
    assert {"Halaman muka", "Foto diminta", "Menunggu mata kedua", "Serah terima", "Jam redaksi"}.isdisjoint(
        words(menu("ani"))
    )


@pytest.mark.parametrize(
    ("path", "here"),
    [
        ("/desk/", ["Meja saya"]),
        ("/desk/articles/article/", ["Semua naskah"]),
        ("/desk/articles/article/antrean/", ["Antrean naskah"]),
        ("/desk/articles/tag/add/", ["Tag"]),
        ("/desk/articles/article/kabar/", []),
    ],
)
def test_it_marks_the_page_that_is_shown(menu, path, here):
    rows = menu("citra", path)
    assert [row.text() for row in rows if row.attributes.get("aria-current") == "page"] == here


def test_on_a_phone_the_home_page_has_the_same_rows(home):  # noqa: F811 - the fixture
    page = LexborHTMLParser(home("citra").text)
    own = [row.text() for row in page.css("nav.in-menu a")]
    assert own == [row for row in words(page.css("#nav-sidebar th a")) if row != "Meja saya"]


def test_a_group_of_djangos_own_leads_to_ones_desk(newsroom, client):
    client.force_login(newsroom.citra)
    for app in ("accounts", "articles", "photos"):
        answer = client.get(reverse("admin:app_list", args=[app]))
        assert (answer.status_code, answer["Location"]) == (302, reverse("admin:index"))


def test_the_list_of_second_looks_opens_with_those_that_wait_and_calls_versions_by_their_word(newsroom, client):
    for headline in ("Sudah dibaca", "Belum dibaca"):
        article = newsroom.submitted(headline=headline)
        publishing.publish_own(article, by=newsroom.eko, seen=article.version, reason="Mendesak")
    publishing.second_look(SecondLook.objects.get(article__headline="Sudah dibaca"), by=newsroom.citra)
    client.force_login(newsroom.citra)
    for asked, listed in (
        ("", ["Belum dibaca"]), ("?dibaca=ya", ["Sudah dibaca"]), ("?dibaca=semua", ["Belum dibaca", "Sudah dibaca"]),
    ):  # fmt: skip
        page = LexborHTMLParser(client.get(reverse("admin:articles_secondlook_changelist") + asked).text)
        assert words(page.css("#result_list .field-story a")) == listed
        assert words(page.css("#result_list .field-version")) == ["Versi terbit ke-1"] * len(listed)
        assert len(page.css("#changelist-filter li.selected")) == 1


def test_an_address_of_the_desk_that_is_none_leads_back(newsroom, client):
    client.force_login(newsroom.ani)
    answer = client.get("/desk/articles/article/999999/change/", follow=True)
    assert answer.status_code == 404
    assert (
        f'href="{reverse("admin:articles_article_changelist")}"'
        in LexborHTMLParser(answer.text).css_first("#content").html
    )
