"""A reader whose browser runs no script gets everywhere by links and forms alone."""

import pytest

from articles import publishing
from articles.models import Fokus, Series
from articles.publishing.correcting import Correction
from tests.browser.test_gates import PARAGRAPH, address
from tests.editions.test_related import catch_up


@pytest.fixture
def reader(chromium):
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.set_default_timeout(15_000)
    yield page
    context.close()


@pytest.fixture
def site(stage):
    fokus = Fokus.objects.create(title="Pelayaran", slug="pelayaran")
    series = Series.objects.create(title="Rel", slug="rel")
    for number in range(12):
        stage.step(minutes=1)
        stage.live(headline=f"Kabar laut nomor {number}", tags=["laut"], section_id=stage.east.pk)
    stage.first = stage.live(headline="Rel bagian pertama", series_id=series.pk, part=1)
    stage.step(minutes=1)
    links = f'<div data-baca-juga="{stage.first.story_id}"></div>'
    stage.lead = stage.live(
        headline="Kapal perintis tiba di Larantuka", deck="Muatan 40 ton", tags=["laut"], fokus_id=fokus.pk,
        series_id=series.pk, part=2,
        body=f"{PARAGRAPH}{links}{PARAGRAPH}<hr data-page-break><p>Kapal berangkat lagi besok.</p>",
    )  # fmt: skip
    stage.step(minutes=5)
    publishing.correct(stage.lead, Correction("ralat", {"deck": "Muatan 42 ton"}, "Muatan 42 ton."), by=stage.dedi)
    catch_up()
    return stage


def heading(page):
    return page.locator("h1").inner_text()


def follow(page, name, within="main"):
    page.locator(within).get_by_role("link", name=name).first.click()


def test_from_the_front_page_through_a_story_and_all_that_it_leads_to(site, reader):
    reader.goto(site.url)
    follow(reader, "Kapal perintis tiba di Larantuka")
    assert heading(reader) == "Kapal perintis tiba di Larantuka"
    assert "Muatan 42 ton." in reader.inner_text("main")
    assert "besok" not in reader.inner_text("main")
    follow(reader, "Halaman selanjutnya")
    assert "Kapal berangkat lagi besok." in reader.inner_text("main")
    follow(reader, "Tampilkan semua")
    assert "Kapal berangkat lagi besok." in reader.inner_text("main")
    story = reader.url
    follow(reader, "Rel bagian pertama")
    assert heading(reader) == "Rel bagian pertama"
    for name, wanted in (("Ani", "Ani"), ("laut", "laut"), ("Pelayaran", "Pelayaran")):
        reader.goto(story)
        follow(reader, name)
        assert heading(reader).lower() == wanted.lower()
        assert "Kapal perintis tiba di Larantuka" in reader.inner_text("main")
    reader.goto(story)
    share = reader.get_by_role("link", name="WhatsApp").get_attribute("href")
    assert share.startswith("https://")
    assert "Larantuka" in share
    reader.goto(site.url + address(site.lead) + "perubahan/")
    assert {"40", "42"} <= set(reader.inner_text("main").replace(",", " ").split())


def test_sections_days_search_and_the_list_of_corrections(site, reader):
    reader.goto(site.url)
    follow(reader, "Daerah", within="header")
    assert heading(reader) == "Daerah"
    follow(reader, "Timur")
    assert "Kabar laut nomor 11" in reader.inner_text("main")
    follow(reader, "Indeks", within="body")
    assert "Kapal perintis tiba di Larantuka" in reader.inner_text("main")
    reader.get_by_label("Hari lain").fill("2035-09-03")
    reader.get_by_role("button", name="Tampilkan").click()
    assert "Kabar laut nomor 3" in reader.inner_text("main")
    follow(reader, "Cari", within="header")
    reader.locator("main input[type=search]").fill("kapal perintis")
    reader.locator("main input[type=search]").press("Enter")
    assert reader.locator("main mark").first.inner_text().lower() in ("kapal", "perintis")
    reader.goto(site.url + "/terpopuler/")
    assert reader.locator("main a").count() > 5
    reader.goto(site.url + "/ralat/")
    follow(reader, "Kapal perintis tiba di Larantuka")
    assert heading(reader) == "Kapal perintis tiba di Larantuka"


def test_an_address_that_is_not_there_offers_a_search_and_the_text_edition_is_whole(site, reader):
    assert reader.goto(site.url + "/tidak-ada/").status == 404
    reader.locator("main input[type=search]").fill("Larantuka")
    reader.locator("main input[type=search]").press("Enter")
    follow(reader, "Kapal perintis tiba di Larantuka")
    reader.goto(site.url + address(site.lead) + "?lite=1")
    assert "Muatan 42 ton." in reader.inner_text("body")
    assert reader.locator("img, script, link[rel=stylesheet]").count() == 0
