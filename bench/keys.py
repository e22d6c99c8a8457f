"""How long a key keeps the writing screen busy, in a body of 20,000 words: milliseconds of script a key.

    python bench/keys.py [--words 20000] [--keys 60] [--chromium /usr/bin/chromium]

A demonstration of its own in a scratch folder; Chromium's own count of script time, between the first key and the last,
with everything that listens: counts, autosave, preview, the editor's menu.
"""

import argparse
import sys

from playwright.sync_api import Page, sync_playwright
from screenshots import demonstration, sign_in

MOST = 16.0
"""Milliseconds of script a key: a frame of a screen that draws sixty a second."""

WAIT = 3000
"""Milliseconds after the last key in which what was put off (counting, autosaving) is counted too."""

FILL = """(words) => {
  const area = document.querySelector(".ProseMirror[role=textbox]")
  const line = "kapal perintis tiba di dermaga lalu muatan beras diturunkan oleh warga desa"
  const paragraph = Array(5).fill(line).join(" ")
  const count = Math.ceil(words / paragraph.split(" ").length)
  area.editor.commands.setContent(`<p>${paragraph}.</p>`.repeat(count))
  area.editor.commands.focus("end")
  return area.innerText.split(/\\s+/).filter(Boolean).length
}"""


def script_time(page: Page, session: object) -> float:
    """Seconds of script so far."""
    found = session.send("Performance.getMetrics")["metrics"]  # type: ignore[attr-defined]
    return next(one["value"] for one in found if one["name"] == "ScriptDuration")


def measure(page: Page, site: str, words: int, keys: int) -> tuple[int, float]:
    """The words in the body, and the milliseconds of script that each of so many keys took."""
    sign_in(page, site)
    page.goto(f"{site}/desk/articles/article/add/")
    page.wait_for_selector(".ProseMirror[role=textbox]")
    held = page.evaluate(FILL, words)
    page.wait_for_timeout(WAIT)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    before = script_time(page, session)
    for number in range(keys):
        page.keyboard.press("a" if number % 6 else "Space")
    page.wait_for_timeout(WAIT)
    return held, 1000 * (script_time(page, session) - before) / keys


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--words", type=int, default=20_000)
    parser.add_argument("--keys", type=int, default=60)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    options = parser.parse_args()
    with demonstration() as site, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=options.chromium, args=["--no-sandbox"])
        for words in (200, options.words):
            held, took = measure(browser.new_page(), site, words, options.keys)
            print(f"{held:,} words: {took:.1f} ms of script a key")
        browser.close()
    sys.exit(f"past {MOST} ms a key" if took > MOST else 0)


if __name__ == "__main__":
    main()
