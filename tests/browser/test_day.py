"""The newsroom's day, as its people walk it: two at once on one story, and every act by keyboard alone."""

from datetime import datetime, timedelta

import pytest

from articles import published
from articles.models import Article
from tests.browser.hands import Hands
from tests.cast import WIB

MORNING, NOON = (datetime(2035, 9, 3, hour, 0, tzinfo=WIB) for hour in (9, 12))


@pytest.fixture
def day(stage, page, other_page):
    """Citra's browser and her colleagues' one; a story of Ani's waits for an editor."""
    stage.at(MORNING)
    stage.page, stage.other = page, other_page
    stage.story = stage.submitted()
    return stage


def now(article):
    return Article.objects.get(pk=article.pk)


def readers_see(stage, path):
    answer = stage.page.request.get(stage.url + path, max_redirects=0)
    return answer.status, answer.text()


def test_two_editors_see_a_story_one_claims_it_both_edit_and_every_word_is_kept(day):
    citra, dedi = Hands(day.page, day, day.citra), Hands(day.other, day, day.dedi)
    for one in (citra, dedi):
        one.open("/desk/articles/article/antrean/")
    assert dedi.page.get_by_role("button", name="Pegang Kapal perintis tiba").count() == 1
    citra.press("Pegang Kapal perintis tiba")
    dedi.page.reload()
    assert "Dipegang Citra" in dedi.page.inner_text(".queue")
    for one in (citra, dedi):
        one.story(day.story)
    citra.page.get_by_text("Dedi").first.wait_for()
    citra.write("Control+End", " Kata syahbandar, 40 ton.")
    citra.save()
    dedi.write("Control+Home", "Pagi ini: ")
    dedi.write("Control+End", " Kata agen, 42 ton.")
    dedi.page.context.expected_noise = ("409",)
    dedi.save()
    dedi.page.get_by_text("Dua suntingan berbeda").wait_for()
    dedi.press("Pakai keduanya")
    dedi.page.wait_for_selector(".movebar")
    dedi.save()
    body = now(day.story).body
    for words in ("Pagi ini: Kapal perintis", "Kata syahbandar, 40 ton.", "Kata agen, 42 ton."):
        assert words in body


def test_a_story_is_returned_mended_added_to_scheduled_and_amended_at_the_last_minute(day):
    citra, ani = Hands(day.page, day, day.citra), Hands(day.other, day, day.ani)
    citra.story(day.story)
    citra.move("Kembalikan")
    citra.type("Alasan", "Sebut sumbernya.")
    citra.press("Kembalikan")
    ani.story(day.story)
    assert "Sebut sumbernya." in ani.page.inner_text(".returned")
    ani.write("Control+End", " Demikian syahbandar Larantuka.")
    ani.move("Kirim ke redaktur")
    ani.choose("Kepada siapa", "Citra")
    ani.type("Pesan untuk redaktur", "Sumber sudah ada.")
    ani.press("Kirim ke redaktur")
    ani.type("Naskah ada di meja redaktur", "Bupati menyusul siang ini.")
    ani.press("Kirim susulan")
    citra.story(day.story)
    assert "Sumber sudah ada." in citra.page.inner_text("main")
    citra.press("Masukkan ke naskah")
    citra.move("Terbitkan")
    citra.tick("Pada waktu tertentu")
    citra.moment("Tanggal dan jam", NOON)
    citra.press("Jadwalkan")
    assert "Terjadwal" in citra.page.inner_text(".messagelist")
    citra.write("Control+Home", "Siang ini: ")
    citra.save()
    assert "belum ikut" in citra.page.inner_text("main")
    citra.move("Perbarui versi terjadwal")
    to_come = published.status(day.story.story_id, at=day.now).to_come
    assert to_come.published_at == NOON
    for words in ("Siang ini: Kapal", "Demikian syahbandar Larantuka.", "Bupati menyusul siang ini."):
        assert words in to_come.body[0]["html"]


def test_its_place_on_the_front_is_seen_ahead_and_it_goes_live_there(day):
    for number in range(3):
        day.live(by=day.budi, headline=f"Kabar lain {number}")
    scheduled = day.scheduled(NOON, headline="Bupati meninjau dermaga")
    citra = Hands(day.page, day, day.citra)
    citra.open("/desk/articles/article/muka/")
    citra.choose("Tempat", "1")
    citra.choose("Berita", "Bupati")
    citra.moment("Dari", NOON)
    citra.press("Letakkan")
    assert "Bupati meninjau dermaga" in citra.page.inner_text(".queue")
    citra.moment("Pada", NOON + timedelta(minutes=5))
    citra.reach(citra.page.get_by_role("button", name="Tampilkan"))
    with citra.page.context.expect_page() as ahead:
        citra.keys.press("Enter")
    assert ahead.value.locator("main h2, main h3").first.inner_text() == "Bupati meninjau dermaga"
    assert "Bupati meninjau dermaga" not in readers_see(day, "/")[1]
    day.at(NOON + timedelta(minutes=5))
    citra.page.goto(day.url)
    assert citra.page.locator("main h2, main h3").first.inner_text() == "Bupati meninjau dermaga"
    assert published.status(scheduled.story_id, at=day.now).live


def test_a_mistake_is_held_mended_and_released(day):
    article = day.live(by=day.budi, headline="Kapal memuat 40 ton")
    path = published.status(article.story_id, at=day.now).live.get_absolute_url()
    citra = Hands(day.page, day, day.citra)
    citra.story(article)
    citra.move("Tarik sementara")
    citra.type("Alasan", "Angka muatan diperiksa.")
    citra.press("Tarik sementara")
    assert "Muatan diturunkan" not in readers_see(day, path)[1]
    citra.move("Perbaiki berita terbit")
    assert "mengakhiri penarikan sementara" in citra.page.inner_text("main")
    citra.tick("Ralat (kekeliruan kami)")
    citra.type("subjudul", "Muatan 42 ton, bukan 40")
    citra.type("Pemberitahuan yang dilihat pembaca", "Muatan kapal 42 ton, bukan 40 ton.")
    citra.press("Perbaiki berita terbit")
    status, seen = readers_see(day, path)
    assert status == 200
    for words in ("Muatan 42 ton, bukan 40", "Muatan kapal 42 ton, bukan 40 ton.", "Muatan diturunkan"):
        assert words in seen
    citra.move("Tarik sementara")
    citra.type("Alasan", "Sekali lagi.")
    citra.press("Tarik sementara")
    citra.move("Akhiri penarikan sementara")
    citra.type("Alasan", "Sudah betul.")
    citra.press("Akhiri penarikan sementara")
    assert "Muatan diturunkan" in readers_see(day, path)[1]


def test_a_duplicate_is_joined_to_the_story_that_stays(day):
    stays = day.live(headline="Kapal perintis tiba pagi ini")
    double = day.live(by=day.budi, headline="Kapal perintis merapat")
    paths = [published.status(one.story_id, at=day.now).live.get_absolute_url() for one in (stays, double)]
    dedi = Hands(day.other, day, day.dedi)
    dedi.story(double)
    dedi.move("Gabungkan ke berita lain")
    dedi.type("Berita yang dipertahankan", day.url + paths[0])
    dedi.press("Gabungkan ke berita lain")
    answer = day.page.request.get(day.url + paths[1], max_redirects=0)
    assert (answer.status, answer.headers["location"]) == (301, paths[0])
    assert "Kapal perintis merapat" not in readers_see(day, "/")[1]
