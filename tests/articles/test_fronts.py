"""Fronts: what is picked stands at its place, what is not fills itself, what is withdrawn leaves."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from accounts.roles import Bundle
from almanac import dates
from articles import conditions, published, publishing
from articles.models import Article, Fokus
from articles.publishing import fronting
from articles.workflow import NotAllowed
from editions.models import Change, Pick
from tests.desk import address, queries


@pytest.fixture
def filled(newsroom):
    """Eight live stories, the newest last."""
    newsroom.stories = []
    for number in range(8):
        newsroom.stories.append(newsroom.live(headline=f"Kabar nomor {number}"))
        newsroom.step(minutes=5)
    return newsroom


def shown(client, path="/"):
    """Numbers of the stories in the order of the page, each once."""
    found = re.findall(r"Kabar nomor (\d)", client.get(path).text.split("<main")[1])
    return [int(number) for number in dict.fromkeys(found)]


def test_an_unpicked_front_fills_itself_with_the_newest(filled, client):
    assert shown(client)[:5] == [7, 6, 5, 4, 3]


def test_a_pick_stands_at_its_place_and_the_rest_fills_itself(filled, client):
    fronting.pick(Pick.HOME, 1, filled.stories[2], by=filled.citra)
    fronting.pick(Pick.HOME, 3, filled.stories[0], by=filled.citra)
    assert shown(client)[:6] == [2, 7, 0, 6, 5, 4]
    assert Change.objects.filter(keys__icontains="front-home").count() == 2


def test_a_pick_has_a_beginning_and_an_end(filled, client):
    now = filled.now
    fronting.pick(
        Pick.HOME, 1, filled.stories[1], by=filled.citra, begins=now + timedelta(hours=1), ends=now + timedelta(hours=2)
    )
    assert shown(client)[0] == 7
    for hours, first in ((1, 1), (1, 7)):
        filled.step(hours=hours)
        assert shown(client)[0] == first


def test_a_later_pick_takes_the_place_and_a_story_stands_once(filled, client):
    fronting.pick(Pick.HOME, 1, filled.stories[1], by=filled.citra)
    filled.step(minutes=1)
    fronting.pick(Pick.HOME, 1, filled.stories[2], by=filled.dedi)
    assert shown(client)[:2] == [2, 7]
    filled.step(minutes=1)
    fronting.pick(Pick.HOME, 4, filled.stories[2], by=filled.dedi)
    assert shown(client)[:4] == [7, 6, 5, 2]


def test_what_is_held_or_withdrawn_leaves_and_comes_back(filled, client):
    fronting.pick(Pick.HOME, 1, filled.stories[2], by=filled.citra)
    publishing.hold(filled.stories[2], by=filled.citra, reason="Diperiksa")
    assert 2 not in shown(client)
    assert shown(client)[0] == 7
    filled.step(minutes=1)
    publishing.lift(Article.objects.get(pk=filled.stories[2].pk), by=filled.dedi, reason="Benar")
    assert shown(client)[0] == 2


def test_a_section_front_has_picks_of_its_own(filled, client):
    fronting.pick(filled.national.list_key, 1, filled.stories[0], by=filled.citra)
    assert shown(client, "/kanal/nasional/")[:3] == [0, 7, 6]
    assert shown(client)[0] == 7
    assert shown(client, f"/kanal/nasional/?before={filled.stories[3].story_id}") == [2, 1, 0]


def test_places_change_and_are_given_back(filled, client):
    for place, number in ((1, 0), (2, 1)):
        fronting.pick(Pick.HOME, place, filled.stories[number], by=filled.citra)
    filled.step(minutes=1)
    fronting.swap(Pick.HOME, 2, 1, by=filled.citra)
    assert shown(client)[:3] == [1, 0, 7]
    filled.step(minutes=1)
    fronting.unpick(Pick.objects.live(filled.now).get(place=1), by=filled.citra)
    assert shown(client)[:3] == [7, 0, 6]


@pytest.mark.parametrize("up", ["1", "6", "99", "x"])
def test_a_story_that_is_moved_up_from_no_place_stays_where_it_is(filled, client, up):
    fronting.pick(Pick.HOME, 1, filled.stories[0], by=filled.citra)
    desk = Client()
    desk.force_login(filled.citra)
    answer = desk.post(address("front"), {"_up": up}, follow=True)
    assert "Tempat itu tidak ada" in answer.text
    assert shown(client)[:2] == [0, 7]


@pytest.mark.parametrize("places", [(1, 0), (5, 6), (-1, 1)])
def test_no_story_changes_to_a_place_that_no_front_has(filled, client, places):
    fronting.pick(Pick.HOME, 1, filled.stories[0], by=filled.citra)
    with pytest.raises(NotAllowed) as told:
        fronting.swap(Pick.HOME, *places, by=filled.citra)
    assert told.value.rule == "place"
    assert shown(client)[:2] == [0, 7]


def test_only_editors_pick_and_only_what_readers_have_or_will_have(filled):
    def refused(rule, *args, **how):
        with pytest.raises(NotAllowed) as told:
            fronting.pick(*args, **how)
        assert told.value.rule == rule

    live = filled.stories[0]
    refused("role", Pick.HOME, 1, live, by=filled.ani)
    refused("story", Pick.HOME, 1, filled.draft(), by=filled.citra)
    refused("place", Pick.HOME, 0, live, by=filled.citra)
    refused("place", Pick.HOME, 6, live, by=filled.citra)
    refused("ends", Pick.HOME, 1, live, by=filled.citra, ends=filled.now)
    scheduled = filled.scheduled(filled.now + timedelta(hours=1))
    assert fronting.pick(Pick.HOME, 1, scheduled, by=filled.citra)


def test_the_front_costs_one_query_for_its_picks_however_many(filled, client):
    before = queries(client, "/")
    for place in range(1, 6):
        fronting.pick(Pick.HOME, place, filled.stories[place], by=filled.citra)
    assert queries(client, "/") == before


def test_an_editor_sets_the_front_and_sees_how_it_will_stand(filled):
    citra, ani, where = Client(), Client(), address("front")
    citra.force_login(filled.citra)
    ani.force_login(filled.ani)
    scheduled = filled.scheduled(filled.now + timedelta(hours=2), headline="Kabar nomor 9")
    fields = {"_pick": "1", "place": "1", "story": scheduled.pk, "begins": "", "ends": ""}
    ani.post(where, fields)
    assert not Pick.objects.exists()
    assert citra.post(where, fields).status_code == 302
    assert "Kabar nomor 9" in citra.get(where).text
    moment = (filled.now + timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M")
    ahead = citra.get(address("front_ahead") + f"?pada={moment}")
    assert "no-store" in ahead["Cache-Control"]
    assert re.findall(r"Kabar nomor (\d)", ahead.text.split("<main")[1])[0] == "9"
    assert shown(citra)[0] == 7
    assert "Kabar nomor 9" not in citra.get(address("front_ahead") + "?pada=kemarin").text
    citra.post(where, {"_off": Pick.objects.get().pk})
    national = filled.national
    citra.post(f"{where}?muka={national.list_key}", fields)
    ahead = citra.get(address("front_ahead"), {"pada": moment, "muka": national.list_key}).text
    assert re.findall(r"Kabar nomor (\d)", ahead.split("<main")[1])[0] == "9"
    assert shown(citra, "/kanal/nasional/")[0] == 7
    citra.post(
        f"{where}?muka={national.list_key}", {"_off": Pick.objects.live(filled.now + timedelta(hours=3)).get().pk}
    )
    assert not Pick.objects.live(filled.now).exists()
    assert citra.get(where + "?muka=palsu").status_code == 302


def test_a_fokus_has_an_order_and_says_its_days(filled, client):
    fokus = Fokus.objects.create(title="Pelayaran", slug="pelayaran", intro="Kapal perintis.", begins=date(2035, 9, 3))
    for number in (1, 2):
        filled.live(headline=f"Kabar nomor {number}", fokus_id=fokus.pk)
        filled.step(minutes=1)
    last = filled.live(headline="Kabar nomor 9", fokus_id=fokus.pk)
    assert shown(client, "/fokus/pelayaran/")[:3] == [9, 2, 1]
    second = Article.objects.filter(fokus=fokus, headline="Kabar nomor 2").get()
    citra, where = Client(), f"{address('front')}?muka={fokus.list_key}"
    citra.force_login(filled.citra)
    assert "Pelayaran" in citra.get(where).text
    citra.post(where, {"_pick": "1", "place": "1", "story": second.pk, "begins": "", "ends": ""})
    assert shown(client, "/fokus/pelayaran/")[:3] == [2, 9, 1]
    assert shown(client)[0] == 9, "its own front alone"
    publishing.hold(second, by=filled.citra, reason="Diperiksa")
    assert shown(client, "/fokus/pelayaran/")[0] == 9
    page = client.get("/fokus/pelayaran/").text
    assert "Sejak Senin, 3 September 2035" in page
    fokus.ends = date(2035, 9, 30)
    fokus.save()
    publishing.rename([fokus])
    assert "3 September 2035 – Ahad, 30 September 2035" in client.get("/fokus/pelayaran/").text
    assert last.fokus == fokus


def test_an_editor_of_one_section_orders_that_sections_front_and_no_other(filled):
    east = filled.person("hana", Bundle.EDITOR, section=filled.region.pk)
    for front in (filled.region.list_key, filled.east.list_key):
        fronting.pick(front, 1, filled.stories[2], by=east)
    for front in (Pick.HOME, filled.national.list_key):
        with pytest.raises(NotAllowed):
            fronting.pick(front, 1, filled.stories[2], by=east)
        made = fronting.pick(front, 1, filled.stories[3], by=filled.citra)
        with pytest.raises(NotAllowed):
            fronting.unpick(made, by=east)
        with pytest.raises(NotAllowed):
            fronting.swap(front, 1, 2, by=east)
    client = Client()
    client.force_login(east)
    assert 'name="_pick"' not in client.get(address("front")).text
    assert 'name="_pick"' in client.get(address("front") + f"?muka={filled.region.list_key}").text


def test_whoever_puts_a_story_at_a_place_is_told_which_gives_it_up(filled):
    client = Client()
    client.force_login(filled.citra)
    for story in filled.stories[2:4]:
        answer = client.post(address("front"), {"_pick": 1, "story": story.pk, "place": 1}, follow=True)
    assert "“Kabar nomor 2” melepas tempatnya" in answer.text


@pytest.mark.parametrize("front", ["home", "section"])
def test_whoever_orders_a_front_sees_what_stands_there_now(filled, front):
    key = Pick.HOME if front == "home" else filled.national.list_key
    fronting.pick(key, 2, filled.stories[0], by=filled.citra)
    desk = Client()
    desk.force_login(filled.citra)
    page = desk.get(address("front"), {"muka": key}).text
    standing = page.partition("Yang terpasang sekarang")[2].partition("</ol>")[0]
    assert [int(one) for one in dict.fromkeys(re.findall(r"Kabar nomor (\d)", standing))] == [7, 0, 6, 5, 4]


def test_what_stands_on_a_front_is_moved_up_and_kept_there_by_a_button_each(filled, client):
    desk = Client()
    desk.force_login(filled.citra)
    form = LexborHTMLParser(desk.get(address("front")).text).css("ol.numbered form")[2]
    sent = {one.attributes["name"]: one.attributes["value"] for one in form.css("input")}
    up, here = form.css("button")
    desk.post(f"{address('front')}?muka=home", sent | {"place": up.attributes["value"]})
    assert shown(client)[:4] == [7, 5, 6, 4]
    desk.post(f"{address('front')}?muka=home", sent | {"place": here.attributes["value"]})
    assert shown(client)[:4] == [7, 6, 5, 4]


def test_what_was_picked_is_marked_where_it_stands_and_taken_off_there(filled, client):
    desk, ends = Client(), filled.now + timedelta(hours=2)
    desk.force_login(filled.citra)
    sent = {"_pick": "1", "place": "2", "story": filled.stories[0].pk, "begins": ""}
    answer = desk.post(address("front"), sent | {"ends": ends.strftime("%Y-%m-%dT%H:%M")}, follow=True)
    [told] = answer.context["messages"]
    assert dates.masthead(filled.now) in str(told)
    assert dates.masthead(ends) in str(told)
    first, second = LexborHTMLParser(answer.text).css("ol.numbered li")[:2]
    assert first.css_first(".badge") is None
    assert dates.masthead(ends) in second.css_first(".badge").text()
    assert [one.attributes["name"] for one in second.css("button")] == ["place", "_off"]
    fronting.pick(Pick.HOME, 4, filled.stories[1], by=filled.citra, begins=ends)
    assert [len(rows) for _heading, rows in desk.get(address("front")).context["groups"]] == [1, 1]
    taken = second.css("button")[1].attributes["value"]
    desk.post(f"{address('front')}?muka=home", sent | {"_off": taken})
    assert shown(client)[:3] == [7, 6, 5]


def test_a_front_ahead_of_its_time_is_offered_to_whoever_orders_fronts_alone(filled):
    for person, offered in ((filled.citra, True), (filled.ani, False)):
        desk = Client()
        desk.force_login(person)
        assert (address("front_ahead") in desk.get(address("front")).text) == offered


def test_a_refused_pick_stands_as_it_was_typed_with_the_error_at_its_field(filled):
    desk, where = Client(), address("front")
    desk.force_login(filled.citra)
    begins, ends = ((filled.now + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M") for hours in (3, 2))
    typed = {"_pick": "1", "place": "3", "story": filled.stories[2].pk, "begins": begins, "ends": ends}
    answer = desk.post(where, typed)
    assert answer.status_code == 200
    form = LexborHTMLParser(answer.text).css_first("form.asking")
    chosen = {
        one.attributes["name"]: one.css_first("option[selected]").attributes["value"] for one in form.css("select")
    }
    assert chosen == {"place": "3", "story": str(filled.stories[2].pk)}
    kept = {one.attributes["name"]: one.attributes.get("value") for one in form.css("input[type=datetime-local]")}
    assert kept == {"begins": begins, "ends": ends}
    wrong = form.css_first(".form-row.errors")
    assert wrong.css_first("[name=ends]") is not None
    assert "Akhirnya mendahului awalnya." in wrong.text()
    assert not Pick.objects.exists()
    assert desk.post(where, typed | {"ends": ""}).status_code == 302
    assert Pick.objects.get().place == 3


def offered(desk, **asked):
    form = LexborHTMLParser(desk.get(address("front"), asked).text).css_first("form.asking")
    numbers = [int(re.search(r"Kabar nomor (\d+)", one.text())[1]) for one in form.css("select[name=story] option")]
    return numbers, form.attributes["action"]


@pytest.mark.parametrize("typed", ["words", "number", "address"])
def test_any_live_story_is_found_for_a_front_however_old(filled, monkeypatch, typed):
    monkeypatch.setattr("articles.admin.fronts.NEWEST", 2)
    desk, old = Client(), filled.stories[0]
    desk.force_login(filled.citra)
    assert 0 not in offered(desk)[0]
    where = published.status(old.story_id, at=filled.now).live.get_absolute_url()
    words = {"words": "nomor 0", "number": old.story_id, "address": f"https://nusa.example{where}?dari=wa"}[typed]
    numbers, action = offered(desk, muka="home", cari=words)
    assert numbers == [0]
    sent = {"_pick": "1", "place": "1", "story": old.pk, "begins": "", "ends": ""}
    assert desk.post(address("front") + action, sent).status_code == 302
    assert shown(desk)[0] == 0


def test_a_search_that_finds_nothing_says_so_and_offers_the_newest(filled):
    desk = Client()
    desk.force_login(filled.citra)
    newest = offered(desk)[0]
    assert 'role="status"' in desk.get(address("front"), {"cari": "zzz\x00"}).text
    assert offered(desk, cari="zzz")[0] == newest


def test_a_restricted_story_is_not_found_for_a_front_by_others(filled):
    desk, hidden = Client(), filled.scheduled(filled.now + timedelta(hours=1), headline="Kabar nomor 9")
    desk.force_login(filled.citra)
    assert offered(desk, cari=hidden.story_id)[0] == [9]
    conditions.restrict(hidden, [filled.ani], by=filled.dedi)
    assert 9 not in offered(desk, cari=hidden.story_id)[0]


def test_a_sections_front_is_offered_the_newest_of_its_own(filled, monkeypatch):
    monkeypatch.setattr("articles.admin.fronts.NEWEST", 2)
    filled.live(headline="Kabar nomor 9", section_id=filled.region.pk)
    desk = Client()
    desk.force_login(filled.citra)
    assert 9 in offered(desk)[0]
    assert offered(desk, muka=filled.region.list_key)[0] == [9]


def test_the_desk_of_a_front_asks_no_more_queries_of_more_stories(filled):
    desk = Client()
    desk.force_login(filled.citra)
    paths = (address("front"), address("front") + "?cari=kabar")
    counts = []
    for first in (20, 40):  # past what fills each part of the front page itself
        for number in range(first, first + 6):
            filled.live(headline=f"Kabar nomor {number}")
        counts.append([queries(desk, path) for path in paths])
    assert counts[0] == counts[1]
