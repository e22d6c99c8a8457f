"""A Kilat by a thumb within a minute; a message pasted on a phone becomes a draft."""

import time

from articles.models import Article
from tests.articles.test_quick import MESSAGE
from tests.browser.test_accessible import violations
from tests.browser.test_model_page import sign_in
from tests.browser.test_walk import no_sideways_scrolling
from tests.browser.test_writing_screen import PHONE


def test_a_kilat_goes_live_within_a_minute_of_the_first_key_by_keyboard_alone(stage, page, chromium):
    editors = chromium.new_context(viewport=PHONE, locale="id-ID")
    table = editors.new_page()
    sign_in(table, stage, stage.citra)
    page.set_viewport_size(PHONE)
    sign_in(page, stage, stage.ani)
    page.goto(f"{stage.url}/desk/articles/article/kilat/")
    no_sideways_scrolling(page)
    assert violations(page) == []
    began = time.monotonic()
    page.locator("[name=headline]").focus()
    page.keyboard.type("Gempa terasa di Larantuka")
    page.keyboard.press("Tab")
    page.keyboard.type("Nasional")
    page.keyboard.press("Tab")
    page.keyboard.type("Larantuka")
    page.keyboard.press("Tab")
    page.keyboard.type("Gempa terasa pukul 14.20 WITA.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/change/")
    table.goto(f"{stage.url}/desk/articles/article/kilat/")
    table.get_by_role("button", name="Terbitkan sekarang").focus()
    table.keyboard.press("Enter")
    table.wait_for_url("**/change/")
    page.goto(f"{stage.url}/")
    assert page.get_by_text("Gempa terasa di Larantuka").first.is_visible()
    assert time.monotonic() - began < 60
    editors.close()


def test_a_message_pasted_on_a_phone_becomes_a_draft(stage, page):
    page.set_viewport_size(PHONE)
    sign_in(page, stage, stage.ani)
    page.goto(f"{stage.url}/desk/articles/article/tempel/")
    no_sideways_scrolling(page)
    assert violations(page) == []
    page.fill("[name=message]", MESSAGE)
    page.select_option("[name=section]", label="Nasional")
    page.get_by_role("button", name="Jadikan draf").click()
    page.wait_for_selector(".ProseMirror[role=textbox]")
    assert page.input_value("[name=headline]") == "Feri Selat Lumen Ditutup"
    assert Article.objects.get().received.text
