"""Preview: the reader's page with what is typed, beside the text; and by a link for somebody without a login."""

from datetime import timedelta

from articles.models import PreviewLink, Remark
from tests.browser.test_typing_is_kept import type_on
from tests.browser.test_writing_screen import open_form


def test_what_is_typed_shows_beside_the_text_as_readers_will_see_it(stage, page):
    article = stage.draft(place="Larantuka", tags=["Laut"])
    open_form(page, stage, article)
    page.keyboard.press("Control+.")
    shown = page.frame_locator("#preview iframe")
    assert shown.locator("h1").inner_text() == "Kapal perintis tiba"
    assert "NUSAHARIAN.ID, LARANTUKA --" in shown.locator(".body").inner_text()
    type_on(page, " Baru diketik.")
    shown.locator(".body", has_text="Baru diketik.").wait_for()
    assert shown.locator("body").evaluate("body => body.ownerDocument.documentElement.clientWidth") < 420
    page.get_by_role("button", name="Lebar").click()
    assert shown.locator("body").evaluate("body => body.ownerDocument.documentElement.clientWidth") > 1000
    article.refresh_from_db()
    assert article.version == 1


def test_a_lawyer_reads_by_link_and_leaves_a_remark_until_its_hour(stage, page, chromium):
    article = stage.draft(headline="Gugatan dibacakan")
    open_form(page, stage, article)
    page.get_by_role("link", name="Bagikan pratinjau").click()
    page.keyboard.press("Tab")
    page.locator("[name=whom]").fill("Penasihat hukum")
    page.locator("[name=whom]").press("Enter")
    address = page.locator(".link-address").input_value()
    stranger = chromium.new_context()
    outside = stranger.new_page()
    answer = outside.goto(address)
    assert "no-store" in answer.headers["cache-control"]
    assert "noindex" in answer.headers["x-robots-tag"]
    assert outside.locator("h1").inner_text() == "Gugatan dibacakan"
    outside.locator("#remark").fill("Alinea kedua berisiko.")
    outside.locator("#remark").press("Tab")
    outside.keyboard.press("Enter")
    outside.locator("blockquote", has_text="Alinea kedua berisiko.").wait_for()
    page.reload()
    assert page.locator(".remark").inner_text().startswith("Alinea kedua berisiko.")
    assert Remark.objects.get().version == 1
    link = PreviewLink.objects.get()
    stage.at(link.until - timedelta(seconds=1))
    assert outside.goto(address).status == 200
    stage.at(link.until)
    assert outside.goto(address).status == 404
    stranger.close()
