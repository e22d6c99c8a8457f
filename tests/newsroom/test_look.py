"""A newsroom changes its face by settings, and touches no template."""

import gzip
import re

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse

from newsroom import checks, env, look


@pytest.fixture(autouse=True)
def fresh_sheet():
    look.sheet.cache_clear()
    yield
    look.sheet.cache_clear()


def served(client, **headers):
    return client.get(reverse("stylesheet", args=[look.sheet().name]), headers=headers)


def test_the_stylesheet_is_one_small_file_kept_for_ever(client):
    answer = served(client, **{"Accept-Encoding": "gzip"})
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert len(answer.content) <= 8_000
    assert gzip.decompress(answer.content) == served(client).content


@pytest.mark.django_db
def test_the_cache_of_pages_leaves_the_stylesheet_as_it_is(settings, tmp_path):
    """Kept as it was zipped for one browser, it came twice zipped to the next, and the whole site stood bare."""
    settings.PAGE_CACHE, settings.ROW_CACHE, settings.PAGE_CACHE_DIR = True, True, tmp_path
    client = Client()
    for headers in ({"Accept-Encoding": "gzip"}, {}, {"Accept-Encoding": "gzip"}):
        answer = served(client, **headers)
        body = gzip.decompress(answer.content) if headers else answer.content
        assert body == look.sheet().plain
        assert answer["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.django_db
def test_a_houses_colours_and_type_follow_the_shipped_ones_under_a_new_address(client, settings):
    before = look.sheet().name
    settings.LOOK_COLOURS = settings.LOOK_COLOURS | {"accent": ("#004422", "#88DDAA")}
    settings.LOOK_FONTS = {"serif": "Charter, serif", "sans": ""}
    look.sheet.cache_clear()
    assert look.sheet().name != before
    assert (
        served(client)
        .content.decode()
        .endswith(
            ":root{--accent:#004422;--serif:Charter, serif;}@media(prefers-color-scheme:dark){:root{--accent:#88DDAA;}}"
        )
    )


@pytest.mark.django_db
def test_a_page_kept_from_before_a_release_does_not_stand_bare(settings, tmp_path):
    settings.PAGE_CACHE, settings.ROW_CACHE, settings.PAGE_CACHE_DIR = True, True, tmp_path
    client = Client()
    for _again in range(2):
        answer = client.get(reverse("stylesheet", args=["0123456789ab"]))
        assert answer.content == look.sheet().plain
        assert answer["Cache-Control"] == "max-age=60"
    assert not list((tmp_path / "pages").iterdir())


@pytest.mark.django_db
def test_a_house_shows_its_own_logo_and_paper(newsroom, client, settings):
    settings.OUTLET_LOGO = "logo.svg"
    settings.LOOK_COLOURS = settings.LOOK_COLOURS | {"paper": ("#FFFFFF", "#101010")}
    page = client.get("/").content.decode()
    assert '<img src="/static/house/logo.svg" alt="Nusa Harian">' in page
    assert '<meta name="theme-color" content="#101010" media="(prefers-color-scheme: dark)">' in page


def test_the_paper_that_is_told_is_the_paper_that_is_shipped(settings):
    shipped = (settings.BASE_DIR / "static" / "css" / "site.css").read_text()
    assert re.findall(r"--paper: (#[0-9A-F]{6});", shipped)[:2] == list(settings.PAPER)


def test_the_shipped_colours_are_told_from_the_paper():
    assert checks.everybody_can_read_it() == []
    assert round(look.contrast("#545454", "#FBFAF7"), 1) == 7.3


def test_a_pale_colour_is_told_by_name(settings):
    settings.LOOK_COLOURS = settings.LOOK_COLOURS | {"ink": ("#AAAAAA", "#E8E6E1")}
    assert [one.msg for one in checks.everybody_can_read_it()] == [
        "LOOK_INK #AAAAAA on #FBFAF7 has 2.2:1, and needs 7.0:1."
    ]


@pytest.mark.parametrize("raw", ["red blue", "#951B1B", "#951B1B #FF9C8F #000000", "#951B1B;} #FF9C8F"])
def test_a_colour_that_is_none_is_refused_by_name(monkeypatch, raw):
    monkeypatch.setenv("LOOK_ACCENT", raw)
    with pytest.raises(ImproperlyConfigured, match="LOOK_ACCENT="):
        env.colours("LOOK_ACCENT")


def test_a_family_that_would_leave_its_property_is_refused(monkeypatch):
    monkeypatch.setenv("LOOK_SERIF", "Georgia;} body{display:none")
    with pytest.raises(ImproperlyConfigured, match="LOOK_SERIF="):
        env.fonts("LOOK_SERIF")
