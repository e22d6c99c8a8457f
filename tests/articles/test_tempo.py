"""The newsroom's clock: how long stories take, what comes back, what four eyes read."""

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from almanac.text import cell
from articles import moves, publishing, tempo
from articles.models import SecondLook
from articles.publishing.correcting import Correction
from articles.tempo import Phase

WHERE = "/desk/articles/article/jam-redaksi/"


@pytest.fixture
def week(newsroom):
    """Two stories: one an hour in writing, two waiting and half in hand; one returned."""
    first = newsroom.draft(headline="Pertama")
    second = newsroom.draft(headline="Kedua", section_id=newsroom.east.pk)
    newsroom.step(hours=1)
    first = moves.move(first, "submit", by=newsroom.ani)
    second = moves.move(second, "submit", by=newsroom.ani)
    newsroom.step(hours=2)
    first = moves.move(first, "claim", by=newsroom.citra)
    second = moves.move(second, "return", by=newsroom.citra, note="Tambah sumber")
    newsroom.step(minutes=30)
    publishing.publish(first, by=newsroom.citra, seen=first.version)
    publishing.publish_own(second, by=newsroom.eko, seen=second.version, reason="Mendesak")
    newsroom.step(minutes=5)
    return newsroom


def put_right(newsroom):
    article = newsroom.live()
    newsroom.step(minutes=1)
    publishing.correct(article, Correction("ralat", {"headline": "Yang benar"}, "Bukan Maumere."), by=newsroom.dedi)
    newsroom.step(minutes=1)


def shown(by, query=""):
    client = Client()
    client.force_login(by)
    return client.get(WHERE + query)


def rows(by, query=""):
    answer = shown(by, f"?bentuk=csv{query}")
    assert answer["Content-Disposition"].startswith("attachment")
    return list(csv.reader(io.StringIO(answer.content.decode())))


def test_an_editor_reads_how_long_stories_took_by_section(week):
    head, region, national, whole = rows(week.citra)
    assert national == ["Nasional", "1", "1.0", "2.0", "0.5", "0.0", "0.0", "100.0"]
    assert region == ["Daerah", "1", "0.5", "2.0", "", "100.0", "0.0", "0.0"]
    assert whole[:2] == ["Seluruh redaksi", "2"]
    assert whole[-3:] == ["50.0", "0.0", "50.0"]
    assert len(head) == len(whole)
    page = shown(week.citra).content.decode()
    assert "2 jam 0 menit" in page
    assert "<rect" in page


def test_a_second_reader_is_counted_and_a_mistake_put_right_awaits_one(week):
    publishing.second_look(SecondLook.objects.get(), by=week.citra)
    put_right(week)
    assert rows(week.citra)[-1][-2:] == ["33.3", "75.0"]


def test_an_amended_version_was_read_twice_and_a_small_fix_needs_no_second_reader(week):
    article = week.live()
    week.step(minutes=1)
    publishing.correct(article, Correction("perbaikan_kecil", {"deck": "Muatan pertma"}), by=week.dedi)
    week.step(minutes=1)
    assert rows(week.citra)[-1][-1] == "66.7"  # two by a second editor, one alone
    later = week.scheduled(week.now + timedelta(hours=2))
    later = week.save(later, week.dedi, deck="Muatan kedua")
    publishing.amend(later, by=week.citra, seen=later.version)
    week.step(minutes=1)
    assert rows(week.citra)[-1][-1] == "80.0"


def test_a_story_is_out_once_its_moment_has_come_and_never_if_that_was_called_off(week):
    week.scheduled(week.now + timedelta(hours=2))
    off = week.scheduled(week.now + timedelta(hours=2))
    week.step(hours=1)
    publishing.cancel(off, by=week.citra)
    assert rows(week.citra)[-1][1] == "2"
    week.step(hours=2)
    assert rows(week.citra)[-1][1] == "3"


def test_what_was_before_the_period_is_told_by_no_figure_but_begins_what_ends_in_it(week):
    week.step(days=6, hours=23)
    assert rows(week.citra)[-1][:2] == ["Seluruh redaksi", "2"]
    week.step(days=2)
    assert rows(week.citra) == [*rows(week.citra)[:1], ["Seluruh redaksi", "0", "", "", "", "", "", ""]]
    assert rows(week.citra, "&hari=28")[-1][1] == "2"


def test_a_reporter_is_told_that_it_is_the_editors(week):
    assert shown(week.ani).status_code == 403


@pytest.mark.parametrize("odd", ["hari=%00", "hari=-1", "hari=9999999999999", "bentuk=xls"])
def test_an_odd_question_gets_the_week(week, odd):
    assert "7 hari" in shown(week.citra, f"?{odd}").content.decode()


def test_more_stories_ask_no_more_queries(week, django_assert_num_queries):
    before = week.now - timedelta(days=7)
    put_right(week)
    with django_assert_num_queries(5):
        tempo.paces(before, week.now)
    for _story in range(3):
        put_right(week)
    with django_assert_num_queries(5):
        found = tempo.paces(before, week.now)
    assert found[-1].out == 6
    assert found[-1].corrected == pytest.approx(100 * 4 / 6)
    assert found[-1].medians[Phase.EDITING] == timedelta(minutes=30)


def test_a_section_named_as_a_formula_runs_in_no_spreadsheet(week):
    week.national.name = "=HYPERLINK(1)"
    week.national.save()
    assert "'=HYPERLINK(1)" in [row[0] for row in rows(week.citra)]


@given(st.text())
def test_no_cell_begins_as_a_formula(text):
    assert not str(cell(text)).lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))
    assert str(cell(text)).endswith(text)
