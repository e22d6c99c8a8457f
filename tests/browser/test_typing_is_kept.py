"""Nothing typed is lost: no connection, no session, a dead browser, a stale tab."""

import os
import signal
import time
from pathlib import Path

import pytest
from django.core.signals import request_started

from almanac import dates
from articles import moves
from articles.models import Article, Buffer
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.browser.test_model_page import sign_in
from tests.browser.test_writing_screen import PHONE, open_form

WITHIN = 2000
"""Milliseconds of typing that may be lost when everything dies at once."""


def body(page):
    return page.locator(".ProseMirror[role=textbox]")


def type_on(page, words):
    body(page).focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


def held(article=None):
    """What the newest buffer on the server holds of the body."""
    row = Buffer.objects.filter(article=article, spent_at=None).order_by("-at").first()
    return dict(row.fields)["body"] if row else ""


def offered(page):
    page.locator(".offer").get_by_text("tidak disimpan").or_(page.locator(".offer")).first.wait_for()
    return page.locator(".offer")


def test_typing_is_on_the_server_within_two_seconds_and_the_story_is_untouched(stage, page):
    article = stage.draft()
    page.clock.install()
    open_form(page, stage, article)
    # The page's own two seconds, however busy the machine is.
    page.clock.pause_at(page.evaluate("Date.now()") + 1000)
    type_on(page, " Tambahan.")
    page.clock.run_for(WITHIN)
    page.get_by_text(f"Ketikan tersimpan {dates.clock(stage.now)}").wait_for()
    assert "Tambahan." in held(article)
    article.refresh_from_db()
    assert article.version == 1
    assert "Tambahan" not in article.body


def test_typing_of_the_last_moment_is_sent_as_one_leaves_the_page(stage, page):
    article = stage.draft()
    open_form(page, stage, article)
    type_on(page, " Kata terakhir.")
    page.goto(f"{page.url.partition('/articles/')[0]}/")
    deadline = time.monotonic() + 10
    while "Kata terakhir." not in held(article) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert "Kata terakhir." in held(article)


def test_typing_without_a_connection_is_kept_and_sent_once_there_is_one(stage, page, offline_noise):
    page.set_viewport_size(PHONE)
    open_form(page, stage)
    page.fill("[name=headline]", "Kapal perintis tiba di Larantuka")
    page.select_option("[name=section]", label="Nasional")
    page.context.set_offline(True)
    type_on(page, "Diketik tanpa sinyal.")
    page.get_by_text("Tidak ada koneksi").first.wait_for()
    page.locator("[name=_save]").click()
    assert body(page).inner_text() == "Diketik tanpa sinyal."
    page.context.set_offline(False)
    page.get_by_text("Ketikan tersimpan").wait_for()
    assert "tanpa sinyal" in held()
    page.locator("[name=_save]").click()
    page.wait_for_url("**/change/")
    assert Article.objects.get().body == "<p>Diketik tanpa sinyal.</p>"
    assert not Buffer.objects.waiting().exists()


def test_a_lost_session_loses_nothing(stage, page, offline_noise):
    article = stage.draft()
    open_form(page, stage, article)
    page.context.clear_cookies()
    type_on(page, " Sesudah keluar.")
    link = page.get_by_role("link", name="Masuk lagi")
    with page.context.expect_page() as opened:
        link.click()
    sign_in(opened.value, stage, stage.ani)
    page.get_by_text("Ketikan tersimpan").wait_for()
    page.locator("[name=_save]").click()
    page.wait_for_selector(".messagelist .success")
    article.refresh_from_db()
    assert "Sesudah keluar." in article.body


def sign_out_elsewhere(page):
    page.context.clear_cookies(name="sessionid")


def test_typing_saved_at_once_without_a_session_is_offered_after_signing_in(stage, page):
    article = stage.draft()
    open_form(page, stage, article)
    sign_out_elsewhere(page)
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now()") + 1000)  # the second after typing does not pass
    page.evaluate("indexedDB.open = () => ({})")  # nor does the database answer in time
    type_on(page, " Sedetik sebelumnya.")
    page.locator("[name=_save]").click()
    page.wait_for_url("**/masuk/**")
    article.refresh_from_db()
    assert "Sedetik" not in article.body
    open_form(page, stage, article)
    page.locator(".offer").get_by_role("button", name="Kembalikan").click()
    page.wait_for_url("**?pulih=*")
    page.wait_for_selector(".ProseMirror[role=textbox]")
    assert "Sedetik sebelumnya." in body(page).inner_text()
    page.locator("[name=_save]").click()
    page.wait_for_selector(".messagelist .success")
    article.refresh_from_db()
    assert "Sedetik sebelumnya." in article.body
    page.wait_for_function("!Object.keys(localStorage).some((name) => name.startsWith('redaksi:typed:'))")
    assert page.locator(".offer").count() == 0


def test_a_page_left_without_a_session_asks_for_no_sign_in_behind_the_one_that_opens(stage, page):
    """Whose token would take the place of the one in the form, and refuse the password that is typed there."""
    open_form(page, stage, stage.draft())
    sign_out_elsewhere(page)
    asked = []

    def note(environ, **_facts):
        asked.append(environ["PATH_INFO"])

    request_started.connect(note)
    page.goto(f"{stage.url}/desk/")
    deadline = time.monotonic() + 10
    while not any(path.endswith("/hadir/") for path in asked) and time.monotonic() < deadline:
        page.wait_for_timeout(100)
    page.wait_for_timeout(500)
    assert any(path.endswith("/hadir/") for path in asked)
    assert len([path for path in asked if "/masuk/" in path]) == 1


@pytest.fixture
def offline_noise(page):
    """A request that fails is a line in the console, and what this is about."""
    page.context.expected_noise = ("ERR_INTERNET_DISCONNECTED", "403 (Forbidden)", "409 (Conflict)")


def test_a_save_whose_answer_takes_long_leaves_nothing_to_offer(stage, page):
    article = stage.draft()
    open_form(page, stage, article)

    def slowly(route):
        answer = route.fetch(max_redirects=0)
        time.sleep(3)  # the second after typing passes meanwhile, and the tab tells what is saved already
        route.fulfill(response=answer)

    page.route("**/change/", lambda route: slowly(route) if route.request.method == "POST" else route.continue_())
    type_on(page, " Sesaat sebelum disimpan.")
    page.locator("[name=_save]").click()
    page.wait_for_selector(".messagelist .success")
    assert page.locator(".offer").count() == 0
    assert not Buffer.objects.waiting().exists()


def test_a_killed_browser_loses_at_most_two_seconds(stage, driver, tmp_path, request):
    article, profile = stage.draft(), str(tmp_path / "profile")

    def start():
        context = driver.chromium.launch_persistent_context(
            profile, executable_path=CHROMIUM, args=ARGUMENTS, locale="id-ID"
        )
        # Left open by a failure, its page would go on asking what serves the tests that follow.
        request.addfinalizer(context.close)
        return context, context.pages[0]

    context, page = start()
    open_form(page, stage, article)
    context.set_offline(True)  # the server can't help: the browser alone must have kept it
    type_on(page, " Ketikan terakhir.")
    page.wait_for_timeout(WITHIN)
    for pid in processes_of(profile):
        os.kill(pid, signal.SIGKILL)
    assert held(article) == ""

    context, page = start()
    open_form(page, stage, article)
    page.locator(".offer").get_by_role("button", name="Kembalikan").click()
    page.wait_for_url("**?pulih=*")
    page.wait_for_selector(".ProseMirror[role=textbox]")
    assert "Ketikan terakhir." in body(page).inner_text()
    page.locator("[name=_save]").click()
    page.wait_for_selector(".messagelist .success")
    assert page.locator(".offer").count() == 0
    article.refresh_from_db()
    assert "Ketikan terakhir." in article.body


def processes_of(profile):
    """The browser of this profile: the one process that has no type of its own."""
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = line.read_bytes().split(b"\0")
        except OSError:
            continue
        if f"--user-data-dir={profile}".encode() in words and not any(word.startswith(b"--type=") for word in words):
            yield int(line.parent.name)


def test_a_stale_tab_comes_back_and_overwrites_nothing(stage, page, offline_noise):
    article = stage.draft()
    open_form(page, stage, article)
    moves.save(article, by=stage.ani, seen=1, typed={"headline": "Judul baru"},
               write=lambda row: moves.put(row, {"headline": "Judul baru"}))  # fmt: skip
    page.fill("[name=headline]", "Judul dari tab lama")
    page.get_by_text("Ketikan tersimpan").wait_for()
    page.goto(page.url)
    page.locator(".offer").get_by_role("link", name="Kembalikan").click()
    page.wait_for_url("**?pulih=*")
    assert page.input_value("[name=headline]") == "Judul dari tab lama"
    with page.expect_response(lambda answer: answer.request.method == "POST" and "change" in answer.url) as saved:
        page.locator("[name=_save]").click()
    assert saved.value.status == 409
    page.wait_for_selector(".clash")
    article.refresh_from_db()
    assert article.headline == "Judul baru"
