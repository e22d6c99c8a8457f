"""What is typed into a form that stands by itself is there again: a correction, a note, a Kilat, a plan."""

import re
from datetime import timedelta

from articles import moves, planning
from articles.models import Plan
from articles.publishing import locking
from tests.browser.test_model_page import sign_in
from tests.browser.test_typing_is_kept import body, sign_out_elsewhere, type_on
from tests.editions.test_pages import photographed


def held(page):
    """Whether the browser still holds anything, in either of its two places."""
    return page.evaluate("""() => new Promise((done) => {
      const request = indexedDB.open("redaksi", 1)
      request.onsuccess = () => {
        const all = request.result.transaction("typed").objectStore("typed").getAll()
        const atOnce = Object.keys(localStorage).filter((name) => name.startsWith("redaksi:typed:"))
        all.onsuccess = () => done(all.result.length + atOnce.length)
      }
    })""")


def open_page(page, stage, article, tail):
    page.goto(f"{stage.url}/desk/articles/article/{article.pk}/{tail}/")
    page.wait_for_load_state("networkidle")


def open_correction(page, stage, article):
    open_page(page, stage, article, "perbaiki")
    page.wait_for_selector(".ProseMirror[role=textbox]")


def put_back(page):
    page.locator(".offer").get_by_role("button", name="Kembalikan").click()
    page.locator(".offer").wait_for(state="detached")


def test_a_correction_is_offered_again_after_leaving_reload_and_a_lost_session(stage, page):
    article = stage.live()
    sign_in(page, stage, stage.citra)
    open_correction(page, stage, article)
    assert page.locator(".offer").count() == 0
    page.fill("[name=deck]", "Dua ratus penumpang")
    page.check("[name=kind][value=ralat]")
    page.fill("[name=notice]", "Nama kapal keliru.")
    type_on(page, " Yang benar.")
    stage.citra.zone = "Asia/Makassar"
    stage.citra.save()
    page.reload()
    page.wait_for_selector(".ProseMirror[role=textbox]")
    typed_at = page.locator(".offer [data-when]").inner_text()
    assert re.fullmatch(r"\d\d? \w+ \d\d:\d\d WIB \(\d\d:\d\d WITA\)", typed_at), typed_at
    put_back(page)
    assert page.input_value("[name=deck]") == "Dua ratus penumpang"
    assert page.input_value("[name=notice]") == "Nama kapal keliru."
    assert page.is_checked("[name=kind][value=ralat]")
    assert "Yang benar." in body(page).inner_text()

    page.fill("[name=notice]", "Nama kapal keliru ditulis.")
    sign_out_elsewhere(page)
    page.locator(".asking button.main").click()
    page.wait_for_url("**/masuk/**")
    sign_in(page, stage, stage.citra)
    open_correction(page, stage, article)
    put_back(page)
    assert page.input_value("[name=notice]") == "Nama kapal keliru ditulis."
    page.fill("[name=notice]", "")
    page.locator(".asking button.main").click()
    page.wait_for_selector(".errornote")
    assert page.input_value("[name=deck]") == "Dua ratus penumpang"
    assert page.locator(".offer").count() == 0
    page.fill("[name=notice]", "Nama kapal keliru ditulis.")
    page.locator(".asking button.main").click()
    page.wait_for_selector(".messagelist .success")
    article.refresh_from_db()
    assert "Yang benar." in article.body
    open_correction(page, stage, article)
    page.wait_for_load_state("networkidle")
    assert page.locator(".offer").count() == 0
    assert held(page) == 0


def open_story(page, stage, article):
    open_page(page, stage, article, "change")


def press_there(page, button):
    """Press, and wait for the page that comes back."""
    with page.expect_navigation():
        button.click()
    page.wait_for_load_state("networkidle")


def test_a_note_stands_through_every_other_button_of_the_page_and_goes_once_it_is_added(stage, page):
    article = stage.draft()
    sign_in(page, stage, stage.ani)
    open_story(page, stage, article)
    page.wait_for_selector(".ProseMirror[role=textbox]")
    page.fill("#note-text", "Tanya @citra soal angka.")
    press_there(page, page.locator("[name=_save]"))
    assert page.input_value("#note-text") == "Tanya @citra soal angka."
    page.reload()
    page.wait_for_load_state("networkidle")
    assert page.input_value("#note-text") == "Tanya @citra soal angka."

    page.fill("#note-text", "Tanya @citra soal angka itu.")
    sign_out_elsewhere(page)
    press_there(page, page.get_by_role("button", name="Tambah catatan"))
    sign_in(page, stage, stage.ani)
    open_story(page, stage, article)
    assert page.input_value("#note-text") == "Tanya @citra soal angka itu."
    press_there(page, page.get_by_role("button", name="Tambah catatan"))
    assert [note.text for note in article.notes.all()] == ["Tanya @citra soal angka itu."]
    assert page.input_value("#note-text") == ""
    assert held(page) == 0


def test_a_note_and_an_addition_do_not_take_each_other_along(stage, page):
    article = stage.submitted()
    sign_in(page, stage, stage.ani)
    open_story(page, stage, article)
    page.fill("#addition-text", "Kapal kedua menyusul.")
    page.fill("#note-text", "Sudah saya cek.")
    press_there(page, page.get_by_role("button", name="Tambah catatan"))
    assert page.input_value("#note-text") == ""
    assert page.input_value("#addition-text") == "Kapal kedua menyusul."
    page.fill("#note-text", "Satu lagi.")
    press_there(page, page.get_by_role("button", name="Kirim susulan"))
    assert article.additions.count() == 1
    assert page.input_value("#addition-text") == ""
    assert page.input_value("#note-text") == "Satu lagi."
    press_there(page, page.get_by_role("button", name="Tarik kembali"))
    assert page.input_value("#note-text") == "Satu lagi."


def test_what_one_person_typed_is_given_to_nobody_else_at_the_same_browser(stage, page):
    article = stage.submitted()
    sign_in(page, stage, stage.citra)
    open_story(page, stage, article)
    page.fill("#note-text", "Rahasia Citra.")
    open_story(page, stage, article)
    sign_in(page, stage, stage.dedi)
    open_story(page, stage, article)
    assert page.input_value("#note-text") == ""


def test_a_note_typed_before_the_scripts_came_is_kept_too(stage, page):
    article = stage.submitted()
    sign_in(page, stage, stage.citra)
    late = []
    page.route("**/writing/kept*.js", lambda route: late.append(route) if not late else route.continue_())
    page.goto(f"{stage.url}/desk/articles/article/{article.pk}/change/", wait_until="commit")
    page.fill("#note-text", "Diketik sebelum skrip.")
    page.wait_for_timeout(500)
    late[0].continue_()
    page.wait_for_load_state("networkidle")
    open_story(page, stage, article)
    assert page.input_value("#note-text") == "Diketik sebelum skrip."


def form_with(page, fields):
    return page.locator(f"form:has([name={next(iter(fields))}])")


def type_into(page, fields):
    for name, words in fields.items():
        field = form_with(page, fields).locator(f"[name={name}]")
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(label=words)
        else:
            field.fill(words)


def standing(page, fields):
    """What stands in them now, as a person reads it."""
    read = "one => one.selectedOptions ? one.selectedOptions[0].label : one.value"
    form = form_with(page, fields)
    return {name: form.locator(f"[name={name}]").evaluate(read) for name in fields}


def try_each(stage, page, by, forms):
    """By its address: what is typed, and the button that stores it."""
    sign_in(page, stage, by)
    for path, (fields, name) in forms.items():
        address = f"{stage.url}/desk/articles/{path}"
        button = form_with(page, fields).get_by_role("button", name=name, exact=True).last
        page.goto(address)
        page.wait_for_load_state("networkidle")
        assert page.locator(".offer").count() == 0, path
        type_into(page, fields)
        sign_out_elsewhere(page)
        press_there(page, button)
        assert "/masuk/" in page.url, path
        sign_in(page, stage, by)
        page.goto(address)
        page.wait_for_load_state("networkidle")
        put_back(page)
        assert standing(page, fields) == fields, path
        press_there(page, button)
        page.wait_for_selector(".messagelist .success")
        page.goto(address)
        page.wait_for_load_state("networkidle")
        assert page.locator(".offer").count() == 0, path
        assert held(page) == 0, path


def test_what_was_typed_into_each_form_is_offered_again_after_a_lost_session(stage, page):
    story, coverage = stage.submitted(), stage.live(genre="live", headline="Gempa Larantuka")
    moves.move(story, "claim", by=stage.citra)
    plan = planning.put(
        Plan(slug="panen", section=stage.national, due=stage.now + timedelta(days=1)), by=stage.citra, changed=[]
    )
    forms = {
        "article/kilat/": (
            {"headline": "Gempa terasa", "section": "Daerah", "text": "Pukul 14.20."},
            "Kirim ke redaktur",
        ),
        "article/tempel/": ({"message": "Feri ditutup karena angin.", "section": "Daerah"}, "Jadikan draf"),
        f"article/{coverage.pk}/langsung/": (
            {"headline": "Susulan kedua", "text": "Warga kembali."},
            "Kirim ke redaktur",
        ),
        f"article/{story.pk}/gerak/return/": ({"reason": "Nama kapal belum jelas."}, "Kembalikan"),
        "article/serah-terima/": ({"note": "Tunggu keterangan BMKG."}, "Serah terima"),
        "article/proyeksi/": (
            {"slug": "banjir", "brief": "Ke pengungsian.", "section": "Daerah", "due": "2035-09-05T12:00"},
            "Rencanakan",
        ),
        f"article/proyeksi/{plan.pk}/": ({"brief": "Ke sawah."}, "Simpan"),
    }
    try_each(stage, page, stage.citra, forms)


def test_what_was_typed_into_a_condition_a_lock_a_loan_or_a_place_on_a_front_is_offered_again_too(stage, page):
    story, live = stage.submitted(), stage.live(headline="Feri ditutup")
    lock = locking.lock(by=stage.eko, flag="accuses", until=stage.now + timedelta(hours=5), why="UU Pemilu")[0]
    forms = {
        f"article/{story.pk}/syarat/": ({"giver": "BMKG", "until": "2035-09-05T12:00"}, "Pasang embargo"),
        f"article/{story.pk}/bagikan/": ({"whom": "Pengacara"}, "Buat tautan"),
        f"article/{live.pk}/pembaca/": ({"reason": "Edaran lama"}, "Keluarkan dari daftar"),
        f"lock/{lock.pk}/buka/": ({"why": "Dicabut KPU"}, "Buka kunci terbit"),
        "article/piket/": ({"to": "Citra", "ends": "2035-09-05T12:00"}, "Pinjamkan"),
        "article/muka/": ({"ends": "2035-09-05T12:00"}, "Letakkan"),
    }
    try_each(stage, page, stage.eko, forms)


def test_a_caption_is_offered_again_and_the_photo_stays_as_it_was_chosen(stage, page):
    article, photo = stage.submitted(photo_need="asked"), photographed(stage)
    sign_in(page, stage, stage.citra)
    open_page(page, stage, article, "foto")
    page.fill("[name=caption]", "Antrean di dermaga.")
    page.reload()
    page.wait_for_load_state("networkidle")
    put_back(page)
    assert page.input_value("[name=caption]") == "Antrean di dermaga."
    page.evaluate("number => { document.querySelector('[name=photo]').value = number }", str(photo.pk))
    press_there(page, page.locator("#article_form button.main"))
    article.refresh_from_db()
    assert (article.photo_caption, article.photo_id) == ("Antrean di dermaga.", photo.pk)
    open_page(page, stage, article, "foto")
    assert page.locator(".offer").count() == 0
    assert held(page) == 0
