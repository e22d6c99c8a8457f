"""What is typed into a form that stands by itself is there again: a correction, a note, an addition."""

from tests.browser.test_model_page import sign_in
from tests.browser.test_typing_is_kept import body, sign_out_elsewhere, type_on


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
    page.reload()
    page.wait_for_selector(".ProseMirror[role=textbox]")
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
