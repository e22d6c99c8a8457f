"""Draws static/img/icon.svg at the sizes that phones, tabs and search engines ask for: run it when the logo changes.

The drawing fills its square and keeps its sign in the middle half, so that one picture serves round masks too.
"""

from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

IMAGES = Path(__file__).resolve().parent.parent / "static" / "img"
SIZES = (180, 192, 512)
TAB_SIZES = [(16, 16), (32, 32), (48, 48)]
LARGEST = 1024


def drawn() -> Image.Image:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium")
        page = browser.new_page(viewport={"width": LARGEST, "height": LARGEST})
        page.set_content(f"<style>body{{margin:0}}svg{{display:block}}</style>{(IMAGES / 'icon.svg').read_text()}")
        picture = page.screenshot(clip={"x": 0, "y": 0, "width": LARGEST, "height": LARGEST})
        browser.close()
    return Image.open(BytesIO(picture)).convert("RGB")


def main() -> None:
    image = drawn()
    for size in SIZES:
        small = image.resize((size, size), Image.Resampling.LANCZOS).quantize(64)
        small.save(IMAGES / f"icon-{size}.png", optimize=True)
    image.resize((48, 48), Image.Resampling.LANCZOS).save(IMAGES / "favicon.ico", sizes=TAB_SIZES)
    print(*sorted(path.name for path in IMAGES.iterdir()))


if __name__ == "__main__":
    main()
