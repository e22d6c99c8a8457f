"""The newsroom's night, as its editors walk it: every act is done by keyboard alone."""

from datetime import datetime

from accounts import lending
from articles.models import Handover, SecondLook
from tests.browser.test_model_page import sign_in
from tests.cast import WIB

MOST_TABS = 150
NIGHT = datetime(2035, 9, 10, 2, 0, tzinfo=WIB)


class Hands:
    """Somebody at a keyboard: what cannot be reached by Tab, or does not answer to keys, fails the test."""

    def __init__(self, page, stage, person):
        self.page, self.stage, self.keys = page, stage, page.keyboard
        sign_in(page, stage, person)

    def open(self, path):
        self.page.goto(f"{self.stage.url}{path}")

    def story(self, article):
        self.open(f"/desk/articles/article/{article.pk}/change/")
        self.page.wait_for_selector(".movebar")

    def reach(self, wanted):
        """Tab until it has the focus."""
        one = wanted.first
        one.wait_for()
        found = one.element_handle()  # looked up once: a name is dear to compute at every step
        for _tab in range(MOST_TABS):
            if found.evaluate("one => one === document.activeElement"):
                return
            self.keys.press("Tab")
        raise AssertionError(f"{wanted} is not reached by Tab in {MOST_TABS} steps")

    def press(self, name, role="button"):
        """The button or link of this name, by Enter; returns on the page it leads to."""
        self.reach(self.page.get_by_role(role, name=name))
        with self.page.expect_navigation():
            self.keys.press("Enter")

    def move(self, name):
        """A move that stands behind `⋯`, or beside it."""
        if not self.page.get_by_role("button", name=name).first.is_visible():
            self.reach(self.page.get_by_role("button", name="Langkah lain"))
            self.keys.press("Enter")
        self.press(name)

    def type(self, label, words):
        self.reach(self.page.get_by_label(label))
        self.keys.press("Control+a")
        self.keys.type(words)

    def choose(self, label, words):
        """In a list of choices, by the first letters of one."""
        self.reach(self.page.get_by_label(label))
        self.keys.type(words)


def test_at_two_in_the_morning_the_duty_editor_goes_out_alone_and_the_next_shift_signs(stage, page):
    stage.at(NIGHT)
    lending.lend(stage.dedi, by=stage.eko, at=stage.now)
    article = stage.draft(by=stage.dedi, headline="Gempa terasa di Larantuka")
    dedi = Hands(page, stage, stage.dedi)
    dedi.story(article)
    dedi.move("Terbitkan tanpa redaktur kedua")
    dedi.choose("Mengapa tanpa redaktur kedua", "Bertugas")
    dedi.press("Terbitkan tanpa redaktur kedua")
    look = SecondLook.objects.get(article=article)
    assert (look.why, look.seen_by) == ("sendirian", None)
    dedi.open("/desk/articles/article/serah-terima/")
    dedi.type("Catatan untuk giliran berikutnya", "Gempa: tunggu keterangan resmi.")
    dedi.press("Serah terima")
    assert page.get_by_role("button", name="Saya terima").count() == 0
    stage.step(hours=4)
    citra = Hands(page, stage, stage.citra)
    citra.open("/desk/articles/article/serah-terima/")
    assert "Gempa terasa di Larantuka" in page.inner_text("main")
    citra.press("Saya terima")
    assert Handover.objects.get().signed_by == stage.citra
    citra.open("/desk/articles/secondlook/")
    citra.press("Saya sudah membaca versi ini")
    assert SecondLook.objects.get(article=article).seen_by == stage.citra
