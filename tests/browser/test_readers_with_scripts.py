"""Comforts that a script adds to a story: it is printed whole, and a live coverage says that it went on."""

from articles import filing, publishing
from tests.browser.test_gates import PARAGRAPH, address


def test_a_story_in_pages_is_printed_whole(stage, page):
    story = stage.live(headline="Panjang", body=f"{PARAGRAPH}<hr data-page-break><p>Halaman kedua.</p>")
    page.add_init_script("window.print = () => { window.printed = document.body.innerText }")
    page.goto(stage.url + address(story))
    page.get_by_role("button", name="Cetak").click()
    page.wait_for_function("window.printed?.includes('Halaman kedua.')")
    page.emulate_media(media="print")
    assert page.get_by_text(stage.url + address(story)).is_visible()
    assert not page.get_by_role("link", name="Cari").is_visible()


def test_a_reader_of_a_live_coverage_is_told_that_it_went_on_and_stays_where_they_are(stage, page):
    coverage = stage.live(headline="Langsung dari dermaga", genre="live", body=PARAGRAPH)
    sent_out(stage, coverage, "Kapal pertama merapat")
    page.clock.install()
    page.goto(stage.url + address(coverage))
    page.clock.run_for(61_000)
    page.wait_for_timeout(500)
    assert page.get_by_role("status").count() == 0
    sent_out(stage, coverage, "Kapal kedua merapat")
    page.clock.run_for(61_000)
    page.get_by_role("link", name="Muat perkembangan baru").click()
    page.get_by_role("heading", name="Kapal kedua merapat").wait_for()
    assert page.get_by_role("status").count() == 0


def sent_out(stage, coverage, headline):
    stage.step(minutes=1)
    update = filing.add_update(coverage, by=stage.ani, headline=headline, text="Merapat.")
    publishing.publish(update, by=stage.citra, seen=update.version)
