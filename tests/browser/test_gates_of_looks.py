"""How readers' pages look, held to numbers: lines, spacing, colours and type, measured where a browser has set them."""

from tests.browser import gates
from tests.browser.test_gates import address, every_page, opened, picture, site  # noqa: F401 - fixtures

LONG = (
    "Pemerintah Kabupaten Kepulauan Tanimbar Menunda Pelayaran Perintis ke Tiga Pulau Terluar "
    "hingga Cuaca Membaik Pekan Ini"
)
"""As long as real headlines get: 119 characters."""

FOUR_LINES = "Kapal Perintis Kembali Singgah di Larantuka Setelah Tiga Pekan Tertahan Ombak"
"""What nine real headlines of ten keep to: 78 characters."""

MEDIAN = "Pelabuhan Kendari Tambah Dua Derek, Antrean Kapal Kini Separuh"
DECK = "Kapal yang sama mengangkut beras, semen, dan guru; penumpang menunggu sejak subuh di dua dermaga."

REAL = (
    "Kepala Dinas Perhubungan Kabupaten Flores Timur mengatakan pelayaran perintis dibuka kembali mulai Senin, "
    "setelah tiga pekan kapal tertahan gelombang tinggi di Laut Sawu. Sedikitnya 1.240 penumpang dan 86 ton beras "
    "menunggu di lima dermaga, sebagian besar milik pedagang kecil yang hasil buminya terancam busuk. "
) * 3  # fmt: skip


def test_a_line_of_text_holds_66_characters_at_most_in_every_size(stage, opened):  # noqa: F811
    story = stage.live(headline="Laut Sawu", body=f"<p>{REAL}</p>" * 3)
    page = opened(viewport={"width": 1280, "height": 900})
    page.goto(stage.url + address(story))
    for family in ("system-ui", "Arial"):  # a wide letter and a narrow one
        for size in ("", "-1", "1", "2"):
            page.evaluate(gates.SET, [family, size])
            lines = page.evaluate(gates.FULL_LINES, ".body > p")
            assert max(lines) <= 66, (family, size, lines)
            assert sum(lines) / len(lines) >= 50, (family, size, lines)


def test_a_row_of_a_list_shows_three_lines_of_its_headline_and_a_lead_five(stage, opened):  # noqa: F811
    for photo in (None, picture(stage, 9).pk) * 9:
        stage.step(minutes=1)
        stage.live(headline=LONG, photo_id=photo)
    page = opened()
    for width in (320, 360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        for path in ("/", "/kanal/nasional/", "/terpopuler/"):
            page.goto(stage.url + path)
            assert max(page.evaluate(gates.LINES, ".card:not(.lead, .first) :is(h2, h3)"), default=3) <= 3, (
                path,
                width,
            )
            assert max(page.evaluate(gates.LINES, ".card.lead h2"), default=0) <= 5, (path, width)


def test_seven_headlines_stand_in_two_screens_of_a_phone(stage, opened):  # noqa: F811
    photo = picture(stage, 9).pk
    for _number in range(12):
        stage.step(minutes=1)
        stage.live(headline=MEDIAN, deck=DECK, photo_id=photo)
    page = opened(viewport={"width": 360, "height": 640})
    page.goto(stage.url)
    assert page.evaluate(gates.HEADLINES_WITHIN, 2 * 640) >= 7


def test_nothing_that_is_paid_for_is_set_in_the_type_of_news(stage, opened):  # noqa: F811
    body = "<h2>Kamar</h2><p>Dua.</p><h3>Harga</h3><p class='pull-quote'>Tenang.</p><p>Tiga.</p>"
    story = stage.live(headline="Menginap di dermaga", genre="advertorial", body=body)
    page = opened()
    for where in (address(story), "/kanal/nasional/"):
        page.goto(stage.url + where)
        assert page.locator(".advertorial .body h2, .card.paid").count()
        assert page.evaluate(gates.SERIF, ".advertorial > :is(header, .body), .card.paid") == [], where


def test_the_accent_marks_kicker_live_coverage_current_section_and_places_alone(site, opened):  # noqa: F811
    page = opened(viewport={"width": 1280, "height": 900})
    for name, where in every_page(site):
        page.goto(where)
        assert page.evaluate(gates.ACCENTED) == [], name
    page.goto(site.addresses["live"])
    page.goto(site.addresses["live"] + "#" + page.locator(".update").first.get_attribute("id"))
    assert page.evaluate(gates.ACCENTED) == []


def test_what_lies_between_things_is_of_one_scale(site, opened):  # noqa: F811
    page = opened()
    for name, where in every_page(site):
        page.goto(where)
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(gates.OFF_THE_SCALE) == [], (name, width)


def test_the_longest_headline_leaves_byline_and_photo_in_the_first_screen_of_a_phone(stage, opened):  # noqa: F811
    page = opened(viewport={"width": 360, "height": 640})
    for number, (headline, lines) in enumerate([(FOUR_LINES, 4), (LONG, 6)]):
        story = stage.live(headline=headline, deck=DECK, photo_id=picture(stage, 9 + number).pk)
        page.goto(stage.url + address(story))
        assert page.evaluate(gates.LINES, "h1")[0] in range(4, lines + 1)
        assert page.locator(".masthead").bounding_box()["height"] <= 96
        byline, photo = (page.locator(f"article.story {one}").bounding_box() for one in (".byline", "> figure img"))
        assert byline["y"] + byline["height"] <= photo["y"] <= 640 - 120
