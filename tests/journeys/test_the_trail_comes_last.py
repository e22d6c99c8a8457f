"""Law 6, and decision 0009: when an act has the trail, nothing of it is left to be written."""

import io
import json
import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import filing, moves, publishing, replies
from articles.models import Article, Tag
from articles.publishing import fronting, locking, merging
from articles.publishing.correcting import Correction
from editions.models import Pick
from guards import turns
from tests.articles.test_photo_rights import opened, sent
from tests.editions.test_pages import photographed, public_files
from tests.journeys.test_one_storys_way import TICKS
from tests.wire.test_jsonl import STORY

__all__ = ["public_files"]
WRITES = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "((?!django_)\w+)"')
IN_TURN = {"accounts_act", "editions_change"}
"""What is told of the menu is only known in the act's turn; the row is nobody else's, and waits for none."""
MESSAGE = "*Feri Selat Lumen Ditutup*\n\nLEMBAR -- Penyeberangan ditutup."


def withdrawing(newsroom, _tmp_path):
    story = newsroom.live()
    return lambda: publishing.withdraw(story, by=newsroom.eko, ground="keliru", reason="Salah orang")


def expunging(newsroom, tmp_path):
    withdrawing(newsroom, tmp_path)()
    story = Article.objects.get()
    return lambda: publishing.expunge(story, by=newsroom.eko, reason="Penetapan pengadilan")


def publishing_ones_own(newsroom, _tmp_path):
    story = newsroom.submitted(by=newsroom.eko)
    return lambda: publishing.publish_own(story, by=newsroom.eko, seen=story.version, reason="Tak ada editor lain")


def bringing_an_earlier_story_into_a_fokus(newsroom, _tmp_path):
    later = filing.follow(newsroom.live(), by=newsroom.ani)
    later = newsroom.save(later, newsroom.ani, headline="Kapal berangkat", body="<p>Kapal berangkat lagi.</p>")
    later = moves.move(later, "submit", by=newsroom.ani)
    newsroom.step(minutes=1)
    return lambda: publishing.publish(later, by=newsroom.citra, seen=later.version)


def putting_right(newsroom, _tmp_path):
    story = newsroom.live()
    update = Correction("pembaruan", {"deck": "Muatan kedua"})
    return lambda: publishing.correct(story, update, by=newsroom.dedi)


def bringing_back_what_verifies_another(newsroom, _tmp_path):
    first = newsroom.live(unverified=True, ticked=TICKS)
    publishing.hold(first, by=newsroom.citra, reason="Diperiksa")
    second = newsroom.live(by=newsroom.budi, verifies_id=first.pk)
    publishing.hold(second, by=newsroom.citra, reason="Diperiksa")
    publishing.lift(first, by=newsroom.citra, reason="Benar")
    return lambda: publishing.lift(second, by=newsroom.citra, reason="Benar")


def giving_a_right_of_reply(newsroom, _tmp_path):
    story, asked = newsroom.live(), {"asked_by": "Nakhoda", "words": "Tidak terlambat.", "asked_at": newsroom.now}
    replies.note(story, by=newsroom.citra, **asked)
    reply = Correction("hak_jawab", {}, text="Nakhoda menyatakan kapalnya tidak terlambat.")
    return lambda: publishing.correct(story, reply, by=newsroom.dedi)


def filing_a_kilat(newsroom, _tmp_path):
    typed = {"headline": "Gempa", "section": newsroom.national.pk, "place": "Larantuka", "text": "Gempa terasa."}
    return lambda: filing.kilat(by=newsroom.ani, **typed)


def updating_a_live_coverage(newsroom, _tmp_path):
    coverage = newsroom.live(genre="live")
    return lambda: filing.add_update(coverage, by=newsroom.ani, headline="Turun", text="Muatan turun.")


def typing_in_a_message(newsroom, _tmp_path):
    return lambda: filing.from_message(by=newsroom.ani, message=MESSAGE, section=newsroom.national.pk)


def filing_a_message_for_its_author(newsroom, _tmp_path):
    theirs = {"section": newsroom.national.pk, "author": newsroom.ani.author}
    return lambda: filing.from_message(by=newsroom.citra, message=MESSAGE, **theirs)


def denying_a_photos_rights(newsroom, _tmp_path):
    photo = photographed(newsroom)
    newsroom.live(photo_id=photo.pk)
    fields = opened(newsroom.citra, photo) | {"rights_denied": "on"}
    return lambda: sent(newsroom.citra, photo, fields)


def bringing_in_an_archive(newsroom, tmp_path):
    file = tmp_path / "arsip.jsonl"
    file.write_text(json.dumps(STORY) + "\n")
    return lambda: call_command("import_archive", str(file), old_host=["example.org"], stdout=io.StringIO())


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the other database looks at them as they are written")
@pytest.mark.parametrize("made_up", [False, True], ids=["an old archive", "a made-up one"])
def test_nobody_waits_for_the_trail_while_foreign_keys_of_a_batch_are_looked_at(newsroom, tmp_path, made_up):
    with CaptureQueriesContext(connection) as asked:
        if made_up:
            call_command("make_archive", stories=8, texts=4, pictures=0, stdout=io.StringIO())
        else:
            bringing_in_an_archive(newsroom, tmp_path)()
    asked = [query["sql"] for query in asked]
    stories = [place for place, sql in enumerate(asked) if "articles_article" in sql and "nextval" in sql]
    looked = [place for place, sql in enumerate(asked) if sql == "SET CONSTRAINTS ALL IMMEDIATE"]
    trail = [place for place, sql in enumerate(asked) if f"pg_advisory_xact_lock({turns.TRAIL})" in sql]
    assert len(stories) == len(looked) == (2 if made_up else 1)
    for begun, place in zip(stories, looked, strict=True):
        assert begun < place < next(turn for turn in trail if turn > begun)


def setting_a_lock(newsroom, _tmp_path):
    newsroom.scheduled(newsroom.now.replace(hour=12), tags=["Pilkada"])
    tag, until = Tag.objects.get(name="Pilkada"), newsroom.now.replace(hour=18)
    return lambda: locking.lock(by=newsroom.eko, until=until, why="masa tenang", tag=tag)


def merging_tags(newsroom, _tmp_path):
    newsroom.live(tags=["Gempa", "Gempabumi"])
    row, into = Tag.objects.get(name="Gempabumi"), Tag.objects.get(name="Gempa")
    return lambda: merging._join(row, into, by=newsroom.citra)


def ordering_a_front(newsroom, _tmp_path):
    story = newsroom.live()
    return lambda: fronting.pick(Pick.HOME, 1, story, by=newsroom.citra)


ACTS = (
    withdrawing, expunging, publishing_ones_own, bringing_an_earlier_story_into_a_fokus, putting_right,
    giving_a_right_of_reply, filing_a_kilat, updating_a_live_coverage, typing_in_a_message,
    filing_a_message_for_its_author, denying_a_photos_rights, bringing_in_an_archive, setting_a_lock, merging_tags,
    ordering_a_front, bringing_back_what_verifies_another,
)  # fmt: skip


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_when_an_act_has_the_trail_all_else_of_it_is_written(newsroom, public_files, tmp_path, act):
    does = act(newsroom, tmp_path)
    with CaptureQueriesContext(connection) as asked:
        does()
    asked = [query["sql"] for query in asked]
    reached = next(place for place, sql in enumerate(asked) if "accounts_act" in sql)
    assert [found[1] for sql in asked[reached:] if (found := WRITES.search(sql)) and found[1] not in IN_TURN] == []
