"""How the desk's screens look, measured where a browser has set them: what is cut off, squeezed or out of line."""

from datetime import timedelta

from articles import moves, published, replies
from articles.models import Author
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

TEXT_BEGINS = "one => one.getBoundingClientRect().left + parseFloat(getComputedStyle(one).paddingInlineStart)"


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


def test_what_is_told_below_the_requests_for_a_reply_stands_in_line_with_them(stage, page):
    replies.note(stage.live(), by=stage.citra, asked_by="Warga", words="Keliru", asked_at=stage.now)
    sign_in(page, stage, stage.citra)
    told, row = (page.locator(f"#fresh-replies {one}").evaluate(TEXT_BEGINS) for one in ("p.quiet", "li"))
    assert told == row


def test_a_word_longer_than_a_phone_neither_widens_the_page_nor_stands_on_one_line_of_its_card(stage, page):
    page.set_viewport_size(PHONE)
    open_form(page, stage, stage.draft(headline="Pertanggungjawaban" * 5))
    lines = page.locator("[data-counts=headline] .lines")
    assert int(lines.inner_text().split()[0]) > 3
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_nothing_is_counted_before_a_headline_stands(stage, page):
    open_form(page, stage)
    counts = page.locator("[data-counts=headline]")
    assert not counts.is_visible()
    page.fill("[name=headline]", "Kapal tiba")
    counts.wait_for()


def test_what_was_typed_and_not_saved_is_offered_without_widening_a_phone(stage, page):
    page.set_viewport_size(PHONE)
    open_form(page, stage)
    page.fill("[name=headline]", "Pertanggungjawaban" * 5)
    page.locator("output.saved").filter(has_text="Tersimpan").wait_for()
    page.goto(page.url)
    page.locator(".offer").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_somebody_says_who_asks_for_a_reply_is_as_easy_to_read_as_what_stands_around_it(stage, page):
    article = stage.live()
    replies.note(article, by=stage.citra, asked_by="Warga", words="Keliru", asked_at=stage.now)
    sign_in(page, stage, stage.citra)
    page.goto(f"{stage.url}/desk/articles/article/{article.pk}/hak-jawab/")
    size, colour, around = page.locator(".remark").evaluate(
        "one => [parseFloat(getComputedStyle(one).fontSize), getComputedStyle(one).color,"
        " getComputedStyle(one.closest('section')).color]"
    )
    assert (size >= 14, colour) == (True, around)


def test_the_way_to_the_page_in_a_message_is_seen_to_be_one_in_its_own_colours(stage, page):
    article = stage.scheduled(stage.now + timedelta(hours=1))
    sign_in(page, stage, stage.citra)
    page.goto(f"{stage.url}/desk/articles/article/{article.pk}/gerak/publish_now/")
    page.locator("form.asking button[type=submit]").click()
    link = page.locator(".messagelist a")
    colours, line = link.evaluate(
        "one => [[one, one.closest('li')].map((each) => getComputedStyle(each).color),"
        " getComputedStyle(one).textDecorationLine]"
    )
    assert (len(set(colours)), line) == (1, "underline")


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


def test_a_list_on_a_phone_says_what_each_thing_is_and_nothing_of_what_is_empty(stage, page):
    Author.objects.create(name="Rudi", slug="rudi", city="Ambon")
    page.set_viewport_size(PHONE)
    sign_in(page, stage, stage.citra)
    page.goto(f"{stage.url}/desk/articles/author/?q=Rudi")
    shown = page.locator("#result_list tr:has-text('Rudi') td:visible").evaluate_all(
        "all => all.map((one) => getComputedStyle(one, '::before').content.replaceAll('\"', '') + one.innerText)"
    )
    assert shown[1:] == ["Naskah: 0", "Kota: Ambon", "Slug: rudi"]


def test_a_list_on_a_phone_keeps_what_an_icon_says(stage, page):
    page.set_viewport_size(PHONE)
    sign_in(page, stage, stage.fitri)
    page.goto(f"{stage.url}/desk/accounts/user/?q=citra")
    active = page.locator("#result_list td.field-is_active")
    assert active.locator("img").is_visible(), "whether the account is open"
    assert active.get_attribute("data-label")


def test_the_search_of_a_list_is_named_in_the_desks_language_and_fits_a_phone(stage, page):
    page.set_viewport_size(PHONE)
    sign_in(page, stage, stage.citra)
    page.goto(f"{stage.url}/desk/articles/tag/?q=kapal")
    field = page.get_by_label("Cari", exact=True).and_(page.locator("#searchbar"))
    assert field.bounding_box()["width"] >= 120
    assert box(page, "#changelist-search .button")["height"] <= 48


def test_an_option_stays_round_or_square_beside_long_words(stage, page):
    article = stage.live()
    page.set_viewport_size(PHONE)
    sign_in(page, stage, stage.citra)
    page.goto(f"{stage.url}/desk/articles/article/{article.pk}/perbaiki/")
    for option in page.locator("form.asking :is([type=checkbox], [type=radio])").all():
        size = option.bounding_box()
        assert abs(size["width"] - size["height"]) <= 1


def test_the_number_of_a_place_stands_at_the_first_line_of_its_headline(stage, page):
    stage.live(headline="Kapal perintis kembali singgah di sebelas pulau terluar setelah berhenti")
    page.set_viewport_size(PHONE)
    sign_in(page, stage, stage.citra)
    page.goto(f"{stage.url}/desk/articles/article/muka/")
    # The number itself cannot be measured: a word before the link stands on the same line.
    lines, off = page.locator(".numbered a").first.evaluate("""one => {
      const words = document.createRange()
      words.selectNodeContents(one)
      const beside = document.createElement("span")
      beside.textContent = "1"
      one.before(beside)
      const lines = [...words.getClientRects()]
      return [lines.length, Math.abs(lines[0].top - beside.getBoundingClientRect().top)]
    }""")
    assert lines >= 2
    assert off <= 3


def test_the_button_that_publishes_says_that_it_schedules_once_a_moment_is_meant(stage, page):
    article = stage.submitted()
    sign_in(page, stage, stage.citra)
    page.goto(f"{stage.url}/desk/articles/article/{article.pk}/gerak/publish/?seen={article.version}")
    button = page.locator("form.asking button[type=submit]")
    at_once = button.inner_text()
    page.fill("[name=at]", f"{stage.now + timedelta(days=1):%Y-%m-%dT%H:%M}")
    assert button.inner_text() == button.get_attribute("data-later") != at_once
    page.locator("[name=when][value=now]").check()
    assert button.inner_text() == at_once
