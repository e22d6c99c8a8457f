"""Live text is put right: two do so at once and nothing is lost; and what may be called a minor change."""

import pytest

from articles import publishing
from articles.checks import CHILD_TICKS
from articles.models import SecondLook
from articles.published import last_text, text_of
from articles.publishing.correcting import UPDATE, Correction
from tests.articles.test_photo_desk import swapped
from tests.desk import address


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


def test_what_blocks_a_correction_is_named_on_its_form(newsroom, article, client):
    client.force_login(newsroom.dedi)
    opened = fields(client.get(address("correct", article.pk)))
    links = '<p>Satu.</p><div data-baca-juga="zzzz"></div>'.replace("zzzz", article.story_id)
    back = client.post(address("correct", article.pk), opened | {"kind": "pembaruan", "body": links})
    assert back.status_code == 200
    assert "Baca Juga" in str(back.context["form"].non_field_errors())


def test_a_photo_swapped_upon_another_swap_is_told_of_it_once(newsroom, article, client):
    swapped(newsroom.citra, article, newsroom.photo())
    client.force_login(newsroom.dedi)
    back = client.post(address("photo", article.pk), {"photo": newsroom.photo().pk, "seen": 1})
    assert "saat Anda menulis" in back.text
    assert client.post(address("photo", article.pk), fields(back)).status_code == 302
    assert text(newsroom, article).number == 3


# --- Minor changes -------------------------------------------------------------------------------------------


def picture(caption, credit="Ani"):
    return f'<p>Satu.</p><figure data-photo="9" data-caption="{caption}" data-credit="{credit}"></figure><p>Dua.</p>'


def post_of(text):
    embed = f'<div data-embed="https://x.com/a/1" data-author="@a" data-text="{text}"></div>'
    return f"<p>Satu.</p>{embed}<p>Dua.</p>"


def called_minor(newsroom, client, field, was, becomes):
    """What comes back where a change is called minor and not ticked once more."""
    article = newsroom.live(**{field: was})
    client.force_login(newsroom.citra)
    opened = fields(client.get(address("correct", article.pk)))
    return client.post(address("correct", article.pk), opened | {"kind": "perbaikan_kecil", field: becomes})


@pytest.mark.parametrize(
    ("field", "was", "becomes"),
    [
        ("list_headline", "", "kapal tiba"),
        ("photo_caption", "Nakhoda Budi di dermaga", "Nakhoda Andi di dermaga"),
        ("kicker", "12 kapal", "13 kapal"),
        ("place", "Larantuka", "Lewoleba"),
        ("search_title", "", "Kapal milik Budi tiba"),
        ("share_text", "Kapal milik Andi tiba", "Kapal milik Budi tiba"),
        ("body", picture("Nakhoda Budi"), picture("Nakhoda Andi")),
        ("body", picture("Nakhoda"), picture("Nakhoda", credit="Budi")),
        ("body", post_of("ada 12 kapal"), post_of("ada 13 kapal")),
    ],
)
def test_a_name_or_a_number_is_no_minor_change_wherever_readers_meet_it(newsroom, client, field, was, becomes):
    assert set(called_minor(newsroom, client, field, was, becomes).context["form"].errors) == {"second_tick"}


@pytest.mark.parametrize(
    ("field", "was", "becomes"),
    [
        ("photo_caption", "Kapal dii dermaga", "Kapal di dermaga"),
        ("search_title", "", "Kapal perintis sudah tiba"),
        ("body", picture("Kapal dii dermaga"), picture("Kapal di dermaga")),
    ],
)
def test_a_slip_in_a_caption_or_a_title_of_the_same_names_is_minor(newsroom, client, field, was, becomes):
    assert called_minor(newsroom, client, field, was, becomes).status_code == 302


@pytest.mark.parametrize(
    ("field", "was", "becomes"),
    [
        ("photo_caption", "Anak itu dii dermaga", "Anak itu di dermaga"),
        ("body", picture("Anak itu dii dermaga"), picture("Anak itu di dermaga")),
        ("body", picture("Kapal"), picture("Kapal").replace('"9"', '"8"')),
        ("headline", "Seorang anak ditemukan", "Seorang anak dari Ende ditemukan"),
    ],
)
def test_one_editor_changes_no_picture_caption_or_name_of_a_sensitive_story(newsroom, client, field, was, becomes):
    twice = {"kind": "perbaikan_kecil", "second_tick": "on", field: becomes}
    article = newsroom.live(about_child=True, ticked=CHILD_TICKS, **{field: was})
    for name, number in (("citra", 1), ("eko", 2)):
        client.force_login(getattr(newsroom, name))
        client.post(address("correct", article.pk), fields(client.get(address("correct", article.pk))) | twice)
        assert text(newsroom, article).number == number, name
    assert SecondLook.objects.get().number == 2


def test_a_slip_in_the_words_of_a_sensitive_story_is_mended_by_one_editor(newsroom, client):
    article = newsroom.live(about_child=True, ticked=CHILD_TICKS, deck="Muatan petama")
    client.force_login(newsroom.citra)
    opened = fields(client.get(address("correct", article.pk)))
    typed = {"kind": "perbaikan_kecil", "deck": "Muatan pertama"}
    assert client.post(address("correct", article.pk), opened | typed).status_code == 302
    assert not SecondLook.objects.exists()


def test_a_headline_and_a_deck_stay_in_one_line_however_they_are_corrected(newsroom, article, client):
    client.force_login(newsroom.citra)
    opened = fields(client.get(address("correct", article.pk)))
    typed = {"headline": "Kapal perintis\r\ntiba lagi", "deck": " Muatan\nkedua ", "kind": "pembaruan"}
    assert client.post(address("correct", article.pk), opened | typed).status_code == 302
    corrected = text_of(text(newsroom, article))
    assert (corrected["headline"], corrected["deck"]) == ("Kapal perintis tiba lagi", "Muatan kedua")
    article.refresh_from_db()
    assert article.headline == "Kapal perintis tiba lagi"
