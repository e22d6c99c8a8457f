"""What Word, Google Docs and WhatsApp put on the clipboard, pasted into the editor as Chromium does it, and saved."""

from pathlib import Path

import pytest

from articles.models import Article
from tests.articles.test_pasted import HEADING, LISTS, SAMPLES, SENTENCE, TABLE
from tests.browser.test_writing_screen import open_form

PASTE = """(area, html) => {
  const clipboard = new DataTransfer()
  clipboard.setData("text/html", html)
  clipboard.setData("text/plain", html.replace(/<[^>]*>/g, " "))
  area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: clipboard, bubbles: true, cancelable: true }))
}"""


def paste(page, html):
    area = page.locator(".ProseMirror[role=textbox]")
    area.focus()
    area.evaluate(PASTE, html)


@pytest.mark.parametrize(
    ("sample", "text"),
    [
        ("word", HEADING + SENTENCE + LISTS + TABLE),
        ("google-docs", HEADING + SENTENCE + LISTS + TABLE),
        ("whatsapp-web", SENTENCE + LISTS),
    ],
)
def test_a_sample_pasted_in_the_browser_comes_out_clean_with_nothing_lost(stage, page, sample, text):
    article = stage.draft(body="")
    open_form(page, stage, article)
    paste(page, Path(SAMPLES / f"{sample}.html").read_text())
    page.keyboard.press("Control+s")
    page.wait_for_selector(".messagelist .success")
    assert Article.objects.get().body == text


def test_hostile_markup_on_the_clipboard_runs_nothing_and_leaves_nothing(stage, page):
    """The page fixture fails on any violation of the policy."""
    open_form(page, stage, stage.draft(body=""))
    paste(page, "<p onclick='x()' style='color:red'>Kapal<img src=x onerror='x()'><script>x()</script> tiba.</p>")
    page.keyboard.press("Control+s")
    page.wait_for_selector(".messagelist .success")
    assert Article.objects.get().body == "<p>Kapal tiba.</p>"
