"""Readers' pages against an oracle told by the acts alone: the same text, lists and notices at any moment."""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from articles.models import Source
from articles.workflow import NotAllowed
from editions import search
from editions.models import Ranking
from editions.pages import popular
from editions.popularity import gathering
from newsroom import work
from tests import oracle
from tests.cast import MONDAY
from tests.journeys.play import ON_THE_RECORD, Play

HOURS = st.sampled_from([None, 1, 2, 5])
NOTICED = ("ralat", "koreksi", "hak_jawab", "pembaruan")
STEP = st.tuples(
    st.sampled_from([*ON_THE_RECORD, "correct", "publish", "revise", "submit", "save", "wait", "merge"]),
    st.sampled_from(["citra", "eko"]), HOURS, st.booleans(), st.sampled_from(NOTICED),
)  # fmt: skip
LED = [("submit", "ani", None, False, "ralat"), ("publish", "citra", None, False, "ralat")]


def play(stage, script):
    """Make the acts of a script, in their order; what is refused is not done."""
    told = Play(stage)
    outlets = [Source.objects.create(name=f"Kantor {number}", slug=f"kantor-{number}") for number in range(2)]
    stories = [
        told.open(by, headline=f"Tajuk {number} asal", citations=[[outlet.pk, "", None]], tags=["Laut", "Pelabuhan"])
        for number, (by, outlet) in enumerate(zip((stage.ani, stage.budi), outlets, strict=True))
    ]
    for count, (verb, who, hours, other, kind) in enumerate(script, 1):
        story, by = stories[other], getattr(stage, who)
        stage.step(minutes=7)
        at, words = hours and stage.now + timedelta(hours=hours), f"Kata {count} redaksi"
        headline = {"headline": f"Tajuk {count} kisah"}
        try:
            if verb == "wait":
                stage.step(hours=hours or 1)
            elif verb == "merge":
                told.merge(outlets[0], outlets[1], by)
            elif verb == "save":
                stage.save(story.article(), by, section_id=stage.east.pk, **headline)
            else:
                scheduled = "carry" if count % 2 else "call_off"
                told.do(story, verb, by, note=words, at=at, changes=headline, kind=kind, tick=True, scheduled=scheduled)
        except NotAllowed:
            continue
    return stories


def moments(stories, until):
    """Just before, at and after all that was done or was to come."""
    turns = {act.at for story in stories for act in story.acts} | {
        a.begins for s in stories for a in s.acts if a.begins
    }
    around = (-timedelta(milliseconds=1), timedelta(), timedelta(minutes=3))
    return sorted({turn + by for turn in turns for by in around} | {until})


def page(client, path):
    response = client.get(path, follow=True)
    return response.status_code, response.content.decode()


def heading(html):
    found = re.search(r"<h1[^>]*>(.*?)</h1>", html, re.DOTALL)
    return found and " ".join(re.sub("<[^>]+>", " ", found[1]).split())


def compare(stage, client, stories, moment):
    stage.at(moment)
    expected = [oracle.gets(story.acts, moment) for story in stories]
    lists = {
        "/kanal/nasional/": stage.national.list_key, "/kanal/daerah/": stage.region.list_key,
        "/kanal/timur/": stage.east.list_key, "/rss/": "all", "/penulis/ani/": stage.ani.author.list_key,
        f"/indeks/{moment:%Y/%m/%d}/": "all",
    } | {f"/sumber/{one.slug}/": (one.merged_into or one).list_key for one in Source.objects.all()}  # fmt: skip
    shown = {path: page(client, path) for path in lists}
    notices = page(client, "/ralat/")[1].split("<main", 1)[1]
    for story, gets in zip(stories, expected, strict=True):
        if gets.shown == "joined":
            response = client.get(f"/berita/{story.story_id}/apa-saja/")
            other = next(one for one in stories if one is not story)
            assert response.status_code == gets.status
            assert f"/berita/{other.story_id}/" in response["Location"]
            status, html = gets.status, ""
        else:
            status, html = page(client, f"/berita/{story.story_id}/apa-saja/")
        assert status == gets.status
        if gets.shown == "live":
            assert heading(html) == gets.headline
        elif gets.text and gets.shown != "joined":
            assert "Warga menyambut" not in html
            assert gets.shown == "withdrawn" or gets.text.headline not in html
        for path, key in lists.items():
            stands = f"/berita/{story.story_id}/" in main(shown[path][1])
            same_day = not path.startswith("/indeks") or (gets.since and gets.since.date() == moment.date())
            assert stands == bool(key in gets.lists and same_day), (path, moment, gets)
            if stands:
                assert gets.headline in shown[path][1]
    # What was put right on a story under examination waits with it.
    everything = {words for one in expected if one.shown != "held" for _kind, words in one.notices}
    assert set(re.findall(r"Kata \d+ redaksi", notices)) == everything


def main(html):
    """The list itself; a 404 offers the latest stories, and beside a list stand others."""
    return "" if "noindex" in html else re.sub(r'<section class="ranked.*?</section>', "", html, flags=re.DOTALL)


JOINED = [
    ("submit", "budi", None, True, "ralat"), ("publish", "citra", None, True, "ralat"),
    ("correct", "citra", None, False, "ralat"), ("join", "citra", None, False, "ralat"),
    ("join", "citra", None, True, "ralat"), ("reinstate", "eko", None, False, "ralat"),
]  # fmt: skip

ALIKE = settings(
    deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)  # fmt: skip
"""The same plays every time."""


@pytest.mark.no_cover  # pages by the thousand: counting their lines doubles their time
@example(JOINED)
@given(st.lists(STEP, min_size=4, max_size=14))
@settings(ALIKE, max_examples=16)
def test_readers_get_what_the_acts_add_up_to(newsroom, script):
    with transaction.atomic():
        newsroom.at(MONDAY)
        stories = play(newsroom, [*LED, *script])
        client = Client()
        for moment in moments(stories, newsroom.now):
            compare(newsroom, client, stories, moment)
        transaction.set_rollback(True)


# --- What is found, read most and counted --------------------------------------------------------------------


def block(html, begins, ends):
    return html.partition(begins)[2].partition(ends)[0]


def at_hand(client, stories, expected, moment):
    """Where each story stands, by place: the numbers of those that a reader meets there."""
    addresses = [f"/berita/{story.story_id}/" for story in stories]

    def shown(html):
        return {number for number, address in enumerate(addresses) if address in html}

    tag = main(page(client, "/tag/laut/")[1])
    stands = {"search": shown(page(client, "/cari/?q=tajuk")[1]), "tag": shown(tag)}
    stands |= {f"read {window}": shown(page(client, f"/terpopuler/{window}")[1]) for window in ("", "pekan/", "bulan/")}
    stands["neighbour"] = "/tag/pelabuhan/" in block(tag, 'id="near"', "</nav>")
    counted = re.findall(r"<[^>]*>(\d+)<", block(tag, 'id="timeline"', "</nav>"))
    stands["years"] = {int(number) for number in counted[:1]}
    for number, gets in enumerate(expected):
        if gets.shown == "live":
            html = page(client, f"{addresses[number]}apa-saja/")[1]
            stands[f"related {number}"] = shown(block(html, 'id="related"', "</section>"))
    for story in stories:
        for act in story.acts:
            for text in filter(None, (act.text, act.later)):
                fits = search.live(search.find(f'"{text.headline}"', at=moment).fits, at=moment)
                found = {number for number, one in enumerate(stories) if one.story_id in {fit.story_id for fit in fits}}
                stands[f"found {text.headline}"] = found
    return stands


def should_stand(stories, expected):
    live = {number for number, gets in enumerate(expected) if gets.shown == "live"}
    stands = dict.fromkeys(("search", "tag", "read ", "read pekan/", "read bulan/"), live)
    stands |= {f"related {number}": live - {number} for number in live}
    stands |= {"neighbour": len(live) == len(stories), "years": {len(live)} if live else set()}
    for story in stories:
        for act in story.acts:
            for text in filter(None, (act.text, act.later)):
                held = {number for number in live if expected[number].headline == text.headline}
                stands[f"found {text.headline}"] = held
    return stands


def catch_up(stories, moment, count):
    """What is due at the moment, and a reader of each story that readers have."""
    Ranking.objects.update(at=moment - timedelta(hours=1))
    gathering.bring_in({story.story_id: 1 for story in stories}, process="oracle", number=count)
    while work.work_once():
        pass


@pytest.mark.no_cover  # pages by the thousand: counting their lines doubles their time
@example(JOINED)
@given(st.lists(STEP, min_size=4, max_size=14))
@settings(ALIKE, max_examples=6)
def test_search_related_most_read_and_topics_hold_what_the_acts_add_up_to(newsroom, monkeypatch, script):
    """Before the work that is due nothing stands there that readers may not have; after it, all that they should."""
    monkeypatch.setattr(popular, "FEWEST", 1)
    with transaction.atomic():
        newsroom.at(MONDAY)
        stories = play(newsroom, [*LED, *script])
        client = Client()
        for count, moment in enumerate(moments(stories, newsroom.now), 1):
            newsroom.at(moment)
            expected = [oracle.gets(story.acts, moment) for story in stories]
            should = should_stand(stories, expected)
            before = at_hand(client, stories, expected, moment)
            over = {place: held for place, held in before.items() if place not in COUNTED and not held <= should[place]}
            assert over == {}, (moment, expected)
            catch_up(stories, moment, count)
            after = at_hand(client, stories, expected, moment)
            assert {place: held for place, held in after.items() if held != should[place]} == {}, (moment, should)
        transaction.set_rollback(True)


COUNTED = ("neighbour", "years")
"""What names no story: true once it is counted again."""


def test_the_oracle_knows_a_schedule_a_hold_and_a_withdrawal():
    text, later = oracle.Text("Satu", frozenset({"all"})), oracle.Text("Dua", frozenset({"all"}))
    at = [MONDAY + timedelta(hours=hour) for hour in range(6)]
    acts = [
        oracle.Did("publish", at[0], text, at[0]), oracle.Did("publish", at[1], later, at[3]),
        oracle.Did("hold", at[4]), oracle.Did("withdraw", at[5], words="Keliru"),
    ]  # fmt: skip
    heads = [oracle.gets(acts, moment).headline for moment in at]
    assert heads == ["Satu", "Satu", "Satu", "Dua", "", ""]
    assert [oracle.gets(acts, moment).status for moment in at[3:]] == [200, 200, 410]
    assert oracle.gets(acts, at[5]).notices == (("pencabutan", "Keliru"),)
