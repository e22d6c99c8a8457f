"""A reporter's phone: photos sent while the text stays open, their words asked for there and then."""

from articles.models import Article
from photos.models import Photo
from tests.browser.test_model_page import picture, sign_in
from tests.browser.test_typing_is_kept import type_on
from tests.browser.test_writing_screen import PHONE, open_form


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


def test_a_file_that_is_no_photo_is_refused_where_it_was_sent(stage, page):
    open_form(page, stage)
    page.get_by_role("button", name="Pilih foto").click()
    page.set_input_files("#photos-files", {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": b"bukan foto"})
    page.locator(".refused").wait_for()
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
