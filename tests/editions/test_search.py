"""Search as readers use it: what is found, in which order, how it may be asked, and that nothing typed is an error."""

import os
import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils.translation import gettext as _
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles import publishing
from articles.models import Section, Tag
from articles.publishing.composing import summary
from editions import search, words
from editions.search import marks, query, results
from guards import triggers
from newsroom import work
from tests.cast import Newsroom
from tests.cost import cost
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
    ('"bumi gempa', {GEMPA, BANJIR}),  # not closed, as typed on a phone
    ("„bumi gempa", {GEMPA, BANJIR}),
    ('beras "gempa bumi" “bumi', {GEMPA}),
    ('gempa -"demak ringan', {GEMPA}),
    ('penulis:"ani bumi', {GEMPA}),
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


TOO_LITTLE = "These words are too short or too common to search for: add one that says more."
NOTHING = "There is nothing to search for in “%(typed)s”."


@pytest.mark.parametrize(
    ("typed", "said"),
    [("yang dan di", TOO_LITTLE), ("C++", TOO_LITTLE), ("%'", NOTHING), ('"', NOTHING), ("gempa", ""), ("", "")],
)
def test_where_nothing_can_be_looked_for_it_is_said_why(stories, client, typed, said):
    told = re.findall(r'<p class="empty" role="status">(.*?)</p>', client.get("/cari/", {"q": typed}).text)
    assert [unescape(one) for one in told] == ([_(said) % {"typed": typed}] if said else [])
    assert bool(found(client, typed)) is (typed == "gempa")


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


def test_of_stories_in_one_second_the_newest_come_first_and_none_is_lost_between_pages(newsroom, client, monkeypatch):
    second = newsroom.now + timedelta(minutes=5)
    parts = {0.6: "Ketiga", 0.2: "Pertama", 0.4: "Kedua"}
    for part, name in parts.items():
        newsroom.scheduled(second + timedelta(seconds=part), headline=f"{name} di Demak", body=TERMS["banjir"][1])
    newsroom.step(minutes=6)
    catch_up()
    monkeypatch.setattr(search, "FITTING", 1)
    told, address = [], "/cari/?q=demak"
    while address and len(told) < 5:
        page = client.get(address).text
        told += re.findall(r"(\w+) di <mark>Demak</mark></a></h2>", page)
        older = re.search(r'rel="next" href="(\?[^"]*)"', page)
        address = older and f"/cari/{unescape(older[1])}"
    assert told == [parts[part] for part in sorted(parts, reverse=True)]


def test_what_was_indexed_before_is_found_and_forgotten_under_its_new_number(flushed, client):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL finds its rows by the edition")

    def rows():
        with connection.cursor() as cursor:
            return cursor.execute("SELECT count(*) FROM editions_token").fetchone()[0]

    before = rows()  # no table of Django's: what earlier tests left stays in it
    with Newsroom() as newsroom:
        story = newsroom.live(headline="Banjir merendam Demak", body=TERMS["banjir"][1])
        catch_up()
        for backwards_and_on in (["editions", "0019"], []):
            triggers.lift(triggers.ALL)  # they name what is not there on the way; each end puts them back
            call_command("migrate", *backwards_and_on, verbosity=0)
        assert found(client, "demak") == ["Banjir merendam Demak"]
        publishing.withdraw(story, by=newsroom.eko, ground="keliru", reason="Keliru.")
        assert rows() == before + 1
        catch_up()
        assert rows() == before


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


@pytest.mark.parametrize(("longer", "ends"), [(0, False), (1, True)])
def test_a_text_that_fits_is_shown_whole(longer, ends):
    text = f"gempa {'kata ' * 45}{'a' * longer}ini akhir"
    assert len(text) == marks.WINDOW + longer
    shown = "".join(part.text for part in marks.excerpt(text, {"gempa"}))
    assert shown.endswith(" …") is ends
    assert shown.endswith("akhir") is not ends


def test_the_spaces_that_tags_leave_take_nothing_from_an_excerpt():
    shown = marks.excerpt(f"{'kata ' * 30}{' ' * 300}gempa {' ' * 300}akhir", {"gempa"})
    assert "".join(part.text for part in shown) == f"… {'kata ' * 8}gempa akhir"


def test_an_excerpt_begins_and_ends_with_a_whole_word():
    shown = "".join(part.text for part in marks.excerpt("dermaganya " * 60 + "gempa " + "dermaganya " * 60, {"gempa"}))
    assert set(shown.split()) == {"…", "dermaganya", "gempa"}


ROOTS = ["tulis", "sapu", "ajar", "bumi", "pukul", "ubah", "gempa", "air", "rumah"]
WORDS = st.one_of(
    st.builds(
        "{}{}{}".format,
        st.sampled_from(["", "me", "mem", "men", "meny", "meng", "ber", "bel", "pel", "pen", "pe", "di", "ke", "ter"]),
        st.sampled_from([*ROOTS, *(root[1:] for root in ROOTS)]),
        st.sampled_from(["", "kan", "an", "i", "nya", "lah"]),
    ).flatmap(lambda word: st.sampled_from([word, word.upper(), word.title(), f"“{word}”", f"{word}-{word},"])),
    st.sampled_from(
        [
            "Ma'ruf",
            "Ma’ruf",
            "maruf",
            "José",
            "jose",
            "kelima",
            "5",
            "Lima",
            "V",
            "1.000",
            "1000",
            "(air)",
            "İ",
            "air_i",
        ]
    ),
    st.text(max_size=6),
)


@given(st.lists(WORDS, max_size=30).map(" ".join), st.sets(st.sampled_from([*ROOTS, "maruf", "jose", "5", "1000"])))
def test_every_word_of_a_stem_is_marked_and_no_other(text, stems):
    told = [(word.start(), word.end(), words.stem(word[0])) for word in words.split(text)]
    assert list(words.places(text, frozenset(stems))) == [one for one in told if one[2] in stems]


@given(st.lists(st.one_of(WORDS, st.just("gempa" * 70)), max_size=60).map(" ".join), st.sets(st.sampled_from(ROOTS)))
def test_an_excerpt_is_short_and_holds_a_word_that_was_looked_for_where_the_text_does(text, stems):
    shown = marks.excerpt(text, stems)
    stands = list(words.places(" ".join(text.split()), frozenset(stems)))
    assert any(part.found for part in shown) or not stands
    assert sum(len(part.text) for part in shown[1:-1]) <= marks.WINDOW


RUNS = st.lists(st.sampled_from(["gempa", "BMKG", "Jumat", "menyebut", "lalu"]), min_size=1, max_size=9).map(" ".join)
PAIRS = st.sampled_from(["()", "[]", "{}", "“”", "«»"])
BALANCED = st.recursive(
    RUNS | RUNS.map('"{}"'.format),
    lambda inner: st.tuples(PAIRS, st.lists(inner, min_size=1, max_size=5)).map(
        lambda told: f"{told[0][0]}{' '.join(told[1])}{told[0][1]}"
    ),
    max_leaves=20,
)


def is_balanced(text):
    open_ = []
    for mark in re.findall('[(){}“”«»"\\[\\]]', text):
        if open_ and f"{open_[-1]}{mark}" in ("()", "[]", "{}", "“”", "«»", '""'):
            open_.pop()
        else:
            open_.append(mark)
    return not open_


@pytest.mark.no_cover  # some thousand cuts: counting their lines takes seven times as long
@given(st.lists(BALANCED, min_size=1, max_size=12).map(" ".join), st.integers(1, 200))
@settings(max_examples=200)
def test_whatever_is_cut_short_closes_the_brackets_and_quotations_it_opens(text, limit):
    assert is_balanced("".join(part.text for part in marks.excerpt(text, {"jumat"}))), text
    assert is_balanced(summary([{"html": f"<p>{text}</p>"}], limit=limit)), text


def test_an_excerpt_and_a_description_leave_no_bracket_or_quotation_open(newsroom, client):
    told = "kata " * 20
    said = f"Gempa terasa (BMKG menyebut {told}"
    newsroom.live(headline="Getaran", deck="", body=f'<p>{said * 2}pusatnya di laut)) dan "lalu {told * 3}reda".</p>')
    catch_up()
    (shown,) = re.findall(r'<p class="excerpt">(.*?)</p>', client.get("/cari/", {"q": "gempa"}).text, re.S)
    plain = unescape(re.sub("<[^>]+>", "", shown))
    assert plain.startswith("Gempa terasa (BMKG menyebut")
    assert plain.endswith("kata …))")
    (shown,) = re.findall(r'<p class="excerpt">(.*?)</p>', client.get("/cari/", {"q": "pusatnya"}).text, re.S)
    plain = unescape(re.sub("<[^>]+>", "", shown))
    assert plain.startswith("((… kata")
    assert plain.endswith('kata …"')
    (item,) = client.get("/json/").json()["items"]
    assert item["summary"].endswith('kata…"')


@given(st.text('()"“”[] ax', max_size=60))
def test_a_bracket_without_its_other_half_stays_as_it_was_typed(text):
    whole = " ".join(text.split())
    assert "".join(part.text for part in marks.excerpt(f"{whole} a", set())) == f"{whole} a".strip()


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
    def answered(typed):
        assert len(search.find(typed, at=stories.now).fits) <= 3
        response = client.get("/cari/", {"q": typed.encode("utf-8", "surrogatepass")})
        assert response.status_code == 200

    usual = cost(lambda: answered("feri beras"))

    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(NASTY)
    def asked(typed):
        assert cost(lambda: answered(typed), tries=1) < 100 * usual

    asked()


@pytest.mark.parametrize("odd", ["\x00", "'", '"', "tag:\x00", "²", "🦀", "x" * 300, "kanal:daerah"])
def test_no_section_or_time_in_the_address_is_an_error(stories, client, odd):
    response = client.get("/cari/", {"q": "gempa", "kanal": odd, "waktu": odd})
    assert response.status_code == 200
    assert b'class="card result' not in response.content


def test_a_moment_that_no_story_has_is_no_page_of_a_search(newsroom, client):
    newsroom.live(headline="Kapal tiba")
    work.work_once()
    for before in ("00010101T000000", "19000101T000000000000", "21990101T000000000000"):
        assert client.get(f"/cari/?q=kapal&before={before}").status_code == 200


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
