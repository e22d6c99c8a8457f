"""A scheduled story that can't wait: out at once, in one step, as the text that was approved."""

from datetime import timedelta

import pytest
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser

from accounts.models import Act
from articles import conditions, moves, published, publishing
from articles.models import SecondLook, Tag, Word
from articles.publishing import locking
from articles.workflow import Shown
from editions.models import Edition, Entry
from tests.desk import address, do, saved


@pytest.fixture
def scheduled(newsroom):
    return newsroom.scheduled(newsroom.now + timedelta(hours=3))


def status(newsroom, article):
    return published.status(article.story_id, at=newsroom.now)


def test_an_editor_puts_a_scheduled_story_out_at_once_in_one_act(newsroom, at_desk, scheduled):
    citra = at_desk("citra")
    form = LexborHTMLParser(citra.get(address("change", scheduled.pk)).text)
    assert form.css_first('.movebar button.main[value="publish_now"]').text().strip() == "Terbitkan sekarang…"
    asking = citra.get(address("move", scheduled.pk, "publish_now")).text
    assert "Senin 03 Sep 2035 13:00 WIB" in asking, "when it would have gone out"
    before = Act.objects.count()
    newsroom.step(minutes=1)
    assert do(citra, scheduled, "publish_now").status_code == 302
    assert (status(newsroom, scheduled).shown, status(newsroom, scheduled).scheduled) == (Shown.LIVE, False)
    line = Act.objects.order_by("-seq").first()
    assert (Act.objects.count() - before, line.verb, line.actor) == (1, "publish_now", "citra")
    live = Edition.objects.live(newsroom.now).get(story_id=scheduled.story_id)
    assert (live.published_at, live.first_published_at) == (newsroom.now, newsroom.now)
    assert list(Entry.objects.live(newsroom.now).filter(story_id=scheduled.story_id, list="all")) != []
    assert Word.objects.filter(to=newsroom.ani, kind=Word.Kind.PUBLISHED, at=newsroom.now).count() == 1
    newsroom.step(hours=4)
    assert Edition.objects.live(newsroom.now).get(story_id=scheduled.story_id) == live, "its moment brings nothing"


def test_a_double_click_on_publish_now_puts_nothing_out_twice(newsroom, at_desk, scheduled):
    citra, seen = at_desk("citra"), scheduled.version
    for _click in range(2):
        answer = citra.post(address("move", scheduled.pk, "publish_now"), {"seen": seen})
    assert "Sudah tidak ada yang terjadwal." in answer.text
    assert Act.objects.filter(verb="publish_now").count() == 1
    assert Edition.objects.filter(story_id=scheduled.story_id).count() == 2, (
        "the one called off, and the one that is live"
    )


def test_a_text_scheduled_meanwhile_by_somebody_else_is_not_put_out_unread(newsroom, at_desk, scheduled):
    seen = scheduled.version
    newsroom.save(scheduled, newsroom.dedi, headline="Kapal perintis batal tiba")
    scheduled.refresh_from_db()
    publishing.amend(scheduled, by=newsroom.dedi, seen=scheduled.version)
    answer = at_desk("citra").post(address("move", scheduled.pk, "publish_now"), {"seen": seen})
    assert "Naskah berubah setelah Anda membukanya" in answer.text
    assert status(newsroom, scheduled).scheduled
    assert status(newsroom, scheduled).shown == Shown.NOTHING


def test_what_was_typed_since_does_not_go_out_and_the_page_says_so(newsroom, at_desk, scheduled):
    told = "Perubahan ini belum ikut terbit"
    citra = at_desk("citra")
    assert told not in citra.get(address("move", scheduled.pk, "publish_now")).text
    saved(citra, scheduled, headline="Kapal perintis batal tiba")
    assert told in citra.get(address("move", scheduled.pk, "publish_now")).text
    do(citra, scheduled, "publish_now")
    assert status(newsroom, scheduled).live.headline == "Kapal perintis tiba"


def test_publish_now_is_offered_to_those_alone_who_may_publish_it(newsroom, at_desk, scheduled):
    way = address("move", scheduled.pk, "publish_now")
    offered = {}
    for name in ("ani", "citra", "fitri"):
        page = LexborHTMLParser(at_desk(name).get(reverse("admin:index")).text)
        offered[name] = bool(page.css(f'a[href="{way}"]'))
    assert offered == {"ani": False, "citra": True, "fitri": False}
    own = newsroom.submitted(by=newsroom.citra)
    publishing.publish(own, by=newsroom.dedi, seen=own.version, at=newsroom.now + timedelta(hours=1))
    home = LexborHTMLParser(at_desk("citra").get(reverse("admin:index")).text)
    assert not home.css(f'a[href="{address("move", own.pk, "publish_now")}"]'), "nobody approves their own"
    refused = do(at_desk("citra"), own, "publish_now")
    assert "Tidak ada yang menyetujui" in refused.text
    assert status(newsroom, own).shown == Shown.NOTHING


def test_a_scheduled_story_passes_checks_locks_and_sign_offs_before_it_goes_out_now(newsroom, at_desk):
    tag = Tag.objects.create(name="Hitung cepat", slug="hitung-cepat")
    article = newsroom.scheduled(newsroom.now + timedelta(hours=9), tags=["Hitung cepat"])
    locking.lock(by=newsroom.eko, tag=tag, until=newsroom.now + timedelta(hours=8), why="UU Pemilu")
    assert "UU Pemilu" in do(at_desk("citra"), article, "publish_now").text
    assert status(newsroom, article).scheduled, "refused, it goes out at its moment"
    do(at_desk("eko"), article, "publish_now", breaking="KPU sudah mengumumkan")
    line = Act.objects.get(verb="publish_now")
    assert (line.facts["broke"], line.facts["because"]) == (["locked"], "KPU sudah mengumumkan")
    legal = newsroom.scheduled(newsroom.now + timedelta(hours=9))
    conditions.ask(legal, "hukum", by=newsroom.dedi)
    do(at_desk("citra"), legal, "publish_now")
    assert status(newsroom, legal).shown == Shown.NOTHING


def test_a_photo_whose_rights_end_before_the_moment_keeps_a_story_from_going_out_now(newsroom, at_desk):
    photo = newsroom.photo()
    article = newsroom.scheduled(newsroom.now + timedelta(hours=3), photo_id=photo.pk)
    type(photo).objects.filter(pk=photo.pk).update(rights_until=newsroom.now)
    assert do(at_desk("citra"), article, "publish_now").status_code == 200
    assert status(newsroom, article).shown == Shown.NOTHING


def test_a_new_version_of_a_live_story_goes_out_now_in_the_place_of_the_one_before(newsroom, at_desk):
    article = newsroom.live()
    newsroom.step(hours=1)
    moves.move(article, "revise", by=newsroom.ani)
    article.refresh_from_db()
    newsroom.save(article, newsroom.ani, headline="Kapal perintis berangkat lagi")
    article.refresh_from_db()
    moves.move(article, "submit", by=newsroom.ani)
    article.refresh_from_db()
    publishing.publish(article, by=newsroom.citra, seen=article.version, at=newsroom.now + timedelta(hours=5))
    newsroom.step(minutes=30)
    do(at_desk("dedi"), article, "publish_now")
    live = Edition.objects.live(newsroom.now).get(story_id=article.story_id)
    assert (live.headline, live.updated_at) == ("Kapal perintis berangkat lagi", newsroom.now)
    assert live.first_published_at < newsroom.now
    assert not Edition.objects.to_come(newsroom.now).filter(story_id=article.story_id).exists()


def test_second_eyes_that_a_scheduled_text_awaits_are_awaited_still(newsroom, at_desk):
    article = newsroom.submitted()
    publishing.publish_own(
        article, by=newsroom.eko, seen=article.version, reason="sendirian", at=newsroom.now + timedelta(hours=2)
    )
    do(at_desk("citra"), article, "publish_now")
    live = status(newsroom, article).live
    assert SecondLook.objects.get(seen_by=None).number == live.number
