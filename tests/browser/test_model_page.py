"""One story's way through a browser, up to every element of the model page."""

import io
import re
from datetime import datetime

from django.test import override_settings
from PIL import Image

from articles.models import Author, Tag
from tests.cast import PASSWORD, WIB

SENT = datetime(2023, 9, 18, 14, 20, tzinfo=WIB)
COMES = datetime(2023, 9, 18, 14, 26, tzinfo=WIB)
FIRST = "Pemimpin Korea Utara bertolak pulang setelah satu pekan di Rusia."
SECOND = "Kantor berita RIA merilis video keberangkatan itu."
THIRD = "Artyom terletak 254 kilometer dari stasiun Khasan."
LAST = "Korut dan Rusia saling bertukar pendapat."


def sign_in(page, stage, person):
    page.context.clear_cookies()
    page.goto(f"{stage.url}/desk/masuk/login/")
    page.locator("input[name=login]:visible").fill(person.username)
    page.locator("input[name=password]:visible").fill(PASSWORD)
    page.locator("form:has(input[name=password]:visible) button[type=submit]").first.click()
    page.wait_for_url("**/desk/")


def picture():
    made = io.BytesIO()
    Image.new("RGB", (1500, 1000), "#0B4A7A").save(made, "JPEG")
    return {"name": "kereta.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()}


def add_photo(page, stage):
    page.goto(f"{stage.url}/desk/photos/photo/add/")
    page.set_input_files("input[name=upload]", picture())
    page.fill("[name=caption]", "Kereta bertolak dari Artyom.")
    page.fill("[name=credit]", "AP Photo/Ahn Young-joon")
    page.fill("[name=alt]", "Kereta di stasiun")
    page.click("[name=_save]")
    page.wait_for_url("**/desk/photos/photo/")


def type_body(page, earlier):
    """As a reporter types: paragraphs, links after the second, a page break before the last."""
    area = page.locator(".ProseMirror[role=textbox]")
    area.click()
    page.keyboard.type(FIRST)
    page.keyboard.press("Enter")
    page.keyboard.type(SECOND)
    page.keyboard.press("Control+j")
    page.keyboard.type(earlier.headline)
    page.get_by_role("option", name=earlier.headline).first.wait_for()
    page.keyboard.press("Enter")
    after_block(page)
    page.keyboard.type(THIRD)
    page.click("button[data-name=pageBreak]")
    after_block(page)
    page.keyboard.type(LAST)


def after_block(page):
    """The cursor goes to the paragraph behind the block just put in."""
    page.locator(".ProseMirror[role=textbox]").press("Control+End")


def press(page, move):
    page.locator(f"button[name=_move][value={move}]").click()


def submit(page):
    """The page in between asks for a word to the editors, which may stay empty."""
    press(page, "submit")
    page.locator("form.asking button[type=submit]").click()
    page.wait_for_load_state()


@override_settings(DATELINE_HOUSE="REPUBLIKA.CO.ID", OUTLET_NAME="Republika")
def test_the_model_page_is_written_returned_scheduled_and_read(stage, page):
    stage.at(SENT)
    for user, name in ((stage.ani, "Lintar Satria"), (stage.dedi, "Esthi Maharani")):
        Author.objects.filter(user=user).update(name=name)
    earlier = stage.live(by=stage.budi, headline="Kim Jong-un Tiba di Rusia", section_id=stage.region.pk)
    sign_in(page, stage, stage.ani)
    add_photo(page, stage)
    page.goto(f"{stage.url}/desk/articles/article/add/")
    page.fill("[name=headline]", "Kim Jong-un Pulang Setelah Sepekan di Rusia")
    page.fill("[name=deck]", "Rusia ingin mengembangkan kerja sama yang setara dan adil dengan Korut")
    page.fill("[name=place]", "Seoul")
    type_body(page, earlier)
    page.get_by_role("button", name=re.compile("Tambah nama|Add a name")).click()
    for row, (role, name) in enumerate((("rep", "Lintar Satria"), ("red", "Esthi Maharani"))):
        page.select_option(f"[name=credits-{row}-role]", role)
        page.select_option(f"[name=credits-{row}-author]", label=name)
    page.locator(".panel-citations > summary").click()
    page.select_option("[name=citations-0-source]", label="Reuters")
    page.select_option("[name=section]", label="Nasional")
    page.fill("[name=tags]", "Korea Utara, Rusia")
    from photos.models import Photo

    page.get_by_role("button", name="Pilih foto").click()
    page.locator("#photos .shots button").first.click()
    assert page.locator("[name=photo]").input_value() == str(Photo.objects.get().pk)
    page.click("[name=_save]")
    page.wait_for_url("**/change/")
    form = page.url
    submit(page)

    sign_in(page, stage, stage.citra)
    page.goto(form)
    press(page, "return")
    page.fill("[name=reason]", "Tambah sumber kedua.")
    page.locator("form.asking button[type=submit]").click()
    page.wait_for_load_state()

    sign_in(page, stage, stage.ani)
    assert "Tambah sumber kedua." in page.content()
    page.goto(form)
    submit(page)

    sign_in(page, stage, stage.citra)
    page.goto(form)
    press(page, "publish")
    page.locator("[name=when]").last.check()
    page.fill("[name=at]", "2023-09-18T14:26")
    page.locator("form.asking button[type=submit]").click()
    page.wait_for_load_state()

    from articles.models import Article

    story = Article.objects.exclude(pk=earlier.pk).get()
    assert list(Tag.objects.order_by("name").values_list("name", flat=True)) == ["Korea Utara", "Rusia"]
    address = f"{stage.url}/berita/{story.story_id}/x/"
    assert page.request.get(address).status == 404
    # Nothing but the web server runs: the clock alone brings the story out.
    stage.at(COMES)
    page.goto(address)
    assert page.url.endswith("/kim-jong-un-pulang-setelah-sepekan-di-rusia/")
    assert_every_element(page)
    page.goto(page.url + "?page=2")
    text = page.inner_text("main")
    assert LAST in text
    assert "sumber : Reuters" in text
    assert "REPUBLIKA.CO.ID" not in text


def assert_every_element(page):
    text = page.inner_text("main")
    for words in (
        "Senin 18 Sep 2023 14:26 WIB",
        "Rusia ingin mengembangkan kerja sama yang setara dan adil dengan Korut",
        "Rep: Lintar Satria/ Red: Esthi Maharani",
        "Kereta bertolak dari Artyom.",
        "Foto: AP Photo/Ahn Young-joon",
        f"REPUBLIKA.CO.ID, SEOUL -- {FIRST}",
        "254 kilometer dari stasiun Khasan....",
        "Baca Juga",
        "Berita Lainnya",
        "Terbaru",  # in the place of Terpopuler while nothing is counted
    ):
        assert words.lower() in text.lower() if words[0] == "B" else words in text, words
    assert page.locator("h1").all_inner_texts() == ["Kim Jong-un Pulang Setelah Sepekan di Rusia"]
    assert page.locator("aside.baca-juga a").inner_text() == "Kim Jong-un Tiba di Rusia"
    assert page.get_by_text("Iklan", exact=True).count() == 4
    assert page.locator("ol").count() >= 1
    assert "sumber :" not in text
