"""Kept pages: the same as a page made anew, whatever was done and whatever time it is."""

import errno
import os
import re
import shutil
import threading
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import brotli
import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as rules
from hypothesis import strategies as st

from articles import publishing
from articles.models import Author, Section, Tag
from articles.published import finder
from articles.publishing import picturing
from articles.workflow import NotAllowed
from editions import clock, search, shown, stale, views
from editions.cache import changes, common, flight, stores
from editions.cache.kept import Kept
from editions.cache.middleware import PageCache
from editions.cache.stores import Files, Memory
from editions.models import Change, Edition, Heading
from editions.pages import stories
from newsroom import work
from photos.models import Photo
from tests.cast import MONDAY
from tests.editions.test_pages import photographed
from tests.editions.test_related import AGAIN, FERRY, catch_up
from tests.journeys.play import ON_THE_RECORD, Play

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(settings, tmp_path):
    """The cache is on, in a folder of its own."""
    settings.PAGE_CACHE, settings.ROW_CACHE, settings.PAGE_CACHE_DIR = True, True, tmp_path
    return settings


def asked(client, path, **headers):
    """The answer, and how many queries it took but for the look at what changed."""
    with CaptureQueriesContext(connection) as caught:
        response = client.get(path, **headers)
    pages = [one for one in caught if "editions_change" not in one["sql"]]
    return response, len(pages)


def url(article):
    return Edition.objects.live().get(story_id=article.story_id).get_absolute_url()


# --- The oracle ----------------------------------------------------------------------------------------------

WAIT = st.sampled_from([0.5, 1, 2, 5, 14, 30])
STEP = st.tuples(
    st.sampled_from([*ON_THE_RECORD, "correct", "publish", "revise", "submit", "move", "rename", "wait", "wait"]),
    st.sampled_from(["citra", "eko"]), WAIT, st.booleans(), st.booleans(),
)  # fmt: skip
LED = [("submit", "ani", 1, False, False), ("publish", "citra", 1, False, False)]


def do(stage, told, stories, count, step):
    """One act, as it may be refused; or time that passes."""
    verb, who, hours, other, later = step
    story, by = stories[other], getattr(stage, who)
    words, changes = f"Kata {count}", {"headline": f"Tajuk {count} kisah"}
    at = stage.now + timedelta(hours=hours) if later else None
    try:
        if verb == "wait":
            stage.step(hours=hours)
        elif verb == "move":
            stage.save(story.article(), by, section_id=stage.east.pk, **changes)
        elif verb == "rename":
            Section.objects.filter(pk=stage.east.pk).update(name=words, slug=f"timur-{count % 2}")
            publishing.rename([Section.objects.get(pk=stage.east.pk)])
        else:
            told.do(story, verb, by, note=words, at=at, changes=changes, kind="ralat", tick=True)
    except NotAllowed:
        return


def addresses(stage, stories):
    days = {f"/indeks/{stage.now - timedelta(days=back):%Y/%m/%d}/" for back in (0, 1)}
    pages = [f"/berita/{story.story_id}/{slug}/" for story in stories for slug in ("apa-saja", "tajuk-0-asal")]
    lists = ["/kanal/nasional/", "/kanal/daerah/", "/kanal/timur/", "/kanal/timur-1/", "/penulis/ani/", "/foto/"]
    deep = [f"/kanal/nasional/?before={story.story_id}" for story in stories]
    return [
        "/",
        *pages,
        *lists,
        *deep,
        *days,
        "/indeks/?kanal=timur",
        "/rss/",
        "/rss/kanal/nasional/",
        "/atom/",
        "/json/",
        "/sitemap.xml",
        "/sitemap-news.xml",
        "/sitemap-pages.xml",
        "/ralat/",
        "/redaksi/",
    ]


def bytes_of(client, path):
    response = client.get(path, follow=True)
    # An empty feed was built at whatever moment somebody looked.
    text = re.sub("<lastBuildDate>[^<]*", "", response.content.decode())
    return response.status_code, response.redirect_chain, text


def differs(sites, stage, stories):
    """The first address at which what is kept, or made of rows that are remembered, is not what would be made now."""
    return next((path for path in addresses(stage, stories) if not alike(bytes_of(one, path) for one in sites)), "")


def alike(answers):
    first, *others = answers
    return all(one == first for one in others)


def three_sites(settings, folder):
    """One that keeps its pages, one that only remembers rows, and one that reads and makes all anew."""
    sites = []
    for settings.PAGE_CACHE, settings.ROW_CACHE in ((True, True), (False, True), (False, False)):
        settings.PAGE_CACHE_DIR = Path(folder, str(len(sites)))
        sites.append(Client())
        sites[-1].get("/healthz")
    return sites


@given(st.lists(STEP, min_size=4, max_size=int(os.environ.get("SOAK", "8"))))
@rules(
    max_examples=int(os.environ.get("SOAK", "3")), deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck), phases=[Phase.generate],
)  # fmt: skip
def test_a_kept_page_is_what_would_be_made_now_after_any_acts_and_at_any_time(settings, newsroom, monkeypatch, script):
    # Lists beside the matter may lag: here they may not, so that every byte counts.
    monkeypatch.setattr(shown, "beside", nullcontext)
    with transaction.atomic(), TemporaryDirectory() as folder:
        newsroom.at(MONDAY)
        told, sites = Play(newsroom), three_sites(settings, folder)
        stories = [told.open(newsroom.ani, headline="Tajuk 0 asal"), told.open(newsroom.budi, headline="Tajuk 1 asal")]
        assert differs(sites, newsroom, stories) == ""
        for count, step in enumerate([*LED, *script], 1):
            do(newsroom, told, stories, count, step)
            assert differs(sites, newsroom, stories) == "", step
        transaction.set_rollback(True)


# --- Answers ---------------------------------------------------------------------------------------------------


def test_a_second_reader_costs_no_query_and_made_up_parameters_do_not_pass_the_cache_by(kept, newsroom):
    client, story = Client(), newsroom.live()
    path = url(story)
    first, cost = asked(client, path)
    assert cost > 0
    for again in (path, f"{path}?utm_source=x", f"{path}?x=1&y=2"):
        response, cost = asked(client, again)
        assert (response.content, cost) == (first.content, 0)


def test_with_pages_not_kept_each_is_made_anew_of_rows_that_are_remembered(kept, newsroom):
    """So that what it costs to make pages is measured as readers meet it."""
    kept.PAGE_CACHE = False
    client, story = Client(), newsroom.live()
    path = url(story)
    first, cost = asked(client, path)
    again, less = asked(client, path)
    assert (again.content, again.has_header("ETag")) == (first.content, False)
    assert 0 < less < cost
    publishing.withdraw(story, by=newsroom.eko, ground="keliru", reason="Salah")
    assert client.get(path).status_code == 410


def test_a_story_is_kept_by_its_id_and_other_slugs_lead_to_its_own(kept, newsroom):
    client, story = Client(), newsroom.live()
    path = url(story)
    client.get(path)
    response, cost = asked(client, f"/berita/{story.story_id}/karangan-orang/")
    assert (response.status_code, response["Location"], cost) == (301, path, 0)
    assert response["Cache-Control"] == "public, max-age=60"  # no key by which a proxy could be told to let it go


def test_a_reader_who_has_the_bytes_is_told_so(kept, newsroom):
    client, path = Client(), url(newsroom.live())
    first = client.get(path)
    for told in ({"if-none-match": first["ETag"]}, {"if-modified-since": first["Last-Modified"]}):
        response, cost = asked(client, path, headers=told)
        assert (response.status_code, response.content, cost) == (304, b"", 0)
        assert response["ETag"] == first["ETag"]
    newsroom.step(minutes=1)
    assert client.get(path, headers={"if-none-match": '"other"'}).status_code == 200


def test_compressed_bytes_are_the_same_page(kept, newsroom):
    client, path = Client(), url(newsroom.live())
    plain = client.get(path)
    zipped = client.get(path, headers={"accept-encoding": "gzip, deflate"})
    assert zipped["Content-Encoding"] == "gzip"
    assert zlib.decompress(zipped.content, 31) == plain.content
    assert len(zipped.content) == int(zipped["Content-Length"]) < len(plain.content) / 2


def test_a_kept_page_comes_by_brotli_where_that_is_installed(kept, newsroom):
    client, path = Client(), url(newsroom.live())
    plain, packed = client.get(path), client.get(path, headers={"accept-encoding": "gzip, deflate, br, zstd"})
    assert packed["Content-Encoding"] == "br"
    assert brotli.decompress(packed.content) == plain.content
    assert len(packed.content) == int(packed["Content-Length"])


def test_a_browser_is_told_to_come_by_https_alone_whoever_asked_first(kept, newsroom):
    kept.SECURE_HSTS_SECONDS = 31_536_000
    kept.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    client, path = Client(), url(newsroom.live())
    for page, schemes in {path: ("http", "https"), "/kanal/nasional/": ("https", "http")}.items():
        told = [client.get(page, headers={"x-forwarded-proto": scheme}) for scheme in schemes]
        assert [one["Strict-Transport-Security"] for one in told] == ["max-age=31536000"] * 2


def test_head_has_the_headers_and_no_body(kept, newsroom):
    client, path = Client(), url(newsroom.live())
    whole, head = client.get(path), client.head(path)
    assert (head.content, head["Content-Length"]) == (b"", str(len(whole.content)))


def test_a_kept_search_shows_a_new_story_as_soon_as_it_is_indexed(kept, newsroom):
    client, search = Client(), {"q": "perintis"}
    newsroom.live(headline="Kapal perintis tiba")
    work.work_once()
    assert client.get("/cari/", search).text.count("<article") == 1
    newsroom.live(headline="Perintis kedua menyusul")
    work.work_once()
    assert client.get("/cari/", search).text.count("<article") == 2


def test_a_kept_search_is_in_the_order_of_one_made_now(kept, newsroom, monkeypatch):
    """A new story stands above a better fit for a time: here for a day or two, so that it falls while it is kept."""
    monkeypatch.setattr(search, "HALF_YEAR", 86_400.0)
    newsroom.live(headline="Mercusuar Larantuka: mercusuar tertua", deck="Mercusuar dijaga.")
    newsroom.step(days=3)
    newsroom.live(headline="Warga merawat mercusuar")
    work.work_once()
    orders = []
    for _hour in range(60):
        newsroom.step(hours=1)
        pages = [headlines(Client()) for kept.PAGE_CACHE in (True, False)]
        assert pages[0] == pages[1]
        orders.append(pages[0])
    assert orders[0] == orders[-1][::-1]


def headlines(client):
    return re.findall(r"<article.*?/berita/([-\w]+)/", client.get("/cari/?q=mercusuar").text, re.DOTALL)


def test_the_text_edition_is_kept_apart(kept, newsroom):
    client, path = Client(), url(newsroom.live())
    whole = client.get(path).content
    saving = client.get(path, headers={"save-data": "on"}).content
    assert whole != saving == client.get(path, headers={"save-data": "on"}).content
    assert client.get(path).content == whole
    assert client.get(f"{path}?lite=1").content != whole


@pytest.mark.parametrize("path", ["/", "/kanal/nasional/", "/rss/", "/sitemap.xml", "/tidak-ada/"])
def test_no_public_answer_carries_a_cookie_or_varies_by_one(kept, newsroom, path):
    newsroom.live()
    response = Client().get(path)
    assert "Set-Cookie" not in response
    assert "cookie" not in response.get("Vary", "").lower()


# --- From when to when --------------------------------------------------------------------------------------------


def test_no_cache_may_keep_a_page_past_the_moment_that_changes_it(kept, newsroom):
    kept.PROXIES = ["varnish:http://127.0.0.1:1"]
    client, story = Client(), newsroom.live()
    newsroom.scheduled(newsroom.now + timedelta(seconds=40), headline="Nanti")
    told = client.get("/")["Cache-Control"]
    assert "max-age=40, s-maxage=40, stale-while-revalidate=0" in told
    newsroom.step(seconds=39)
    assert "Nanti" not in client.get("/").content.decode()
    newsroom.step(seconds=1)
    assert "Nanti" in client.get("/").content.decode()
    assert story.story_id in client.get("/").content.decode()


def test_proxies_that_are_told_keep_pages_for_a_day_and_get_their_keys(kept, newsroom):
    kept.PROXIES = ["varnish:http://127.0.0.1:1"]
    client, story = Client(), newsroom.live()
    response = client.get(f"/kanal/nasional/?before={story.story_id}")
    assert response.status_code == 404
    response = client.get("/redaksi/")
    assert "s-maxage=86400" in response["Cache-Control"]
    assert response["Surrogate-Key"] == response["xkey"]
    assert {"menu", "everything"} <= set(response["xkey"].split())


def test_without_proxies_that_are_told_nobody_keeps_a_page_past_a_minute(kept, newsroom):
    assert Client().get("/redaksi/")["Cache-Control"] == "public, max-age=60"


def test_lists_beside_a_story_do_not_renew_it_within_a_set_time_and_then_behind_the_readers_back(kept, newsroom):
    client, path = Client(), url(newsroom.live())
    client.get(path)
    newsroom.step(minutes=1)
    newsroom.live(headline="Lebih baru")
    response, cost = asked(client, path)
    assert cost == 0
    newsroom.step(minutes=10)
    response, _cost = asked(client, path)
    assert "Lebih baru" not in response.content.decode()
    response, cost = asked(client, path)
    assert "Lebih baru" in response.content.decode()
    assert cost == 0


def test_what_one_process_renewed_behind_its_readers_back_no_other_does_again(kept, newsroom, monkeypatch):
    one, other, path = Client(), Client(), url(newsroom.live())
    for client in (one, other):
        client.get(path)
    newsroom.live(headline="Lebih baru")
    newsroom.step(minutes=10)
    made, make = [], PageCache._make
    monkeypatch.setattr(PageCache, "_make", lambda *told: made.append(told) or make(*told))
    for client in (one, other):
        assert "Lebih baru" not in client.get(path).text
        assert "Lebih baru" in client.get(path).text
    assert len(made) == 1


def test_beside_an_old_story_lists_may_lag_for_an_hour_and_no_longer(kept, newsroom):
    client, path = Client(), url(newsroom.live())
    newsroom.step(days=2)
    client.get(path)
    newsroom.live(headline="Lebih baru")
    newsroom.step(minutes=40)
    assert asked(client, path)[1] == asked(client, path)[1] == 0
    assert "Lebih baru" not in client.get(path).text
    newsroom.step(minutes=40)
    client.get(path)
    assert "Lebih baru" in client.get(path).text


def test_a_withdrawn_story_is_gone_at_once_from_all_that_stood_beside_others(kept, newsroom):
    client, gone, other = Client(), newsroom.live(headline="Yang dicabut"), newsroom.live()
    path = url(other)
    assert "Yang dicabut" in client.get(path).content.decode()
    newsroom.step(seconds=1)
    publishing.withdraw(gone, by=newsroom.eko, ground="keliru", reason="Salah")
    assert "Yang dicabut" not in client.get(path).content.decode()


def test_a_new_story_renews_the_pages_that_show_it_and_no_other(kept, newsroom):
    client, first = Client(), newsroom.live()
    elsewhere = newsroom.live(section_id=newsroom.east.pk)
    untouched = [url(first), url(elsewhere), "/kanal/timur/", "/redaksi/", "/ralat/"]
    for path in [*untouched, "/", "/kanal/nasional/", "/rss/"]:
        client.get(path)
    newsroom.step(minutes=1)
    newsroom.live(headline="Baru", body="<p>Satu.</p><p>Dua.</p>")
    assert [path for path in untouched if asked(client, path)[1]] == []
    for path in ("/", "/kanal/nasional/", "/rss/"):
        response, cost = asked(client, path)
        assert "Baru" in response.content.decode()
        assert cost > 0
        assert asked(client, path)[1] == 0


def test_stories_found_to_belong_together_renew_the_page_of_each_alone(kept, newsroom):
    client = Client()
    first = newsroom.live(headline="Feri Tuna Raya tenggelam", body=FERRY, tags=["laut"])
    path, elsewhere = url(first), "/tag/laut/"
    client.get(path)
    client.get(elsewhere)
    catch_up()
    assert asked(client, path)[1] > 0  # the latest stood in for them
    assert asked(client, elsewhere)[1] == 0
    newsroom.step(minutes=1)
    newsroom.live(headline="Nakhoda Tuna Raya diperiksa", body=AGAIN)
    catch_up()
    assert asked(client, path)[1] == asked(client, elsewhere)[1] == 0  # a better one may wait, like any list beside it
    newsroom.step(minutes=10)
    client.get(path)
    page = client.get(path).text
    assert "Nakhoda" in page[page.index('id="related"') : page.index('id="related"') + 2000]


# --- Rows that many pages show -------------------------------------------------------------------------------


def test_what_one_page_read_costs_the_next_no_query(kept, newsroom):
    client, stories = Client(), [newsroom.live(headline=f"Tajuk {number}") for number in range(4)]
    first, second, third, fourth = (url(one) for one in stories)
    client.get(first)
    client.get(second)
    # Of a story only its own row is left, whether two or three stood beside it before.
    assert [asked(client, path)[1] for path in (third, fourth)] == [1, 1]


def test_remembered_rows_go_at_once_with_a_withdrawal_a_correction_and_a_new_name(kept, newsroom):
    client, gone, put_right = Client(), newsroom.live(headline="Yang dicabut"), newsroom.live(headline="Yang keliru")
    unseen = [url(newsroom.live()) for _number in range(4)]
    text = client.get(unseen[0]).content.decode()
    assert "Yang dicabut" in text
    assert "Yang keliru" in text
    newsroom.step(seconds=1)
    publishing.withdraw(gone, by=newsroom.eko, ground="keliru", reason="Salah")
    assert "Yang dicabut" not in client.get(unseen[1]).content.decode()
    publishing.hold(put_right, by=newsroom.eko, reason="Diperiksa")
    assert "Yang keliru" not in client.get(unseen[2]).content.decode()
    Section.objects.filter(pk=newsroom.national.pk).update(name="Nusantara")
    publishing.rename([Section.objects.get(pk=newsroom.national.pk)])
    assert "Nusantara" in client.get(unseen[3]).content.decode()


def test_a_list_is_not_asked_for_its_own_head_again_when_a_story_comes_in(kept, newsroom):
    client, lists = Client(), ["/tag/laut/", "/penulis/ani/"]
    for _time in range(2):
        newsroom.live(tags=["laut"])
        newsroom.step(seconds=1)
        costs = [asked(client, path)[1] for path in lists]
    assert costs == [2, 1], "its rows, and once what the card of the new story shows"


@pytest.mark.parametrize("how", ["its time is over", "it is denied"])
def test_a_head_that_is_remembered_shows_no_face_whose_rights_ended(kept, newsroom, how):
    kept.PAGE_CACHE = False
    client, photo, author = Client(), photographed(newsroom), newsroom.ani.author
    Photo.objects.filter(pk=photo.pk).update(rights_until=newsroom.now + timedelta(hours=1))
    Author.objects.filter(pk=author.pk).update(portrait=photo)
    newsroom.live()
    for _time in range(2):
        assert 'class="face"' in client.get("/penulis/ani/").text
    if how == "its time is over":
        newsroom.step(hours=1)
    else:
        newsroom.step(seconds=1)
        photo.refresh_from_db()
        photo.rights_denied, photo.rights_until = True, newsroom.now
        photo.save()
        picturing.keep_rights(photo)
    assert 'class="face"' not in client.get("/penulis/ani/").text


def test_a_tag_without_a_story_is_not_remembered_as_nameless(kept, newsroom):
    client = Client()
    tag = Tag.objects.create(name="Laut", slug="laut")
    first, second = newsroom.live(tags=["Laut"]), newsroom.live()
    assert "/tag/laut/" in client.get(url(first)).content.decode()
    newsroom.step(seconds=1)
    publishing.withdraw(first, by=newsroom.eko, ground="keliru", reason="Salah")
    assert client.get("/tag/laut/").status_code == 404
    client.get(url(second))
    newsroom.step(seconds=1)
    again = newsroom.live(tags=[tag.name])
    assert "/tag/laut/" in client.get(url(again)).content.decode()


def has_read(edition, caught):
    """Whether its text or what the index holds of it was asked for; other keys a test before may have left there."""
    asked_for = [one["sql"] for one in caught if '"body"' in one["sql"] or '"words"' in one["sql"]]
    return any(str(edition.pk) in re.findall(r"\d+", sql) for sql in asked_for)


def test_a_search_asked_again_after_a_publication_reads_no_text_that_it_has_read(kept, newsroom):
    client, search = Client(), "/cari/?q=mercusuar"
    story = Edition.objects.live().get(story_id=newsroom.live(headline="Kapal mercusuar tiba").story_id)
    work.work_once()
    client.get(search)
    newsroom.live(headline="Hujan turun")
    work.work_once()
    with CaptureQueriesContext(connection) as caught:
        assert client.get(search).text.count("<article") == 1
    assert not has_read(story, caught)


def test_the_desks_finder_reads_what_the_index_holds_of_a_story_once(kept, newsroom):
    story = Edition.objects.live().get(story_id=newsroom.live(headline="Mercusuar padam").story_id)
    work.work_once()
    Client().get("/")
    first = finder.find("mercusuar", at=newsroom.now)
    with CaptureQueriesContext(connection) as caught:
        assert finder.find("mercusuar", at=newsroom.now) == first
    assert not has_read(story, caught)
    assert [one.headline for one in first] == ["Mercusuar padam"]


def test_a_search_knows_a_tags_new_name_as_soon_as_the_index_is_made_anew(kept, newsroom):
    client = Client()
    Tag.objects.create(name="Pesisir", slug="pesisir")
    newsroom.live(headline="Kapal tiba", tags=["Pesisir"])
    work.work_once()
    assert client.get("/cari/?q=pesisir").text.count("<article") == 1
    Tag.objects.update(name="Tepi Laut")
    publishing.rename(Tag.objects.all())
    work.begin_reindex(everything=True)
    list(work.reindex())
    assert client.get('/cari/?q="tepi+laut"').text.count("<article") == 1
    assert client.get("/cari/?q=pesisir").text.count("<article") == 0


def test_what_readers_search_for_pushes_no_card_out_of_memory(kept, newsroom, monkeypatch):
    monkeypatch.setattr(common, "MOST", 8)
    monkeypatch.setattr(common, "OF_KIND", {})
    client, stories = Client(), [newsroom.live(headline=f"Perintis ke-{number}") for number in range(6)]
    work.work_once()
    for path in map(url, stories[:3]):
        client.get(path)
    for word in ("perintis", "kapal", "perintis+kapal", "-hujan"):
        client.get(f"/cari/?q={word}")
    assert asked(client, url(stories[3]))[1] == 1


@pytest.mark.parametrize(("room", "asks"), [(8, False), (2, True)])
def test_a_process_remembers_as_many_cards_as_there_is_room_for(kept, newsroom, monkeypatch, room, asks):
    monkeypatch.setattr(common, "OF_KIND", {"teaser": room})
    client, stories = Client(), [newsroom.live(headline=f"Perintis ke-{number}") for number in range(6)]
    client.get(url(stories[0]))
    assert (asked(client, url(stories[1]))[1] > 1) == asks


# --- Other processes, and the database away -----------------------------------------------------------------------


def test_a_change_committed_late_under_an_earlier_number_is_seen(kept, newsroom):
    client = Client()
    client.get("/redaksi/")
    last = Change.objects.create(at=newsroom.now, keys=["other"]).pk
    client.get("/redaksi/")
    Change.objects.create(pk=last + 2, at=newsroom.now, keys=["other"])
    client.get("/redaksi/")
    Change.objects.create(pk=last + 1, at=newsroom.now, keys=[shown.MENU])
    assert asked(client, "/redaksi/")[1] > 0


def test_a_change_committed_late_is_seen_by_processes_that_started_after_it(kept, newsroom):
    client = Client()
    client.get("/redaksi/")
    last = Change.objects.create(at=newsroom.now, keys=["other"]).pk
    client.get("/redaksi/")
    Change.objects.create(pk=last + 2, at=newsroom.now, keys=[shown.MENU])
    client.get("/redaksi/")  # kept while the number before was open
    Change.objects.create(pk=last + 1, at=newsroom.now, keys=[shown.MENU])
    assert asked(Client(), "/redaksi/")[1] > 1
    assert asked(Client(), "/redaksi/")[1] <= 1


def test_a_row_remembered_while_a_number_was_open_is_read_again_once_that_has_come(kept, newsroom):
    tag = Tag.objects.create(name="Pesisir", slug="pesisir")
    first, second = (newsroom.live(tags=["Pesisir"]) for _number in range(2))
    client = Client()
    client.get("/redaksi/")
    last = Change.objects.latest("pk").pk
    Change.objects.create(pk=last + 2, at=newsroom.now, keys=["other"])
    client.get(url(first))
    Heading.objects.filter(list=tag.list_key).update(name="Tepi Laut")
    Change.objects.create(pk=last + 1, at=newsroom.now, keys=[shown.name(tag.list_key)])
    assert "Tepi Laut" in client.get(url(second)).text


def test_nothing_is_judged_fresh_by_what_was_not_read_yet(tmp_path, newsroom):
    newsroom.live()
    known, front = changes.Changes(tmp_path), page("/")
    front.keys, front.made = ["all"], known.now()
    assert not known.fresh(front, known.now())
    known.look()
    front.position = known.position
    assert known.fresh(front, known.now())


def test_what_a_thread_judges_while_a_change_comes_in_is_judged_again(tmp_path, monkeypatch, newsroom):
    newsroom.live()
    known, front = changes.Changes(tmp_path), page("/")
    known.look()
    front.keys, front.position, front.made = ["all"], known.position, known.now()
    assert known.fresh(front, known.now())

    meanwhile = [front]

    class Judged(list):
        def __iter__(self):
            while meanwhile:  # another thread, in the midst of it
                known.fresh(meanwhile.pop(), known.now())
            return super().__iter__()

    rows = changes._rows
    monkeypatch.setattr(changes, "_rows", lambda found: [(*row[:2], Judged(row[2]), row[3]) for row in rows(found)])
    newsroom.step(minutes=1)
    newsroom.live()
    known.look(at_once=True)
    assert not known.fresh(front, known.now())


def test_what_a_page_read_is_true_of_its_own_moment_whatever_other_threads_learn_meanwhile(
    kept, newsroom, monkeypatch
):  # fmt: skip
    gone, client = newsroom.live(headline="Yang ditahan"), Client()
    link = f'<p>Kapal berangkat.</p><div data-baca-juga="{gone.story_id}"></div><p>Tiba.</p>'
    first, second = (url(newsroom.live(body=link)) for _number in range(2))
    client.get("/redaksi/")
    read = stories.teasers_of

    def meanwhile(*told, **asked):
        monkeypatch.setattr(stories, "teasers_of", read)
        newsroom.step(seconds=1)
        publishing.hold(gone, by=newsroom.eko, reason="Diperiksa")
        PageCache.standing.changes.look(at_once=True)
        return read(*told, **asked)

    monkeypatch.setattr(stories, "teasers_of", meanwhile)
    assert "Yang ditahan" in client.get(first).text
    for path in (second, first):
        assert "Yang ditahan" not in client.get(path).text


def test_a_page_made_anew_asks_for_the_moment_together_with_what_changed(kept, db):
    client = Client()
    client.get("/indeks/")
    Change.objects.tell(["all"], at=clock.read())
    stale.nudge()
    with CaptureQueriesContext(connection) as caught:
        assert client.get("/indeks/").status_code == 200
    told = [one["sql"].lower() for one in caught]
    assert any("editions_entry" in sql for sql in told)
    assert not any(sql.startswith(("select clock_timestamp", "select strftime")) for sql in told)


def test_an_archive_brought_in_leaves_no_names_behind_in_a_process(newsroom, tmp_path):
    later = newsroom.now + timedelta(hours=1)
    Change.objects.tell(["all"], at=later)
    Change.objects.tell([f"name-tag-{number}" for number in range(1000)], at=newsroom.now)
    Change.objects.tell([shown.EVERYTHING], at=newsroom.now)
    known = changes.Changes(tmp_path)
    known.look()
    assert len(known.changed) == 1
    assert list(known.turns) == ["all", shown.EVERYTHING]
    assert known.coming_to(["all"], known.now()) == (later.timestamp(), None)


def test_what_was_told_long_before_everything_changed_is_forgotten_and_what_was_under_way_then_is_not(
    newsroom, tmp_path
):  # fmt: skip
    long_ago, lately = newsroom.now - timedelta(hours=1), newsroom.now - timedelta(minutes=10)
    for at in (long_ago, lately):
        Change.objects.tell(["name-tag-1"], at=at)
    Change.objects.tell([shown.EVERYTHING], at=newsroom.now)
    known, front = changes.Changes(tmp_path), page("/")
    known.look()
    front.keys, front.position, front.made = [shown.EVERYTHING, "name-tag-1"], known.position, known.now()
    first, second = Change.objects.filter(keys=["name-tag-1"]).order_by("pk").values_list("pk", flat=True)
    assert len(known.told) == Change.objects.count() - 1
    front.open = [first]  # no transaction takes an hour
    assert known.fresh(front, known.now())
    front.open, front.proven = [second], 0
    assert not known.fresh(front, known.now())


def test_after_a_release_every_page_is_made_anew(kept, newsroom, settings):
    client, path = Client(), url(newsroom.live())
    client.get(path)
    settings.OUTLET_NAME = "Kabar Pesisir"
    assert "Kabar Pesisir" not in client.get(path).text
    call_command("renew_pages")
    assert "Kabar Pesisir" in client.get(path).text


def test_a_process_that_starts_takes_over_what_others_made(kept, newsroom):
    path = url(newsroom.live())
    Client().get(path)
    other = Client()
    assert asked(other, path)[1] <= 1  # the database's clock, read once


def test_a_folder_emptied_by_hand_takes_no_page_away(kept, newsroom, tmp_path):
    article, client = newsroom.live(), Client()
    client.get(url(article))
    shutil.rmtree(tmp_path)
    assert client.get("/").status_code == 200
    assert Client().get(url(article)).status_code == 200


def test_a_folder_emptied_by_hand_is_told_again_what_was_withdrawn(kept, newsroom, tmp_path):
    client, first, second = Client(), newsroom.live(), newsroom.live()
    for story in (first, second):
        client.get(url(story))
        newsroom.step(seconds=1)
    publishing.hold(first, by=newsroom.citra, reason="Diperiksa")
    assert client.get(url(first)).status_code == 200
    shutil.rmtree(tmp_path)
    publishing.hold(second, by=newsroom.citra, reason="Diperiksa")
    assert client.get("/").status_code == 200
    barred = Path(tmp_path, "barred").read_text()
    assert all(shown.story(story.story_id) in barred for story in (first, second))


def test_two_acts_within_a_millisecond_are_both_noticed(kept):
    stale.nudge()
    before = stale.nudged()
    stale.nudge()
    assert stale.nudged() != before


def test_another_database_in_place_of_this_one_voids_what_was_kept(kept, newsroom):
    client, path = Client(), url(newsroom.live())
    client.get(path)
    newsroom.step(seconds=1)
    Change.objects.all().delete()
    Change.objects.create(at=newsroom.now, keys=["other"])
    assert asked(client, path)[1] > 0


def test_a_reading_of_another_database_that_breaks_off_is_begun_again(kept, newsroom, monkeypatch):
    client, article = Client(), newsroom.live()
    path = url(article)
    client.get(path)
    Change.objects.all().delete()
    Change.objects.tell(["other"], at=newsroom.now)
    with monkeypatch.context() as broken:

        def broken_off(known, rows):
            raise OperationalError("canceling statement due to statement timeout")

        broken.setattr(changes.Changes, "_take", broken_off)
        client.get(path)
    newsroom.step(seconds=1)
    client.get(path)
    assert asked(client, path)[1] <= 1, "kept again, and read from there: the clock alone is asked"


@pytest.fixture
def database_away(monkeypatch):
    """Every query fails from the call on."""

    def go():
        def refuse(*_query, **_rest):
            raise OperationalError("the server closed the connection")

        monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", refuse)

    return go


def test_with_the_database_away_what_is_kept_is_answered_but_what_was_withdrawn(kept, newsroom, database_away):
    client = Client(raise_request_exception=False)
    story, gone = newsroom.live(), newsroom.live(headline="Yang dicabut")
    paths, front = [url(story), url(gone)], client.get("/").content
    for path in paths:
        client.get(path)
    newsroom.step(seconds=1)
    publishing.hold(gone, by=newsroom.citra, reason="Diperiksa")
    assert client.get("/redaksi/").status_code == 200
    database_away()
    newsroom.step(hours=20)
    assert client.get(paths[0]).status_code == 503  # it showed the held story beside its own
    assert client.get(paths[1]).status_code == 503
    assert client.get("/").status_code == 503
    assert client.get("/redaksi/").status_code == 200
    assert client.get("/penulis/ani/")["Retry-After"] == "5"
    assert b"Yang dicabut" in front


def test_with_the_database_away_a_page_kept_while_a_hold_was_under_way_is_not_answered(kept, newsroom, database_away):
    client, gone = Client(raise_request_exception=False), newsroom.live()
    path = url(gone)
    client.get("/redaksi/")
    last = Change.objects.latest("pk").pk
    Change.objects.create(pk=last + 2, at=newsroom.now, keys=["other"])
    client.get(path)
    Change.objects.create(pk=last + 1, at=newsroom.now, keys=[shown.story(gone.story_id)], bars=True)
    newsroom.step(seconds=1)
    client.get("/redaksi/")
    database_away()
    assert client.get(path).status_code == 503
    assert client.get("/redaksi/").status_code == 200


def test_a_process_that_starts_without_the_database_knows_what_was_withdrawn(kept, newsroom, database_away):
    client, story = Client(), newsroom.live()
    client.get("/redaksi/")
    client.get(url(story))
    path = url(story)
    newsroom.step(seconds=1)
    publishing.hold(story, by=newsroom.citra, reason="Diperiksa")
    client.get("/redaksi/")
    database_away()
    other = Client(raise_request_exception=False)
    assert other.get("/redaksi/").status_code == 200
    assert other.get(path).status_code == 503


def test_a_process_that_loses_the_database_as_it_begins_knows_what_was_withdrawn(
    kept, newsroom, database_away, monkeypatch
):
    client, story = Client(), newsroom.live()
    path = url(story)
    client.get(path)
    newsroom.step(seconds=1)
    publishing.hold(story, by=newsroom.citra, reason="Diperiksa")
    client.get("/redaksi/")

    def broken_off(known, rows):
        take(known, list(rows)[:1])
        database_away()
        raise OperationalError("the server closed the connection")

    take = changes.Changes._take
    monkeypatch.setattr(changes.Changes, "_take", broken_off)
    other = Client(raise_request_exception=False)
    assert other.get(path).status_code == 503
    assert other.get("/redaksi/").status_code == 200


# --- Stores --------------------------------------------------------------------------------------------------------


def page(key, size=1000):
    return Kept(
        path=key, query="", status=200, headers={}, body=b"x" * size, keys=["everything"], loose=[], position=1,
        made=1.0, ends=None, barred=None, lags=None, any_address=False, same_since=1.0,
    )  # fmt: skip


def test_a_full_store_gives_up_what_was_used_least(tmp_path):
    memory = Memory(limit=30_000)
    files = Files(tmp_path, limit=30_000)
    for number in range(30):
        for store in (memory, files):
            store.put(f"/{number}/", page(f"/{number}/"))
            assert store.get("/0/") is not None
        os.utime(files._path("/0/"), (2e9, 2e9))
    files.sweep()
    assert memory.size <= 30_000
    assert sum(length for _used, length, _path in files._files()) <= 30_000
    assert memory.get("/1/") is None
    assert memory.get("/29/") is not None


def test_a_page_comes_out_of_a_file_as_it_went_in(tmp_path):
    files, one = Files(tmp_path, limit=10**6), page("/satu/")
    one.body_as("gzip")
    files.put("/satu/", one)
    assert files.get("/satu/") == one
    assert files.get("/dua/") is None


def test_a_file_half_written_counts_as_missing_and_is_written_over(tmp_path):
    files, one = Files(tmp_path, limit=10**6), page("/satu/", size=30_000)
    files.put("/satu/", one)
    file = Path(files._path("/satu/"))
    whole = file.read_bytes()
    for torn in (whole[:200], b"", whole[:9_000] + b"y" * 50 + whole[9_050:], whole + b"z"):
        file.write_bytes(torn)
        assert files.get("/satu/") is None
    files.put("/satu/", page("/satu/", size=10))
    assert files.get("/satu/") == page("/satu/", size=10)


def test_a_full_disk_takes_no_page_away(kept, newsroom, monkeypatch):
    def full(*_told):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(stores, "_write", full)
    newsroom.live()
    client = Client()
    assert client.get("/").status_code == 200
    assert asked(client, "/")[1] == 0


def test_one_at_a_time_makes_a_page_and_the_others_are_told_that_they_waited(tmp_path):
    under_way, most, told = [], [], threading.Barrier(20)

    def ask(_client):
        told.wait()
        with flight.alone(tmp_path, "/") as first:
            under_way.append(1)
            most.append(len(under_way))
            time.sleep(0.05)
            under_way.pop()
        return first

    with ThreadPoolExecutor(20) as clients:
        firsts = list(clients.map(ask, range(20)))
    assert set(most) == {1}
    assert set(firsts) == {True, False}


def test_a_page_that_was_made_between_the_look_and_the_turn_is_not_made_again(kept, newsroom, monkeypatch):
    newsroom.live()
    made, alone, asked_meanwhile = [], flight.alone, []

    @contextmanager
    def late(*told, **more):
        if not asked_meanwhile:
            asked_meanwhile.append(1)
            asked_meanwhile.append(Client().get("/").content)
        with alone(*told, **more) as first:
            yield first

    render = views.framed
    monkeypatch.setattr(flight, "alone", late)
    monkeypatch.setattr(views, "framed", lambda *told, **more: made.append(1) or render(*told, **more))
    assert Client().get("/").content == asked_meanwhile[1]
    assert len(made) == 1


# --- Nothing forgotten ---------------------------------------------------------------------------------------------


def test_every_list_and_story_that_a_page_asks_for_stands_among_its_keys(newsroom, client):
    other = newsroom.live(headline="Ditautkan")
    story = newsroom.live(body=f'<p>Satu.</p><div data-baca-juga="{other.story_id}"></div><p>Dua.</p>')
    known = set(Heading.objects.values_list("list", flat=True)) | {"all", "genre-news", "genre-photo_story"}
    paths = [
        "/",
        url(story),
        "/kanal/nasional/",
        "/penulis/ani/",
        "/rss/",
        "/atom/kanal/nasional/",
        "/ralat/",
        "/foto/",
    ]
    for path in [*paths, "/sitemap.xml", "/sitemap-news.xml", f"/kanal/nasional/?before={story.story_id}"]:
        asked_for = set()

        def listen(execute, sql, params, many, context, asked_for=asked_for):
            asked_for |= {one for one in params or () if isinstance(one, str)}
            return execute(sql, params, many, context)

        with shown.collecting() as told, connection.execute_wrapper(listen):
            client.get(path)
        keys = told.keys | told.loose
        lists = {one for one in asked_for & known if not keys & {one, f"{one}-older", f"name-{one}"}}
        stories = {one for one in asked_for & {story.story_id, other.story_id} if f"story-{one}" not in keys}
        assert (lists, stories) == (set(), set()), path
