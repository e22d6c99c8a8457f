"""Pictures of every kind of page, at a phone's and a desk's width, light and dark, by one command.

    python bench/screenshots.py [--into DIR] [--site URL] [--only WORD] [--docs]

Without `--site` it sets up a demonstration in a scratch folder, and ends it afterwards. `--docs` renews what README and
docs/ show instead. Each page is scrolled once, so that what loads late is in the picture.
"""

import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
WIDTHS = {"phone": (360, 640), "wide": (1280, 900)}
SCHEMES = ("light", "dark")
PORT = 8190


class Shot(NamedTuple):
    name: str
    path: str
    signed_in: bool = False


@contextmanager
def demonstration(*, to_be_found: bool = False) -> Iterator[str]:
    """A newsroom full of stories on a port of its own, gone afterwards.

    `to_be_found`: served as a newsroom in earnest, since a demonstration asks search engines to stay away.
    """
    with tempfile.TemporaryDirectory(prefix="screenshots-") as folder:
        env = os.environ | {"DEMO": "1", "PORT": str(PORT), "DATA_DIR": folder}
        if to_be_found:
            with served(env):
                pass
            env |= {"DEMO": "0"}
        with served(env) as site:
            yield site


@contextmanager
def served(env: dict[str, str]) -> Iterator[str]:
    serve = subprocess.Popen([sys.executable, "manage.py", "serve"], cwd=ROOT, env=env)
    site = f"http://127.0.0.1:{PORT}"
    try:
        wait_for(site)
        yield site
    finally:
        serve.send_signal(signal.SIGTERM)
        serve.wait(30)


def wait_for(site: str, seconds: int = 300) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"{site}/readyz", timeout=2)  # noqa: S310 - our own server
        except (urllib.error.URLError, OSError):
            time.sleep(1)
        else:
            return
    sys.exit(f"{site} did not answer within {seconds} s")


def readers_pages(page: Page, site: str) -> Iterator[Shot]:
    """Every kind of page that readers get, found by following what the pages link to."""
    found = set()
    for start in ("/", "/indeks/", "/ralat/", "/foto/", "/video/", "/opini/"):
        page.goto(site + start)
        found |= set(page.eval_on_selector_all("a[href^='/']", "all => all.map(one => one.getAttribute('href'))"))
    stories = sorted(path for path in found if path.startswith("/berita/"))
    kinds: dict[str, str] = {}
    for path in stories:
        answer = page.goto(site + path)
        if answer and answer.status == 410:
            kinds.setdefault("withdrawn", path)
            continue
        for kind, selector in KINDS.items():
            if kind not in kinds and page.locator(selector).count():
                kinds[kind] = path
        for word in ("kanal", "tag", "penulis", "fokus", "seri", "sumber"):
            link = page.locator(f"main a[href^='/{word}/']")
            if word not in kinds and link.count():
                kinds[word] = link.first.get_attribute("href") or ""
    yield Shot("front", "/")
    for name, path in FIXED.items():
        yield Shot(name, path)
    for name, path in kinds.items():
        yield Shot(name, path)


KINDS = {
    "story": "article.story.news",
    "story-with-notice": "article.story aside.notice",
    "story-in-pages": "nav.pages",
    "story-without-photo": "article.story.news:not(:has(> figure))",
    "photo-story": "article.photo_story",
    "video": "article.video",
    "opinion": "article.opinion",
    "analysis": "article.analysis",
    "advertorial": "article.advertorial",
    "live": "article.live",
}
FIXED = {
    "indeks": "/indeks/", "popular": "/terpopuler/", "photos": "/foto/", "videos": "/video/", "opinions": "/opini/",
    "ralat": "/ralat/", "redaksi": "/redaksi/", "guidelines": "/pedoman-media-siber/", "reply": "/hak-jawab/",
    "search": "/cari/?q=garam", "not-found": "/tak-ada/", "section-national": "/kanal/nasional/",
}  # fmt: skip
DESK = {
    "desk": "", "desk-queue": "articles/article/antrean/", "desk-articles": "articles/article/",
    "desk-new": "articles/article/add/", "desk-kilat": "articles/article/kilat/",
    "desk-message": "articles/article/tempel/", "desk-photos": "photos/photo/", "desk-photo-new": "photos/photo/add/",
    "desk-photos-wanted": "articles/article/foto/", "desk-plans": "articles/article/proyeksi/",
    "desk-fronts": "articles/article/muka/", "desk-duty": "articles/article/piket/",
    "desk-handover": "articles/article/serah-terima/", "desk-bell": "articles/article/kabar/",
    "desk-tempo": "articles/article/jam-redaksi/", "desk-locks": "articles/lock/",
    "desk-lock-new": "articles/lock/add/",
    "desk-second-looks": "articles/secondlook/", "desk-tags": "articles/tag/", "desk-sections": "articles/section/",
    "desk-authors": "articles/author/", "desk-sources": "articles/source/",
}  # fmt: skip
OF_A_STORY = {
    "change": "change/", "history": "history/", "compare": "banding/", "conditions": "syarat/", "share": "bagikan/",
    "photo": "foto/", "publish": "gerak/publish/", "return": "gerak/return/", "correct": "perbaiki/",
    "hold": "gerak/hold/", "readers": "pembaca/", "on-phone": "ponsel/",
}  # fmt: skip
"""Screens of one story; of the queue's first and of the newest live one those that say something of it."""


def desk_pages(page: Page, site: str) -> Iterator[Shot]:
    """Every screen of the desk; those of a story for one in review and for one that readers have."""
    for name, path in DESK.items():
        yield Shot(name, f"/desk/{path}", signed_in=True)
    sign_in(page, site)
    for kind, where, names in (
        ("queued", "antrean/", ("change", "history", "compare", "conditions", "share", "publish", "return")),
        ("live", "?tahap=published", ("change", "history", "photo", "correct", "hold", "readers", "on-phone")),
    ):
        page.goto(f"{site}/desk/articles/article/{where}")
        row = page.locator("main li", has=page.locator(".shown-live")) if kind == "live" else page.locator("main")
        link = row.locator("a[href$='/change/']").first.get_attribute("href") or ""
        for name in names:
            path = link.removesuffix("change/") + OF_A_STORY[name]
            yield Shot(f"desk-{kind}-{name}", path, signed_in=True)


IN_DOCS = {"front": "front", "story": "story", "desk": "desk"}
"""What README shows: the page, and the name of its file in docs/img."""
QUALITY = 62
"""Of those: sharp enough to read, small enough to keep."""


def take(browser: Browser, site: str, shots: list[Shot], into: Path) -> int:
    """One picture per page, width and scheme; the number made."""
    made = 0
    for signed_in in (False, True):
        group = [shot for shot in shots if shot.signed_in == signed_in]
        for width, (across, down) in WIDTHS.items():
            for scheme in SCHEMES:
                context = browser.new_context(viewport={"width": across, "height": down}, color_scheme=scheme)
                page = context.new_page()
                if signed_in and group:
                    sign_in(page, site)
                for shot in group:
                    page.goto(site + shot.path)
                    settle(page)
                    page.screenshot(path=into / f"{shot.name}-{width}-{scheme}.png", full_page=True)
                    made += 1
                context.close()
    return made


def sign_in(page: Page, site: str) -> None:
    """By one press on the demonstration's own card of an editor."""
    page.goto(f"{site}/desk/login/")
    page.locator("button.card").nth(1).click()
    page.wait_for_url("**/desk/")


def settle(page: Page) -> None:
    page.evaluate(
        """async () => {
          for (let y = 0; y < document.body.scrollHeight; y += 600) {
            scrollTo(0, y)
            await new Promise(requestAnimationFrame)
          }
          scrollTo(0, 0)
          await Promise.all([...document.images].map(one => one.decode().catch(() => 0)))
        }"""
    )


def for_docs(browser: Browser, site: str, shots: list[Shot]) -> int:
    """What README shows: the first screen of a few pages, wide and light."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
    page, made = context.new_page(), 0
    for shot in [shot for shot in shots if shot.name in IN_DOCS]:
        if shot.signed_in:
            sign_in(page, site)
        page.goto(site + shot.path)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=ROOT / "docs" / "img" / f"{IN_DOCS[shot.name]}.jpg", type="jpeg", quality=QUALITY)
        made += 1
    context.close()
    return made


def run(site: str, arguments: argparse.Namespace) -> None:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=arguments.chromium, args=["--no-sandbox"])
        shots = list(readers_pages(browser.new_page(), site))
        shots += desk_pages(browser.new_page(), site)
        shots = [shot for shot in shots if re.search(arguments.only, shot.name)]
        if arguments.docs:
            made = for_docs(browser, site, shots)
        else:
            arguments.into.mkdir(parents=True, exist_ok=True)
            made = take(browser, site, shots, arguments.into)
        browser.close()
    print(f"{made} pictures of {len(shots)} pages")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, default=Path(tempfile.gettempdir()) / "screenshots")
    parser.add_argument("--site", help="address of a running demonstration")
    parser.add_argument("--only", default="", help="pages whose name this pattern finds")
    parser.add_argument("--docs", action="store_true", help="renew docs/img")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    arguments = parser.parse_args()
    if arguments.site:
        run(arguments.site, arguments)
    else:
        with demonstration() as site:
            run(site, arguments)


if __name__ == "__main__":
    main()
