"""Two put the same live text right: nothing is lost, and the one who comes second has a way on."""

import pytest

from articles import publishing
from articles.published import last_text, text_of
from articles.publishing.correcting import UPDATE, Correction
from tests.articles.test_asking import address
from tests.articles.test_photo_desk import added, swapped


@pytest.fixture
def article(newsroom):
    return newsroom.live(body="<p>Satu.</p><p>Jeda.</p><p>Dua.</p>", deck="Muatan pertama", kicker="Laut")


@pytest.fixture
def overtaken(newsroom, article, client):
    """Citra has the form before her while Dedi's correction goes live; she sends hers, and what came back once more."""

    def send(theirs, mine):
        client.force_login(newsroom.citra)
        opened = fields(client.get(address("correct", article.pk)))
        publishing.correct(article, Correction(UPDATE, theirs), by=newsroom.dedi)
        back = client.post(address("correct", article.pk), opened | {"kind": "pembaruan"} | mine)
        assert back.status_code == 200
        return back, lambda: client.post(address("correct", article.pk), fields(back))

    return send


def fields(page):
    """What the form would send as it stands."""
    return {bound.html_name: bound.value() or "" for bound in page.context["form"]}


def text(newsroom, article):
    return last_text(article.story_id, at=newsroom.now)


def test_a_correction_of_another_place_keeps_what_went_live_meanwhile(newsroom, article, overtaken):
    back, again = overtaken({"deck": "Muatan kedua", "body": "<p>Satu.</p><p>Jeda.</p><p>Kedua.</p>"},
                            {"kicker": "Pelabuhan", "body": "<p>Pertama.</p><p>Jeda.</p><p>Dua.</p>"})  # fmt: skip
    assert "<del>pertama</del>" in back.text
    assert "Anda mengubah tempat yang berbeda" in back.text
    assert text(newsroom, article).number == 2
    assert again().status_code == 302
    live = text(newsroom, article)
    assert (live.number, live.deck, live.kicker) == (3, "Muatan kedua", "Pelabuhan")
    assert "<p>Pertama.</p><p>Jeda.</p><p>Kedua.</p>" in text_of(live)["body"].replace("\n", "")


def test_where_both_changed_the_same_ones_own_words_stand_beside_the_other_s(newsroom, article, overtaken):
    back, again = overtaken({"deck": "Muatan Dedi"}, {"deck": "Muatan Citra"})
    assert back.context["form"]["deck"].value() == "Muatan Citra"
    assert "<del>Dedi</del>" in back.text
    assert again().status_code == 302
    assert text(newsroom, article).deck == "Muatan Citra"


def test_a_photo_swapped_upon_another_swap_is_told_of_it_once(newsroom, article, client):
    swapped(newsroom.citra, article, added(newsroom))
    client.force_login(newsroom.dedi)
    back = client.post(address("photo", article.pk), {"photo": added(newsroom).pk, "seen": 1})
    assert "saat Anda menulis" in back.text
    assert client.post(address("photo", article.pk), fields(back)).status_code == 302
    assert text(newsroom, article).number == 3
