"""Search as readers use it: what is found, in which order, how it may be asked, and that nothing typed is an error."""

import os
import re
import time
from datetime import date, timedelta
from html import unescape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles import publishing
from articles.models import Section, Tag
from editions import search
from editions.search import marks, query, results
from newsroom import work
from tests.editions.test_related import catch_up

TERMS = {
    "gempa": ("Gempa mengguncang Cianjur", "<p>Gempa bumi mengguncang Cianjur, Jawa Barat.</p><p>Warga mengungsi.</p>"),
    "banjir": ("Banjir merendam Demak", "<p>Banjir merendam Demak setelah gempa ringan.</p><p>Menteri berkunjung.</p>"),
    "beras": ("Harga beras naik", "<p>Kenaikan harga beras di Cianjur.</p><p>Bulog menggelar operasi pasar.</p>"),
}


@pytest.fixture
def stories(newsroom):
    for name, (headline, body) in TERMS.items():
        setattr(newsroom, name, newsroom.live(headline=headline, body=body, deck="", tags=[f"topik {name}"]))
        newsroom.step(days=1)
    catch_up()
    return newsroom


def found(client, q, **more):
    """The headlines of a page of results, in order."""
    response = client.get("/cari/", {"q": q, **more})
    assert response.status_code == 200
    heads = re.findall(r"<h2><a [^>]*>(.*?)</a></h2>", response.text)
    return [unescape(re.sub("<[^>]+>", "", head)) for head in heads]


GEMPA, BANJIR, BERAS = (headline for headline, _body in TERMS.values())


ASKED = [
    ("cianjur", {GEMPA, BERAS}),
    ("menaikkan", {BERAS}),  # naik: the same root
    ("kunjungan", {BANJIR}),
    ('"gempa bumi"', {GEMPA}),
    ('"bumi gempa"', set()),
    ("gempa -demak", {GEMPA}),
    ("all", set()),  # the key of the list of all
    ("gempa -all", {GEMPA, BANJIR}),
    ('gempa -"gempa bumi"', {BANJIR}),
    ("tag:topik-beras", {BERAS}),
    ('cianjur topik:"topik gempa"', {GEMPA}),
    ("cianjur -tag:topik-gempa", {BERAS}),
    ("penulis:ani gempa", {GEMPA, BANJIR}),
    ("kanal:nasional beras", {BERAS}),
    ("rubrik:daerah beras", set()),
    ("gempa tanggal:2035-09-03", {GEMPA}),
    ("gempa dari:4/9/2035", {BANJIR}),
    ("gempa sampai:3/9/2035", {GEMPA}),
    ("cianjur tanggal:9/2035", {GEMPA, BERAS}),
    ("cianjur tanggal:2034", set()),
    ("kanal:tidak-ada gempa", set()),
]


def test_a_reader_finds_what_was_asked_for(stories, client):
    assert {typed: set(found(client, typed)) for typed, _expected in ASKED} == dict(ASKED)


def test_the_best_stands_first(stories, client):
    assert found(client, "gempa") == [GEMPA, BANJIR]


def test_found_words_are_marked_in_headline_and_lines(stories, client):
    page = client.get("/cari/", {"q": "naik"}).text
    assert "Harga beras <mark>naik</mark>" in page
    assert "<mark>Kenaikan</mark> harga beras" in page


def test_a_near_spelling_is_offered_where_nothing_is_found(stories, client):
    page = client.get("/cari/", {"q": "cinajur"}).text
    assert '<a href="?q=cianjur">cianjur</a>' in page
    assert "?q=berkunjung" in client.get("/cari/", {"q": "berkunjnug"}).text


def test_where_few_hold_all_words_those_with_some_are_shown_and_said(stories, client):
    page = client.get("/cari/", {"q": "bulog demak"}).text
    assert set(found(client, "bulog demak")) == {BERAS, BANJIR}
    assert "sebagian" in page


def test_words_that_say_nothing_ask_for_another(stories, client):
    assert "tambahkan" in client.get("/cari/", {"q": "yang dan di"}).text
    assert found(client, "yang dan di") == []


def test_an_empty_field_tells_how_to_ask(newsroom, client):
    page = client.get("/cari/").text
    assert "kanal:olahraga" in page
    assert 'content="noindex"' in page


def test_a_withdrawn_story_is_not_found_even_before_the_index_knows(stories, client):
    publishing.withdraw(stories.gempa, by=stories.eko, ground="keliru", reason="Keliru")
    assert GEMPA not in found(client, "gempa cianjur bumi")


def test_a_page_of_results_is_full_though_its_first_was_withdrawn(stories, client, monkeypatch):
    monkeypatch.setattr(results, "ROWS", 1)
    assert [found(client, "gempa", page=number) for number in (1, 2)] == [[GEMPA], [BANJIR]]
    publishing.withdraw(stories.gempa, by=stories.eko, ground="keliru", reason="Keliru")
    assert found(client, "gempa") == [BANJIR]
    assert "1 berita" in client.get("/cari/", {"q": "gempa"}).text


def test_a_corrected_text_is_found_by_its_new_words_alone(stories, client):
    correction = publishing.Correction(kind="ralat", changes={"headline": "Lindu di Sukabumi"}, text="Keliru tempat.")
    publishing.correct(stories.gempa, correction, by=stories.citra)
    assert found(client, "mengguncang") == []
    catch_up()
    assert found(client, "lindu") == ["Lindu di Sukabumi"]


def test_a_scheduled_story_is_found_from_its_moment_on(stories, client):
    stories.scheduled(stories.now.replace(hour=23), headline="Badai mendekat", body=TERMS["gempa"][1], deck="")
    catch_up()
    assert found(client, "badai") == []
    stories.at(stories.now.replace(hour=23))
    catch_up()
    assert found(client, "badai") == ["Badai mendekat"]


def test_a_long_list_goes_on_from_page_to_page_and_past_the_bound(stories, client, monkeypatch):
    monkeypatch.setattr(search, "FITTING", 2)
    page = client.get("/cari/", {"q": "tag:topik-gempa"})
    assert "lebih lama" not in page.text
    page = client.get("/cari/", {"q": "kanal:nasional"})
    assert len(found(client, "kanal:nasional")) == 2
    older = unescape(re.search(r'rel="next" href="(\?[^"]*)"', page.text)[1])
    rest = client.get(f"/cari/{older}").text
    assert GEMPA in re.sub("<[^>]+>", "", rest)
    assert BANJIR not in re.sub("<[^>]+>", "", rest)


def test_words_that_are_not_wanted_are_read_too_and_count_toward_the_bound(stories, client, monkeypatch):
    stories.step(days=40)
    stories.live(headline="Susulan di Cianjur", body=TERMS["gempa"][1], deck="")
    catch_up()
    monkeypatch.setattr(search, "POSTINGS", 3)  # stories with the word; one has the other
    assert set(found(client, "gempa")) == {"Susulan di Cianjur", GEMPA, BANJIR}
    assert found(client, "gempa -demak") == ["Susulan di Cianjur"]
    older = re.search(r'rel="next" href="(\?[^"]*)"', client.get("/cari/", {"q": "gempa -demak"}).text)[1]
    assert GEMPA in re.sub("<[^>]+>", "", client.get(f"/cari/{unescape(older)}").text)


def test_fields_narrow_what_is_found_by_section_and_time(stories, client):
    assert set(found(client, "gempa", kanal="nasional")) == {GEMPA, BANJIR}
    assert found(client, "gempa", kanal="timur") == []
    assert found(client, "gempa", waktu="hari") == []
    assert found(client, "gempa", waktu="pekan", kanal="nasional") == found(client, "gempa")
    assert found(client, "gempa", waktu="entah") == found(client, "gempa")
    stories.step(days=40)
    assert found(client, "gempa", waktu="bulan") == []
    page = client.get("/cari/", {"q": "gempa", "kanal": "nasional", "waktu": "tahun"}).text
    assert 'value="nasional" selected' in page
    assert 'value="tahun" selected' in page


def test_a_page_of_results_costs_a_fixed_number_of_queries(stories, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        client.get("/cari/", {"q": "gempa kanal:nasional"})


def test_a_section_of_another_name_is_not_guessed(stories, client):
    Section.objects.create(name="Rahasia", slug="rahasia")
    assert "Rahasia" not in client.get("/cari/", {"q": "kanal:rahasi gempa"}).text


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("18/9/2023", (date(2023, 9, 18), date(2023, 9, 18))),
        ("2023-09-18", (date(2023, 9, 18), date(2023, 9, 18))),
        ("9/2023", (date(2023, 9, 1), date(2023, 9, 30))),
        ("2023-12", (date(2023, 12, 1), date(2023, 12, 31))),
        ("2023", (date(2023, 1, 1), date(2023, 12, 31))),
        ("31/2/2023", None),
        ("9999", None),
        ("0000", None),
        ("kemarin", None),
    ],
)
def test_days_are_read_as_people_write_them(text, days):
    assert query.span(text) == days


def test_an_excerpt_shows_the_lines_that_hold_most():
    text = "Awal. " + "kata " * 300 + "gempa bumi Cianjur " + "lagi " * 300
    shown = marks.excerpt(text, {"gempa", "bumi", "cianjur"})
    assert [part.text for part in shown if part.found] == ["gempa", "bumi", "Cianjur"]
    assert shown[0].text == "… "


def test_an_excerpt_begins_where_all_the_words_first_stand_together():
    text = "gempa " + "kata " * 100 + "gempa lagi bumi " + "lain " * 100 + "gempa bumi gempa"
    shown = marks.excerpt(text, ("gempa", "bumi", "gempa"))
    assert [part.text for part in shown if part.found] == ["gempa", "bumi"]
    assert " lagi " in [part.text for part in shown]


@pytest.mark.parametrize(("words", "ends"), [(34, False), (35, True)])
def test_a_text_that_fits_is_shown_whole(words, ends):
    text = " ".join(["gempa", *["kata"] * (words - 2), "akhir."])
    shown = "".join(part.text for part in marks.excerpt(text, {"gempa"}))
    assert shown.endswith(" …") is ends
    assert shown.endswith("akhir.") is not ends


NASTY = st.lists(
    st.one_of(
        st.text(max_size=30),
        st.sampled_from(
            ['"', "-", "kanal:", "dari:", "sampai:99/99/9999", "tag:\x00", "AND", "NOT", "NEAR(", "*", "'", "\\", "--",
             "%", "🦀", "\u202e", "ﷺ", "İ", "<script>", "' OR 1=1", "gempa", "cianjur", '-"gempa bumi"', "penulis:ani",
             "()", "a:b:c", "tanggal:0001", "dari:9999-12-31", "\ud800", "²", "٣", "１９"]
        ),
    ), max_size=12,
).map(" ".join)  # fmt: skip


EXAMPLES = 20_000 if os.environ.get("SOAK") else 120
"""Queries asked: the long proof is `make soak`."""


def test_nothing_typed_is_an_error(stories, client):
    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(NASTY)
    def asked(typed):
        begun = time.process_time()
        assert len(search.find(typed, at=stories.now).fits) <= 3
        response = client.get("/cari/", {"q": typed.encode("utf-8", "surrogatepass")})
        assert response.status_code == 200
        assert time.process_time() - begun < 1

    asked()


@pytest.mark.parametrize("odd", ["\x00", "'", '"', "tag:\x00", "²", "🦀", "x" * 300, "kanal:daerah"])
def test_no_section_or_time_in_the_address_is_an_error(stories, client, odd):
    response = client.get("/cari/", {"q": "gempa", "kanal": odd, "waktu": odd})
    assert response.status_code == 200
    assert b'class="card result' not in response.content


def test_a_moment_that_no_story_has_is_no_page_of_a_search(newsroom, client):
    newsroom.live(headline="Kapal tiba")
    work.work_once()
    assert client.get("/cari/?q=kapal&before=00010101T000000").status_code == 200


def test_a_search_tells_no_name_before_a_story_is_live_under_it(newsroom, client):
    Tag.objects.create(name="Kasus suap bupati", slug="kasus-suap-bupati")
    publishing.rename(Tag.objects.all())
    newsroom.scheduled(newsroom.now + timedelta(hours=1), tags=["Kasus suap bupati"])
    known, unknown = (client.get(f"/cari/?q=tag:{word}").text for word in ("kasus-suap-bupati", "kasus-suap-camat"))
    assert "Tidak ada" in unknown
    assert known.replace("bupati", "camat") == unknown
    newsroom.step(hours=1)
    work.work_once()
    assert client.get("/cari/?q=tag:kasus-suap-bupati").text.count("<article") == 1
