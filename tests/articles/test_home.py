"""The desk of one's own: what each person sees first."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser

from articles import desk, moves, publishing
from articles.models import Author, Credit
from photos.models import Photo
from tests.desk import address, queries
from tests.photos.pictures import photo_file


@pytest.fixture
def home(at_desk):
    return lambda name: at_desk(name).get(reverse("admin:index"))


def headlines(rows):
    return [row.headline for row in rows]


def test_a_reporter_sees_returned_ones_first_then_by_deadline(newsroom, home):
    for headline, hours in (("Lusa", 48), ("Nanti", 2), ("Tanpa tenggat", None), ("Terlambat", -1)):
        deadline = (newsroom.now + timedelta(hours=hours)).isoformat() if hours else None
        newsroom.draft(headline=headline, deadline=deadline)
    moves.move(newsroom.submitted(headline="Dikembalikan"), "return", by=newsroom.citra, note="Tambah narasumber")
    page = home("ani")
    assert headlines(page.context["drafts"]) == ["Dikembalikan", "Terlambat", "Nanti", "Lusa", "Tanpa tenggat"]
    assert "Tambah narasumber" in page.text
    assert [draft.late for draft in page.context["drafts"]] == [False, True, False, False, False]


def test_a_returned_story_stands_first_however_many_drafts_have_a_deadline(newsroom, home):
    moves.move(newsroom.submitted(headline="Dikembalikan"), "return", by=newsroom.citra, note="Tambah narasumber")
    for number in range(desk.OWN_DRAFTS):
        newsroom.draft(headline=f"Draf {number}", deadline=(newsroom.now + timedelta(days=number + 1)).isoformat())
    assert headlines(home("ani").context["drafts"])[0] == "Dikembalikan"


def test_the_reason_of_a_return_stands_until_the_story_moves_on_whatever_is_done_to_it(newsroom, home):
    article = newsroom.submitted(photo_need="asked")
    article = moves.move(article, "return", by=newsroom.citra, note="Tambah narasumber")
    photo = Photo.objects.add(photo_file(), by=newsroom.ani, caption="Kapal", credit="Ani", alt="Kapal di dermaga")
    article = moves.give_photo(article, photo, by=newsroom.dedi)
    ani = Client()
    ani.force_login(newsroom.ani)
    page = home("ani")
    assert page.context["drafts"][0].returner == "Citra"
    assert "Tambah narasumber" in page.text
    assert "Tambah narasumber" in ani.get(address("change", article.pk)).text
    moves.move(article, "submit", by=newsroom.ani)
    assert "Tambah narasumber" not in ani.get(address("change", article.pk)).text


def test_what_somebody_edits_is_none_of_their_own_drafts(newsroom, home):
    author = Author.objects.get(user=newsroom.citra)
    returned, waiting = (newsroom.submitted(headline=headline) for headline in ("Dikembalikan", "Menunggu"))
    for article in (returned, waiting):
        Credit.objects.create(article=article, author=author, role=Credit.Role.RED)
    moves.move(returned, "return", by=newsroom.citra, note="Tambah narasumber")
    own = newsroom.draft(by=newsroom.citra, headline="Tulisan sendiri")
    context = home("citra").context
    assert (context["drafts"], context["waiting"]) == ([own], [])


def test_an_editor_sees_who_waits_longest_how_long_it_is_and_who_holds_it(newsroom, home):
    newsroom.submitted(headline="Lama", commissioned_length=100)
    newsroom.step(hours=3, minutes=5)
    held = newsroom.submitted(headline="Dipegang")
    moves.move(held, "claim", by=newsroom.dedi)
    newsroom.submitted(headline="Mendesak", priority=1)
    page = home("citra")
    rows = page.context["rows"]
    assert [row.article.headline for row in rows] == ["Mendesak", "Lama", "Dipegang"]
    assert (rows[1].wait, rows[1].fit, rows[2].holder) == ("3 jam 5 menit", "short", newsroom.dedi)
    assert "Dipegang oleh Dedi" in page.text or "Dipegang Dedi" in page.text


def test_what_was_just_published_stands_on_top_of_its_publishers_desk_for_half_an_hour(newsroom, home):
    article = newsroom.live()
    newsroom.step(minutes=29)
    page = home("citra")
    assert [row.article for row in page.context["board"].fresh] == [article]
    for name in ("correct", "on_phone"):
        assert address(name, article.pk) in page.text
    assert address("move", article.pk, "hold") in page.text
    assert home("dedi").context["board"].fresh == []
    newsroom.step(minutes=2)
    assert home("citra").context["board"].fresh == []


def test_the_line_of_the_day_marks_what_comes_today(newsroom, home):
    newsroom.scheduled(newsroom.now + timedelta(hours=2), headline="Siang ini")
    newsroom.scheduled(newsroom.now + timedelta(hours=20), headline="Besok pagi")
    board = home("citra").context["board"]
    assert [(mark.at, mark.title) for mark in board.line] == [(500, "12:00 WIB Siang ini")]
    assert board.now == 416
    assert len(board.scheduled) == 2


def test_the_managing_editor_sees_what_is_held_and_withdrawn_and_nobody_else(newsroom, home):
    held, gone = newsroom.live(headline="Ditahan"), newsroom.live(headline="Dicabut")
    newsroom.step(minutes=1)
    publishing.withdraw(gone, by=newsroom.eko, ground="keliru", reason="Keliru")
    publishing.hold(held, by=newsroom.citra, reason="Diperiksa")
    assert [row.article for row in home("eko").context["board"].off] == [held, gone]
    assert home("citra").context["board"].off == []


def test_the_phone_is_shown_the_address_readers_have(newsroom):
    article = newsroom.live()
    client = Client()
    client.force_login(newsroom.citra)
    assert f"/berita/{article.story_id}/" in client.get(address("on_phone", article.pk)).text
    code = client.get(address("phone_code", article.pk))
    assert code["Content-Type"] == "image/svg+xml"
    assert b"<path" in code.content
    draft = newsroom.draft()
    assert "img" not in client.get(address("on_phone", draft.pk)).text.split('id="content"')[1]


def test_the_home_refreshes_itself_with_and_without_script(home):
    page = home("citra").text
    assert "js/desk/refresh.js" in page
    assert '<noscript><meta http-equiv="refresh" content="60"></noscript>' in page


@pytest.mark.parametrize("who", ["ani", "citra", "eko"])
def test_the_home_asks_no_more_queries_of_a_fuller_newsroom(newsroom, who):
    client = Client()
    client.force_login(getattr(newsroom, who))

    def fill():
        newsroom.draft(), newsroom.submitted(), newsroom.live(by=newsroom.budi)
        newsroom.scheduled(newsroom.now + timedelta(hours=2))
        publishing.hold(newsroom.live(), by=newsroom.citra, reason="Diperiksa")
        moves.move(newsroom.submitted(), "claim", by=newsroom.dedi)

    fill()
    first = queries(client, reverse("admin:index"))
    for _round in range(4):
        fill()
    assert queries(client, reverse("admin:index")) == first


def test_an_editors_desk_that_shows_the_first_of_many_says_that_there_are_more(newsroom, home):
    def ways():
        lists = LexborHTMLParser(home("citra").text).css(
            "#fresh-queue li:last-child > a, #fresh-scheduled li:last-child > a"
        )
        return [one.attributes["href"] for one in lists if one.text().startswith("Tampilkan semua")]

    for number in range(desk.SHOWN):
        newsroom.submitted(), newsroom.scheduled(newsroom.now + timedelta(hours=number + 1))
    assert ways() == []
    newsroom.submitted(), newsroom.scheduled(newsroom.now + timedelta(days=1))
    assert ways() == [reverse("admin:articles_article_queue"), reverse("admin:articles_article_handover")]


def test_the_queue_says_in_one_line_which_filters_are_set(newsroom):
    client = Client()
    client.force_login(newsroom.citra)
    line = re.search(r"<summary>Saring: (.*)</summary>", client.get(address("queue")).text)[1]
    assert line == "paling lama menunggu"
    asked = {"urut": "tenggat", "kanal": "daerah", "q": "<kapal>", "untuk": "saya"}
    line = re.search(r"<summary>Saring: (.*)</summary>", client.get(address("queue"), asked).text)[1]
    assert line == "tenggat · Daerah · “&lt;kapal&gt;” · Ditujukan kepada saya"


def test_the_queue_is_read_in_the_order_and_section_asked_for(newsroom):
    client = Client()
    client.force_login(newsroom.citra)
    newsroom.submitted(headline="Lama", section_id=newsroom.east.pk)
    newsroom.step(minutes=1)
    newsroom.submitted(headline="Tenggat", deadline=newsroom.now.isoformat())

    def shown(query):
        return [row.article.headline for row in client.get(address("queue") + query).context["rows"]]

    assert shown("") == ["Lama", "Tenggat"]
    assert shown("?urut=tenggat") == ["Tenggat", "Lama"]
    assert shown("?urut=kanal") == ["Tenggat", "Lama"]
    assert shown("?kanal=daerah") == shown("?kanal=timur") == ["Lama"]
    assert shown("?urut=palsu&kanal=tidak-ada") == []


def test_a_new_story_begins_in_the_section_where_its_author_wrote_last(newsroom, client):
    newsroom.draft(by=newsroom.ani, section_id=newsroom.east.pk)
    client.force_login(newsroom.ani)
    html = client.get("/desk/articles/article/add/").content.decode()
    assert f'<option value="{newsroom.east.pk}" selected>' in html
    client.force_login(newsroom.gita)
    assert 'name="section"' in client.get("/desk/articles/article/add/").content.decode()


def test_whoever_publishes_or_corrects_is_led_to_what_readers_have(newsroom, client):
    article = newsroom.submitted()
    client.force_login(newsroom.citra)
    at = f"/desk/articles/article/{article.pk}/gerak/publish/"
    html = client.post(at, {"seen": article.version, "when": "now"}, follow=True).content.decode()
    told = html[html.index('<ul class="messagelist">') : html.index("</ul>", html.index('<ul class="messagelist">'))]
    assert f"/berita/{article.story_id}/" in told
    assert "Lihat di situs" in told


def test_a_form_that_lost_its_key_leads_back_to_its_story(newsroom):
    article = newsroom.draft()
    client = Client(enforce_csrf_checks=True)
    client.force_login(newsroom.ani)
    at = f"/desk/articles/article/{article.pk}/change/"
    answer = client.post(at, {"headline": "Lain"})
    assert answer.status_code == 403
    assert f'<a class="button main" href="{at}">Kembali ke naskah</a>' in answer.content.decode()
    # Where only forms are sent to, nothing would stand.
    answer = client.post(f"/desk/articles/article/{article.pk}/catatan/", {"text": "x"})
    assert "Kembali ke naskah" not in answer.content.decode()
