"""Most read: who counts, what is kept of it, which lists come of it, and that no page pays for it."""

import io
import math
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Act
from articles import publishing
from articles.publishing.keeping_out import keep_out, let_in
from articles.workflow import NotAllowed
from editions.models import Change, KeptOut, Popularity, Ranked, ReadBatch, ReadHour
from editions.popularity import counting, gathering, ranking, repeats
from editions.popularity.gathering import Readings, bring_in
from editions.popularity.ranking import DAY, MONTH, WEEK
from editions.popularity.repeats import WINDOW, Repeats
from newsroom.wsgi import application
from tests.cast import MONDAY

BROWSER = {
    "HTTP_USER_AGENT": "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36",
    "HTTP_ACCEPT_LANGUAGE": "id-ID,id;q=0.9",
    "HTTP_SEC_FETCH_SITE": "same-origin",
    "REMOTE_ADDR": "36.66.113.7",
}

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
"""A busy machine is no finding."""


@pytest.fixture
def readings(monkeypatch):
    fresh = Readings(seconds=0)
    monkeypatch.setattr(counting, "READINGS", fresh)
    sketch = Repeats.own()
    monkeypatch.setattr(counting, "repeats", lambda: sketch)
    return fresh


def call(path, method="POST", **environ):
    """Through the server's own way in, as gunicorn calls it."""
    answered = {}

    def start_response(status, headers):
        answered["status"], answered["headers"] = int(status[:3]), dict(headers)

    asked = BROWSER | {"REQUEST_METHOD": method, "PATH_INFO": path, "wsgi.input": io.BytesIO()} | environ
    body = b"".join(application({key: value for key, value in asked.items() if value is not None}, start_response))
    return answered["status"], answered["headers"], body


def read(story, times=1):
    """So many readers, each from an address of their own."""
    for number in range(times):
        call(f"/dibaca/{story.story_id}", REMOTE_ADDR=f"198.51.100.{number % 250}", HTTP_USER_AGENT=f"Firefox/{number}")


def counted():
    return dict(ReadHour.objects.values_list("story_id", "count"))


# --- Who counts ------------------------------------------------------------------------------------------


def test_a_reader_counts_once_by_beacon_or_image_and_gets_nothing_to_keep(newsroom, readings):
    story = newsroom.live()
    status, headers, body = call(f"/dibaca/{story.story_id}")
    assert (status, body) == (204, b"")
    assert headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in headers
    call(f"/dibaca/{story.story_id}")
    status, headers, body = call(f"/dibaca/{story.story_id}", method="GET", REMOTE_ADDR="36.66.113.8")
    assert (status, headers["Content-Type"], headers["Cache-Control"]) == (200, "image/gif", "no-store")
    assert body.startswith(b"GIF89a")
    readings.flush()
    assert counted() == {story.story_id: 2}


@pytest.mark.parametrize(
    "unlike",
    [
        {"HTTP_USER_AGENT": None},
        {"HTTP_USER_AGENT": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"HTTP_USER_AGENT": "facebookexternalhit/1.1"},
        {"HTTP_USER_AGENT": "WhatsApp/2.23.20.0"},
        {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/126.0 Safari/537.36"},
        {"HTTP_USER_AGENT": "python-requests/2.31"},
        {"HTTP_USER_AGENT": "curl/8.4.0"},
        {"HTTP_ACCEPT_LANGUAGE": None},
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_SEC_FETCH_SITE": "none"},
        {"HTTP_SEC_PURPOSE": "prefetch;prerender"},
        {"HTTP_PURPOSE": "prefetch"},
        {"HTTP_X_MOZ": "prefetch"},
    ],
)
def test_robots_and_what_is_fetched_ahead_do_not_count(newsroom, readings, unlike):
    story = newsroom.live()
    assert call(f"/dibaca/{story.story_id}", **unlike)[0] == 204
    assert readings.flush() == 0


@pytest.mark.parametrize("method", ["HEAD", "PUT", "DELETE", "OPTIONS"])
def test_nothing_but_a_reading_counts(newsroom, readings, method):
    status, headers, body = call(f"/dibaca/{newsroom.live().story_id}", method=method)
    assert (status, body) == ((200 if method == "HEAD" else 405), b"")
    assert headers["Cache-Control"] == "no-store"
    assert readings.flush() == 0


@pytest.mark.parametrize("path", ["/dibaca/", "/dibaca/../x", "/dibaca/AAAA", "/dibaca/abcd/", "/dibaca/" + "a" * 99])
def test_no_made_up_address_gets_in(readings, path):
    assert call(path)[0] == 204
    assert readings.counts == {}


def test_a_story_that_readers_have_not_got_is_left_out(newsroom, readings):
    live, draft, withdrawn = newsroom.live(), newsroom.draft(), newsroom.live()
    for story in (live, draft, withdrawn):
        read(story)
    readings.add("zzzz2345")
    publishing.withdraw(withdrawn, by=newsroom.eko, ground="keliru", reason="Keliru.")
    newsroom.step(seconds=1)
    readings.flush()
    assert counted() == {live.story_id: 1}


def test_memory_holds_so_many_stories_and_no_more(readings, monkeypatch):
    monkeypatch.setattr(gathering, "MOST", 3)
    for number in range(10):
        readings.add(f"aaaa{number}")
    readings.add("aaaa0")
    assert readings.counts == {"aaaa0": 2, "aaaa1": 1, "aaaa2": 1}


@pytest.mark.parametrize(
    ("trusted", "one", "other", "apart"),
    [
        # Behind a proxy that settings count, the address that it saw tells readers apart, whatever they claim.
        (1, {"HTTP_X_FORWARDED_FOR": "9.9.9.9, 36.66.113.1"}, {"HTTP_X_FORWARDED_FOR": "36.66.113.2"}, True),
        (1, {"HTTP_X_FORWARDED_FOR": "1.1.1.1, 36.66.113.1"}, {"HTTP_X_FORWARDED_FOR": "2.2.2.2, 36.66.113.1"}, False),
        # Behind one that nobody counted, readers are not taken for one.
        (0, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "36.66.113.1"},
         {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "36.66.113.2"}, True),
        # Without a proxy a made-up header changes nothing.
        (0, {"HTTP_X_FORWARDED_FOR": "36.66.113.1"}, {"HTTP_X_FORWARDED_FOR": "36.66.113.2"}, False),
    ],
)  # fmt: skip
def test_a_reader_is_told_from_the_next_behind_any_proxy(settings, trusted, one, other, apart):
    settings.TRUSTED_PROXIES = trusted
    assert (counting.whence(BROWSER | one) != counting.whence(BROWSER | other)) == apart


# --- Repeats ---------------------------------------------------------------------------------------------


def test_a_repeat_is_known_for_a_quarter_of_an_hour_and_forgotten_within_half_an_hour():
    sketch, start = Repeats.own(), 1000 * WINDOW
    assert not sketch.seen("abcd", "reader", at=start)
    assert sketch.seen("abcd", "reader", at=start + WINDOW)
    assert not sketch.seen("abcd", "another", at=start)
    assert not sketch.seen("efgh", "reader", at=start)
    assert not sketch.seen("abcd", "reader", at=start + 2 * WINDOW)


def test_processes_of_one_newsroom_share_what_they_have_seen_and_others_do_not(tmp_path):
    one, same, other = (Repeats.shared(tmp_path / name) for name in ("a", "a", "b"))
    assert not one.seen("abcd", "reader")
    assert same.seen("abcd", "reader")
    assert not other.seen("abcd", "reader")
    for name in ("a", "b"):
        repeats._name(tmp_path / name).unlink()


def test_no_address_of_a_reader_stands_in_memory_or_in_a_table(newsroom, readings):
    read(story := newsroom.live())
    call(f"/dibaca/{story.story_id}")
    readings.flush()
    assert b"36.66.113.7" not in bytes(counting.repeats()._memory[:])
    columns = {field.column for model in (ReadHour, ReadBatch, Popularity, Ranked) for field in model._meta.fields}
    assert columns == {
        *("id", "story_id", "hour", "count", "folded", "process", "number", "at"),
        *("day", "week", "month", "total", "list", "place"),
    }


# --- Exactly once ----------------------------------------------------------------------------------------


def test_a_batch_that_arrives_twice_counts_once(newsroom):
    story = newsroom.live()
    for number in (1, 1, 2, 1, 2):
        bring_in({story.story_id: 3}, process="a", number=number)
    bring_in({story.story_id: 3}, process="b", number=1)
    assert counted() == {story.story_id: 9}


def test_with_the_database_away_counts_wait(newsroom, readings, monkeypatch):
    read(story := newsroom.live(), 3)
    monkeypatch.setattr(gathering, "bring_in", away)
    readings._flush_once()
    read(newsroom.live(), 1)
    readings.add(story.story_id)
    readings._flush_once()
    monkeypatch.undo()
    assert (readings.flush(), readings.flush()) == (3, 2)
    assert counted()[story.story_id] == 4


def away(*_args, **_options):
    raise DatabaseError("away")


@UNHURRIED
@given(st.lists(st.sampled_from(["read", "flush", "away", "answer lost", "killed"]), max_size=30))
@pytest.mark.django_db
def test_none_is_double_and_none_lost_but_those_in_a_killed_process(steps):
    """`answer lost`: the batch is in, and the process doesn't know."""
    received: dict[tuple[str, int], int] = {}

    def arrive(counts, *, process, number):
        received.setdefault((process, number), sum(counts.values()))

    def lost(counts, *, process, number):
        arrive(counts, process=process, number=number)
        raise DatabaseError("gone")

    done, gone = 0, 0
    ways = {"flush": arrive, "away": away, "answer lost": lost}
    with pytest.MonkeyPatch.context() as patch:
        readings = Readings(seconds=0)
        for step in steps:
            if step == "read":
                readings.add("abcd")
                done += 1
            elif step == "killed":
                in_memory = sum(readings.counts.values())
                under_way = 0 if (readings.process, readings.number) in received else sum(readings.sent.values())
                gone += in_memory + under_way
                readings = Readings(seconds=0)
            else:
                patch.setattr(gathering, "bring_in", ways[step])
                readings._flush_once()
        patch.setattr(gathering, "bring_in", arrive)
        readings.flush()
        readings.flush()
    assert sum(received.values()) + gone == done


def test_a_forked_process_counts_for_itself_alone(readings):
    readings.add("abcd")
    parent = readings.process
    readings.begin()
    assert readings.process != parent
    assert readings.counts == {}


# --- Lists -----------------------------------------------------------------------------------------------


def listed(window=DAY):
    return list(Ranked.objects.filter(list=window.list).order_by("place").values_list("story_id", flat=True))


def read_at(newsroom, moment, *stories):
    """`stories`: (story, times), read at that moment and folded a minute later."""
    newsroom.at(moment)
    hour = moment.replace(minute=0, second=0, microsecond=0)
    gathering.add([(story.story_id, hour, times) for story, times in stories])
    newsroom.at(moment + timedelta(minutes=1))
    ranking.make_lists()


def test_the_most_read_stand_first_in_every_list(newsroom, readings):
    few, many = newsroom.live(), newsroom.live()
    read(few, 2)
    read(many, 5)
    readings.flush()
    newsroom.step(minutes=1)
    ranking.make_lists()
    assert listed(DAY) == listed(WEEK) == listed(MONTH) == [many.story_id, few.story_id]
    assert Popularity.objects.get(pk=many.story_id).total == 5


def test_an_old_success_makes_room_sooner_in_the_days_list_than_in_the_months(newsroom):
    old, new = newsroom.live(), newsroom.live()
    read_at(newsroom, MONDAY, (old, 8), (new, 1))
    assert listed(DAY) == [old.story_id, new.story_id]
    read_at(newsroom, MONDAY + timedelta(hours=20), (new, 2))
    assert listed(DAY) == [new.story_id, old.story_id]
    assert listed(MONTH) == [old.story_id, new.story_id]


def test_a_single_reading_counts_for_as_long_as_the_window_is(newsroom):
    story = newsroom.live()
    read_at(newsroom, MONDAY, (story, 1))
    for window in (DAY, WEEK, MONTH):
        newsroom.at(MONDAY + window.length - timedelta(hours=1))
        ranking.make_lists()
        assert listed(window) == [story.story_id]
        newsroom.at(MONDAY + window.length + timedelta(hours=2))
        ranking.make_lists()
        assert listed(window) == []


def test_lists_are_made_once_a_minute_and_told_of_when_they_change(newsroom):
    story = newsroom.live()
    read_at(newsroom, MONDAY + timedelta(hours=1), (story, 1))
    changes = Change.objects.filter(keys__icontains="popular-day").count()
    assert ranking.make_lists() == 0
    newsroom.step(minutes=1)
    assert ranking.make_lists() == 1
    assert Change.objects.filter(keys__icontains="popular-day").count() == changes == 1


COUNTS = st.lists(st.tuples(st.integers(0, 60 * 24), st.integers(1, 500)), min_size=1, max_size=12)


@UNHURRIED
@given(COUNTS, st.data())
def test_a_standing_is_the_sum_of_faded_readings_however_they_came_in(counts, data):
    moments = sorted((MONDAY + timedelta(hours=hours), count) for hours, count in counts)
    cut = data.draw(st.integers(0, len(moments)))
    row = None
    for part in (moments[:cut], moments[cut:]):
        row = ranking._read_more(row, "abcd", part) if part else row
    now = moments[-1][0] + timedelta(hours=1)
    for window in (DAY, WEEK, MONTH):
        faded = sum(n * 0.5 ** ((now - at).total_seconds() / window.half_life) for at, n in moments)
        assert math.isclose(getattr(row, window.name) - window.age(now), math.log2(faded), abs_tol=1e-6)
    assert row.total == sum(n for _at, n in counts)


def test_what_may_not_be_held_up_to_everybody_stands_in_no_list(newsroom):
    news = newsroom.live()
    paid = newsroom.live(genre="advertorial")
    child = newsroom.live(about_child=True, ticked=["no_name", "no_family", "no_school_or_village", "no_initials"])
    withdrawn, shut_out = newsroom.live(), newsroom.live()
    publishing.withdraw(withdrawn, by=newsroom.eko, ground="keliru", reason="Keliru.")
    keep_out(shut_out, by=newsroom.citra, reason="Kejadian lama yang diedarkan lagi")
    every = (news, paid, child, withdrawn, shut_out)
    read_at(newsroom, MONDAY + timedelta(hours=1), *((story, 9) for story in every))
    assert listed() == [news.story_id]
    let_in(shut_out, by=newsroom.citra, reason="Kejadiannya memang baru")
    newsroom.step(minutes=1)
    ranking.make_lists()
    assert set(listed()) == {news.story_id, shut_out.story_id}


def test_keeping_out_is_an_editors_word_with_a_reason_on_the_trail(newsroom):
    story = newsroom.live()
    with pytest.raises(NotAllowed):
        keep_out(story, by=newsroom.ani, reason="Saya tidak suka")
    with pytest.raises(NotAllowed):
        keep_out(story, by=newsroom.citra, reason="  ")
    keep_out(story, by=newsroom.citra, reason="Edaran lama")
    with pytest.raises(NotAllowed):
        keep_out(story, by=newsroom.dedi, reason="Edaran lama")
    assert Act.objects.get(verb="keep_out").why == "Edaran lama"
    let_in(story, by=newsroom.dedi, reason="Sudah reda")
    with pytest.raises(NotAllowed):
        let_in(story, by=newsroom.dedi, reason="Sudah reda")
    assert not KeptOut.objects.exists()


def test_old_hours_are_forgotten_and_totals_kept(newsroom):
    story = newsroom.live()
    read_at(newsroom, MONDAY, (story, 4))
    newsroom.step(days=39)
    assert ranking.forget_old_hours() == 0
    newsroom.step(days=2)
    assert ranking.forget_old_hours() == 1
    assert ranking.total(story.story_id) == 4


def test_readings_by_hour_are_told_oldest_first(newsroom):
    story = newsroom.live()
    read_at(newsroom, MONDAY, (story, 4))
    read_at(newsroom, MONDAY + timedelta(hours=2), (story, 7))
    assert ranking.by_hour(story.story_id, at=newsroom.now, hours=4) == [0, 4, 0, 7]


# --- Pages -----------------------------------------------------------------------------------------------


def fleet(newsroom):
    """Six stories, a second apart."""
    stories = []
    for number in range(6):
        newsroom.step(seconds=1)
        stories.append(newsroom.live(headline=f"Kapal nomor {number} berlayar"))
    return stories


def asked(client, address):
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert response.status_code == 200
    return len(queries), response.content.decode()


def test_front_story_and_list_read_the_rows_at_no_query_more(newsroom, client):
    stories = fleet(newsroom)
    page = f"/berita/{stories[0].story_id}/kapal-nomor-0-berlayar/"
    before = {address: asked(client, address)[0] for address in ("/", page, "/kanal/nasional/", "/penulis/ani/")}
    assert before["/penulis/ani/"] == 4
    read_at(newsroom, MONDAY + timedelta(hours=1), *((story, 9 - place) for place, story in enumerate(stories)))
    for address, queries in before.items():
        now, html = asked(client, address)
        assert now == queries
        ranked = html.partition('<section class="ranked')[2].partition("</section>")[0]
        assert "Terpopuler" in ranked
        assert ranked.index("nomor 1 ") < ranked.index("nomor 2 ") < ranked.index("nomor 4 ")
    for address in ("/terpopuler/", "/terpopuler/pekan/", "/terpopuler/bulan/"):
        queries, html = asked(client, address)
        assert queries <= 4
        assert html.index("nomor 0 ") < html.index("nomor 3 ")


def test_while_nothing_is_counted_the_latest_stand_there_under_their_own_name_and_without_places(newsroom, client):
    stories = fleet(newsroom)
    read_at(newsroom, MONDAY + timedelta(hours=1), (stories[0], 5))
    page = asked(client, f"/berita/{stories[0].story_id}/kapal-nomor-0-berlayar/")[1]
    ranked = page.partition('<section class="ranked')[2].partition("</section>")[0]
    assert ranked.startswith(" unranked")
    assert "Terpopuler" not in ranked
    assert "Terbaru" in ranked
    assert ranked.index("nomor 5 ") < ranked.index("nomor 2 ")
    assert '<section class="ranked' not in asked(client, "/")[1]  # it has the latest already
    assert '<section class="ranked unranked' in asked(client, "/kanal/nasional/")[1]
    older = asked(client, f"/kanal/nasional/?before={stories[3].story_id}")[1]
    assert '<section class="ranked' not in older  # beside the head of a list alone, where it costs no query
    html = asked(client, "/terpopuler/")[1]
    assert "menampilkan yang terbaru" in html


def test_a_withdrawn_story_is_in_no_list_from_the_moment_on(newsroom, client):
    stories = fleet(newsroom)
    read_at(newsroom, MONDAY + timedelta(hours=1), *((story, 9) for story in stories))
    publishing.withdraw(stories[2], by=newsroom.eko, ground="keliru", reason="Keliru.")
    newsroom.step(seconds=1)
    for address in ("/", "/terpopuler/", f"/berita/{stories[0].story_id}/kapal-nomor-0-berlayar/"):
        assert "nomor 2 " not in asked(client, address)[1]


def test_a_story_tells_the_counter_by_module_or_image_and_no_other_page_does(newsroom, client):
    story = newsroom.live()
    html = asked(client, f"/berita/{story.story_id}/kapal-perintis-tiba/")[1]
    assert f'data-address="/dibaca/{story.story_id}"' in html
    assert f'<img src="/dibaca/{story.story_id}"' in html.partition("<noscript")[2].partition("</noscript>")[0]
    for address in ("/", "/terpopuler/", "/kanal/nasional/"):
        assert "/dibaca/" not in asked(client, address)[1]


def test_under_another_server_the_address_answers_all_the_same(newsroom, client, readings):
    story = newsroom.live()
    headers = {"user-agent": BROWSER["HTTP_USER_AGENT"], "accept-language": "id"}
    assert client.post(f"/dibaca/{story.story_id}", headers=headers).status_code == 204
    response = client.get(f"/dibaca/{story.story_id}", headers=headers)
    assert response.headers["Cache-Control"] == "no-store"
    assert not response.cookies
    assert readings.flush() == 1


def test_with_the_counts_away_pages_are_as_they_were(newsroom, client, readings, monkeypatch):
    story = newsroom.live()
    page = f"/berita/{story.story_id}/kapal-perintis-tiba/"
    before = asked(client, page)
    monkeypatch.setattr(gathering, "bring_in", away)
    read(story)
    readings._flush_once()
    assert asked(client, page) == before
