"""The trail on the desk: newest first, page after page, and found by a target, a user name or an act."""

import re

import pytest
from selectolax.lexbor import LexborHTMLParser

from accounts import audit
from articles.models import Tag
from photos.models import Photo

LIST = "/desk/accounts/act/"


@pytest.fixture
def numbers(newsroom, client):
    """The lines that a page of the list shows, and where it leads on."""
    for number in range(120):
        audit.record("look", f"photo:{number}", by=newsroom.eko if number % 2 else newsroom.citra)
    client.force_login(newsroom.eko)

    def numbers(asked=""):
        page = client.get(LIST + asked)
        older = re.search(r'<a[^>]*href="([^"]*)" rel="next"', page.text)
        return [act.seq for act in page.context["cl"].result_list], older and older[1].replace("&amp;", "&")

    return numbers


def test_the_trail_is_read_to_its_beginning_page_by_page(numbers):
    first, older = numbers()
    second, older = numbers(older)
    third, end = numbers(older)
    assert (len(first), len(second), end) == (50, 50, None)
    assert [*first, *second, *third] == list(range(first[0], 0, -1))


def test_a_line_is_found_by_its_target_its_actor_and_its_act_as_they_are_written(numbers):
    assert len(numbers("?q=photo:7")[0]) == 1
    assert numbers("?q=Photo:7") == numbers("?q=photo") == numbers("?q=look%00ed") == ([], None)
    mine, older = numbers("?q=citra")
    assert len(mine) == 50
    assert len(numbers(older)[0]) == 10
    assert len(numbers("?q=look")[0]) == 50


def test_another_search_begins_with_the_newest_line(numbers, client):
    _first, older = numbers()
    assert "pk__lt" not in client.get(LIST + older).text.partition("<form")[2].partition("</form>")[0]


def test_the_trail_asks_the_same_of_more(newsroom, client, django_assert_num_queries):
    client.force_login(newsroom.eko)
    for lines in (3, 60):
        for number in range(lines):
            audit.record("look", f"photo:{number}", by=newsroom.eko)
        for asked, queries in (("", 5), ("?q=eko", 10)):
            with django_assert_num_queries(queries):
                client.get(LIST + asked)


def test_the_trail_refuses_a_page_that_is_no_number(newsroom, client):
    client.force_login(newsroom.eko)
    assert client.get(f"{LIST}?pk__lt=x").status_code in (302, 400)


def shown(client, typed):
    page = LexborHTMLParser(client.get(LIST, {"q": typed}).text)
    return [tuple(row.css_first(f".field-{name}").text() for name in ("who", "what", "on")) for row in rows_of(page)]


def rows_of(page):
    return page.css("#result_list tbody tr")


@pytest.fixture
def told(newsroom, client):
    """Acts of several kinds, and Eko who reads of them."""
    newsroom.eko.name = "Eko Estiningsih"
    newsroom.eko.save()
    tag = Tag.objects.create(name="Pangan", slug="pangan")
    photo = Photo.objects.create(caption="Kapal di dermaga", width=1, height=1, checksum="x")
    audit.record("retire", tag.list_key, by=newsroom.eko)
    audit.record("retire_photo", photo.target, by=newsroom.citra)
    audit.record("change_person", "person:eko", by=newsroom.fitri)
    client.force_login(newsroom.eko)
    return tag, photo


def test_the_words_on_the_screen_find_their_lines(told, newsroom, client):
    retired = ("Eko Estiningsih", "Dipensiunkan", "Tag: Pangan")
    assert shown(client, "Dipensiunkan")[-1] == retired
    assert ("Citra", "Foto dipensiunkan", "Foto: Kapal di dermaga") in shown(client, "dipensiunkan")
    assert {who for who, _what, on in shown(client, "Estiningsih") if "orang" not in on.lower()} == {"Eko Estiningsih"}
    assert retired in shown(client, "eko estiningsih")
    assert shown(client, "pangan") == [retired]
    newsroom.live()
    assert {what for _who, what, _on in shown(client, "Terbitkan")} == {"Terbitkan"}
    assert shown(client, "tidak ada") == []


def test_a_line_leads_to_what_it_tells_of_where_that_may_be_opened(told, client, newsroom):
    tag, photo = told
    links = {link.attributes["href"] for link in LexborHTMLParser(client.get(LIST).text).css(".field-on a")}
    assert links == {f"/desk/articles/tag/{tag.pk}/change/", f"/desk/photos/photo/{photo.pk}/change/"}
    client.force_login(newsroom.fitri)
    links = {link.attributes["href"] for link in LexborHTMLParser(client.get(LIST).text).css(".field-on a")}
    assert f"/desk/accounts/user/{newsroom.eko.pk}/change/" in links
    assert f"/desk/articles/tag/{tag.pk}/change/" in client.get(f"{LIST}1/change/").text


def test_a_search_says_how_much_it_found_where_that_is_known_and_never_that_it_is_stories(numbers, client):
    def said(asked):
        return LexborHTMLParser(client.get(asked).text).css_first("#changelist-search .bar span").text().strip()

    assert said(f"{LIST}?q=photo:7") == "1 ditemukan · Tampilkan semua"
    older = numbers("?q=citra")[1]
    assert [said(f"{LIST}?q=citra"), said(LIST + older)] == ["Tampilkan semua"] * 2, "one page of sixty lines"
    Tag.objects.create(name="Kapal", slug="kapal")
    assert said("/desk/articles/tag/?q=kapal") == "1 ditemukan · Tampilkan semua"
