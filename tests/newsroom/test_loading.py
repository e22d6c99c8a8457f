"""Indexes and foreign keys that are set aside while very many rows come in."""

import io
import threading

import pytest
from django.core import checks
from django.core.management import call_command
from django.db import IntegrityError, connection

from articles.models import Article, Revision, Tag, Tagged
from articles.publishing.past import TOLD_AGAIN
from demo.management.commands import make_archive
from guards import loading

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite sets nothing aside")


def schema() -> set[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' "
            "UNION ALL SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
        )
        return set(cursor.fetchall())


def warned() -> bool:
    return any(one.id == "redaksi.W007" for one in checks.run_checks(databases=["default"]))


def test_while_rows_come_in_only_what_keeps_a_wrong_one_out_stands_and_afterwards_all_of_it(flushed):
    before = schema()
    with loading.set_aside([Article, Revision], at_once=2):
        aside = before - schema()
        assert warned()
    assert schema() == before
    assert not warned()
    assert any(told.startswith("FOREIGN KEY (article_id)") for _name, told in aside)
    assert any("(article_id)" in told and told.startswith("CREATE INDEX") for _name, told in aside)
    assert not [name for name, told in aside if "UNIQUE" in told]
    assert not [name for name, told in aside if "editions_" in told and "FOREIGN" not in told]


def test_a_row_that_belongs_to_nothing_is_found_when_its_foreign_key_comes_back(flushed):
    before, tag = schema(), Tag.objects.create(name="banjir")
    with pytest.raises(IntegrityError, match="article"), loading.set_aside([Tagged]):
        lost = Tagged.objects.create(tag=tag, content_object_id=7)
    assert warned(), "what is not back yet stays on record"
    lost.delete()
    loading.put_back()
    assert schema() == before
    assert not warned()


def test_whatever_ends_a_filling_all_of_it_comes_back(flushed):
    before = schema()
    with pytest.raises(KeyboardInterrupt), loading.set_aside(TOLD_AGAIN):
        raise KeyboardInterrupt
    assert schema() == before


def test_an_archive_of_many_years_puts_back_what_a_run_before_was_killed_over(flushed, monkeypatch):
    monkeypatch.setattr(make_archive, "MANY", 1)
    before = schema()
    loading._set_aside([Tagged._meta.db_table])
    call_command("make_archive", stories=260, texts=40, at_once=2, pictures=1, stdout=io.StringIO())
    assert schema() == before
    assert Article.objects.count() == 260


def test_two_archives_made_beside_each_other_take_nothing_back_that_the_other_set_aside(flushed):
    before, aside = schema(), threading.Event()
    told, ended = [], threading.Event()

    def beside():
        aside.wait(10)
        loading.put_back()
        with loading.set_aside([Article]):
            told.append(before - schema())
        told.append(before - schema())
        ended.set()
        connection.close()

    other = threading.Thread(target=beside)
    other.start()
    with loading.set_aside([Tagged]):
        mine = before - schema()
        aside.set()
        assert ended.wait(30)
    other.join()
    assert mine
    assert told == [mine, mine]
    assert schema() == before
