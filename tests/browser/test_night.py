"""The newsroom's night, as its editors walk it: every act is done by keyboard alone."""

from datetime import datetime

from accounts import lending
from articles.models import Handover, SecondLook
from tests.browser.hands import Hands
from tests.cast import WIB

NIGHT = datetime(2035, 9, 10, 2, 0, tzinfo=WIB)


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
