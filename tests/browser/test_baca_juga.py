"""Baca Juga goes in by keyboard alone; today's date by one stroke; tags complete themselves."""

import re

from articles.models import Tag
from tests.browser.test_writing_screen import open_form


def body(page):
    return page.locator(".ProseMirror[role=textbox]")


def cards(page):
    return page.locator(".newsroom-bacaJuga li").all_inner_texts()


def test_a_suggested_story_goes_in_by_three_keys_at_the_cursor(stage, page):
    stage.live(by=stage.budi, headline="Harga cabai naik di pasar induk")
    stage.live(by=stage.budi, headline="Kapal perintis kandas di Larantuka")
    article = stage.draft(body="<p>Kapal perintis tiba di Larantuka.</p><p>Warga menyambut.</p>")
    open_form(page, stage, article)
    body(page).focus()
    page.keyboard.press("Control+Home")
    page.keyboard.press("Control+j")
    page.locator("#baca-juga [role=option]", has_text="kandas").wait_for()
    page.keyboard.press("Enter")
    page.locator(".newsroom-bacaJuga li", has_text="Kapal perintis kandas di Larantuka").wait_for()
    page.keyboard.press("Control+j")
    page.keyboard.type("caba")
    page.locator("#baca-juga [role=option]", has_text="cabai").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+s")
    page.wait_for_selector(".messagelist .success")
    article.refresh_from_db()
    assert re.fullmatch(
        r'<p>Kapal[^<]*</p><div data-baca-juga="\w+ \w+"></div><p>Warga menyambut.</p>', article.body
    ), article.body


def test_where_no_place_was_chosen_it_goes_after_the_second_paragraph(stage, page):
    other = stage.live(by=stage.budi, headline="Kapal perintis kandas di Larantuka")
    article = stage.draft(body="<p>Satu.</p><p>Dua.</p><p>Tiga.</p>")
    open_form(page, stage, article)
    page.keyboard.press("Control+j")
    page.keyboard.type("kandas")
    page.locator("#baca-juga [role=option]", has_text="kandas").wait_for()
    page.keyboard.press("Enter")
    page.locator(".newsroom-bacaJuga li", has_text="kandas").wait_for()
    page.keyboard.press("Control+s")
    page.wait_for_selector(".messagelist .success")
    article.refresh_from_db()
    links = f'<div data-baca-juga="{other.story_id}"></div>'
    assert article.body == f"<p>Satu.</p><p>Dua.</p>{links}<p>Tiga.</p>"


def test_itself_a_duplicate_and_what_readers_cannot_open_are_refused(stage, page):
    other = stage.live(by=stage.budi, headline="Kapal perintis kandas")
    gone = stage.live(by=stage.budi, headline="Kapal perintis terbakar")
    article = stage.live(
        headline="Kapal perintis tiba", body=f'<p>Satu.</p><div data-baca-juga="{other.story_id}"></div><p>Dua.</p>'
    )
    from articles import moves, publishing

    publishing.withdraw(gone, by=stage.eko, ground="anak", reason="Identitas anak")
    moves.move(article, "revise", by=stage.ani)
    open_form(page, stage, article)
    body(page).focus()
    page.keyboard.press("Control+j")
    page.keyboard.type("kapal perintis")
    option = page.locator("#baca-juga [role=option]")
    option.get_by_text("sudah ditautkan").wait_for()
    assert option.count() == 1
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert not page.locator("#baca-juga").is_visible()
    assert cards(page) == ["Kapal perintis kandas"]


def test_today_stands_in_brackets_by_one_stroke(stage, page):
    page.clock.install(time="2023-09-18T05:00:00Z")
    open_form(page, stage)
    body(page).focus()
    page.keyboard.type("Menteri, ")
    page.keyboard.press("Control+;")
    assert body(page).inner_text().strip() == "Menteri, Senin (18/9/2023)"


def test_late_at_night_both_days_are_offered(stage, page):
    page.clock.install(time="2023-09-17T15:30:00Z")
    open_form(page, stage)
    body(page).focus()
    page.keyboard.press("Control+;")
    assert page.locator("#today button").all_inner_texts() == [
        "Ahad (17/9/2023) · WIB, WITA",
        "Senin (18/9/2023) · WIT",
    ]
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert body(page).inner_text().strip() == "Senin (18/9/2023)"


def test_a_tag_completes_itself_from_those_that_exist(stage, page):
    for name in ("Pelabuhan", "Pelayaran", "Laut"):
        Tag.objects.create(name=name, slug=name.lower())
    open_form(page, stage)
    page.locator("[name=tags]").focus()
    page.keyboard.type("Laut, pela")
    page.locator(".field-tags [role=option]").nth(1).wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.input_value("[name=tags]") == "Laut, Pelayaran, "
