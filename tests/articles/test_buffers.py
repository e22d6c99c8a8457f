"""Buffers of what is being typed: one's own, never the story's, gone once saved."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from articles import due, moves
from articles.admin import autosave
from articles.models import Article, Buffer
from tests.desk import address, posted

KEEP = reverse("admin:articles_article_keep")
TAB = "tab-satu-1"


@pytest.fixture
def ani(newsroom):
    client = Client()
    client.force_login(newsroom.ani)
    return client


def keep(at, article=None, /, *, tab=TAB, version=1, same=False, **fields):
    sent = {"article": str(article.pk) if article else "", "tab": tab, "version": version, "same": same}
    return at.post(KEEP, json.dumps(sent | {"fields": list(fields.items())}), content_type="application/json")


def test_what_is_typed_is_kept_apart_and_offered_again(newsroom, ani):
    article = newsroom.draft()
    assert keep(ani, article, headline="Setengah jadi").status_code == 200
    assert keep(ani, article, headline="Hampir jadi").status_code == 200
    article.refresh_from_db()
    assert (article.version, article.headline) == (1, "Kapal perintis tiba")
    page = ani.get(address("change", article.pk))
    assert [offer.buffer.headline for offer in page.context["offers"]] == ["Hampir jadi"]


def test_putting_back_shows_what_was_typed_as_it_was_and_stores_nothing(newsroom, ani):
    article = newsroom.draft()
    fields = posted(ani.get(address("change", article.pk)), headline="", deck="Subjudul ketikan", part="x")
    buffer = keep(ani, article, **{name: str(value) for name, value in fields.items()}).json()["buffer"]
    page = ani.get(address("change", article.pk), {"pulih": buffer})
    form = page.context["form"]
    assert (form["headline"].value(), form["deck"].value(), form["part"].value()) == ("", "Subjudul ketikan", "x")
    assert not form.all_errors()
    article.refresh_from_db()
    assert article.version == 1


def as_typed(client, article, **changes):
    """The whole form, as a browser sends it."""
    fields = posted(client.get(address("change", article.pk)), **changes)
    return {name: str(value) for name, value in fields.items() if value != []}


def test_an_offer_says_what_it_differs_in_and_what_is_stored_by_now_is_no_offer(newsroom, ani):
    article = newsroom.draft()
    keep(ani, article, tab="tab-sama-1", **as_typed(ani, article))
    keep(ani, article, tab="tab-judul-1", **as_typed(ani, article, headline="Kapal tiba"))
    keep(ani, article, tab="tab-isi-1", **as_typed(ani, article, body="<p>Tiga kata saja</p>"))
    keep(ani, article, tab="tab-nama-1", **as_typed(ani, article, **{"credits-0-author": newsroom.budi.author.pk}))
    offers = ani.get(address("change", article.pk)).context["offers"]
    assert {offer.buffer.tab: offer.differs for offer in offers} == {
        "tab-judul-1": ["Judul"],
        "tab-isi-1": ["Isi (3 kata)"],
        "tab-nama-1": ["Penulis & redaktur"],
    }
    newsroom.save(article, newsroom.ani, headline="Kapal tiba")
    offers = ani.get(address("change", article.pk)).context["offers"]
    assert [offer.differs for offer in offers if offer.buffer.tab == "tab-judul-1"] == []


def test_on_a_text_that_may_not_be_changed_now_an_offer_is_there_to_be_read(newsroom, ani):
    article = newsroom.draft()
    typed = as_typed(ani, article, headline="Kapal tiba <b>", body="<p>Ketikan yang tertinggal</p>")
    buffer = keep(ani, article, **typed).json()["buffer"]
    moves.move(article, "submit", by=newsroom.ani)
    for query in ({}, {"pulih": buffer}):
        page = ani.get(address("change", article.pk), query)
        assert page.context["locked"]
        assert "Ketikan yang tertinggal" in page.text
        assert "Kapal tiba &lt;b&gt;" in page.text
        assert 'name="_save"' not in page.text
        assert f'href="?pulih={buffer}"' not in page.text


def test_a_save_spends_the_buffer_and_a_late_word_cannot_bring_it_back(newsroom, ani):
    article = newsroom.draft()
    keep(ani, article, headline="Judul ketikan")
    typed = posted(ani.get(address("change", article.pk)), headline="Judul ketikan", tab=TAB)
    ani.post(address("change", article.pk), typed)
    assert keep(ani, article, headline="Judul ketikan").json() == {"spent": True}
    page = ani.get(address("change", article.pk))
    assert page.context["offers"] == []
    assert TAB in page.context["spent"]


def test_typing_that_first_arrives_after_its_own_save_is_offered_to_nobody(newsroom, ani):
    article = newsroom.draft()
    typed = posted(ani.get(address("change", article.pk)), headline="Judul ketikan", tab=TAB)
    ani.post(address("change", article.pk), typed)
    assert keep(ani, article, headline="Judul ketikan").json() == {"spent": True}
    page = ani.get(address("change", article.pk))
    assert page.context["offers"] == []
    assert TAB in page.context["spent"]


def test_a_tab_of_no_tabs_form_is_left_alone(newsroom, ani):
    article = newsroom.draft()
    typed = posted(ani.get(address("change", article.pk)), headline="Judul ketikan", tab="<b>\x00")
    ani.post(address("change", article.pk), typed)
    article.refresh_from_db()
    assert article.headline == "Judul ketikan"
    assert not Buffer.objects.exists()


def test_a_form_put_back_and_saved_spends_both(newsroom, ani):
    article = newsroom.draft()
    first = keep(ani, article, tab="tab-lama-1", headline="Judul ketikan").json()["buffer"]
    keep(ani, article, tab="tab-baru-1", headline="Judul ketikan")
    typed = posted(ani.get(address("change", article.pk)), headline="Lain", tab="tab-baru-1", restored=first)
    ani.post(address("change", article.pk), typed)
    assert not Buffer.objects.waiting().exists()


def test_typing_that_was_taken_back_is_offered_to_nobody(newsroom, ani):
    article = newsroom.draft()
    keep(ani, article, headline="Judul ketikan")
    keep(ani, article, same=True)
    assert ani.get(address("change", article.pk)).context["offers"] == []


def test_nobody_reads_drops_or_spends_what_another_typed(newsroom, ani):
    article = newsroom.draft()
    buffer = keep(ani, article, headline="Rahasia Ani").json()["buffer"]
    budi = Client()
    budi.force_login(newsroom.budi)
    page = budi.get(address("change", article.pk), {"pulih": buffer})
    assert "Rahasia Ani" not in page.text
    assert budi.post(reverse("admin:articles_article_drop", args=[buffer])).status_code == 404
    keep(budi, article, same=True)
    budi.post(address("change", article.pk), posted(page, headline="Budi", tab=TAB, restored=buffer))
    assert Buffer.objects.waiting().get().pk == buffer
    assert ani.post(reverse("admin:articles_article_drop", args=[buffer])).status_code == 302
    assert not Buffer.objects.waiting().exists()


def test_a_story_that_one_may_not_see_takes_no_buffer(newsroom):
    article, gita, fitri = newsroom.draft(), Client(), Client()
    gita.force_login(newsroom.gita)
    fitri.force_login(newsroom.fitri)
    assert keep(gita, article).status_code == 404
    assert keep(fitri, article).status_code == 403
    assert Client().post(KEEP, "{}", content_type="application/json").status_code == 302
    assert not Buffer.objects.exists()


PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text()


def nested(inner):
    return st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)


ANYTHING = PLAIN | nested(PLAIN | nested(PLAIN))


@given(body=st.binary() | ANYTHING.map(lambda value: json.dumps(value).encode()), sent=st.dictionaries(
    st.sampled_from(["article", "tab", "version", "fields", "same"]), ANYTHING,
).map(lambda value: json.dumps(value).encode()))  # fmt: skip
def test_whatever_is_sent_is_refused_or_read(body, sent):
    for raw in (body, sent):
        try:
            read = autosave.read(raw)
        except autosave.BadBuffer:
            continue
        assert set(read) == {"article", "tab", "version", "fields", "same"}


def test_old_buffers_are_forgotten(newsroom, ani):
    article = newsroom.draft()
    keep(ani, article, tab="tab-simpan-1", headline="x")
    keep(ani, article, tab="tab-simpan-1", same=True)
    keep(ani, article, tab="tab-tunggu-1", headline="y")
    newsroom.step(days=31)
    assert due.forget_buffers() == 1
    newsroom.step(days=60)
    assert due.forget_buffers() == 1


def test_the_form_costs_as_many_queries_among_many_stories_as_among_few(newsroom, ani):
    article = newsroom.draft()

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert ani.get(address("change", article.pk)).status_code == 200
        return len(asked)

    ani.get(address("change", article.pk))
    few = queries()
    plain = {"section": newsroom.national, "stage_since": newsroom.now, "saved_at": newsroom.now - timedelta(days=1)}
    Article.objects.bulk_create(Article(headline=f"Naskah {number}", **plain) for number in range(1000))
    assert queries() == few
    assert few <= FORM_QUERIES, few


FORM_QUERIES = 40
