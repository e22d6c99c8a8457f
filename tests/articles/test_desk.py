"""The desk through its door: HTTP, as each person of the cast."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext as _
from selectolax.lexbor import LexborHTMLParser

from accounts.models import Act, Right, User
from accounts.roles import Bundle
from almanac import dates
from articles import desk, filing, moves, published, publishing, workflow
from articles.admin import moving, wording
from articles.models import Article, Fokus, Note, Revision, SecondLook, Section, Source, Tag
from articles.workflow import MOVES, NotAllowed, Stage
from tests.cast import BODY, PASSWORD
from tests.desk import address, client_of, do, posted, queries, saved


def fresh(article):
    return Article.objects.get(pk=article.pk)


# --- Writing -------------------------------------------------------------------------------------------------


def test_a_reporter_writes_a_story_with_byline_tags_and_source(newsroom, at_desk):
    ani = at_desk("ani")
    form = ani.get(address("add"))
    fields = posted(
        form, headline="Jembatan baru dibuka", body=BODY, section=newsroom.national.pk, tags="Laut, Pelabuhan, laut"
    )
    fields |= {"citations-0-source": newsroom.reuters.pk, "citations-0-address": "https://www.reuters.com/a"}
    response = ani.post(address("add"), fields)
    article = Article.objects.get(headline="Jembatan baru dibuka")
    assert response.status_code == 302
    snapshot = article.snapshot()
    assert snapshot["tags"] == ["Laut", "Pelabuhan"]
    assert snapshot["credits"] == [["rep", newsroom.ani.author.pk]]
    assert snapshot["citations"] == [[newsroom.reuters.pk, "https://www.reuters.com/a", None]]
    assert article.created_by == newsroom.ani


def test_an_address_whose_outlet_was_not_chosen_is_asked_for_and_stays_in_its_row(newsroom, at_desk):
    article, ani = newsroom.draft(), at_desk("ani")
    fields = posted(ani.get(address("change", article.pk)), deck="Baru")
    refused = ani.post(address("change", article.pk), fields | {"citations-0-address": "www.antaranews.com/x"})
    assert refused.status_code == 200
    assert "Sebutkan alamat ini milik siapa" in refused.text
    assert "antaranews.com/x" in refused.text
    assert fresh(article).snapshot()["citations"] == []
    saved(ani, article, **{"citations-0-address": "", "deck": "Baru"})
    assert fresh(article).deck == "Baru"


def test_a_hashtag_is_the_tag_without_its_sign(newsroom, at_desk):
    article = newsroom.draft(tags=["#2035GantiKapal"])
    saved(at_desk("ani"), article, tags="#2035GantiKapal, #umkm, UMKM, # laut, #, C#")
    assert fresh(article).snapshot()["tags"] == ["#2035GantiKapal", "umkm", "laut", "C#"]


def test_saving_what_was_not_changed_leaves_no_revision(newsroom, at_desk):
    deadline = newsroom.now.replace(second=0, microsecond=0) + timedelta(hours=3)
    article = newsroom.draft(tags=["Laut", "Darat"], deadline=deadline.isoformat(), narasumber="Pak A\nBu B")
    before = article.revisions.count()
    saved(at_desk("ani"), article)
    assert article.revisions.count() == before


def test_a_tag_with_a_comma_stays_whole_through_a_save_and_may_be_taken_off(newsroom, at_desk):
    article = newsroom.draft(tags=["Hujan", "Bogor, Jawa Barat", "Bogor,Kota"])
    saved(at_desk("ani"), article, deck="Lain")
    assert fresh(article).snapshot()["tags"] == ["Hujan", "Bogor, Jawa Barat", "Bogor,Kota"]
    saved(at_desk("ani"), article, tags="bogor, jawa barat, Jawa Barat, Bogor")
    assert fresh(article).snapshot()["tags"] == ["Bogor, Jawa Barat", "Jawa Barat", "Bogor"]


def test_as_many_tags_as_an_archive_brings_are_saved_and_no_more_nor_longer_ones(newsroom, at_desk):
    names = [f"nama tag yang panjang nomor {number:02}" for number in range(50)]
    article, ani = newsroom.draft(tags=names), at_desk("ani")
    saved(ani, article, deck="Lain")
    form = ani.get(address("change", article.pk))
    for typed in (", ".join([*names, "satu lagi"]), "x" * 101):
        page = ani.post(address("change", article.pk), posted(form, tags=typed))
        assert page.context["form"].errors["tags"]
        assert page.context["form"]["tags"].value() == typed
    assert fresh(article).snapshot()["tags"] == names


def test_a_tag_is_given_no_comma_on_its_page_and_may_keep_one(newsroom, at_desk):
    tag = Tag.objects.create(name="Bogor, Jawa Barat", slug="bogor")
    page, citra = reverse("admin:articles_tag_change", args=[tag.pk]), at_desk("citra")
    assert citra.post(page, {"name": tag.name, "slug": "bogor-jabar"}).status_code == 302
    refused = citra.post(page, {"name": "Bogor, Jabar", "slug": "bogor-jabar"})
    assert refused.context["adminform"].form.errors["name"]
    tag.refresh_from_db()
    assert (tag.name, tag.slug) == ("Bogor, Jawa Barat", "bogor-jabar")


def test_a_text_that_is_not_saved_names_on_top_each_field_to_be_mended(newsroom, at_desk):
    ani = at_desk("ani")
    form = ani.get(address("add"))
    answer = ani.post(address("add"), posted(form, headline="", section="", body=BODY))
    top = answer.text.partition('id="mend"')[2].partition("</div>")[0]
    assert re.findall(r'href="#id_(\w+)"', top) == ["headline", "section"]


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("deadline", "0001-01-01T00:00"),
        ("deadline", "9999-12-31T23:59"),
        ("airs_from", "0001-01-01"),
        ("airs_until", "9999-12-31"),
    ],
)
def test_a_year_that_nobody_can_mean_is_an_error_at_its_field_and_stays_there(newsroom, at_desk, field, typed):
    article, ani = newsroom.draft(genre="advertorial", client="PT Griya"), at_desk("ani")
    page = ani.post(address("change", article.pk), posted(ani.get(address("change", article.pk)), **{field: typed}))
    assert page.status_code == 200
    assert page.context["form"].errors[field] == ["Tahunnya harus di antara 1900 dan 2199."]
    assert page.context["form"][field].value() == typed
    assert fresh(article).version == article.version


def test_hostile_markup_does_not_reach_the_table(newsroom, at_desk):
    article = newsroom.draft()
    saved(at_desk("ani"), article, body='<p onclick="x()">Aman</p><script>alert(1)</script>')
    article.refresh_from_db()
    assert "onclick" not in article.body
    assert "script" not in article.body


def test_a_right_for_one_section_does_not_open_another(newsroom, at_desk):
    Right.objects.filter(user=newsroom.ani).update(section=newsroom.region.pk)
    ani = at_desk("ani")
    fields = posted(ani.get(address("add")), headline="Di luar kanal", section=newsroom.national.pk)
    response = ani.post(address("add"), fields)
    assert response.context["form"].errors["section"]
    assert not Article.objects.filter(headline="Di luar kanal").exists()


def test_somebody_elses_story_is_not_there_for_an_intern(newsroom, at_desk):
    article, gita = newsroom.draft(), at_desk("gita")
    for name in ("change", "history", "compare", "correct"):
        assert gita.get(address(name, article.pk)).status_code == 404
    assert gita.post(address("note", article.pk), {"text": "x"}).status_code == 404
    assert gita.post(address("move", article.pk, "submit"), {"seen": 1}).status_code == 404
    assert article.headline not in gita.get(address("changelist")).text


def test_advertising_writes_keeps_and_hands_in_its_advertorial_on_the_desk(newsroom, at_desk):
    newsroom.indra = newsroom.person("indra", Bundle.ADS)
    indra = at_desk("indra")
    home = indra.get(reverse("admin:index")).text
    assert address("add") in home
    assert address("kilat") not in home, "that is news"
    form = indra.get(address("add"))
    assert form.context["form"]["genre"].value() == "advertorial"
    assert address("kilat") not in form.text
    typed = {"headline": "Rumah contoh dibuka", "client": "PT Griya", "section": newsroom.national.pk, "body": BODY}
    assert indra.post(address("add"), posted(form, **typed, genre="news")).context["form"].all_errors()
    assert indra.post(address("add"), posted(form, **typed)).status_code == 302
    article = Article.objects.get()
    kept = {"article": str(article.pk), "tab": "tab-iklan-1", "version": 1, "fields": [["headline", "Rumah"]]}
    assert indra.post(address("keep"), kept, content_type="application/json").status_code == 200
    saved(indra, article, deck="Tiga tipe", headline="Rumah contoh")
    do(indra, article, "submit")
    article.refresh_from_db()
    assert (article.headline, article.stage) == ("Rumah contoh", Stage.REVIEW)


def test_the_administrator_reads_and_writes_nothing(newsroom, at_desk):
    article, fitri = newsroom.draft(), at_desk("fitri")
    response = fitri.get(address("change", article.pk))
    assert 'name="_save"' not in response.text
    assert fitri.get(address("add")).status_code == 403


def test_what_awaits_its_second_reader_stands_before_what_was_read(newsroom, at_desk):
    for headline in ("Sudah dibaca", "Menunggu"):
        article = newsroom.submitted(by=newsroom.eko, headline=headline)
        publishing.publish_own(article, by=newsroom.eko, seen=article.version, reason="kilat")
        newsroom.step(minutes=1)
    publishing.second_look(SecondLook.objects.order_by("pk")[0], by=newsroom.citra)
    page = at_desk("citra").get(reverse("admin:articles_secondlook_changelist"), {"dibaca": "semua"})
    shown = [look.article.headline for look in page.context_data["cl"].result_list]
    assert shown == ["Menunggu", "Sudah dibaca"]


def test_nothing_is_deleted_on_the_desk(newsroom, at_desk):
    article = newsroom.draft()
    eko = at_desk("eko")
    assert eko.post(f"/desk/articles/article/{article.pk}/delete/", {"post": "yes"}).status_code == 404
    assert eko.post(f"/desk/articles/section/{newsroom.east.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Article.objects.filter(pk=article.pk).exists()


# --- Two people save -----------------------------------------------------------------------------------------


@pytest.fixture
def clash(newsroom, at_desk):
    """Budi's form was open while Ani saved; both changed the headline, each another field."""
    article = newsroom.draft(credits=[["rep", newsroom.ani.author.pk], ["rep", newsroom.budi.author.pk]])
    budi = at_desk("budi")
    form = budi.get(address("change", article.pk))
    saved(at_desk("ani"), article, headline="Judul Ani", kicker="Kicker Ani")
    typed = posted(form, headline="Judul Budi", deck="Subjudul Budi")
    return article, budi, budi.post(address("change", article.pk), typed)


def test_enter_in_a_field_after_a_clash_saves_the_form_as_it_stands(clash):
    first = LexborHTMLParser(clash[2].text).css_first(
        "#article_form button[type=submit], #article_form button:not([type])"
    )
    assert (first.text(strip=True), first.attributes.get("name")) == ("Simpan", None)


def test_a_save_on_top_of_anothers_shows_both_and_loses_neither(clash):
    article, _budi, response = clash
    assert response.status_code == 409
    form = response.context["form"]
    assert form["headline"].value() == "Judul Budi"
    assert form["kicker"].value() == "Kicker Ani"
    assert form["deck"].value() == "Subjudul Budi"
    assert [each.name for each in response.context["clash"].differences()] == ["headline"]
    assert "<ins>Budi</ins>" in response.text
    assert "<del>Ani</del>" in response.text
    assert article.revisions.get(side=True).snapshot["headline"] == "Judul Budi"
    article.refresh_from_db()
    assert article.headline == "Judul Ani"


def test_the_next_save_is_deliberate_and_holds_both(clash):
    article, budi, response = clash
    budi.post(address("change", article.pk), posted(response))
    article.refresh_from_db()
    assert (article.headline, article.kicker, article.deck) == ("Judul Budi", "Kicker Ani", "Subjudul Budi")


def test_taking_the_others_words_stores_nothing_yet(clash):
    article, budi, response = clash
    state = response.context["clash"]
    sides = {"mine": state.mine.pk, "theirs": state.theirs.pk, "_take": "headline:theirs"}
    typed = posted(response, share_text="Diketik sesudahnya")
    again = budi.post(address("change", article.pk), typed | sides)
    assert again.context["form"]["headline"].value() == "Judul Ani"
    assert again.context["form"]["share_text"].value() == "Diketik sesudahnya"
    assert article.revisions.filter(side=False).count() == 2


def test_text_typed_after_the_right_to_write_was_lost_is_kept(newsroom, at_desk):
    article, ani = newsroom.draft(), at_desk("ani")
    form = ani.get(address("change", article.pk))
    moves.move(article, "submit", by=newsroom.ani)
    response = ani.post(address("change", article.pk), posted(form, headline="Terlambat"))
    assert response.context["form"]["headline"].value() == "Terlambat"
    assert "may not change" in response.text or "tidak" in response.text
    assert article.revisions.filter(side=True).count() == 1


# --- Moves ---------------------------------------------------------------------------------------------------


def test_a_moves_button_saves_first_what_was_typed(newsroom, at_desk):
    article, ani = newsroom.draft(), at_desk("ani")
    asked = saved(ani, article, headline="Judul terakhir", _move="submit")
    assert asked["Location"].startswith(address("move", article.pk, "submit"))
    do(ani, article, "submit")
    article.refresh_from_db()
    assert (article.headline, article.stage) == ("Judul terakhir", Stage.REVIEW)


def test_get_changes_nothing(newsroom, at_desk):
    article, citra = newsroom.submitted(), at_desk("citra")
    acts = Act.objects.count()
    for name in ("claim", "publish", "return", "spike"):
        assert citra.get(address("move", article.pk, name)).status_code == 200
    assert citra.get(address("restore", article.pk, article.revisions.last().pk)).status_code == 405
    assert citra.get(address("note", article.pk)).status_code == 405
    article.refresh_from_db()
    assert (article.stage, Act.objects.count()) == (Stage.REVIEW, acts)


def test_a_move_without_its_token_is_refused(newsroom):
    article = newsroom.submitted()
    citra = Client(enforce_csrf_checks=True)
    citra.force_login(newsroom.citra)
    assert citra.post(address("move", article.pk, "claim"), {"seen": article.version}).status_code == 403


def test_buttons_are_those_of_the_table_of_moves(newsroom, at_desk):
    article = newsroom.submitted()
    page = at_desk("citra").get(address("change", article.pk))
    offered = re.findall(r'name="_move" value="(\w+)"', page.text)
    assert sorted(offered) == sorted(workflow.possible(page.context["facts"]))
    assert {"claim", "return", "publish", "spike"} <= set(offered)
    assert re.findall(r'value="publish', at_desk("budi").get(address("change", article.pk)).text) == []


def test_an_editor_is_asked_why_they_spike_anothers_story_and_its_author_is_offered_no_revival(newsroom, at_desk):
    article, citra, ani = newsroom.submitted(), at_desk("citra"), at_desk("ani")
    asked = do(citra, article, "spike", reason="")
    assert "reason" in asked.context["form"].errors
    do(citra, article, "spike", reason="Sudah basi")
    assert (fresh(article).stage, article.revisions.first().note) == (Stage.SPIKED, "Sudah basi")
    assert 'value="revive"' not in ani.get(address("change", article.pk)).text
    do(ani, article, "revive", reason="Tolong")
    assert fresh(article).stage == Stage.SPIKED
    do(citra, article, "revive", reason="Ada lanjutannya")
    assert fresh(article).stage == Stage.DRAFT


def test_an_author_spikes_a_draft_without_a_reason_and_not_what_the_editors_have(newsroom, at_desk):
    article, ani = newsroom.draft(), at_desk("ani")
    asked = ani.get(address("move", article.pk, "spike"))
    assert asked.context["form"].fields["reason"].help_text
    do(ani, article, "spike")
    do(ani, article, "revive")
    assert fresh(article).stage == Stage.DRAFT
    do(ani, article, "submit")
    assert 'value="spike"' not in ani.get(address("change", article.pk)).text


def test_a_story_goes_back_with_a_reason_that_the_reporter_sees_first(newsroom, at_desk):
    newsroom.draft(headline="Draf lain")
    article, citra = newsroom.submitted(), at_desk("citra")
    assert "alasan" in do(citra, article, "return").text.lower() or "reason" in do(citra, article, "return").text
    do(citra, article, "return", reason="Hubungi dinas dulu")
    article.refresh_from_db()
    assert article.stage == Stage.DRAFT
    home = at_desk("ani").get(reverse("admin:index"))
    assert home.context["drafts"][0] == article
    assert "Hubungi dinas dulu" in home.text
    assert "Hubungi dinas dulu" in at_desk("ani").get(address("change", article.pk)).text


def test_an_editor_publishes_now(newsroom, at_desk):
    article, citra = newsroom.submitted(), at_desk("citra")
    asking = saved(citra, article, _move="publish").url
    assert asking == f"{address('move', article.pk, 'publish')}?seen={article.version}"
    assert do(citra, article, "publish", when="now").status_code == 302
    article.refresh_from_db()
    assert article.stage == Stage.PUBLISHED


def test_a_moment_typed_is_in_the_newsrooms_zone(newsroom, at_desk):
    article = newsroom.submitted()
    response = do(at_desk("citra"), article, "publish", when="later", at="2035-09-04T06:00")
    assert response.status_code == 302
    page = at_desk("citra").get(address("change", article.pk))
    assert page.context["status"].to_come.published_at.isoformat() == "2035-09-03T23:00:00+00:00"
    assert "Selasa 04 Sep 2035 06:00 WIB" in page.text


def test_a_text_changed_after_it_was_opened_is_not_published(newsroom, at_desk):
    article = newsroom.submitted()
    seen = article.version
    saved(at_desk("dedi"), article, headline="Diubah Dedi")
    response = at_desk("citra").post(address("move", article.pk, "publish"), {"seen": seen, "when": "now"})
    assert response.status_code == 200
    article.refresh_from_db()
    assert article.stage == Stage.REVIEW


def test_what_blocks_a_publication_stands_beside_its_field(newsroom, at_desk):
    article, citra = newsroom.submitted(about_child=True), at_desk("citra")
    response = do(citra, article, "publish", when="now")
    assert [finding.code for finding in response.context["findings"] if finding.blocks] == ["identity_checklist"]
    assert f"{address('change', article.pk)}#field-ticked" in response.text
    ticks = ["no_name", "no_family", "no_school_or_village", "no_initials"]
    saved(citra, article, ticked=ticks)
    assert do(citra, article, "publish", when="now").status_code == 302


def test_an_editor_is_warned_of_too_many_baca_juga_and_of_a_story_in_two_of_them(newsroom, at_desk):
    links = [f'<div data-baca-juga="{newsroom.live(headline=name).story_id}"></div>' for name in ("Satu", "Dua")]
    long, short = "<p>Kapal tiba.</p>" * 8, "<p>Kapal tiba.</p>"
    for body, codes in (
        (short + links[0] + short, set()),
        (long + links[0] + long + links[1] + short, set()),
        (long + links[0] + short + links[1] + short, {"many_links"}),
        (long + links[0] + long + links[0] + short, {"doubled_link"}),
    ):
        article = newsroom.submitted(body=body)
        found = at_desk("citra").get(address("change", article.pk)).context["findings"]
        assert {one.code for one in found if one.field == "body"} == codes
        assert do(at_desk("citra"), article, "publish", when="now").status_code == 302


def test_nobody_approves_their_own_from_the_desk(newsroom, at_desk):
    article = newsroom.submitted(by=newsroom.citra)
    do(at_desk("citra"), article, "publish", when="now")
    article.refresh_from_db()
    assert article.stage == Stage.REVIEW


def test_a_scheduled_story_is_not_called_published_to_its_reporter(newsroom, at_desk):
    article = newsroom.scheduled(newsroom.now + timedelta(hours=1))
    told = at_desk("ani").get(address("change", article.pk)).context["why_locked"]
    assert told == _("Scheduled: an editor changes it until it goes out.")
    newsroom.step(hours=2)
    assert "Sudah terbit" in at_desk("ani").get(address("change", article.pk)).context["why_locked"]


def test_a_held_story_says_at_the_desk_why_and_what_readers_see(newsroom, at_desk):
    article = newsroom.live()
    publishing.hold(article, by=newsroom.citra, reason="Nama korban diperiksa dulu")
    for name in ("citra", "ani"):
        page = at_desk(name).get(address("change", article.pk))
        assert "Nama korban diperiksa dulu" in page.text
        assert "Sudah terbit" not in page.context["why_locked"]
    page = at_desk("citra").get(address("correct", article.pk)).text
    assert "Ini teks yang ada pada pembaca:" not in page
    publishing.lift(article, by=newsroom.citra, reason="Sudah benar")
    page = at_desk("citra").get(address("change", article.pk))
    assert "Nama korban diperiksa dulu" not in page.text
    assert "Sudah terbit" in page.context["why_locked"]
    assert "Ini teks yang ada pada pembaca:" in at_desk("citra").get(address("correct", article.pk)).text


def test_why_it_goes_out_without_a_second_editor_is_said_by_whoever_sends_it(newsroom, at_desk):
    article, eko = newsroom.draft(by=newsroom.eko), at_desk("eko")
    asked = eko.get(address("move", article.pk, "publish_own")).context["form"]["why"]
    assert asked.subwidgets[0].data["value"] == ""
    assert do(eko, article, "publish_own", when="now", why="").context["form"].errors["why"]
    kilat = filing.kilat(
        by=newsroom.eko, headline="Gempa di Ende", section=newsroom.national.pk, place="", text="Gempa terasa kuat."
    )
    assert eko.get(address("move", kilat.pk, "publish_own")).context["form"]["why"].value() == "kilat"


def test_publishing_alone_awaits_second_eyes_until_somebody_else_has_read_it(newsroom, at_desk):
    article, eko = newsroom.draft(by=newsroom.eko), at_desk("eko")
    assert do(eko, article, "publish_own", when="now", why="lain").context["form"].errors["words"]
    do(eko, article, "publish_own", when="now", why="kilat")
    look = SecondLook.objects.get(article=article)
    read = reverse("admin:articles_secondlook_read", args=[look.pk])
    eko.post(read)
    look.refresh_from_db()
    assert look.seen_by is None
    assert read in at_desk("citra").get(reverse("admin:articles_secondlook_changelist")).text
    at_desk("citra").post(read)
    look.refresh_from_db()
    assert look.seen_by == newsroom.citra


def test_a_withdrawal_asks_ground_and_reason(newsroom, at_desk):
    article, eko = newsroom.live(), at_desk("eko")
    assert list(do(eko, article, "withdraw", reason="").context["form"].errors) == ["ground", "reason"]
    assert do(eko, article, "withdraw", ground="keliru", reason="").status_code == 200
    assert do(eko, article, "withdraw", ground="salah", reason="x").context["form"].errors["ground"]
    do(eko, article, "withdraw", ground="keliru", reason="Foto orang lain")
    article.refresh_from_db()
    assert article.stage == Stage.WITHDRAWN


def test_the_schedule_is_moved_and_cancelled(newsroom, at_desk):
    article, citra = newsroom.scheduled(newsroom.now + timedelta(days=1)), at_desk("citra")
    do(citra, article, "reschedule", at="2035-09-05T08:00")
    home = citra.get(reverse("admin:index"))
    assert [row.article for row in home.context["board"].scheduled] == [article]
    assert "Rabu 05 Sep 2035 08:00 WIB" in home.text
    do(citra, article, "cancel")
    article.refresh_from_db()
    assert article.stage == Stage.REVIEW


def test_changes_to_a_scheduled_story_say_that_they_are_not_in_it(newsroom, at_desk):
    article, citra = newsroom.scheduled(newsroom.now + timedelta(days=1)), at_desk("citra")
    assert not citra.get(address("change", article.pk)).context["amendable"]
    saved(citra, article, headline="Judul sesudah jadwal")
    assert citra.get(address("change", article.pk)).context["amendable"]


# --- Correcting ----------------------------------------------------------------------------------------------


def correction(client, article, **typed):
    form = client.get(address("correct", article.pk)).context["form"]
    return client.post(address("correct", article.pk), {bound.html_name: bound.value() or "" for bound in form} | typed)


def test_a_correction_with_notice_goes_to_readers(newsroom, at_desk):
    article, citra = newsroom.live(), at_desk("citra")
    assert correction(citra, article, kind="ralat", body="<p>Benar.</p>").status_code == 200
    assert correction(citra, article, kind="ralat", body="<p>Benar.</p>", notice="Nama salah.").status_code == 302
    history = at_desk("citra").get(address("history", article.pk))
    assert [event.edition.number for event in history.context["events"] if event.edition] == [2, 1]


def test_a_large_change_is_not_small_without_a_second_tick(newsroom, at_desk):
    article, citra = newsroom.live(), at_desk("citra")
    assert correction(citra, article, kind="perbaikan_kecil", headline="Lain sama sekali").status_code == 200
    done = correction(citra, article, kind="perbaikan_kecil", headline="Lain sama sekali", second_tick="on")
    assert done.status_code == 302


def test_what_a_move_or_a_correction_still_lacks_is_told_at_its_field(newsroom, at_desk):
    article, citra = newsroom.live(), at_desk("citra")
    for typed, field in (
        ({"kind": "ralat", "body": "<p>Benar.</p>"}, "notice"),
        ({"kind": "perbaikan_kecil", "headline": "Lain sama sekali"}, "second_tick"),
    ):
        assert set(correction(citra, article, **typed).context["form"].errors) == {field}
    assert set(do(citra, newsroom.submitted(), "return").context["form"].errors) == {"reason"}


def test_a_correction_written_on_an_earlier_version_is_shown_again(newsroom, at_desk):
    article, citra = newsroom.live(), at_desk("citra")
    form = citra.get(address("correct", article.pk)).context["form"]
    old = {bound.html_name: bound.value() or "" for bound in form}
    correction(at_desk("dedi"), article, kind="pembaruan", deck="Dedi")
    response = citra.post(address("correct", article.pk), old | {"kind": "pembaruan", "deck": "Citra"})
    assert response.status_code == 200
    assert response.context["form"]["deck"].value() == "Citra"


# --- History -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["PEMILU", "Pemilu Raya"])
def test_a_live_story_is_corrected_and_its_changes_discarded_under_the_new_name_of_its_tag(newsroom, at_desk, name):
    article, citra = newsroom.live(tags=["Laut", "Pemilu"]), at_desk("citra")
    tag = Tag.objects.get(name="Pemilu")
    changed = citra.post(reverse("admin:articles_tag_change", args=[tag.pk]), {"name": name, "slug": "pemilu"})
    assert changed.status_code == 302
    newsroom.step(minutes=1)
    form = citra.get(address("correct", article.pk)).context["form"].initial
    answers = {"deck": "Muatan kedua", "kind": "ralat", "notice": "Muatannya keliru disebut."}
    assert citra.post(address("correct", article.pk), form | answers).status_code == 302
    edition = published.status(article.story_id, at=newsroom.now).live
    assert (edition.deck, edition.tags[1]) == ("Muatan kedua", tag.list_key)
    do(at_desk("ani"), article, "revise")
    do(at_desk("ani"), article, "discard")
    assert list(article.tagged.values_list("tag__name", flat=True)) == ["Laut", name]
    assert Tag.objects.count() == 2


def _sent(page):
    """What a browser sends from the form of a story as it was opened, by its first button."""
    form = LexborHTMLParser(page.text).css_first("#article_form")
    fields = {}
    for one in form.css("input[name], textarea[name], select[name]"):
        name, kind = one.attributes["name"], one.attributes.get("type")
        if one.tag == "select":
            chosen = one.css_first("option[selected]")
            fields[name] = chosen.attributes["value"] if chosen else ""
        elif kind not in ("checkbox", "radio") or "checked" in one.attributes:
            fields[name] = one.text() if one.tag == "textarea" else one.attributes.get("value") or ""
    return fields


def test_whoever_saves_an_untouched_story_is_told_that_nothing_new_was_kept(newsroom, at_desk):
    seen = [newsroom.reuters.pk, "https://kantor.example/1", (newsroom.now - timedelta(seconds=7)).isoformat()]
    due = newsroom.now + timedelta(hours=2, seconds=41, microseconds=5)
    article, ani = newsroom.draft(deadline=due.isoformat(), citations=[seen]), at_desk("ani")
    where = address("change", article.pk)
    answer = ani.post(where, _sent(ani.get(where)), follow=True)
    assert [str(one.level_tag) for one in answer.context["messages"]] == ["info"]
    assert article.revisions.count() == 1
    assert fresh(article).deadline == due
    typed = _sent(ani.get(where)) | {"deadline": dates.local(due + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")}
    ani.post(where, typed)
    assert fresh(article).deadline == (due + timedelta(hours=1)).replace(second=0, microsecond=0)


def test_the_history_holds_saves_notes_and_side_copies(clash, newsroom, at_desk):
    article, budi, _response = clash
    budi.post(address("note", article.pk), {"text": "Telepon Pak Camat"})
    events = budi.get(address("history", article.pk)).context["events"]
    assert {event.kind for event in events} == {"save", "side", "note"}
    assert Note.objects.get().by == newsroom.budi


def test_two_revisions_are_compared_word_by_word(newsroom, at_desk):
    article, ani = newsroom.draft(), at_desk("ani")
    saved(ani, article, headline="Kapal perintis berangkat", section=newsroom.region.pk)
    page = ani.get(address("compare", article.pk))
    assert "<del>tiba</del><ins>berangkat</ins>" in page.text.replace(" ", "").replace("\n", "")
    assert "Daerah" in page.text


def test_a_story_that_was_moved_is_compared_with_its_last_other_text(newsroom, at_desk):
    article, ani, citra = newsroom.submitted(), at_desk("ani"), at_desk("citra")
    do(citra, article, "claim")
    do(citra, article, "return", reason="Judulnya kabur")
    saved(ani, article, headline="Kapal perintis berangkat")
    do(ani, article, "submit")
    for where in (address("compare", article.pk), _marked(citra.get(address("history", article.pk)), article)):
        page = citra.get(where).text
        assert "<del>tiba</del><ins>berangkat</ins>" in re.sub(r"\s", "", page)


def _marked(timeline, article):
    """Where the history's own form leads as it is opened."""
    page = LexborHTMLParser(timeline.text)
    sent = [f"{one.attributes['name']}={one.attributes['value']}" for one in page.css("input[type=radio][checked]")]
    return f"{address('compare', article.pk)}?{'&'.join(sent)}"


def test_a_version_is_compared_with_any_other_by_a_form_and_two_by_a_link(newsroom, at_desk):
    article, citra = newsroom.live(), at_desk("citra")
    first = article.revisions.last()
    do(citra, article, "revise")
    saved(citra, article, deck="Muatan awal")
    do(citra, article, "submit")
    do(at_desk("dedi"), article, "return", reason="Sebut muatannya")
    saved(citra, article, deck="Muatan akhir")
    page = LexborHTMLParser(citra.get(address("compare", article.pk)).text)
    assert re.sub(r"\s", "", page.css_first(".difference").text()) == "SubjudulMuatanawalakhir"
    offered = page.css("form select[name=dari] option")
    assert [one.attributes["value"] for one in offered] == [str(one.pk) for one in article.revisions.all()]
    returned, live = (one.attributes["href"] for one in page.css(".bar a[href*='dari=']"))
    assert f"dari={article.revisions.get(act='return').pk}&" in returned
    assert f"dari={published.status(article.story_id, at=newsroom.now).live.revision}&" in live
    chosen = citra.get(address("compare", article.pk), {"dari": first.pk, "ke": article.revisions.first().pk})
    told = "".join(one.text() for one in LexborHTMLParser(chosen.text).css(".difference"))
    assert "akhir" in told
    assert "awal" not in told


def test_a_comparison_asks_no_more_queries_of_more_versions(newsroom, at_desk):
    article, citra = newsroom.live(), at_desk("citra")
    do(citra, article, "revise")
    counts = []
    for number in range(8):
        saved(citra, article, deck=f"Muatan {number}")
        counts.append(queries(citra, address("compare", article.pk)))
    assert len(set(counts)) == 1


def test_an_earlier_text_is_restored_as_a_new_revision(newsroom, at_desk):
    article, ani = newsroom.draft(), at_desk("ani")
    first = article.revisions.get()
    saved(ani, article, headline="Judul kedua")
    ani.post(address("restore", article.pk, first.pk))
    article.refresh_from_db()
    assert article.headline == first.snapshot["headline"]
    assert article.revisions.count() == 3


@pytest.mark.parametrize(("name", "slug"), [("Pemilu Raya", "pemilu"), ("Pemilu Raya", "pemilu-raya")])
def test_an_earlier_text_is_restored_under_the_new_name_of_its_tag(newsroom, at_desk, name, slug):
    newsroom.live(tags=["Pemilu"])
    article, citra = newsroom.draft(by=newsroom.citra, tags=["Laut", "Pemilu"]), at_desk("citra")
    first, tag = article.revisions.get(), Tag.objects.get(name="Pemilu")
    saved(citra, article, tags="Laut")
    changed = citra.post(reverse("admin:articles_tag_change", args=[tag.pk]), {"name": name, "slug": slug})
    assert changed.status_code == 302
    citra.post(address("restore", article.pk, first.pk))
    assert list(article.tagged.values_list("tag__name", flat=True)) == ["Laut", name]
    assert Tag.objects.count() == 2


def test_an_earlier_text_takes_no_other_tag_of_the_same_letters_for_its_renamed_one(newsroom, at_desk):
    newsroom.live(tags=["C"])
    article, citra = newsroom.draft(by=newsroom.citra, tags=["C++"]), at_desk("citra")
    first, tag = article.revisions.get(), Tag.objects.get(name="C++")
    saved(citra, article, tags="Laut")
    citra.post(reverse("admin:articles_tag_change", args=[tag.pk]), {"name": "Bahasa Cpp", "slug": "cpp"})
    citra.post(address("restore", article.pk, first.pk))
    assert list(article.tagged.values_list("tag__name", flat=True)) == ["C++"]


def test_an_earlier_text_is_restored_under_the_name_that_its_renamed_tag_was_merged_into(newsroom, at_desk):
    article, citra = newsroom.draft(by=newsroom.citra, tags=["Pemilu", "Laut"]), at_desk("citra")
    first, tag, survivor = article.revisions.get(), Tag.objects.get(name="Pemilu"), Tag.objects.get(name="Laut")
    citra.post(reverse("admin:articles_tag_change", args=[tag.pk]), {"name": "Pemilu Raya", "slug": "pemilu"})
    citra.post(reverse("admin:articles_tag_merge", args=[tag.pk]), {"into": survivor.pk})
    citra.post(address("restore", article.pk, first.pk))
    assert list(article.tagged.values_list("tag__name", flat=True)) == ["Laut"]
    assert Tag.objects.count() == 2


def test_another_storys_revision_is_not_there(newsroom, at_desk):
    article, other = newsroom.draft(), newsroom.draft()
    foreign = Revision.objects.get(article=other)
    ani = at_desk("ani")
    assert ani.get(address("compare", article.pk), {"dari": foreign.pk}).status_code == 404
    assert ani.post(address("restore", article.pk, foreign.pk)).status_code == 404


# --- Lists ---------------------------------------------------------------------------------------------------


def test_a_longer_list_asks_no_more_queries(newsroom, at_desk, django_assert_num_queries):
    citra = at_desk("citra")
    counts = []
    for rows in (5, 45):
        for number in range(rows):
            newsroom.live(tags=["Laut"]) if number % 2 else newsroom.submitted()
        counts.append(queries(citra, address("changelist")))
    assert counts[0] == counts[1]


def test_the_home_page_and_the_queue_ask_no_more_queries_of_more_stories(newsroom, at_desk):
    citra = at_desk("citra")
    paths = (reverse("admin:index"), address("queue"))
    newsroom.submitted(), newsroom.live(), newsroom.draft(by=newsroom.citra)
    first = [queries(citra, path) for path in paths]
    for _number in range(6):
        newsroom.submitted(), newsroom.live(), newsroom.draft(by=newsroom.citra)
    assert [queries(citra, path) for path in paths] == first


def test_the_list_shows_what_readers_have_and_times_with_their_zone(newsroom, at_desk):
    newsroom.live()
    page = at_desk("citra").get(address("changelist"))
    assert "shown-live" in page.text
    assert "Senin 03 Sep 2035 10:00 WIB" in page.text


def test_the_queue_puts_urgent_first_and_offers_to_claim(newsroom, at_desk):
    newsroom.submitted(headline="Biasa")
    urgent = newsroom.submitted(headline="Mendesak sekali", priority=1, commissioned_length=5)
    citra = at_desk("citra")
    page = citra.get(address("queue"))
    assert [row.article.headline for row in page.context["rows"]] == ["Mendesak sekali", "Biasa"]
    assert page.context["rows"][0].fit == "long"
    do(citra, urgent, "claim")
    assert citra.get(address("queue")).context["rows"][0].holder == newsroom.citra


def test_editors_keep_the_lists_and_reporters_read_them(newsroom, at_desk):
    where = reverse("admin:articles_section_change", args=[newsroom.region.pk])
    fields = {"name": "Nusantara", "slug": "daerah", "position": 2, "parent": ""}
    assert at_desk("ani").post(where, fields).status_code == 403
    assert at_desk("citra").post(where, fields).status_code == 302
    newsroom.region.refresh_from_db()
    assert newsroom.region.name == "Nusantara"
    assert Act.objects.first().verb == "change_section"


def test_whoever_retires_a_name_is_told_what_that_does(newsroom, at_desk):
    where, citra = reverse("admin:articles_section_changelist"), at_desk("citra")
    for action, retired in (("retire", True), ("bring_back", False)):
        page = citra.post(where, {"action": action, "_selected_action": newsroom.region.pk}, follow=True)
        [told] = page.context["messages"]
        assert (told.level_tag, "Kanal Daerah" in str(told)) == ("success", True)
        newsroom.region.refresh_from_db()
        assert (newsroom.region.retired_at is not None) is retired
    page = citra.post(where, {"action": "bring_back", "_selected_action": newsroom.region.pk}, follow=True)
    assert not list(page.context["messages"])


def test_a_text_comes_into_a_section_only_through_a_right_to_its_kind_there(newsroom, at_desk):
    """By the form, which says so at the field, by an earlier text, and past the form."""
    hana = newsroom.hana = newsroom.person("hana", Bundle.REPORTER, section=newsroom.national.pk)
    Right.objects.create(user=hana, bundle=Bundle.ADS, section=newsroom.region.pk)
    article = newsroom.draft(by=hana)
    with pytest.raises(NotAllowed):
        newsroom.save(article, hana, section_id=newsroom.region.pk)
    form = at_desk("hana").get(address("change", article.pk))
    answer = at_desk("hana").post(address("change", article.pk), posted(form, section=newsroom.region.pk))
    assert set(answer.context["form"].errors) == {"genre"}
    article = newsroom.save(Article.objects.get(), newsroom.citra, section_id=newsroom.region.pk)
    article = newsroom.save(article, newsroom.citra, section_id=newsroom.national.pk)
    with pytest.raises(NotAllowed):
        moves.restore(article, article.revisions.get(version=article.version - 1), by=hana)
    assert Article.objects.get().section == newsroom.national


def test_a_source_is_retired_and_brought_back(newsroom, at_desk):
    where, citra = reverse("admin:articles_source_changelist"), at_desk("citra")
    citra.post(where, {"action": "retire", "_selected_action": newsroom.reuters.pk})
    assert Source.objects.get().retired_at
    citra.post(where, {"action": "bring_back", "_selected_action": newsroom.reuters.pk})
    assert Source.objects.get().retired_at is None


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_a_fokus_of_a_year_that_no_newsroom_can_mean_is_refused_beside_its_day(newsroom, at_desk, year):
    sent = {"title": "Pemilu", "slug": "pemilu", "begins": f"{year}-01-01", "ends": "9999-12-31"}
    answer = at_desk("citra").post(reverse("admin:articles_fokus_add"), sent)
    assert answer.context["adminform"].form.errors.keys() == {"begins", "ends"}
    assert "Tahunnya harus di antara 1900 dan 2199." in answer.text
    assert not Fokus.objects.exists()


# --- People and the trail ------------------------------------------------------------------------------------


def person_form(**fields):
    rights = {"rights-TOTAL_FORMS": 1, "rights-INITIAL_FORMS": 0}
    return {"name": "Hana", "username": "hana", "language": "id", "zone": "", "is_active": "on"} | rights | fields


def test_the_administrator_makes_a_person_with_a_right_in_one_section(newsroom, at_desk):
    fitri = at_desk("fitri")
    right = {"rights-0-bundle": "reporter", "rights-0-section": newsroom.region.pk}
    fields = person_form(new_password="kata-sandi-hana-1", **right)
    assert fitri.post(reverse("admin:accounts_user_add"), fields).status_code == 302
    assert Client().login(username="hana", password="kata-sandi-hana-1")
    assert Right.objects.get(user__username="hana").section == newsroom.region.pk
    act = Act.objects.first()
    assert (act.verb, act.target) == ("add_person", "person:hana")
    assert act.facts["rights"] == [["reporter", newsroom.region.pk]]


def test_sections_stand_each_with_its_own_below_it(newsroom, at_desk):
    Section.objects.all().update(parent=None, position=5)
    first, second = newsroom.national, newsroom.region
    Section.objects.filter(pk=first.pk).update(name="Ekonomi", position=1)
    Section.objects.filter(pk=second.pk).update(name="Dunia", position=2)
    for name, parent, position in (("Energi", first, 7), ("Asia", second, 0), ("Bank", first, 3)):
        Section.objects.create(name=name, slug=name.lower(), parent=parent, position=position)
    names = list(Section.objects.filter(position__lt=5).values_list("name", flat=True))
    assert names == ["Ekonomi", "Bank", "Dunia", "Asia"]
    assert 'name="position" value="8"' in at_desk("citra").get(reverse("admin:articles_section_add")).text


def test_who_reads_a_text_that_is_shut_sees_where_its_links_lead(newsroom, at_desk):
    body = '<p>Baca <a href="https://jakarta.go.id/bakau">laman kota</a> itu.</p>'
    article = newsroom.submitted(body=body)
    page = at_desk("ani").get(reverse("admin:articles_article_change", args=[article.pk])).text
    assert "laman kota [https://jakarta.go.id/bakau]" in page


def test_a_section_with_sections_under_it_gets_none_above(newsroom, at_desk):
    Section.objects.create(name="Energi", slug="energi", parent=newsroom.region)
    where = reverse("admin:articles_section_change", args=[newsroom.region.pk])
    sent = {"name": "Daerah", "slug": newsroom.region.slug, "position": 1, "parent": newsroom.national.pk}
    assert "sudah punya kanal di bawahnya" in at_desk("citra").post(where, sent).text
    newsroom.region.refresh_from_db()
    assert newsroom.region.parent is None


def test_a_moment_that_was_typed_is_not_passed_over(newsroom, at_desk):
    article = newsroom.submitted()
    later = dates.local(newsroom.now + timedelta(hours=2))
    sent = {"seen": article.version, "when": "now", "at": f"{later:%Y-%m-%dT%H:%M}"}
    answer = at_desk("citra").post(address("move", article.pk, "publish"), sent)
    assert "Anda mengisi waktu" in answer.text
    article.refresh_from_db()
    assert article.stage == Stage.REVIEW
    at_desk("citra").post(address("move", article.pk, "publish"), sent | {"when": "later"})
    assert published.status(article.story_id, at=newsroom.now).scheduled


def test_a_right_that_stands_twice_is_said_at_its_row(newsroom, at_desk):
    fitri, twice = at_desk("fitri"), {f"rights-{number}-bundle": "reporter" for number in range(2)}
    fields = person_form(new_password="kata-sandi-hana-1", **twice) | {"rights-TOTAL_FORMS": 2}
    answer = fitri.post(reverse("admin:accounts_user_add"), fields)
    assert "Orang ini sudah memegang hak itu." in answer.text
    assert not User.objects.filter(username="hana").exists()


def test_nobody_changes_the_address_to_which_a_new_password_goes_past_the_administrator(newsroom, at_desk):
    citra = at_desk("citra")
    assert citra.get(reverse("account_email")).status_code == 404
    assert citra.post(reverse("account_email"), {"action_add": "", "email": "lain@example.id"}).status_code == 404
    newsroom.citra.refresh_from_db()
    assert newsroom.citra.email != "lain@example.id"


def test_nobody_gives_rights_to_themselves(newsroom, at_desk):
    where = reverse("admin:accounts_user_change", args=[newsroom.fitri.pk])
    at_desk("fitri").post(where, person_form(username="fitri", **{"rights-0-bundle": "managing_editor"}))
    assert list(newsroom.fitri.rights.values_list("bundle", flat=True)) == ["administrator"]


def test_only_those_who_may_open_people_and_the_trail(newsroom, at_desk):
    people, trail = reverse("admin:accounts_user_changelist"), reverse("admin:accounts_act_changelist")
    expected = {"citra": (403, 403), "eko": (403, 200), "fitri": (200, 200)}
    for name, codes in expected.items():
        client = at_desk(name)
        assert (client.get(people).status_code, client.get(trail).status_code) == codes
    assert at_desk("fitri").get(reverse("admin:accounts_act_add")).status_code == 403


# --- The door ------------------------------------------------------------------------------------------------


def test_the_admins_own_sign_in_leads_to_the_one_door_and_reads_no_password(newsroom):
    client = Client()
    response = client.post("/desk/login/", {"username": "ani", "password": PASSWORD})
    assert response.url.startswith("/desk/masuk/login/")
    assert "_auth_user_id" not in client.session
    assert client.get("/desk/").status_code == 302


def test_the_door_lets_in_by_name_and_password(newsroom):
    client = Client()
    response = client.post(reverse("account_login"), {"login": "ani", "password": PASSWORD, "next": "/desk/"})
    assert response.url == "/desk/"
    assert client.get("/desk/").status_code == 200


def test_a_second_factor_is_demanded_where_the_newsroom_demands_it(newsroom, at_desk, settings):
    settings.MFA_REQUIRED = True
    ani = at_desk("ani")
    response = ani.get("/desk/", follow=True)
    assert response.redirect_chain[-1][0].startswith(("/desk/masuk/2fa/totp/activate", "/desk/masuk/reauthenticate"))
    assert ani.get(address("changelist")).status_code == 302


def test_no_address_of_another_site_is_followed_after_the_door(newsroom, at_desk):
    assert at_desk("ani").get("/desk/login/?next=https://jahat.example/").url == "/desk/"


def test_a_demonstration_offers_three_ready_accounts(newsroom, settings):
    for user in (newsroom.ani, newsroom.citra, newsroom.eko):
        user.is_demo = True
        user.set_password("redaksi-demo-2026")
        user.save()
    assert "redaksi-demo" not in Client().get("/desk/login/", follow=True).text
    settings.DEMO = True
    page = Client().get("/desk/", follow=True)
    assert [user.username for _role, user in page.context["people"]] == ["ani", "citra", "eko"]
    wanted = "?next=%2Fdesk%2Farticles%2Farticle%2Fkilat%2F"
    assert f'href="/desk/login/{wanted}"' in Client().get(f"/desk/masuk/login/{wanted}").text
    client = Client()
    client.post(reverse("account_login"), {"login": "eko", "password": page.context["password"]})
    assert client.get("/desk/").status_code == 200


def test_no_page_of_the_desk_carries_script_or_style_of_its_own(newsroom, at_desk):
    article, eko = newsroom.live(), at_desk("eko")
    draft = newsroom.draft(by=newsroom.eko)
    paths = [
        reverse("admin:index"), address("changelist"), address("add"), address("queue"), address("change", draft.pk),
        address("history", article.pk), address("compare", article.pk), address("correct", article.pk),
        address("move", article.pk, "withdraw"), reverse("admin:articles_secondlook_changelist"),
        reverse("admin:articles_section_changelist"), reverse("account_login"),
    ]  # fmt: skip
    for path in paths:
        text = eko.get(path).text
        assert "<style" not in text, path
        assert " style=" not in text, path
        assert not re.search(r"<script(?![^>]*\b(src|nonce|type=\"application/json\"))", text), path
        assert not re.search(r"<[^>]* on\w+=", text), path


def test_a_tag_in_another_spelling_is_the_same_tag(newsroom, at_desk):
    newsroom.draft(tags=["Laut"])
    other = newsroom.draft()
    saved(at_desk("ani"), other, tags="LAUT")
    assert Tag.objects.count() == 1
    assert Section.objects.count() == 3


def test_publishing_does_not_overrule_a_holder_unasked(newsroom, at_desk):
    article = newsroom.submitted()
    moves.move(article, "claim", by=newsroom.dedi)
    citra = at_desk("citra")
    assert do(citra, article, "publish", when="now").status_code == 200
    assert do(citra, article, "publish", when="now", despite_holder="on").status_code == 302
    assert publishing.published.status(article.story_id, at=newsroom.now).shown == "live"


def test_a_note_leaves_its_trace_and_not_its_words(newsroom, at_desk):
    article = newsroom.draft()
    at_desk("ani").post(address("note", article.pk), {"text": "Nomor Pak Camat 0812"})
    act = Act.objects.first()
    assert (act.verb, act.actor) == ("note", "ani")
    assert "0812" not in f"{act.why}{act.facts}"


def test_every_move_says_in_words_of_its_own_what_became_of_the_story():
    with_a_time = {"publish", "publish_own", "publish_now", "reschedule", "amend", "correct", "swap_photo"}
    assert set(moving.OUTCOME) == set(MOVES) - with_a_time


def test_list_and_form_tell_once_where_a_story_is(newsroom, at_desk):
    draft, live = newsroom.draft(), newsroom.live()
    scheduled = newsroom.scheduled(newsroom.now + timedelta(hours=1))
    citra = at_desk("citra")
    told = {draft: ["stage-draft", "shown-nothing"], live: ["shown-live"], scheduled: ["shown-nothing", "scheduled"]}
    for article, badges in told.items():
        for path in (address("change", article.pk), f"{address('changelist')}?q={article.story_id}"):
            page = LexborHTMLParser(citra.get(path).text)
            found = [one.attributes["class"].split()[1] for one in page.css(".badge")]
            assert found[: len(badges)] == badges, path
            assert sum(name.startswith(("stage-", "shown-")) for name in found) == len(badges) - ("scheduled" in badges)


def test_a_text_that_is_read_or_compared_names_the_stories_it_links_and_counts_its_photos(newsroom):
    other = newsroom.live(headline="Harga cabai & bawang")
    body = f'<p>Satu.</p><div data-baca-juga="{other.story_id}"></div><p>Dua.</p>'
    article = newsroom.live(body=body)
    citra = Client()
    citra.force_login(newsroom.citra)
    shown = citra.get(address("change", article.pk)).text.split('class="reading"')[1].split("</aside>")[0]
    assert "Baca Juga: Harga cabai &amp; bawang" in shown
    assert other.story_id not in shown.split("</div></div>")[0]
    gallery = '<div data-gallery="1 2 3" data-caption="Di pasar"></div>'
    assert "[3 foto] Di pasar" in wording.reading(gallery)


def test_the_queue_is_counted_and_searched(newsroom, at_desk, monkeypatch):
    monkeypatch.setattr(desk, "IN_QUEUE", 2)
    for headline in ("Kapal tiba", "Kapal pergi", "Pasar ramai"):
        newsroom.submitted(headline=headline)
    newsroom.submitted(by=newsroom.budi, headline="Hujan deras")
    page = at_desk("citra").get(address("queue"))
    assert "4 naskah menunggu" in page.text
    for typed, found in (("kapal", 2), ("KAPAL pergi", 1), ("budi", 1), ("tidak ada", 0)):
        assert f"{found} naskah menunggu" in at_desk("citra").get(address("queue"), {"q": typed}).text


def test_an_editor_done_with_a_story_is_led_to_what_waits_next(newsroom, at_desk):
    longest = newsroom.submitted(headline="Paling lama")
    done, back = newsroom.submitted(), newsroom.submitted()
    held = newsroom.submitted(headline="Dipegang", priority=1)
    do(at_desk("dedi"), held, "claim")
    own = newsroom.submitted(by=newsroom.citra, headline="Tulisan sendiri", priority=1)
    citra = at_desk("citra")
    told = citra.get(do(citra, done, "publish", when="now")["Location"]).text
    assert f'<a href="{address("change", longest.pk)}">Paling lama</a>' in told
    mine = newsroom.draft(headline="Untuk Citra <b>")
    moves.move(mine, "submit", by=newsroom.ani, to=newsroom.citra)
    told = citra.get(do(citra, back, "return", reason="Sumber?")["Location"]).text
    assert f'<a href="{address("change", mine.pk)}">Untuk Citra &lt;b&gt;</a>' in told
    assert f'<a href="{address("change", own.pk)}">' not in told
    told = [citra.get(do(citra, one, "return", reason="Sumber?")["Location"]).text for one in (mine, longest)]
    assert ["Berikutnya di antrean" in page for page in told] == [True, False]


def test_an_editor_of_one_section_is_led_past_all_that_waits_in_others_or_is_held(newsroom, at_desk, monkeypatch):
    monkeypatch.setattr(desk, "IN_QUEUE", 1)
    regional = client_of(newsroom.person("hana", Bundle.EDITOR, section=newsroom.region.pk))
    newsroom.submitted(headline="Kanal lain", priority=1)
    held = newsroom.submitted(headline="Dipegang", section_id=newsroom.region.pk)
    do(at_desk("dedi"), held, "claim")
    done, below = (newsroom.submitted(section_id=one.pk, headline=one.name) for one in (newsroom.region, newsroom.east))
    told = regional.get(do(regional, done, "publish", when="now")["Location"]).text
    assert f'<a href="{address("change", below.pk)}">Timur</a>' in told
    newsroom.step(hours=1)  # the claim has lapsed
    told = regional.get(do(regional, below, "publish", when="now")["Location"]).text
    assert f'<a href="{address("change", held.pk)}">Dipegang</a>' in told


def test_another_moment_begins_with_the_one_that_stands(newsroom, at_desk):
    moment = newsroom.now + timedelta(hours=3)
    article = newsroom.scheduled(moment)
    page = at_desk("citra").get(address("move", article.pk, "reschedule")).text
    assert f'value="{dates.local(moment):%Y-%m-%dT%H:%M}"' in page


def test_paragraphs_typed_without_scripts_are_parted_by_blank_lines(newsroom, at_desk):
    article = newsroom.draft()
    saved(at_desk("ani"), article, body="Kapal tiba.\r\n\r\nWarga menyambut\r\nsejak pagi.\n\n<h2>Muatan</h2>")
    article.refresh_from_db()
    assert article.body == "<p>Kapal tiba.</p><p>Warga menyambut sejak pagi.</p><h2>Muatan</h2>"


def test_the_order_of_a_gallery_typed_without_scripts_is_kept(newsroom, at_desk):
    article, photos = newsroom.draft(), [newsroom.photo().pk for _photo in range(3)]
    third_first = f'<div data-gallery="{photos[2]} {photos[0]} {photos[1]}"></div>'
    saved(at_desk("ani"), article, body=f"<p>Kapal tiba.</p>{third_first}")
    article.refresh_from_db()
    assert third_first in article.body


def test_an_address_that_is_not_there_keeps_one_on_the_desk(newsroom, at_desk):
    answer = at_desk("ani").get(reverse("admin:index") + "tidak-ada/")
    assert answer.status_code == 404
    assert "Keluar" in answer.text
    assert "Terpopuler" not in answer.text
    assert Client().get("/tidak-ada/").status_code == 404


def test_who_adds_a_person_is_asked_for_a_password_and_told_what_is_wrong(newsroom, at_desk):
    fitri, add = at_desk("fitri"), reverse("admin:accounts_user_add")
    field = LexborHTMLParser(fitri.get(add).text).css_first(".field-new_password")
    assert field.css_first("label").text()[0].isupper()
    assert field.css_first(".help") is None
    refused = fitri.post(add, person_form())
    assert "dibawah" not in refused.text
    stands = LexborHTMLParser(fitri.get(reverse("admin:accounts_user_change", args=[newsroom.ani.pk])).text)
    assert stands.css_first(".field-new_password label").text()[0].isupper()
    assert "tetap" in stands.css_first(".field-new_password .help").text()


def test_an_address_that_is_taken_says_by_whom(newsroom, at_desk):
    Tag.objects.create(name="Bahan Pangan", slug="pangan")
    citra = at_desk("citra")
    for kind, typed, holder in (
        ("tag", {"name": "Pangan", "slug": "pangan"}, "Bahan Pangan"),
        ("section", {"name": "Sekali", "slug": "nasional", "position": 9}, "Nasional"),
    ):
        (error,) = citra.post(reverse(f"admin:articles_{kind}_add"), typed).context["errors"][0]
        assert holder in error
    same = {"name": "Pangan", "slug": "pangan"}
    tag = Tag.objects.get()
    assert citra.post(reverse("admin:articles_tag_change", args=[tag.pk]), same).status_code == 302


def test_the_history_names_people_and_no_login(newsroom, at_desk):
    newsroom.citra.name = "Citra Kusuma"
    newsroom.citra.save()
    events = at_desk("budi").get(address("history", newsroom.live().pk)).context["events"]
    assert [event.who for event in events if event.edition] == ["Citra Kusuma"]
