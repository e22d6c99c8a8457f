"""Readers' pages against an oracle told by the acts alone: the same text, lists and notices at any moment."""

import re
from datetime import timedelta

from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from articles.workflow import NotAllowed
from tests import oracle
from tests.cast import MONDAY
from tests.journeys.play import ON_THE_RECORD, Play

HOURS = st.sampled_from([None, 1, 2, 5])
NOTICED = ("ralat", "koreksi", "hak_jawab", "pembaruan")
STEP = st.tuples(
    st.sampled_from([*ON_THE_RECORD, "correct", "publish", "revise", "submit", "save", "wait"]),
    st.sampled_from(["citra", "eko"]), HOURS, st.booleans(), st.sampled_from(NOTICED),
)  # fmt: skip
LED = [("submit", "ani", None, False, "ralat"), ("publish", "citra", None, False, "ralat")]


def play(stage, script):
    """Make the acts of a script, in their order; what is refused is not done."""
    told = Play(stage)
    stories = [told.open(stage.ani, headline="Tajuk 0 asal"), told.open(stage.budi, headline="Tajuk 1 asal")]
    for count, (verb, who, hours, other, kind) in enumerate(script, 1):
        story, by = stories[other], getattr(stage, who)
        stage.step(minutes=7)
        at, words = hours and stage.now + timedelta(hours=hours), f"Kata {count} redaksi"
        headline = {"headline": f"Tajuk {count} kisah"}
        try:
            if verb == "wait":
                stage.step(hours=hours or 1)
            elif verb == "save":
                stage.save(story.article(), by, section_id=stage.east.pk, **headline)
            else:
                told.do(story, verb, by, note=words, at=at, changes=headline, kind=kind, tick=True)
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
    }  # fmt: skip
    shown = {path: page(client, path) for path in lists}
    notices = page(client, "/ralat/")[1].split("<main", 1)[1]
    for story, gets in zip(stories, expected, strict=True):
        status, html = page(client, f"/berita/{story.story_id}/apa-saja/")
        assert status == gets.status
        if gets.shown == "live":
            assert heading(html) == gets.headline
        elif gets.text:
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
    """The list itself; a 404 offers the latest stories."""
    return "" if "noindex" in html else html


@given(st.lists(STEP, min_size=4, max_size=14))
@settings(
    max_examples=24, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)  # fmt: skip
def test_readers_get_what_the_acts_add_up_to(newsroom, script):
    with transaction.atomic():
        newsroom.at(MONDAY)
        stories = play(newsroom, [*LED, *script])
        client = Client()
        for moment in moments(stories, newsroom.now):
            compare(newsroom, client, stories, moment)
        transaction.set_rollback(True)


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
