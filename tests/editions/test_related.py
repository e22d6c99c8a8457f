"""Related stories: found from the text, each with its why, healed as stories come and go."""

import re
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import published, publishing
from articles.admin.pages import address
from articles.models import Tag
from articles.published import finder
from editions import digests, index, related
from editions.models import Digest, Edition, Related, Stem, Unindexed
from newsroom import work

FERRY = "<p>Kapal feri Tuna Raya tenggelam di Selat Bali.</p><p>Nakhoda Made Suarta selamat, kata Basarnas.</p>"
AGAIN = "<p>Basarnas mencari korban kapal feri Tuna Raya di Selat Bali.</p><p>Made Suarta diperiksa polisi.</p>"
RICE = "<p>Harga beras naik di Pasar Induk Cipinang.</p><p>Bulog menggelar operasi pasar beras.</p>"


def catch_up():
    while work.work_once():
        pass


@pytest.fixture
def three(newsroom):
    """Two stories on one ferry, one on rice, with all that is due done."""
    newsroom.ferry = newsroom.live(headline="Feri Tuna Raya tenggelam", body=FERRY, deck="")
    newsroom.step(minutes=5)
    newsroom.rice = newsroom.live(headline="Harga beras naik lagi", body=RICE, deck="")
    newsroom.step(minutes=5)
    newsroom.again = newsroom.live(headline="Nakhoda Tuna Raya diperiksa", body=AGAIN, deck="")
    catch_up()
    return newsroom


def related_to(article):
    return published.related_to([article.story_id]).get(article.story_id, [])


def test_stories_on_one_event_are_related_both_ways(three):
    assert related_to(three.ferry)[:1] == [three.again.story_id]
    assert related_to(three.again)[:1] == [three.ferry.story_id]
    assert three.rice.story_id not in related_to(three.ferry)


def test_a_story_that_comes_later_finds_its_place_beside_the_older(three):
    three.step(days=1)
    later = three.live(headline="Bangkai feri Tuna Raya diangkat", body=FERRY.replace("tenggelam", "diangkat"), deck="")
    catch_up()
    assert later.story_id in related_to(three.ferry)


def test_each_says_why_in_words_of_the_text(three):
    edition = Edition.objects.live().get(story_id=three.again.story_id)
    shared = Related.objects.get(edition=edition).found[0]["shared"]
    assert "Tuna Raya" in shared
    assert any("Suarta" in words for words in shared)


def test_what_is_not_live_is_in_no_list_and_leaves_the_index_with_its_words(three):
    three.step(minutes=5)
    publishing.withdraw(three.again, by=three.eko, ground="keliru", reason="Keliru")
    catch_up()
    assert not Digest.objects.filter(story_id=three.again.story_id).exists()
    assert related_to(three.ferry) == []
    assert not Unindexed.objects.exists()


def test_of_two_near_copies_of_one_wire_story_only_one_is_in(three):
    lines = "".join(f"<p>Keterangan nomor {number} dari Basarnas di dermaga Gilimanuk.</p>" for number in range(12))
    wire = [three.live(headline=f"Feri Tuna Raya karam ({who})", body=FERRY + lines, deck="") for who in "AB"]
    catch_up()
    for story in (three.ferry, three.again):
        found = related_to(story)
        assert len({one.story_id for one in wire} & set(found)) == 1
        assert len(found) == 2


def test_a_text_on_the_desk_is_offered_what_fits_it_so_far(three):
    typed = three.snapshot(headline="Pemilik feri Tuna Raya dipanggil", body="<p>Selat Bali.</p>", deck="")
    offered = finder.fitting(typed, at=three.now)
    assert {one.edition.story_id for one in offered} == {three.ferry.story_id, three.again.story_id}
    assert "Tuna Raya" in offered[0].shared


def test_a_search_on_the_desk_finds_live_stories(three):
    found = finder.matching("beras cipinang", at=three.now)
    assert [one.edition.story_id for one in found] == [three.rice.story_id]


def test_the_desk_is_told_of_a_story_on_the_same_event_and_how_much_of_it_is_repeated(three, client):
    told = finder.near_copies(three.snapshot(headline="Feri karam", body=FERRY, deck=""), at=three.now, story_id="x")
    assert told[0].edition.story_id == three.ferry.story_id
    assert told[0].percent == 100
    draft = three.draft(headline="Feri karam", body=FERRY + "<p>Kata baru sama sekali.</p>", deck="")
    client.force_login(three.ani)
    page = client.get(address("move", draft.pk, "submit")).text
    assert "Feri Tuna Raya tenggelam" in page
    assert "100 %" in page


def test_a_story_of_another_event_is_no_near_copy(three):
    match = three.snapshot(headline="Persija menang", body="<p>Gol tunggal dicetak pada menit akhir.</p>", deck="")
    assert finder.near_copies(match, at=three.now, story_id="x") == []


def test_tags_are_offered_from_the_text_and_from_what_is_like_it(three):
    Tag.objects.create(name="Tidak Terpakai", slug="tidak-terpakai")
    three.step(minutes=5)
    three.live(headline="Feri Tuna Raya diangkat", body=AGAIN, deck="", tags=["Basarnas", "kecelakaan laut"])
    catch_up()
    typed = three.snapshot(headline="Tuna Raya", body=FERRY + "<p>Tidak terpakai.</p>", deck="")
    assert set(finder.fitting_tags(typed, at=three.now)) == {"Basarnas", "kecelakaan laut"}
    assert finder.fitting_tags(typed | {"tags": ["basarnas"]}, at=three.now) == ["kecelakaan laut"]


def test_reindex_makes_all_that_is_derived_again(three, capsys):
    before = {story: published.related_to([story]) for story in (three.ferry.story_id, three.again.story_id)}
    counts = dict(Stem.objects.filter(stories__gt=0).values_list("stem", "stories"))
    call_command("reindex", "--all")
    assert {story: published.related_to([story]) for story in before} == before
    assert dict(Stem.objects.filter(stories__gt=0).values_list("stem", "stories")) == counts
    Related.objects.all().delete()
    Digest.objects.filter(story_id=three.rice.story_id).update(version=0)
    call_command("reindex")
    assert Digest.objects.filter(version=0).count() == 0


def test_reindex_counts_what_waits_once_and_not_after_each_batch(three, monkeypatch):
    monkeypatch.setattr(index, "NOTED", 1)
    with CaptureQueriesContext(connection) as asked:
        call_command("reindex", "--all")
    assert len([one for one in asked if "COUNT(" in one["sql"]]) == 2
    assert set(Digest.objects.values_list("version", flat=True)) == {digests.VERSION}


def test_a_withdrawn_story_is_in_no_block_list_search_or_feed_at_once(three, client):
    gone, address = three.ferry, f"/berita/{three.ferry.story_id}/"
    story = Edition.objects.live().get(story_id=three.again.story_id).get_absolute_url()
    places = [
        "/", story, "/kanal/nasional/", "/penulis/ani/", "/indeks/", "/terpopuler/", "/cari/?q=feri+tuna+raya", "/rss/",
        "/atom/", "/json/", "/sitemap.xml", "/sitemap-news.xml", "/rss/nasional/",
    ]  # fmt: skip
    shown = {place for place in places if address in client.get(place).text}
    assert shown >= {"/", story, "/kanal/nasional/", "/cari/?q=feri+tuna+raya", "/rss/"}
    three.step(minutes=2)
    publishing.withdraw(gone, by=three.eko, ground="keliru", reason="Keliru")
    assert [place for place in places if address in client.get(place).text] == []
    three.step(minutes=2)
    catch_up()
    assert [place for place in places if address in client.get(place).text] == []


def test_until_they_are_found_the_sections_latest_stand_in(newsroom, client):
    stories = [newsroom.live(headline=f"Berita ke-{number}") for number in range(9)]
    page = client.get(Edition.objects.live().get(story_id=stories[0].story_id).get_absolute_url()).text
    assert 'id="related"' in page


def found_for(article, *stories):
    """As the search for what belongs with a story would have found them, best first."""
    edition = Edition.objects.live().get(story_id=article.story_id)
    rows = [{"story_id": one.story_id, "score": 1.0, "shared": []} for one in stories]
    Related.objects.update_or_create(edition=edition, defaults={"found": rows, "made": 1})
    return edition.get_absolute_url()


def related_on(page):
    block = page.text[page.text.index('id="related"') : page.text.index("</section>", page.text.index('id="related"'))]
    return list(dict.fromkeys(re.findall(r"/berita/(\w+)/", block)))


def test_the_next_of_those_found_takes_the_place_of_one_that_is_gone_or_stands_in_the_text(newsroom, client):
    first, gone, linked, *others = [newsroom.live(headline=f"Berita ke-{number}") for number in range(8)]
    body = f'<p>Kapal tiba.</p><div data-baca-juga="{linked.story_id}"></div><p>Warga menyambut.</p>'
    story = newsroom.live(headline="Kapal tiba", body=body)
    for _number in range(20):  # beside a story stand the latest: none of those found is one of them
        newsroom.live()
    path = found_for(story, gone, first, linked, *others)
    assert related_on(client.get(path)) == [one.story_id for one in (gone, first, *others[:2])]
    publishing.hold(gone, by=newsroom.eko, reason="Diperiksa")
    assert related_on(client.get(path)) == [one.story_id for one in (first, *others[:3])]


def test_what_a_page_does_not_show_of_those_found_is_read_along_for_the_next_page(newsroom, client, settings, tmp_path):
    settings.PAGE_CACHE, settings.ROW_CACHE, settings.PAGE_CACHE_DIR = True, True, tmp_path
    old = [newsroom.live(headline=f"Berita lama ke-{number}") for number in range(8)]
    newsroom.step(minutes=1)
    one, other = (newsroom.live(headline=f"Kapal {number}") for number in range(2))
    for _number in range(20):  # as above
        newsroom.live()
    paths = found_for(one, *old), found_for(other, *reversed(old))
    first = client.get(paths[0])
    with CaptureQueriesContext(connection) as asked:
        second = client.get(paths[1])
    assert [related_on(page) for page in (first, second)] == [
        [story.story_id for story in stories[:4]] for stories in (old, old[::-1])
    ]
    assert not [sql for sql in asked if '"lead_id"' in sql["sql"] and '"editions_rendered"' not in sql["sql"]]
    publishing.hold(old[7], by=newsroom.eko, reason="Diperiksa")
    assert old[7].story_id not in related_on(client.get(paths[1]))
    with CaptureQueriesContext(connection) as asked:
        assert client.get(paths[0]).content == first.content
    assert all("editions_change" in sql["sql"] for sql in asked)


def test_an_editors_picks_stand_first_and_paid_stories_never(three, client):
    paid = three.live(headline="Iklan feri Tuna Raya", body=FERRY, deck="", genre="advertorial", client="PT Laut")
    body = f'<p>Satu feri Tuna Raya.</p><hr data-page-break><p>Dua.</p><div data-baca-juga="{three.rice.story_id}">'
    newest = three.live(headline="Feri Tuna Raya lagi", body=body + "</div><p>Tiga.</p>", deck="")
    catch_up()
    page = client.get(Edition.objects.live().get(story_id=newest.story_id).get_absolute_url()).text
    block = page[page.index('id="related"') : page.index("</section>", page.index('id="related"'))]
    assert block.index(three.rice.story_id) < block.index(three.ferry.story_id)
    assert paid.story_id not in block


def test_of_stories_that_share_but_a_few_words_by_chance_the_likest_alone_is_named(monkeypatch):
    at = datetime(2035, 9, 3, tzinfo=UTC)
    stories = [related.Candidate(key, f"s{key}", at, "", {"likeness": key}, "[]") for key in (300, 79, 60, 41, 30)]
    monkeypatch.setattr(related.digests, "likeness", lambda _ours, theirs: theirs["likeness"] / 1000)
    subject = related.Subject({"kapal": 1}, at)
    assert [found.story.edition_id for found in related.ranked(subject, stories)] == [300]
    assert [found.story.edition_id for found in related.ranked(subject, stories[1:])] == [79]
    assert related.ranked(subject, stories[4:]) == []
