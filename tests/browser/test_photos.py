"""A reporter's phone: photos sent while the text stays open, their words asked for there and then."""

from articles.models import Article
from photos.models import Photo
from tests.browser.test_model_page import picture, sign_in
from tests.browser.test_typing_is_kept import type_on
from tests.browser.test_writing_screen import PHONE, open_form
from tests.photos.pictures import photo_file


def test_a_reporter_files_with_a_photo_from_the_phone(stage, page):
    page.set_viewport_size(PHONE)
    open_form(page, stage)
    page.fill("[name=headline]", "Kapal perintis tiba di Larantuka")
    page.select_option("[name=section]", label="Nasional")
    type_on(page, "Kapal tiba pagi ini.")
    page.get_by_role("button", name="Pilih foto").click()
    page.set_input_files("#photos-files", [picture(), picture() | {"name": "kedua.jpg"}])
    page.locator(".sent .frame").nth(1).wait_for()
    first = page.locator(".sent").first
    first.get_by_label("Keterangan foto").fill("Kapal di dermaga.")
    first.get_by_label("Kredit foto").fill("Ani/Nusa Harian")
    first.get_by_label("Teks pengganti gambar").fill("Kapal putih di dermaga")
    first.locator(".frame").press("ArrowRight")
    first.get_by_role("button", name="Pakai foto ini").click()
    page.locator(".field-photo .thumb").wait_for()
    page.keyboard.press("Control+s")
    page.wait_for_url("**/change/")
    photo = Article.objects.get().photo
    assert (photo.caption, photo.credit, photo.alt) == (
        "Kapal di dermaga.",
        "Ani/Nusa Harian",
        "Kapal putih di dermaga",
    )
    assert photo.alt_checked
    assert photo.focal_x == 0.55
    assert Photo.objects.count() == 2


def test_words_that_a_photo_needs_are_marked_and_asked_for_at_their_fields_before_it_is_taken(stage, page):
    page.set_viewport_size(PHONE)
    open_form(page, stage)
    page.get_by_role("button", name="Pilih foto").click()
    page.set_input_files("#photos-files", picture())
    sent = page.locator(".sent").first
    for label, words in (("Keterangan foto", "Kapal di dermaga."), ("Kredit foto", " "), ("Teks pengganti gambar", "")):
        field = sent.get_by_label(label)
        assert field.get_attribute("required") is not None, label
        field.fill(words)
    assert sent.get_by_text("(wajib)").count() == 3
    for label, words in (("Kredit foto", "Ani"), ("Teks pengganti gambar", "Kapal putih")):
        sent.get_by_role("button", name="Pakai foto ini").click()
        page.wait_for_function("() => document.activeElement?.matches('.sent input[aria-invalid=true]')")
        field = sent.get_by_label(label)
        assert field.evaluate("one => one === document.activeElement"), label
        assert "Wajib" in page.locator(f"[id='{field.get_attribute('aria-describedby')}']").inner_text()
        field.fill(words)
        assert field.get_attribute("aria-invalid") is None
        assert "Wajib" not in field.locator("xpath=..").evaluate("one => one.nextElementSibling.textContent")
    sent.get_by_role("button", name="Pakai foto ini").click()
    page.locator(".field-photo .thumb").wait_for()
    assert Photo.objects.get().missing() == []


def test_a_file_that_is_no_photo_is_refused_where_it_was_sent(stage, page):
    open_form(page, stage)
    page.get_by_role("button", name="Pilih foto").click()
    page.set_input_files("#photos-files", {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": b"bukan foto"})
    page.locator(".refused").wait_for()
    assert not page.locator(".sent progress").is_visible()  # as if it had arrived
    assert not Photo.objects.exists()


def test_the_photo_desk_sends_what_was_asked_for_without_opening_the_text(stage, page):
    page.set_viewport_size(PHONE)
    stage.draft(photo_need="asked")
    sign_in(page, stage, stage.citra)
    page.locator("#fresh-wanted").get_by_role("link", name="Pasang foto").click()
    send_one(page)
    page.locator(".field-photo .thumb, .form-row .thumb").wait_for()
    page.locator("#article_form").get_by_role("button", name="Pasang foto").click()
    page.get_by_text("Tidak ada naskah yang menunggu foto.").wait_for()
    assert Article.objects.get().photo.credit == "Ani/Nusa Harian"


def send_one(page):
    """Choose a file in the library's dialog, say what it is, and take it."""
    page.get_by_role("button", name="Pilih foto").click()
    page.set_input_files("#photos-files", picture())
    sent = page.locator(".sent").first
    sent.get_by_label("Keterangan foto").fill("Kapal di dermaga.")
    sent.get_by_label("Kredit foto").fill("Ani/Nusa Harian")
    sent.get_by_label("Teks pengganti gambar").fill("Kapal putih di dermaga")
    sent.get_by_role("button", name="Pakai foto ini").click()


def test_photos_and_suggestions_still_come_after_signing_in_again_in_another_tab(stage, page):
    stage.live(by=stage.budi, headline="Kapal perintis kandas di Larantuka")
    article = stage.draft(body="<p>Kapal perintis tiba di Larantuka.</p><p>Warga menyambut.</p>")
    open_form(page, stage, article)
    page.context.expected_noise = ("403 (Forbidden)",)  # of what it says of itself while nobody is signed in
    other = page.context.new_page()
    sign_in(other, stage, stage.ani)
    send_one(page)
    page.locator(".field-photo .thumb").wait_for()
    assert Photo.objects.get().credit == "Ani/Nusa Harian"
    page.locator(".ProseMirror[role=textbox]").focus()
    page.keyboard.press("Control+j")
    page.locator("#baca-juga [role=option]", has_text="kandas").wait_for()
    page.keyboard.press("Escape")
    with page.expect_response("**/hadir/") as answer:  # every four seconds
        pass
    assert answer.value.ok


def test_a_click_on_an_upright_photo_sets_the_point_that_crops_keep_in_the_whole_picture(stage, page):
    photo = Photo.objects.add(photo_file(size=(300, 900)), by=stage.citra, caption="Mercusuar", credit="C", alt="Putih")
    sign_in(page, stage, stage.citra)
    page.goto(f"{stage.url}/desk/photos/photo/{photo.pk}/change/")
    frame = page.locator(".field-whole .frame")
    box = frame.bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.25, box["y"] + 2)
    # What a story shows of it is the middle: from 262 to 638 of 900 pixels down.
    assert abs(float(page.input_value("[name=focal_x]")) - 0.25) < 0.01
    assert abs(float(page.input_value("[name=focal_y]")) - 0.29) < 0.01
    page.click("[name=_save]")
    page.wait_for_url("**/photos/photo/")
    photo.refresh_from_db()
    assert abs(photo.focal_y - 0.29) < 0.01


def test_a_gallery_is_gathered_from_the_library_and_taken_up_again(stage, page):
    one, two, three = (
        Photo.objects.add(photo_file((900 + n, 600)), by=stage.ani, caption=name, credit="Ani", alt=name)
        for n, name in enumerate(("Dermaga", "Kapal", "Pasar"))
    )
    article = stage.draft(by=stage.ani, body="<p>Satu.</p>")
    page.set_viewport_size(PHONE)
    open_form(page, stage, article)
    page.locator(".ProseMirror[role=textbox]").click()
    page.get_by_role("button", name="Galeri", exact=True).click()
    for caption in ("Pasar", "Dermaga", "Kapal", "Dermaga"):
        page.locator(".shots button").filter(has_text=caption).click()
    assert page.locator(".gathered li").count() == 2
    assert page.locator(".shots [aria-pressed=true]").count() == 2
    page.locator("button[data-put]").click()
    page.locator(".newsroom-gallery img").nth(1).wait_for()
    page.locator(".newsroom-gallery").dblclick()
    assert page.locator(".gathered li").count() == 2
    page.locator(".shots button").filter(has_text="Dermaga").click()
    page.locator("button[data-put]").click()
    page.keyboard.press("Control+s")
    page.wait_for_selector(".messagelist")
    article.refresh_from_db()
    assert f'<div data-gallery="{three.pk} {two.pk} {one.pk}"></div>' in article.body


def test_the_picture_of_an_embedded_post_is_chosen_from_the_library(stage, page):
    photo = Photo.objects.add(photo_file((900, 600)), by=stage.ani, caption="Dermaga", credit="Ani", alt="Dermaga")
    article = stage.draft(by=stage.ani, body="<p>Satu.</p>")
    page.set_viewport_size(PHONE)
    open_form(page, stage, article)
    page.locator(".ProseMirror[role=textbox]").click()
    page.get_by_role("button", name="Kiriman media sosial").click()
    asking = page.locator(".prose-editor-dialog[open]")
    asking.locator("[name=embed]").fill("https://youtu.be/dQw4w9WgXcQ")
    asking.get_by_role("button", name="Pilih foto").click()
    page.locator("#photos .shots button").filter(has_text="Dermaga").click()
    asking.locator("img").wait_for()
    assert page.evaluate("document.activeElement.textContent") == "Pilih foto"
    asking.get_by_role("button", name="Simpan").click()
    page.locator(".newsroom-embed img").wait_for()
    page.locator(".newsroom-embed").dblclick()
    asking.locator("img").wait_for()
    asking.get_by_role("button", name="Simpan").click()
    page.keyboard.press("Control+s")
    page.wait_for_selector(".messagelist")
    article.refresh_from_db()
    assert f' data-photo="{photo.pk}"' in article.body


def test_a_photo_of_a_gallery_is_moved_earlier_and_later_by_the_keyboard(stage, page):
    one, two, three = (
        Photo.objects.add(photo_file((900 + n, 600)), by=stage.ani, caption=name, credit="Ani", alt=name)
        for n, name in enumerate(("Dermaga", "Kapal", "Pasar"))
    )
    article = stage.draft(by=stage.ani, body=f'<div data-gallery="{one.pk} {two.pk} {three.pk}"></div><p>Satu.</p>')
    page.set_viewport_size(PHONE)
    open_form(page, stage, article)
    page.locator(".newsroom-gallery").dblclick()
    first, last = page.locator(".gathered li").first, page.locator(".gathered li").last
    assert first.locator("[data-step=earlier]").is_disabled()
    assert last.locator("[data-step=later]").is_disabled()
    last.locator("[data-step=earlier]").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.dataset.step") == "later", "at the front, the way back has the focus"
    assert page.evaluate("document.activeElement.closest('li').matches(':first-child')")
    page.locator(".gathered li").nth(1).locator("[data-step=later]").focus()
    page.keyboard.press("Space")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("button[data-put]").click()
    page.keyboard.press("Control+s")
    page.wait_for_selector(".messagelist")
    article.refresh_from_db()
    assert f'<div data-gallery="{three.pk} {two.pk} {one.pk}"></div>' in article.body
