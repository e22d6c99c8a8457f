"""Kilat, messages typed in, follow-ups: what each makes, whose it is, and who may publish it."""

from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Act, Right
from accounts.roles import Bundle
from articles import due, filing, moves, publishing, reminding, rendering, whatsapp
from articles.admin import quick
from articles.models import Article, Credit, Development, Fokus, Word
from articles.workflow import NotAllowed, Stage
from editions.models import Edition
from tests.desk import address, client_of

MESSAGE = """[14.26, 24/11/2026] Budi: *Feri Selat Lumen Ditutup*

LEMBAR -- Penyeberangan ditutup, Selasa (24/11). _Sekitar_ 340 kendaraan 2 * 3.
[14.27, 24/11/2026] Budi: Yang perlu dibawa:
- karcis
- kartu tanda penduduk
[14.28, 24/11/2026] Budi: <Media tidak disertakan>"""


BARE = """[30/11 06.10] +62 812-3456-7890: *Banjir Demak Surut*
[30/11 06.11] +62 812-3456-7890: DEMAK, Nusa Harian - Air surut, Senin (30/11).
[30/11 06.12] +62 812-3456-7890: 12-13 08.00 - Registrasi peserta."""


def filed(newsroom, user, **fields):
    typed = {"headline": "Gempa di Flores", "section": newsroom.east.pk, "place": "Larantuka", "text": "Gempa terasa."}
    return client_of(user).post(address("kilat"), typed | fields)


def test_a_kilat_is_on_the_editors_table_as_urgent_and_its_full_version_is_owed(newsroom):
    assert filed(newsroom, newsroom.ani).status_code == 302
    article = Article.objects.get()
    assert (article.stage, article.priority) == (Stage.REVIEW, Article.Priority.URGENT)
    assert article.body == "<p>Gempa terasa.</p>"
    assert article.development.due_at == Development.after(newsroom.now)
    screen = client_of(newsroom.citra).get(address("kilat"))
    assert "Gempa terasa." in screen.text
    client_of(newsroom.citra).post(address("move", article.pk, "publish"), {"seen": article.version, "when": "now"})
    assert "Gempa di Flores" in Client().get("/").text


def test_what_is_owed_is_settled_by_a_second_version(newsroom):
    filed(newsroom, newsroom.ani)
    article = Article.objects.get()
    publishing.publish(article, by=newsroom.citra, seen=article.version)
    assert filing.settle_developments() == 0
    newsroom.step(minutes=5)
    update = publishing.Correction("pembaruan", {"body": "<p>Gempa terasa sampai Maumere.</p>"})
    publishing.correct(article, update, by=newsroom.dedi)
    assert filing.settle_developments() == 1


def test_an_owed_version_that_is_late_is_told_once_to_whoever_filed_and_to_the_editors(newsroom):
    filed(newsroom, newsroom.ani)
    assert reminding.tell_of_full_versions_due() == 0
    newsroom.step(minutes=16)
    told = reminding.tell_of_full_versions_due()
    people = set(Word.objects.filter(kind="owed").values_list("to__username", flat=True))
    assert {"ani", "citra"} <= people
    assert told == len(people)
    assert reminding.tell_of_full_versions_due() == 0


def test_whoever_sends_a_kilat_is_told_when_its_full_version_is_due(newsroom, settings):
    ani, typed = client_of(newsroom.ani), {"headline": "Gempa", "section": newsroom.east.pk, "text": "Gempa terasa."}
    for minutes, told in ((15, "15 menit"), (90, "1 jam 30 menit")):
        settings.DEVELOPMENT_MINUTES = minutes
        assert told in ani.post(address("kilat"), typed, follow=True).text


def test_a_kilat_is_offered_to_be_published_to_whoever_may_and_to_nobody_else(newsroom):
    elsewhere = newsroom.person("hani", Bundle.EDITOR, section=newsroom.region.pk)
    article = filing.kilat(
        by=newsroom.ani, headline="Gempa di Ambon", section=newsroom.national.pk, place="", text="Isi."
    )
    Credit.objects.create(article=article, author=newsroom.citra.author, role=Credit.Role.PENULIS)
    offered = f'action="{address("move", article.pk, "publish")}"'
    for person, may in ((newsroom.dedi, True), (newsroom.citra, False), (elsewhere, False), (newsroom.ani, False)):
        page = client_of(person).get(address("kilat")).text
        assert "Gempa di Ambon" in page
        assert (offered in page) is may, person


def test_full_versions_that_nobody_wrote_keep_no_later_kilat_from_the_screen(newsroom):
    def one(number):
        return filing.kilat(
            by=newsroom.ani, headline=f"Kilat {number:02}", section=newsroom.national.pk, place="", text="Isi."
        )

    for number in range(quick.WAITING):
        article = one(number)
        publishing.publish(article, by=newsroom.citra, seen=article.version)
        one(number)
        newsroom.step(hours=30)
    last, waiting = one(98), one(99)
    publishing.publish(last, by=newsroom.citra, seen=last.version)
    screen = client_of(newsroom.citra).get(address("kilat")).context
    assert [row.article for row, _late in screen["owed"]][-1] == last
    assert [row.article for row, _text in screen["waiting"]][-1] == waiting


def test_a_full_version_is_settled_however_many_are_owed_for_good(newsroom):
    drafts = [newsroom.draft(headline=f"Tak ditulis lagi {number}") for number in range(201)]
    Development.objects.bulk_create(
        Development(article=one, by=newsroom.ani, due_at=newsroom.now - timedelta(days=9)) for one in drafts
    )
    filed(newsroom, newsroom.ani)
    article = Article.objects.latest("pk")
    publishing.publish(article, by=newsroom.citra, seen=article.version)
    newsroom.step(minutes=5)
    update = publishing.Correction("pembaruan", {"body": "<p>Gempa terasa sampai Maumere.</p>"})
    publishing.correct(article, update, by=newsroom.dedi)
    assert filing.settle_developments() == 1
    assert Development.objects.get(article=article).settled_at


def test_the_quick_ways_stand_on_the_desk_of_whoever_writes(newsroom):
    home = client_of(newsroom.ani).get("/desk/").text
    assert address("kilat") in home
    assert address("message") in home


def test_the_form_begins_with_the_section_where_one_wrote_last(newsroom):
    newsroom.draft(section_id=newsroom.east.pk)
    assert client_of(newsroom.ani).get(address("kilat")).context["form"]["section"].value() == newsroom.east.pk


def test_the_managing_editor_alone_goes_out_at_once_and_others_cannot(newsroom):
    filed(newsroom, newsroom.eko, _publish="1")
    assert Article.objects.get().stage == Stage.PUBLISHED
    filed(newsroom, newsroom.citra, headline="Kedua", _publish="1")
    assert Article.objects.get(headline="Kedua").stage == Stage.REVIEW


def test_a_message_becomes_a_draft_and_stays_as_it_came(newsroom):
    client_of(newsroom.ani).post(address("message"), {"message": MESSAGE, "section": newsroom.national.pk})
    article = Article.objects.get()
    assert (article.headline, article.place, article.stage) == ("Feri Selat Lumen Ditutup", "Lembar", Stage.DRAFT)
    assert article.body == (
        "<p>Penyeberangan ditutup, Selasa (24/11). Sekitar 340 kendaraan 2 * 3.</p><p>Yang perlu dibawa:</p>"
        "<ul><li><p>karcis</p></li><li><p>kartu tanda penduduk</p></li></ul>"
    )
    assert article.received.text.replace("\r\n", "\n") == MESSAGE
    assert "[14.26, 24/11/2026] Budi" in client_of(newsroom.ani).get(address("change", article.pk)).text
    with pytest.raises(ValueError, match="as it came"):
        article.received.save()


def test_what_is_filed_for_a_reporter_is_theirs_and_the_editor_who_typed_it_may_publish_it(newsroom):
    typed = {"message": MESSAGE, "section": newsroom.national.pk, "author": newsroom.budi.author.pk}
    client_of(newsroom.citra).post(address("message"), typed)
    article = Article.objects.get()
    assert (article.created_by, article.stage) == (newsroom.budi, Stage.REVIEW)
    assert article.snapshot()["credits"] == [["rep", newsroom.budi.author.pk]]
    assert article.is_own(newsroom.budi)
    publishing.publish(article, by=newsroom.citra, seen=article.version)
    assert article.revisions.filter(act="file_for", by=newsroom.citra).exists()
    assert list(Word.objects.filter(to=newsroom.budi).values_list("kind", flat=True)) == ["filed", "published"]


def test_nobody_files_in_their_own_name_or_without_the_right_to_edit(newsroom):
    typed = {"message": MESSAGE, "section": newsroom.national.pk}
    client_of(newsroom.ani).post(address("message"), typed | {"author": newsroom.budi.author.pk})
    assert Article.objects.get().created_by == newsroom.ani
    from articles import filing

    for by, author in ((newsroom.citra, newsroom.citra.author), (newsroom.ani, newsroom.budi.author)):
        with pytest.raises(NotAllowed):
            filing.from_message(by=by, message=MESSAGE, section=newsroom.national.pk, author=author)


NO_STORY = "<blockquote>" * 150 + "x"


@pytest.mark.parametrize(
    ("way", "field", "typed"),
    [
        ("kilat", "text", {"headline": "Gempa", "text": NO_STORY}),
        ("kilat", "text", {"headline": "Gempa", "text": "<br>"}),
        ("message", "message", {"message": "Judul\n\n" + "&" * 99_000}),
    ],
)
def test_text_that_no_story_can_hold_is_refused_beside_its_field_and_stays_there(newsroom, way, field, typed):
    page = client_of(newsroom.ani).post(address(way), typed | {"section": newsroom.national.pk})
    assert page.status_code == 200
    assert page.context["form"].errors[field]
    assert page.context["form"][field].value() == typed[field]
    assert not Article.objects.exists()


def test_a_message_without_a_text_is_not_sent_to_the_editors_in_anybodys_name(newsroom):
    typed = {"message": "[24/11 14.26] Budi: <Media tidak disertakan>", "section": newsroom.national.pk}
    page = client_of(newsroom.citra).post(address("message"), typed | {"author": newsroom.budi.author.pk})
    assert page.context["form"].errors["message"]
    assert not Article.objects.exists()


def test_an_update_that_no_story_can_hold_is_refused_beside_its_field_and_stays_there(newsroom):
    coverage = newsroom.live(genre="live")
    for text in (NO_STORY, "<br>"):
        page = client_of(newsroom.ani).post(
            address("live", coverage.pk), {"headline": "Gempa", "text": text, "_add": "1"}
        )
        assert page.status_code == 200
        assert page.context["form"].errors["text"]
        assert page.context["form"]["text"].value() == text
    assert list(Article.objects.all()) == [coverage]


@pytest.mark.parametrize(
    ("message", "headline", "place", "body"),
    [
        ("24/11/26 14.27 - +62 812-3456-7890: Judul satu\n24/11/26 14.28 - +62 812: KOTA BARU -- Isi.",
         "Judul satu", "Kota Baru", "<p>Isi.</p>"),
        ("[11/24/26, 2:26:03 PM] Budi: Jakarta, banjir.\nAir naik pukul 10:20: warga pergi.",
         "", "", "<p>Jakarta, banjir.</p><p>Air naik pukul 10:20: warga pergi.</p>"),
        ("Polisi: tersangka ditangkap\nMALANG, Jatim - Seorang pria.", "Polisi: tersangka ditangkap", "Malang",
         "<p>Seorang pria.</p>"),
        ("24/11/26 14.26 - Pesan dan panggilan terenkripsi secara end-to-end.", "", "", ""),
        ("2 * 3 dan snake_case_name", "", "", "<p>2 * 3 dan snake_case_name</p>"),
        (BARE, "Banjir Demak Surut", "Demak",
         "<p>Air surut, Senin (30/11).</p><p>12-13 08.00 - Registrasi peserta.</p>"),
    ],
)  # fmt: skip
def test_messages_are_read(message, headline, place, body):
    copy = whatsapp.read(message)
    assert (copy.headline, copy.place, copy.body) == (headline, place, body)


@given(st.text(max_size=400))
def test_any_message_is_read_as_markup_that_stays(message):
    copy = whatsapp.read(message)
    clean = rendering.clean(copy.body)
    assert rendering.clean(clean) == clean
    assert "<script" not in clean


@pytest.mark.parametrize(
    ("opening", "place", "told"),
    [
        ("<p><strong>KLATEN, Nusa Harian</strong> - Warga</p>", "Klaten", ["KLATEN, Nusa Harian -"]),
        ("<p>REPUBLIKA.CO.ID, KLATEN -- Warga</p>", "Klaten", ["REPUBLIKA.CO.ID, KLATEN --"]),
        ("<p>KLATEN -- Warga</p>", "", []),
        ("<p>DPR dan MK bertemu - lagi</p>", "Klaten", []),
    ],
)
def test_a_dateline_within_the_text_is_told_where_one_stands_before_it(newsroom, opening, place, told):
    text = newsroom.draft(body=opening, place=place).snapshot()
    found = [one for one in publishing.findings(text, at=newsroom.now) if one.code == "doubled_dateline"]
    assert [word for one, word in zip(found, told, strict=True) if f"“{word}”" in str(one.message)] == told


def test_a_follow_up_takes_place_people_and_background_and_links_back(newsroom):
    earlier = newsroom.live(tags=["Laut"], place="Larantuka", also_in=[newsroom.east.pk])
    client_of(newsroom.budi).post(address("follow", earlier.pk))
    later = Article.objects.exclude(pk=earlier.pk).get()
    text = later.snapshot()
    assert (text["tags"], text["place"], text["also_in"]) == (["Laut"], "Larantuka", [newsroom.east.pk])
    assert text["credits"] == [["rep", newsroom.budi.author.pk], ["rep", newsroom.ani.author.pk]]
    assert f'<div data-baca-juga="{earlier.story_id}"></div>' in later.body
    found = publishing.findings(later.snapshot(), at=newsroom.now)
    assert {finding.code for finding in found if finding.blocks} == {"open_place"}


def go_out(stage, follow_up, at=None):
    """With the open place filled in."""
    body = "<p>Kapal berangkat lagi.</p>"
    article = stage.save(follow_up, stage.budi, headline="Kapal berangkat lagi", body=body)
    article = moves.move(article, "submit", by=stage.budi)
    publishing.publish(article, by=stage.citra, seen=article.version, at=at)
    return article


def work():
    for job in due.DUE:
        job()


def test_both_stand_in_one_fokus_once_the_follow_up_is_out(newsroom, client):
    earlier = newsroom.live()
    before = Edition.objects.get()
    newsroom.step(hours=1)
    first, second = (filing.follow(earlier, by=newsroom.budi) for _time in range(2))
    assert first.fokus == second.fokus
    assert client.get(f"/fokus/{first.fokus.slug}/").status_code == 404, "nobody sees it before"
    go_out(newsroom, first)
    page = client.get(f"/fokus/{first.fokus.slug}/").text
    assert "Kapal berangkat lagi" in page
    assert "Kapal perintis tiba" in page
    after = Edition.objects.live(newsroom.now).get(story_id=earlier.story_id)
    assert (after.number, after.updated_at, after.body) == (before.number + 1, before.updated_at, before.body)
    earlier.refresh_from_db()
    assert earlier.fokus == first.fokus
    newsroom.step(minutes=1)
    go_out(newsroom, second)
    assert Edition.objects.filter(story_id=earlier.story_id).count() == 2, "it stands there already"


def test_a_story_joins_the_fokus_of_a_scheduled_follow_up_when_that_is_out_and_not_before(newsroom, client):
    earlier = newsroom.live()
    newsroom.step(minutes=5)
    later = filing.follow(earlier, by=newsroom.budi)
    where = f"/fokus/{later.fokus.slug}/"
    first = newsroom.now + timedelta(hours=1)
    later = go_out(newsroom, later, at=first)
    publishing.reschedule(later, by=newsroom.citra, at=first + timedelta(hours=1))
    for moment in (newsroom.now, first):
        newsroom.at(moment)
        work()
        assert client.get(where).status_code == 404
        assert Edition.objects.filter(story_id=earlier.story_id).count() == 1
    newsroom.step(hours=1)
    work()
    page = client.get(where).text
    assert "Kapal berangkat lagi" in page
    assert "Kapal perintis tiba" in page
    newsroom.step(hours=1)
    work()
    assert Edition.objects.filter(story_id=earlier.story_id).count() == 2, "once"


def test_a_follow_up_that_was_called_off_brings_no_story_into_a_fokus(newsroom, client):
    earlier = newsroom.live()
    newsroom.step(minutes=5)
    later = filing.follow(earlier, by=newsroom.budi)
    later = go_out(newsroom, later, at=newsroom.now + timedelta(hours=1))
    publishing.cancel(later, by=newsroom.citra)
    newsroom.step(hours=2)
    work()
    assert Edition.objects.filter(story_id=earlier.story_id).count() == 1


def test_a_scheduled_follow_up_that_goes_out_earlier_brings_the_story_along_then(newsroom, client):
    earlier = newsroom.live()
    newsroom.step(minutes=5)
    later = filing.follow(earlier, by=newsroom.budi)
    later = go_out(newsroom, later, at=newsroom.now + timedelta(hours=1))
    publishing.reschedule(later, by=newsroom.citra, at=newsroom.now)
    assert "Kapal perintis tiba" in client.get(f"/fokus/{later.fokus.slug}/").text


def test_a_story_with_a_fokus_of_its_own_keeps_it_and_hands_it_on(newsroom):
    fokus = Fokus.objects.create(title="Kapal perintis", slug="kapal-perintis")
    earlier = newsroom.live(fokus_id=fokus.pk)
    later = filing.follow(earlier, by=newsroom.budi)
    assert later.fokus == fokus
    assert Fokus.objects.count() == 1
    go_out(newsroom, later)
    assert Edition.objects.filter(story_id=earlier.story_id).count() == 1


def test_a_follow_up_goes_out_even_where_the_earlier_story_may_not_be_touched(newsroom):
    earlier = newsroom.live(section_id=newsroom.region.pk)
    later = filing.follow(earlier, by=newsroom.budi)
    newsroom.save(later, newsroom.budi, section_id=newsroom.national.pk)
    later.refresh_from_db()
    newsroom.citra.rights.update(section=newsroom.national.pk)
    newsroom.citra = type(newsroom.citra).objects.get(pk=newsroom.citra.pk)
    go_out(newsroom, later)
    assert Edition.objects.filter(story_id=earlier.story_id).count() == 1
    assert Act.objects.filter(verb="left_out_of_fokus").exists()


def test_a_headline_made_for_the_writer_is_no_longer_than_headlines_are(newsroom):
    ani = client_of(newsroom.ani)
    ani.post(address("message"), {"message": "x" * 400 + "\n\nIsi berita.", "section": newsroom.national.pk})
    ani.post(address("follow", newsroom.live(headline="a" * 298).pk))
    first, followed, last = Article.objects.order_by("pk")
    assert first.headline == "x" * 299 + "…"
    assert last.follows == followed
    assert len(last.headline) == 300


def test_a_story_that_readers_do_not_have_is_not_followed(newsroom):
    draft = newsroom.draft()
    client_of(newsroom.ani).post(address("follow", draft.pk))
    assert Article.objects.count() == 1


def test_distribution_sees_search_title_and_share_text_alone(newsroom):
    article = newsroom.live()
    newsroom.fitri.rights.all().delete()
    Right.objects.create(user=newsroom.fitri, bundle=Bundle.DISTRIBUTION)
    client = client_of(newsroom.fitri)
    form = client.get(address("correct", article.pk)).context["form"]
    assert set(form.fields) == {"search_title", "share_text", "second_tick", "seen"}
    typed = {"seen": 1, "search_title": "Kapal", "share_text": "Baca", "deck": "X"}
    assert set(client.post(address("correct", article.pk), typed).context["form"].errors) == {"second_tick"}
    client.post(address("correct", article.pk), typed | {"second_tick": "on"})
    live = publishing.published.last_text(article.story_id, at=newsroom.now)
    assert (live.search_title, live.share_text, live.deck) == ("Kapal", "Baca", "Muatan pertama")
    assert live.updated_at is None


@pytest.mark.parametrize(
    ("field", "text", "named"),
    [
        ("headline", "Kapal [[nama]] tiba", "headline"),
        ("share_text", "Kapal XXX tiba", "share_text"),
        ("list_headline", "Kapal [[nama]] tiba", "list_headline"),
        ("photo_caption", "Dermaga XXX", "photo_caption"),
        (
            "body",
            '<p>Satu.</p><figure data-photo="9" data-caption="Oleh XXX" data-credit=""></figure><p>Dua.</p>',
            "body",
        ),
    ],
)
def test_a_place_left_open_anywhere_stops_a_publication_unless_the_house_only_warns(
    newsroom, settings, field, text, named
):
    snapshot = newsroom.draft(**{field: text}).snapshot()

    def said():
        return [
            (one.field, one.blocks)
            for one in publishing.findings(snapshot, at=newsroom.now)
            if one.code == "open_place"
        ]

    assert said() == [(named, True)]
    settings.OPEN_PLACES_BLOCK = False
    assert said() == [(named, False)]


def test_a_kindergarten_is_no_open_place(newsroom):
    snapshot = newsroom.draft(headline="Murid TK Melati berlayar").snapshot()
    assert "open_place" not in {one.code for one in publishing.findings(snapshot, at=newsroom.now)}


def test_an_editor_of_a_section_files_for_somebody_in_the_sections_below_it(newsroom):
    hana = newsroom.person("hana", Bundle.EDITOR, section=newsroom.region.pk)
    made = filing.from_message(by=hana, message=MESSAGE, section=newsroom.east.pk, author=newsroom.ani.author)
    assert made.submitted_by == newsroom.ani


def test_a_first_line_that_nobody_would_see_is_no_headline():
    assert whatsapp.read("\u2060\nFeri ditutup.\n\nKedua.").headline == ""
