"""The screen where stories are written: counts, rows, the bar of moves, keys; by keyboard and at a phone's width."""

from datetime import timedelta

from accounts.models import Act
from articles.models import Article
from tests.browser.test_model_page import press, sign_in
from tests.browser.test_walk import no_sideways_scrolling

PHONE = {"width": 360, "height": 740}


def open_form(page, stage, article=None, *, by=None):
    sign_in(page, stage, by or stage.ani)
    page.goto(f"{stage.url}/desk/articles/article/{f'{article.pk}/change' if article else 'add'}/")
    page.wait_for_selector(".ProseMirror[role=textbox]")


def measure(page):
    return page.locator("[data-counts=headline] .measure")


def test_headline_words_and_reading_time_are_counted_as_one_types(stage, page):
    open_form(page, stage)
    for length, verdict in ((20, "short"), (60, "right"), (75, "long"), (90, "over")):
        page.fill("[name=headline]", ("kata " * 30)[:length].strip("k ").ljust(length, "a"))
        page.wait_for_function("n => document.querySelector('.measure').textContent.startsWith(n)", arg=str(length))
        assert verdict in measure(page).get_attribute("class")
    assert page.locator("[data-counts=headline] .lines").inner_text()[0] in "3456"
    page.locator(".ProseMirror[role=textbox]").click()
    page.keyboard.type("kata " * 20)
    page.locator("[data-counts=body]").get_by_text("20 kata · 1 mnt baca").wait_for()


def test_credits_are_added_put_in_order_and_removed(stage, page):
    article = stage.draft()
    open_form(page, stage, article)
    page.get_by_role("button", name="Tambah nama").click()
    page.select_option("[name=credits-1-author]", label="Budi")
    page.get_by_role("button", name="Tambah nama").click()
    page.select_option("[name=credits-2-role]", "red")
    page.select_option("[name=credits-2-author]", label="Citra")
    page.get_by_role("button", name="Naikkan").nth(1).click()
    page.get_by_role("button", name="Hapus baris").nth(2).click()
    page.keyboard.press("Control+s")
    page.wait_for_selector(".messagelist")
    article.refresh_from_db()
    assert article.snapshot()["credits"] == [["rep", stage.budi.author.pk], ["rep", stage.ani.author.pk]]


def test_the_moves_of_a_managing_editor_stand_in_one_row_on_a_laptop(stage, page):
    sign_in(page, stage, stage.eko)
    page.goto(f"{stage.url}/desk/articles/article/{stage.live().pk}/change/")
    assert page.locator(".movebar").bounding_box()["height"] <= 72
    page.get_by_role("button", name="Langkah lain").click()
    page.get_by_role("button", name="Cabut berita").click()
    page.wait_for_url("**/gerak/withdraw/**")


def test_the_moves_stay_in_view_on_a_phone(stage, page):
    page.set_viewport_size(PHONE)
    open_form(page, stage, stage.submitted(), by=stage.citra)
    no_sideways_scrolling(page)
    for _turn in range(2):
        box = page.locator("[name=_move][value=publish]").bounding_box()
        assert box["y"] + box["height"] <= PHONE["height"]
        assert box["height"] >= 44
        page.mouse.wheel(0, 1500)
    page.get_by_role("button", name="Langkah lain").click()
    press(page, "return")
    page.wait_for_url("**/gerak/return/**")


def test_a_story_is_written_and_sent_by_keyboard_alone(stage, page):
    open_form(page, stage)
    page.locator("[name=kicker]").focus()
    page.keyboard.press("Tab")
    page.keyboard.type("Kapal perintis tiba di Larantuka")
    for _step in range(2):
        page.keyboard.press("Tab")
    page.keyboard.type("Larantuka")
    page.locator(".ProseMirror[role=textbox]").focus()
    page.keyboard.type("Kapal tiba pagi ini.")
    page.locator("[name=section]").focus()
    page.keyboard.type("Nasional")
    page.keyboard.press("Control+/")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+s")
    page.wait_for_url("**/change/")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/gerak/submit/**")
    page.keyboard.type("Foto menyusul pukul tiga.")  # the word to the editors has the focus
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".badge.stage-review")
    article = Article.objects.get()
    assert article.body == "<p>Kapal tiba pagi ini.</p>"
    assert "Foto menyusul pukul tiga." in Act.objects.get(verb="submit").why


def test_the_editors_buttons_speak_the_desks_language_and_tell_what_cannot_be_done_now(stage, page):
    open_form(page, stage, stage.draft())
    menu = page.locator(".prose-menubar").first
    names = menu.locator("button").evaluate_all("all => all.map(one => one.ariaLabel || one.textContent)")
    assert {"Tebal", "Sisipkan tautan", "Daftar bertitik", "Judul bagian", "Urungkan"} <= set(names)
    assert not {"bold", "insert link", "Insert table", "undo", "Heading 2"} & set(names)
    page.locator(".ProseMirror[role=textbox]").press("Control+a")
    menu.get_by_role("button", name="Sisipkan tautan").click()
    assert page.locator("dialog[open] button").all_inner_texts() == ["Simpan", "Batal"]
    page.keyboard.press("Escape")
    undo = menu.get_by_role("button", name="Urungkan")
    assert undo.get_attribute("aria-disabled") == "true"
    page.locator(".ProseMirror[role=textbox]").press_sequentially("Kapal")
    page.wait_for_function("document.querySelector('[title=Urungkan]').ariaDisabled === 'false'")


def test_an_address_typed_into_the_link_dialog_leads_where_people_mean(stage, page):
    article = stage.draft(body="<p>Baca laman kota.</p>")
    open_form(page, stage, article)
    for typed, leads in (
        ("jakarta.go.id/bakau", "https://jakarta.go.id/bakau"),
        ("kota@example.id", "mailto:kota@example.id"),
    ):
        page.locator(".ProseMirror[role=textbox]").focus()
        page.keyboard.press("Control+a")
        page.get_by_role("button", name="Sisipkan tautan", exact=True).first.click()
        page.fill("dialog[open] [name=href]", typed)
        page.keyboard.press("Enter")
        page.locator("dialog[open]").wait_for(state="detached")
        page.keyboard.press("Control+s")
        page.wait_for_selector(".messagelist")
        article.refresh_from_db()
        assert f'<a href="{leads}">' in article.body


def test_an_embedded_video_is_said_to_be_made_by_ai_with_one_tick(stage, page):
    article = stage.draft()
    open_form(page, stage, article)
    page.locator(".ProseMirror[role=textbox]").click()
    page.get_by_role("button", name="Kiriman media sosial").click()
    page.fill("dialog[open] [name=embed]", "https://youtu.be/dQw4w9WgXcQ")
    page.check("dialog[open] [name=ai]")
    page.locator("dialog[open]").get_by_role("button", name="Simpan").click()
    page.locator(".newsroom-embed").get_by_text("Dibuat dengan AI").wait_for()
    page.keyboard.press("Control+s")
    page.wait_for_selector(".messagelist")
    article.refresh_from_db()
    assert ' data-ai="1"></div>' in article.body


def test_a_moment_that_is_typed_is_the_moment_that_is_chosen(stage, page):
    article = stage.submitted()
    sign_in(page, stage, stage.citra)
    page.goto(f"{stage.url}/desk/articles/article/{article.pk}/gerak/publish/")
    assert page.locator("[name=when][value=now]").is_checked()
    page.fill("[name=at]", f"{stage.now + timedelta(days=1):%Y-%m-%dT%H:%M}")
    assert page.locator("[name=when][value=later]").is_checked()


def test_what_stands_beside_the_text_opens_and_folds_on_a_wide_screen_too(stage, page):
    open_form(page, stage, stage.draft())
    for fold in page.locator(".beside .fold").all():
        before = fold.bounding_box()["height"]
        opened = fold.get_attribute("open") is not None
        fold.locator("summary").first.click()
        after = fold.bounding_box()["height"]
        assert after < before if opened else after > before


def test_an_address_that_cannot_be_embedded_is_asked_for_again_with_all_that_was_typed(stage, page):
    article = stage.draft(body="<p>Satu.</p>")
    open_form(page, stage, article)
    page.locator(".ProseMirror[role=textbox]").click()
    page.on("dialog", lambda alert: alert.accept())
    page.get_by_role("button", name="Kiriman media sosial").click()
    page.locator("dialog[open] [name=text]").fill("Suasana pasar")
    page.locator("dialog[open] [name=embed]").fill("bukan alamat")
    page.locator("dialog[open] [type=submit]").click()
    page.wait_for_function("() => document.querySelector('dialog[open] [name=embed]')?.value === 'bukan alamat'")
    assert page.locator("dialog[open] [name=text]").input_value() == "Suasana pasar"
    page.locator("dialog[open] [name=embed]").fill("youtube.com/watch?v=Vn4fKc9QGb8")
    page.locator("dialog[open] [type=submit]").click()
    page.locator(".newsroom-embed", has_text="Suasana pasar").wait_for()
    page.get_by_role("button", name="Kiriman media sosial").click()
    page.keyboard.press("Escape")
    page.wait_for_function("() => document.activeElement?.matches('.ProseMirror')")
    page.keyboard.press("Control+s")
    page.wait_for_selector(".messagelist")
    article.refresh_from_db()
    assert 'data-embed="https://youtube.com/watch?v=Vn4fKc9QGb8"' in article.body
