"""Every kind of readers' page within its bounds: at every width, light and dark, with and without scripts."""

from itertools import pairwise

import pytest

from articles import filing, publishing
from articles.models import Fokus, Series
from articles.publishing.correcting import Correction
from newsroom import work
from photos.models import Photo
from tests.browser import gates
from tests.photos.pictures import photo_file

PARAGRAPH = (
    "<p>" + "Warga menunggu kapal perintis sejak pagi di dermaga Larantuka bersama barang dagangan. " * 3 + "</p>"
)
LISTS = (
    "/kanal/nasional/",
    "/kanal/timur/",
    "/penulis/ani/",
    "/tag/laut/",
    "/fokus/pelayaran/",
    "/seri/rel/",
    "/indeks/",
    "/sumber/reuters/",
    "/tentang/",
)
NARROW_AND_WIDE, PHONE = (320, 1280), (412,)
LOOKS = [
    ("light", True, NARROW_AND_WIDE), ("dark", False, PHONE),
    *(pytest.param(*look, marks=pytest.mark.soak) for look in (
        ("light", True, PHONE), ("dark", False, NARROW_AND_WIDE),
        ("light", False, NARROW_AND_WIDE + PHONE), ("dark", True, NARROW_AND_WIDE + PHONE),
    )),
]  # fmt: skip
"""Both schemes every time, with scripts and without, and every width; all of them together in `make soak`."""

PLAIN = (
    "/foto/", "/video/", "/opini/", "/terpopuler/", "/cari/?q=kapal", "/ralat/", "/redaksi/", "/pedoman-media-siber/",
    "/hak-jawab/",
)  # fmt: skip


def picture(stage, number, size=(1500, 1000)):
    words = {"caption": "Kapal di dermaga", "credit": "Antara/Raisan Farisi", "alt": "Kapal bersandar"}
    return Photo.objects.add(photo_file(size=(size[0], size[1] + number)), by=stage.citra, **words)


@pytest.fixture
def site(stage):
    """A story of every kind, with all that may stand on it; addresses by kind."""
    lead, *others = (picture(stage, number) for number in range(3))
    fokus, series = (
        Fokus.objects.create(title="Pelayaran", slug="pelayaran"),
        Series.objects.create(title="Rel", slug="rel"),
    )
    for number in range(14):
        stage.step(minutes=1)
        stage.live(headline=f"Kabar laut nomor {number}", deck="Subjudul", photo_id=others[0].pk, tags=["laut"])
    full = {"photo_id": lead.pk, "tags": ["laut"], "fokus_id": fokus.pk, "series_id": series.pk, "part": 1}
    full["citations"] = [[stage.reuters.pk, "", None]]
    gallery = f'<div data-gallery="{others[0].pk} {others[1].pk}"></div>'
    post = f'data-author="@a" data-text="halo" data-when="12/9/2035" data-photo="{others[1].pk}"'
    embed = f'<div data-embed="https://x.com/a/1" {post}></div>'
    stories = {
        "news": stage.live(headline="Kapal perintis tiba di Larantuka", body=PARAGRAPH * 8 + embed + PARAGRAPH, **full),
        "photo": stage.live(headline="Satu hari di dermaga", genre="photo_story", body=PARAGRAPH + gallery + PARAGRAPH),
        "upright": stage.live(headline="Mercusuar", body=PARAGRAPH, photo_id=picture(stage, 3, (1000, 1500)).pk),
        "video": stage.live(
            headline="Semalam di bagan", genre="video", body=PARAGRAPH + embed + PARAGRAPH, photo_id=lead.pk
        ),
        "opinion": stage.live(headline="Laut dan kita", genre="opinion", body=PARAGRAPH * 4),
        "paid": stage.live(headline="Menginap di dermaga", genre="advertorial", body=PARAGRAPH * 4),
        "paged": stage.live(headline="Panjang", body=PARAGRAPH * 3 + "<hr data-page-break>" + PARAGRAPH * 3),
        "corrected": stage.live(headline="Dermaga baru", body=PARAGRAPH * 2),
        "gone": stage.live(headline="Dicabut", body=PARAGRAPH),
        "held": stage.live(headline="Ditahan", body=PARAGRAPH),
        "live": stage.live(headline="Langsung dari dermaga", genre="live", body=PARAGRAPH),
    }
    for number in range(8):
        stage.step(minutes=1)
        update = filing.add_update(
            stories["live"], by=stage.ani, headline=f"Kapal ke-{number} merapat", text="Merapat."
        )
        publishing.publish(update, by=stage.citra, seen=update.version)
    publishing.correct(stories["corrected"], Correction("ralat", {"deck": "Betul"}, "Maaf."), by=stage.dedi)
    stage.live(headline="Tentang kami", genre="page", slug="tentang", body=PARAGRAPH)
    publishing.withdraw(stories["gone"], by=stage.eko, ground="keliru", reason="Keliru.")
    stage.addresses = {kind: f"{stage.url}{address(one)}" for kind, one in stories.items()}
    publishing.hold(stories["held"], by=stage.citra, reason="Diperiksa")
    work.work_once()
    stage.addresses["changes"] = stage.addresses["corrected"] + "perubahan/"
    return stage


def address(article):
    from editions.models import Edition

    return Edition.objects.live().get(story_id=article.story_id).get_absolute_url()


def every_page(site):
    yield "front", f"{site.url}/"
    yield from site.addresses.items()
    yield from ((path, site.url + path) for path in (*LISTS, *PLAIN, "/tidak-ada/"))


@pytest.fixture
def opened(chromium):
    """Opens pages, and fails on any line in a console but the status of a missing or withdrawn page."""
    contexts, said = [], []

    def make(**options):
        context = chromium.new_context(locale="id-ID", **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda line: said.append(line.text) if "status of 4" not in line.text else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert said == []


def hold_to_bounds(page, name, where):
    """Open a page and hold what came to its bounds."""
    loaded = gates.load(page, where)
    bound = gates.STORY_BYTES if "/berita/" in where else gates.OTHER_BYTES
    assert loaded.sizes["/"] <= bound, name
    assert loaded.of(".css") <= gates.STYLE_BYTES, name
    assert loaded.of(".js") <= gates.SCRIPT_BYTES, name
    assert len(loaded.hosts) == 1, name
    if gates.shifts(page):  # painted before it had come whole, as on a busy machine: a fault of its own comes again
        gates.load(page, where)
    assert gates.shifts(page) == 0, name
    if "/berita/" in where:
        more = gates.more_pictures(page)
        assert len(loaded.sizes) <= gates.MOST_REQUESTS + more, (name, loaded.sizes)
        assert loaded.total <= gates.ALL_BYTES * (1 + more), (name, loaded.sizes)
        assert gates.elements(page) <= gates.MOST_ELEMENTS, name


def test_every_page_is_light_and_still(site, opened):
    page = opened(viewport={"width": 360, "height": 640})
    for name, where in every_page(site):
        hold_to_bounds(page, name, where)


KINDS_OF_LIST = ("/kanal/nasional/", "/penulis/ani/", "/seri/rel/", "/indeks/", "/ralat/", "/redaksi/", "/tidak-ada/")


def one_of_each(site):
    """A page of every template: what a lighter run looks at."""
    yield "front", f"{site.url}/"
    yield from site.addresses.items()
    yield from ((path, site.url + path) for path in KINDS_OF_LIST)


def findings(page, addresses, widths, *, scripts=True):
    found = {}
    runs = page.context.new_cdp_session(page)
    for name, where in addresses:
        runs.send("Emulation.setScriptExecutionDisabled", {"value": not scripts})
        page.goto(where)
        runs.send("Emulation.setScriptExecutionDisabled", {"value": False})  # axe is a script itself
        for width in widths:
            page.set_viewport_size({"width": width, "height": 800})
            found[name, width] = gates.violations(page)
        found[name, "7:1"] = gates.violations(page, gates.CONTRAST, "main")
    return {where: told for where, told in found.items() if told}


@pytest.mark.parametrize(("scheme", "scripts", "widths"), LOOKS)
def test_axe_finds_nothing(site, opened, scheme, scripts, widths):
    assert findings(opened(color_scheme=scheme), every_page(site), widths, scripts=scripts) == {}


def test_every_page_fits_the_narrowest_screen_and_text_twice_as_large(site, opened):
    page = opened(viewport={"width": 320, "height": 640})
    for name, where in every_page(site):
        page.goto(where)
        assert gates.overflow(page) <= 0, name
        assert gates.small_targets(page) == [], name
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert gates.overflow(page) <= 0, (name, "at 200 %")


@pytest.mark.parametrize("width", [360, 1280])
def test_text_twice_as_large_is_cut_nowhere_on_front_and_list(site, opened, width):
    long = (
        "Pertanggungjawaban Pemerintah Kabupaten Kepulauan Tanimbar Dipertanyakan Warga Pesisir Menjelang Musim Angin"
    )
    for photo in (None, Photo.objects.first().pk) * 8:
        site.step(minutes=1)
        site.live(headline=long, deck=long, photo_id=photo)
    page = opened(viewport={"width": width, "height": 900})
    for path in ("/", "/kanal/nasional/"):
        page.goto(site.url + path)
        assert page.evaluate("getComputedStyle(document.querySelector('.card h2')).webkitLineClamp") != "none"
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate(gates.CUT) == [], path


def test_the_systems_own_colours_and_stillness_are_kept(site, opened):
    page = opened(viewport={"width": 360, "height": 640}, forced_colors="active", reduced_motion="reduce")
    for name, where in one_of_each(site):
        page.goto(where)
        assert gates.overflow(page) <= 0, name
        assert page.evaluate(gates.MOVING) == [], name
        assert page.evaluate(gates.UNDRAWN) == [], name


def test_eight_hundred_words_print_on_two_pages(site, opened):
    words = "Kapal perintis itu membawa beras semen guru dan seekor kambing titipan warga. "
    article = site.live(
        headline="Delapan ratus kata", body=f"<p>{words * 7}</p>" * 10, photo_id=Photo.objects.first().pk
    )
    page = opened(viewport={"width": 1280, "height": 900})
    page.goto(site.url + address(article))
    assert gates.printed_pages(page) <= 2


def test_the_text_edition_is_one_small_answer(site, opened):
    by_browser = opened(extra_http_headers={"Save-Data": "on"})
    by_address = opened()
    for name, where in every_page(site):
        for page, asked in ((by_browser, where), (by_address, f"{where}{'&' if '?' in where else '?'}lite=1")):
            loaded = gates.load(page, asked, until="load")
            assert list(loaded.sizes) == ["/"], name
            assert loaded.total <= gates.TEXT_EDITION_BYTES, name
            assert page.locator("h1").count() == 1, name


def test_comforts_work_where_scripts_run_and_are_missed_by_nobody(site, opened):
    page = opened(viewport={"width": 360, "height": 640}, permissions=["clipboard-write", "clipboard-read"])
    page.goto(site.addresses["news"])
    before = page.evaluate("getComputedStyle(document.querySelector('.body')).fontSize")
    page.get_by_role("button", name="Perbesar huruf").click()
    assert page.evaluate("getComputedStyle(document.querySelector('.body')).fontSize") > before
    page.get_by_role("button", name="Salin tautan").click()
    page.get_by_role("button", name="Tersalin").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == site.addresses["news"]
    without = opened(java_script_enabled=False)
    without.goto(site.addresses["news"])
    assert without.get_by_role("button").count() == 0
    assert without.get_by_role("link", name="WhatsApp").is_visible()


def test_the_first_screen_of_a_phone_holds_headline_byline_and_photo(site, opened):
    page = opened(viewport={"width": 360, "height": 640})
    page.goto(site.addresses["news"])
    photo = page.locator("article.story > figure img").bounding_box()
    assert photo["y"] <= 640 - 120
    assert page.locator(".masthead").bounding_box()["height"] <= 96


@pytest.mark.parametrize(("width", "height"), [(360, 640), (1280, 800)])
def test_no_screen_holds_two_advertisements(site, opened, width, height):
    long = site.live(headline="Panjang sekali", body=PARAGRAPH * 30)
    page = opened(viewport={"width": width, "height": height})
    for where in (f"{site.url}{address(long)}", site.addresses["opinion"], f"{site.url}/"):
        page.goto(where)
        shown = page.evaluate(
            "[...document.querySelectorAll('.ad')].filter(one => one.offsetParent)"
            ".map(one => one.getBoundingClientRect()).map(one => [one.top, one.bottom])"
        )
        ordered = sorted(shown)
        assert ordered
        for (_top, bottom), (top, _bottom) in pairwise(ordered):
            assert top - bottom >= height * 0.9, (where, ordered)
