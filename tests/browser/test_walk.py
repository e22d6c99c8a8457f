"""Every page in Chromium: no violation of the content security policy, no error of a script, nothing past the edge.

The `page` fixture fails on any line in the console.
"""

import re
from datetime import timedelta

import pytest

from articles import publishing
from articles.publishing.correcting import Correction
from tests.browser.test_model_page import sign_in


@pytest.fixture
def filled(stage):
    stage.story = stage.live()
    stage.other = stage.live(by=stage.budi, headline="Dermaga baru di Waingapu", section_id=stage.east.pk)
    correction = Correction("ralat", {"deck": "Subjudul betul"}, "Redaksi meminta maaf.")
    publishing.correct(stage.other, correction, by=stage.dedi)
    stage.queued = stage.submitted()
    stage.drafted = stage.draft()
    return stage


def no_sideways_scrolling(page):
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_readers_pages_hold_their_policy_and_their_width(filled, page, width, scheme):
    page.set_viewport_size({"width": width, "height": 700})
    page.emulate_media(color_scheme=scheme)
    story = f"/berita/{filled.story.story_id}/kapal-perintis-tiba/"
    lists = ("/kanal/nasional/", "/kanal/timur/", "/penulis/ani/", "/indeks/", "/foto/", "/terpopuler/", "/ralat/")
    for path in ("/", story, *lists, "/redaksi/", "/pedoman-media-siber/", "/hak-jawab/"):
        assert page.goto(filled.url + path).status == 200, path
        assert page.locator("h1").count() == 1, path
        no_sideways_scrolling(page)


def test_the_desk_holds_its_policy(filled, page):
    sign_in(page, filled, filled.eko)
    pk, queued = filled.story.pk, filled.queued.pk
    lists = ("section", "author", "source", "tag", "fokus", "series", "article", "secondlook")
    paths = [f"articles/{name}/" for name in lists]
    paths += [
        "",
        "articles/article/add/",
        "articles/article/antrean/",
        "photos/photo/",
        "photos/photo/add/",
        "accounts/act/",
    ]
    paths += [
        f"articles/article/{pk}/{tail}"
        for tail in ("change/", "history/", "perbaiki/", "gerak/withdraw/", "gerak/hold/")
    ]
    paths += [f"articles/article/{queued}/{tail}" for tail in ("change/", "gerak/publish/", "gerak/return/")]
    paths += ["articles/section/add/", "articles/tag/add/", "masuk/password/change/", "masuk/2fa/"]
    for path in paths:
        answer = page.goto(f"{filled.url}/desk/{path}")
        assert answer.status == 200, path
        page.wait_for_load_state("networkidle")


def test_the_desk_counts_down_to_what_is_scheduled(stage, page):
    # The browser's clock is the machine's own: what comes long after it shows days.
    stage.scheduled(stage.now + timedelta(hours=1))
    sign_in(page, stage, stage.citra)
    assert re.fullmatch(r"· dalam [\d.]+ hari", page.locator("time[data-countdown] + span").inner_text())


def test_the_desks_head_leaves_a_phone_to_the_desk(stage, page):
    page.set_viewport_size({"width": 320, "height": 640})
    sign_in(page, stage, stage.eko)
    page.goto(f"{stage.url}/desk/")
    assert page.locator("#header").bounding_box()["height"] <= 100
    for name in ("Kabar untuk Anda", "Situs pembaca"):
        assert page.get_by_role("link", name=name).is_visible()
    page.locator(".account summary").click()
    assert page.get_by_role("button", name="Keluar").is_visible()
    no_sideways_scrolling(page)
