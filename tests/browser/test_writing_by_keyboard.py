"""Writing without a mouse: each way that the writing desk offers, walked once by keys alone."""

from articles import moves
from articles.models import Article, PreviewLink, Remark
from photos.models import Photo
from tests.browser.hands import Hands
from tests.browser.test_model_page import picture


def test_a_kilat_is_filed(stage, page):
    ani = Hands(page, stage, stage.ani)
    ani.press("Kilat", role="link")
    ani.type("Judul", "Gempa terasa di Larantuka")
    ani.choose("Kanal", "Timur")
    ani.type("Dateline", "Larantuka")
    ani.type("Satu alinea", "Gempa terasa tiga kali.")
    ani.press("Kirim ke redaktur")
    article = Article.objects.get()
    assert (article.stage, article.priority, article.section) == ("review", 1, stage.east)


def test_a_message_becomes_a_draft(stage, page):
    ani = Hands(page, stage, stage.ani)
    ani.press("Tempel dari WA", role="link")
    ani.type("Pesan", "[14.26, 24/11/2026] Budi: *Feri ditutup*\n\nLEMBAR -- Penyeberangan ditutup.")
    ani.choose("Kanal", "Nasional")
    ani.press("Jadikan draf")
    article = Article.objects.get()
    assert (article.headline, article.place, article.body) == (
        "Feri ditutup",
        "Lembar",
        "<p>Penyeberangan ditutup.</p>",
    )


def test_two_versions_are_compared_and_the_older_is_restored(stage, page):
    article = stage.draft(deck="Subjudul pertama")
    for deck in ("Subjudul kedua", "Subjudul ketiga"):
        article = stage.save(article, stage.ani, deck=deck)
    ani = Hands(page, stage, stage.ani)
    ani.story(article)
    ani.press("Riwayat", role="link")
    ani.reach(page.locator("input[name=dari]:checked"))
    ani.keys.press("ArrowDown")  # one older than the last two, which are marked from the start
    ani.press("Bandingkan dua yang ditandai")
    assert page.locator(".difference del").all_inner_texts() == ["pertama"]
    assert page.locator(".difference ins").all_inner_texts() == ["ketiga"]
    ani.press("Riwayat", role="link")
    ani.reach(page.get_by_role("button", name="Pulihkan teks ini").nth(1))
    ani.keys.press("Enter")
    page.wait_for_url("**/change/")
    assert Article.objects.get().deck == "Subjudul pertama"


def test_a_lawyer_is_sent_a_link_and_leaves_a_remark(stage, page, other_page):
    article = stage.draft(headline="Gugatan dibacakan")
    ani = Hands(page, stage, stage.ani)
    ani.story(article)
    ani.press("Bagikan pratinjau", role="link")
    ani.type("Untuk siapa", "Penasihat hukum")
    ani.press("Buat tautan")
    lawyer = Hands(other_page, stage)
    other_page.goto(page.locator(".link-address").input_value())
    lawyer.reach(other_page.locator("#remark"))
    lawyer.keys.type("Alinea kedua berisiko.")
    lawyer.press("Kirim tanggapan")
    assert Remark.objects.get().text == "Alinea kedua berisiko."
    ani.page.reload()
    ani.press("Batalkan tautan")
    assert PreviewLink.objects.get().revoked_at


def test_a_photo_is_sent_described_and_put_into_the_story(stage, page):
    # Listened for from the start: asked for beside the key, the browser may open a window of its own before it hears.
    page.on("filechooser", lambda chooser: chooser.set_files([picture()]))
    article = stage.draft()
    ani = Hands(page, stage, stage.ani)
    ani.story(article)
    ani.reach(page.get_by_role("button", name="Pilih foto"))
    ani.keys.press("Enter")
    ani.reach(page.locator("#photos-files"))
    ani.keys.press("Space")
    page.locator(".sent .frame").wait_for()
    for label, words in (("Keterangan foto", "Kapal di dermaga."), ("Kredit foto", "Ani"), ("Teks", "Kapal putih")):
        ani.type(label, words, within=page.locator(".sent"))
    ani.reach(page.get_by_role("button", name="Pakai foto ini"))
    ani.keys.press("Enter")
    page.locator(".field-photo .thumb").wait_for()
    ani.save()
    assert Article.objects.get().photo == Photo.objects.get()


def test_a_live_story_is_followed_up(stage, page):
    earlier = stage.live()
    budi = Hands(page, stage, stage.budi)
    budi.story(earlier)
    budi.press("Berita lanjutan")
    later = Article.objects.exclude(pk=earlier.pk).get()
    assert later.follows == earlier
    moves.move(later, "spike", by=stage.budi, note="Hanya mencoba")
