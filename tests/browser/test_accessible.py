"""axe finds nothing on the writing screens: WCAG 2.2 AA with target-size, light and dark, on a phone and on a desk."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe

from articles import additions, filing, publishing, source_corrections
from articles.models import Word
from articles.publishing import standing
from tests.browser.test_model_page import sign_in
from tests.browser.test_walk import no_sideways_scrolling

LOOKS = [
    (360, "light"), (1280, "dark"),
    pytest.param(360, "dark", marks=pytest.mark.soak), pytest.param(1280, "light", marks=pytest.mark.soak),
]  # fmt: skip
"""Both widths and both schemes every time; every pair of them in `make soak`."""

OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
    "preload": False,  # its own reading of style sheets would break our policy
}
STORIES = "articles/article/"
SHARED = [
    "", STORIES, f"{STORIES}antrean/", f"{STORIES}serah-terima/", f"{STORIES}muka/", f"{STORIES}piket/",
    f"{STORIES}kabar/", f"{STORIES}jam-redaksi/", f"{STORIES}proyeksi/", "articles/lock/", "articles/lock/add/",
    "articles/secondlook/", "articles/tag/", "articles/section/", "articles/author/", "articles/source/",
    "articles/source/ditindaklanjuti/", "accounts/user/",
]  # fmt: skip
"""The desk's own screens but the story's."""


OVERLAYS = [
    ("Baca Juga", "Control+j", "#baca-juga [role=option]"), ("Tombol pintas", "Control+/", "#keys"),
    ("Hari ini", "Control+;", "#today"), ("Langkah lain", "", "#more-moves"), ("Pilih foto", "", "#photos"),
    ("Sisipkan tautan", "", "dialog[open] [name=href]"), ("Kiriman media sosial", "", "dialog[open] textarea"),
]  # fmt: skip
"""What lies over the writing screen: what its button is called, its keys if it has any, and what is then seen."""


def violations(page):
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [(one["id"], [node["target"] for node in one["nodes"]][:5], one["help"]) for one in found]


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_writing_screens(stage, page, width, scheme):
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    draft, queued = stage.draft(unverified=True, body="<p>[[ nama ]] tiba.</p>"), stage.submitted()
    additions.send(queued, "Bupati menyusul siang ini.", by=stage.ani)
    sign_in(page, stage, stage.citra)
    for path in (
        "articles/article/add/",
        f"articles/article/{draft.pk}/change/",
        f"articles/article/{queued.pk}/change/",
        f"articles/article/{queued.pk}/history/",
        f"articles/article/{queued.pk}/banding/",
        f"articles/article/{queued.pk}/foto/",
        f"articles/article/{queued.pk}/bagikan/",
        f"articles/article/{queued.pk}/gerak/publish/",
        f"articles/article/{draft.pk}/gerak/submit/",
    ):
        page.goto(f"{stage.url}/desk/{path}")
        if page.locator("textarea[name=body]").count():
            page.wait_for_selector(".ProseMirror[role=textbox]")
        assert violations(page) == [], path
        no_sideways_scrolling(page)


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_what_opens_over_the_writing_screen(stage, page, width, scheme):
    """Every panel folded out, and what lies above it: Baca Juga, photos, keys, today, moves, a link."""
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    stage.live(by=stage.budi, headline="Kapal perintis kandas di Larantuka")
    sign_in(page, stage, stage.citra)
    page.clock.install(time="2035-09-03T16:30:00Z")  # east of Jakarta it is tomorrow: both days are offered
    page.goto(f"{stage.url}/desk/articles/article/{stage.submitted().pk}/change/")
    body = page.locator(".ProseMirror[role=textbox]")
    body.wait_for()
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert violations(page) == [], "panels"
    for name, keys, shown in OVERLAYS:
        body.focus()
        page.keyboard.press("Control+a")
        button = page.get_by_role("button", name=name, exact=True).first
        if keys:
            page.keyboard.press(keys)
        elif button.is_visible():
            button.click()
        else:  # at a desk's width all moves stand in the bar
            continue
        page.locator(shown).first.wait_for()
        assert [one for one in violations(page) if one[1] != [["h3"]]] == [], name  # the library's dialogs begin so
        no_sideways_scrolling(page)
        for _layer in range(3):  # a list lies over its dialog
            page.keyboard.press("Escape")
        assert page.locator("dialog[open], :popover-open").count() == 0, name


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_the_newsrooms_screens(stage, page, width, scheme):
    """What the desk shares: queue, lists, fronts, shifts, locks, the bell, the newsroom's clock."""
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    stage.draft(by=stage.eko)
    stage.submitted(priority=1)
    stage.live(citations=[[stage.reuters.pk, "https://www.reuters.com/1", None]])
    says = "https://www.reuters.com/koreksi/"
    source_corrections.note_correction(stage.reuters, by=stage.citra, words="Jumlah korban 12.", address=says)
    alone = stage.submitted()
    publishing.publish_own(alone, by=stage.eko, seen=alone.version, reason="Mendesak")
    live = stage.live(genre="live", headline="Langsung dari dermaga")
    filing.add_update(live, by=stage.ani, headline="Kapal merapat", text="Kapal merapat pagi ini.")
    standing.approve(live, stage.ani, by=stage.citra, until=stage.now + timedelta(hours=1))
    page.context.expected_noise = ("403 (Forbidden)",)  # of the people's list, for the editor
    sign_in(page, stage, stage.eko)
    for path in (*SHARED, f"{STORIES}{live.pk}/langsung/", f"articles/source/{stage.reuters.pk}/koreksi/"):
        page.goto(f"{stage.url}/desk/{path}")
        assert violations(page) == [], path
        no_sideways_scrolling(page)


def test_the_queues_filters_fold_into_one_line_on_a_phone_and_stand_open_at_a_desk(stage, page):
    sign_in(page, stage, stage.citra)
    page.goto(f"{stage.url}/desk/{STORIES}antrean/?kanal=daerah")
    line, section = page.locator(".fold > summary"), page.locator("#kanal")
    for width, folded in ((360, True), (1280, False)):
        page.set_viewport_size({"width": width, "height": 800})
        assert (line.is_visible(), section.is_visible()) == (folded, not folded)
        line.evaluate("line => line.parentElement.open = false")
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "q"
        page.evaluate("document.activeElement.blur(), document.querySelector('.fold').open = false")
    page.set_viewport_size({"width": 360, "height": 800})
    assert "Daerah" in line.inner_text()
    line.click()
    assert section.is_visible()


def test_the_bell_says_when_there_are_more_words_than_it_counts(stage, page):
    article = stage.draft()
    words = [Word(to=stage.citra, kind="due", at=stage.now, article=article) for _number in range(130)]
    Word.objects.bulk_create(words[:99])
    sign_in(page, stage, stage.citra)
    page.locator("[data-unread] span", has_text="(99)").wait_for()
    Word.objects.bulk_create(words[99:])
    page.reload()
    page.locator("[data-unread] span", has_text="(99+)").wait_for()
