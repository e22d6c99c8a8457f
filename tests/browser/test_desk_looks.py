"""How the desk's screens look, measured where a browser has set them: what is cut off, squeezed or out of line."""

from articles import moves, published
from photos.models import Photo
from tests.browser.test_model_page import sign_in
from tests.browser.test_writing_screen import PHONE, open_form
from tests.photos.pictures import photo_file

OFF_MIDDLE = """one => {
  const words = document.createRange()
  words.selectNodeContents(one)
  const [text, box] = [words.getBoundingClientRect(), one.getBoundingClientRect()]
  return Math.abs(text.top + text.height / 2 - box.top - box.height / 2)
}"""


def live_body(article):
    return published.text_of(published.editions_of(article.story_id)[0])["body"]


def box(page, selector):
    return page.locator(selector).first.bounding_box()


def test_words_stand_in_the_middle_of_what_is_pressed_at_the_head_of_a_phone(stage, page):
    page.set_viewport_size(PHONE)
    sign_in(page, stage, stage.ani)
    for link in page.locator("#user-tools > a").all():
        assert link.evaluate(OFF_MIDDLE) <= 2


def test_a_text_that_may_not_be_changed_is_read_in_paragraphs(stage, page):
    article = stage.submitted()
    sign_in(page, stage, stage.ani)
    page.goto(f"{stage.url}/desk/articles/article/{article.pk}/change/")
    first, second = (page.locator(".reading p").nth(number).bounding_box() for number in (0, 1))
    assert second["y"] - first["y"] - first["height"] >= 8


def test_a_word_that_came_with_a_story_stands_in_line_with_it(stage, page):
    article = stage.draft()
    moves.move(article, "submit", by=stage.ani, note="Sudah ditambah")
    open_form(page, stage, article, by=stage.citra)
    assert abs(box(page, "#content > .panel")["x"] - box(page, ".sheet")["x"]) <= 1


def test_a_headline_keeps_its_room_beside_a_length_that_is_told_at_length(stage, page):
    stage.submitted(body="<p>" + "kata " * 478 + "</p>", commissioned_length=250)
    sign_in(page, stage, stage.citra)
    row, headline = box(page, ".desk-main .queue li"), box(page, ".desk-main .queue li > div")
    assert headline["width"] >= row["width"] / 2
    button = box(page, ".desk-main .queue .button")
    assert row["x"] + row["width"] - button["x"] - button["width"] <= 20


def test_a_search_that_finds_nothing_says_so_without_a_dot(stage, page):
    sign_in(page, stage, stage.ani)
    page.goto(f"{stage.url}/desk/articles/article/?q=zzz")
    assert page.locator(".listing > .quiet").evaluate("one => getComputedStyle(one).listStyleType") == "none"


def test_the_list_of_photos_fits_a_laptop(stage, page):
    Photo.objects.add(photo_file(), by=stage.ani, caption="Kapal", credit="Laras Widyaningrum/Nusantara", alt="Kapal")
    stage.ani.name = "Laras Widyaningrumkusumaningtyas"
    stage.ani.save()
    sign_in(page, stage, stage.citra)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{stage.url}/desk/photos/photo/")
    assert page.locator(".results").evaluate("one => one.scrollWidth - one.clientWidth") <= 0


def test_a_correction_begins_with_the_text_and_finds_stories_and_photos_as_the_writing_screen_does(stage, page):
    stage.live(by=stage.budi, headline="Kapal perintis kandas di Larantuka")
    photo = Photo.objects.add(photo_file(), by=stage.ani, caption="Dermaga", credit="Ani", alt="Dermaga")
    article = stage.live()
    sign_in(page, stage, stage.citra)
    page.goto(f"{stage.url}/desk/articles/article/{article.pk}/perbaiki/")
    assert box(page, ".field-body")["y"] < box(page, ".field-search_title")["y"]
    page.locator(".ProseMirror[role=textbox] p").first.click()
    page.get_by_role("button", name="Baca Juga").click()
    page.locator("#baca-juga [role=option]", has_text="kandas").click()
    page.locator(".newsroom-bacaJuga", has_text="kandas").wait_for()
    page.get_by_role("button", name="Gambar", exact=True).click()
    page.locator(".shots button", has_text="Dermaga").click()
    page.locator(".newsroom-picture img").wait_for()
    page.get_by_label("Pembaruan").check()
    page.locator("form.asking button.main").click()
    page.wait_for_url("**/change/")
    assert f'data-photo="{photo.pk}"' in live_body(article)


def test_a_tick_of_a_correction_stands_before_its_words(stage, page):
    article = stage.live()
    sign_in(page, stage, stage.citra)
    page.goto(f"{stage.url}/desk/articles/article/{article.pk}/perbaiki/")
    for row in page.locator(".form-row:has(input[type=checkbox])").all():
        assert row.bounding_box()["height"] <= 60
        assert not row.locator("label").inner_text().endswith(":")
