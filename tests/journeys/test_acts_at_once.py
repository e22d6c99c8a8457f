"""Two acts that touch the same stories at one time: one after the other, and none ends in an error."""

import threading
import time
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.urls import reverse

from accounts import audit
from accounts.models import Act
from articles import conditions, filing, moves, published, publishing, searching
from articles.admin.previewing import LinkForm
from articles.models import Article, PreviewLink, Tag, Tagged
from articles.models.story_id import new_story_id
from articles.publishing import checking, fronting, locking, merging, on_site, recording, verifying
from articles.publishing.correcting import CARRY, SMALL, Correction
from articles.publishing.past import Past, Told
from articles.workflow import NotAllowed, Shown
from editions import topics
from editions.models import Edition, Pick, Picture
from photos.models import Photo
from tests.articles.test_photo_rights import on_page, opened
from tests.desk import address, client_of
from tests.editions.test_pages import photographed, public_files
from tests.journeys.test_texts_that_never_were import TICKS
from tests.photos.pictures import photo_file
from wire.importers.items import Item

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="the other database has one writer at a time")
__all__ = ["public_files"]
A_MOMENT = 0.4


def slowed(function, reached):
    """Says that it was reached, and gives the other thread time to come as far as it can."""

    def slow(*told, **asked):
        answer = function(*told, **asked)
        if not reached.is_set():
            reached.set()
            time.sleep(A_MOMENT)
        return answer

    return slow


def both(first, second, reached):
    """What each says: nothing, or how it was refused. The second begins when the first has come to a place."""
    said = {}

    def act(name, does):
        try:
            if name == "second":
                assert reached.wait(10)
            does()
        except NotAllowed as refused:
            said[name] = refused.rule
        except Exception as error:
            said[name] = repr(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=pair) for pair in (("first", first), ("second", second))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return said.get("first"), said.get("second")


@pytest.fixture
def reached():
    return threading.Event()


@pytest.fixture
def election(flushed, newsroom):
    """Two stories of a tag, scheduled within the hours of a lock to come."""
    hour = newsroom.now + timedelta(hours=1)
    stories = [newsroom.scheduled(hour + timedelta(minutes=number), tags=["Pilkada"]) for number in range(2)]
    return Tag.objects.get(name="Pilkada"), stories, newsroom.now + timedelta(hours=5)


def test_a_lock_and_the_cancelling_of_a_story_under_it(newsroom, election, reached, monkeypatch):
    tag, stories, until = election
    monkeypatch.setattr(locking, "call_off", slowed(locking.call_off, reached))
    said = both(
        lambda: locking.lock(by=newsroom.eko, until=until, why="masa tenang", tag=tag),
        lambda: publishing.cancel(stories[1], by=newsroom.citra),
        reached,
    )
    assert said == (None, "stage")
    assert not any(published.status(story.story_id, at=newsroom.now).scheduled for story in stories)


def test_a_story_approved_while_a_lock_is_being_set_does_not_slip_through(newsroom, election, reached, monkeypatch):
    tag, _stories, until = election
    story = newsroom.submitted(tags=["Pilkada"])
    monkeypatch.setattr(conditions, "must_be_free", slowed(conditions.must_be_free, reached))
    said = both(
        lambda: publishing.publish(story, by=newsroom.citra, seen=story.version, at=newsroom.now + timedelta(hours=2)),
        lambda: locking.lock(by=newsroom.eko, until=until, why="masa tenang", tag=tag),
        reached,
    )
    assert said == (None, None)
    assert not published.status(story.story_id, at=newsroom.now).scheduled


def test_two_stories_joined_to_each_other_do_not_both_lead_away(flushed, newsroom, reached, monkeypatch):
    one, other = newsroom.live(headline="Kapal tiba"), newsroom.live(headline="Kapal merapat")
    newsroom.step(minutes=1)
    monkeypatch.setattr(on_site, "allowed", slowed(on_site.allowed, reached))
    said = both(
        lambda: publishing.join(one, other, by=newsroom.dedi),
        lambda: publishing.join(other, one, by=newsroom.dedi),
        reached,
    )
    assert said == (None, "into")
    assert published.status(other.story_id, at=newsroom.now).shown == Shown.LIVE


def test_whoever_signs_out_while_what_they_hold_is_taken_over(flushed, newsroom, reached, monkeypatch):
    held = [newsroom.submitted(headline=f"Naskah {number}") for number in range(2)]
    for article in held:
        moves.move(article, "claim", by=newsroom.citra)
    monkeypatch.setattr(moves, "_moved", slowed(moves._moved, reached))
    said = both(
        lambda: moves.let_go(newsroom.citra),
        lambda: moves.move(held[1], "take_over", by=newsroom.dedi, note="Tenggat"),
        reached,
    )
    assert said[0] is None
    assert said[1] in (None, "held", "stage", "not_held")


def test_a_story_that_verifies_another_and_a_correction_of_that(flushed, newsroom, reached, monkeypatch):
    first = newsroom.live(unverified=True, ticked=TICKS)
    second = newsroom.submitted(by=newsroom.budi, verifies_id=first.pk)
    newsroom.step(minutes=1)
    fix = Correction(SMALL, {"search_title": "Kapal terbakar di dermaga"})
    monkeypatch.setattr(verifying, "settle", slowed(verifying.settle, reached))
    said = both(
        lambda: publishing.publish(second, by=newsroom.dedi, seen=second.version),
        lambda: publishing.correct(first, fix, by=newsroom.dedi),
        reached,
    )
    assert said == (None, None)
    assert published.last_text(first.story_id, at=newsroom.now).search_title == "Kapal terbakar di dermaga"


def test_a_verification_is_cancelled_while_the_story_it_verifies_is_corrected(flushed, newsroom, reached, monkeypatch):
    """Its word under that story is taken away by the one, and made anew by the other."""
    first = newsroom.live(unverified=True, ticked=TICKS)
    second = newsroom.submitted(by=newsroom.budi, verifies_id=first.pk)
    moment = newsroom.now + timedelta(hours=1)
    publishing.publish(second, by=newsroom.dedi, seen=second.version, at=moment)
    newsroom.step(minutes=1)
    fix = Correction(SMALL, {"search_title": "Kapal tiba di dermaga"}, scheduled=CARRY)
    monkeypatch.setattr(recording, "unbear", slowed(recording.unbear, reached))
    said = both(
        lambda: publishing.correct(first, fix, by=newsroom.dedi),
        lambda: publishing.cancel(second, by=newsroom.citra),
        reached,
    )
    assert said == (None, None)
    newsroom.at(moment)
    live = published.last_text(first.story_id, at=newsroom.now)
    assert (live.search_title, live.notices) == ("Kapal tiba di dermaga", [])


def test_two_stories_that_bring_the_same_new_photo(flushed, newsroom, public_files, reached, monkeypatch):
    photo = photographed(newsroom)
    stories = [newsroom.submitted(headline=f"Kapal {number}", photo_id=photo.pk) for number in range(2)]
    monkeypatch.setattr(recording, "as_facts", slowed(recording.as_facts, reached))
    said = both(
        *(partial(publishing.publish, one, by=newsroom.citra, seen=one.version) for one in stories),
        reached,
    )
    assert said == (None, None)
    leads = {published.last_text(one.story_id, at=newsroom.now).lead_id for one in stories}
    assert leads == {Picture.objects.get().key}


def sends(by, photo, **typed):
    """The photo's page, open on the screen: only the button is left to press."""
    fields, page = opened(by, photo) | typed, client_of(by)
    address = reverse("admin:photos_photo_change", args=[photo.pk])

    def send():
        assert page.post(address, fields).status_code == 302

    return send


@pytest.mark.parametrize("place", ["as_facts", "head"])
def test_a_photo_whose_rights_are_denied_while_a_story_brings_it_leaves_the_site(
    flushed, newsroom, public_files, client, reached, monkeypatch, place
):
    """Denied where the publication has read the photo, and where its picture is made and not yet there for others."""
    photo = photographed(newsroom)
    story = newsroom.submitted(photo_id=photo.pk)
    monkeypatch.setattr(recording, place, slowed(getattr(recording, place), reached))
    said = both(
        lambda: publishing.publish(story, by=newsroom.citra, seen=story.version),
        sends(newsroom.dedi, photo, rights_denied="on"),
        reached,
    )
    assert said == (None, None)
    assert not on_page(client, story)


@pytest.mark.parametrize("link", ["verifies", "follows"])
def test_a_follow_up_goes_out_while_the_story_it_follows_is_corrected(flushed, newsroom, reached, monkeypatch, link):
    """Which verifies or follows an older one itself."""
    oldest = newsroom.live(unverified=True, ticked=TICKS)
    earlier = newsroom.submitted(by=newsroom.budi, verifies_id=oldest.pk if link == "verifies" else None)
    if link == "follows":
        Article.objects.filter(pk=earlier.pk).update(follows=oldest)
    publishing.publish(earlier, by=newsroom.dedi, seen=earlier.version)
    earlier.refresh_from_db()
    later = filing.follow(earlier, by=newsroom.ani)
    later = newsroom.save(later, newsroom.ani, headline="Kapal berangkat", body="<p>Kapal berangkat lagi.</p>")
    later = moves.move(later, "submit", by=newsroom.ani)
    newsroom.step(minutes=1)
    fix = Correction(SMALL, {"search_title": "Kapal tiba di dermaga"})
    monkeypatch.setattr(verifying, "settle", slowed(verifying.settle, reached))
    said = both(
        lambda: publishing.publish(later, by=newsroom.citra, seen=later.version),
        lambda: publishing.correct(earlier, fix, by=newsroom.dedi),
        reached,
    )
    assert said == (None, None)
    live = published.last_text(earlier.story_id, at=newsroom.now)
    assert live.search_title == "Kapal tiba di dermaga"
    assert f"fokus-{later.fokus_id}" in live.lists


@pytest.mark.parametrize("act", ["pick", "swap"])
def test_two_who_order_a_front_at_once_leave_one_story_at_a_place(flushed, newsroom, client, reached, monkeypatch, act):
    stories = [newsroom.live(headline=f"Kabar nomor {number}") for number in range(4)]
    for place in (1, 2):
        fronting.pick(Pick.HOME, place, stories[place], by=newsroom.citra)
    newsroom.step(minutes=1)
    pick = partial(fronting.pick, Pick.HOME, 1)
    swap = partial(fronting.swap, Pick.HOME, 2, 1)
    first, second = {
        "pick": (partial(pick, stories[0], by=newsroom.citra), partial(pick, stories[3], by=newsroom.dedi)),
        "swap": (partial(swap, by=newsroom.citra), partial(swap, by=newsroom.dedi)),
    }[act]
    monkeypatch.setattr(fronting, "_stale", slowed(fronting._stale, reached))
    assert both(first, second, reached) == (None, None)
    standing = Pick.objects.live(newsroom.now).order_by("place").values_list("place", "story_id")
    assert list(standing) == [(1, stories[3 if act == "pick" else 1].story_id), (2, stories[2].story_id)]


@pytest.mark.parametrize("act", ["given", "followed", "updated"])
def test_a_story_names_a_photo_or_another_story_while_that_is_changed(
    flushed, newsroom, public_files, reached, monkeypatch, act
):
    """What is named is looked for once more as the naming ends, which has the trail by then."""
    photo, earlier, draft = photographed(newsroom), newsroom.live(genre="live"), newsroom.draft()
    newsroom.step(minutes=1)
    fix = Correction(SMALL, {"search_title": "Kapal tiba di dermaga"})
    correct = partial(publishing.correct, earlier, fix, by=newsroom.dedi)
    naming, changing = {
        "given": (
            partial(moves.give_photo, draft, photo, by=newsroom.citra),
            partial(photo.reframe, photo.made_anew(), by=newsroom.dedi),
        ),
        "followed": (partial(filing.follow, earlier, by=newsroom.ani), correct),
        "updated": (partial(filing.add_update, earlier, by=newsroom.ani, headline="Turun", text="Muatan."), correct),
    }[act]
    monkeypatch.setattr(audit, "_write", slowed(audit._write, reached))
    assert both(naming, changing, reached) == (None, None)


def test_two_pages_of_the_newsrooms_own_at_one_address(flushed, newsroom, reached, monkeypatch):
    kind = {"genre": "page", "slug": "tentang-kami", "body": "<p>Kami.</p>"}
    pages = [newsroom.submitted(headline=headline, **kind) for headline in ("Tentang kami", "Siapa kami")]
    monkeypatch.setattr(checking, "findings", slowed(checking.findings, reached))
    said = both(
        *(partial(publishing.publish, one, by=newsroom.citra, seen=one.version) for one in pages),
        reached,
    )
    assert said == (None, "checks")
    shown = [published.status(one.story_id, at=newsroom.now).shown for one in pages]
    assert shown == [Shown.LIVE, Shown.NOTHING]
    with pytest.raises(publishing.Blocked, match="alamat"):
        publishing.publish(pages[1], by=newsroom.citra, seen=pages[1].version)


@pytest.mark.parametrize("has_it", [True, False])
@pytest.mark.parametrize("place", ["_called", "set_tags", "_lead_on", "_move_links"])
def test_a_tag_is_merged_away_while_stories_that_carry_it_are_saved(
    flushed, newsroom, reached, monkeypatch, place, has_it
):
    """Looked at where the names are read, where they are written, where the one leads to the other, and afterwards."""
    newsroom.live(tags=["Gempabumi"])
    into = Tag.objects.create(name="Gempa Bumi", slug="gempa-bumi-kita")
    away, story = Tag.objects.get(name="Gempabumi"), newsroom.draft(tags=["Gempabumi"] if has_it else ["Laut"])
    where = moves if place in ("_called", "set_tags") else merging
    monkeypatch.setattr(where, place, slowed(getattr(where, place), reached))
    acts = [
        lambda: newsroom.save(story, newsroom.ani, tags=["Gempabumi", "Laut"], deck="Getarannya terasa"),
        lambda: merging.merge(away, into, by=newsroom.citra),
    ]
    assert both(*(acts if where is moves else reversed(acts)), reached) == (None, None)
    while merging.move_some():
        pass
    assert not Tagged.objects.filter(tag=away).exists()
    story.refresh_from_db()
    assert story.deck == "Getarannya terasa"
    assert list(story.tagged.values_list("tag__name", flat=True)) == ["Gempa Bumi", "Laut"]


def test_words_of_photos_changed_by_several_at_once_each_leave_their_line(flushed, newsroom, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    photos = [Photo.objects.add(photo_file(), by=newsroom.ani, caption=f"Kapal {number}") for number in range(4)]
    before, failed = Act.objects.count(), []

    def change(photo):
        try:
            for number in range(6):
                photo.describe(by=newsroom.ani, caption=f"Kapal {photo.pk}, kali {number}")
        except Exception as error:
            failed.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=change, args=[photo]) for photo in photos]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    assert Act.objects.count() == before + 24
    assert list(audit.broken()) == []


def test_a_preview_link_asked_for_while_its_story_is_restricted_to_others(
    flushed, newsroom, client, reached, monkeypatch
):
    article = newsroom.submitted()
    client.force_login(newsroom.dedi)
    asked = {"whom": "Sumber", "until": "2035-09-03T12:00"}
    monkeypatch.setattr(LinkForm, "is_valid", slowed(LinkForm.is_valid, reached))
    said = both(
        lambda: client.post(address("links", article.pk), asked),
        lambda: conditions.restrict(article, [newsroom.citra], by=newsroom.ani),
        reached,
    )
    assert said == (None, None)
    assert not PreviewLink.objects.open(newsroom.now).exists()


def test_a_note_on_a_story_that_somebody_is_claiming(flushed, newsroom, client, reached, monkeypatch):
    """Whoever has the trail and then waits for the story is waited for by whoever claims it."""
    article = newsroom.submitted()
    client.force_login(newsroom.dedi)
    client.post(address("note", article.pk), {"text": "Cek nama camat"})
    monkeypatch.setattr(moves, "allowed", slowed(moves.allowed, reached))
    said = both(
        lambda: moves.move(article, "claim", by=newsroom.citra),
        lambda: client.post(address("note", article.pk), {"text": "Cek nama dermaga"}),
        reached,
    )
    assert said == (None, None)
    assert list(article.notes.values_list("text", flat=True)) == ["Cek nama camat", "Cek nama dermaga"]


def imported(newsroom):
    item = Item("1", "Arsip kapal", "<p>Kapal tiba.</p>", newsroom.now, "Nasional")
    publishing.publish_archive([item], by=newsroom.fitri)


def made_up(newsroom):
    told = Told(new_story_id(), newsroom.now, "Nasional", "Arsip kapal", "Deck", "<p>Kapal tiba.</p>", author="Ina")
    Past(by=newsroom.fitri).tell([told])


@pytest.mark.parametrize("brings", [imported, made_up])
def test_an_archive_that_comes_in_while_a_story_is_begun_is_found_by_the_desks_search(
    flushed, newsroom, client, reached, monkeypatch, brings
):
    monkeypatch.setattr(topics, "note", slowed(topics.note, reached))
    said = both(
        lambda: brings(newsroom),
        lambda: (newsroom.draft(headline="Naskah hari ini"), searching.catch_up()),
        reached,
    )
    assert said == (None, None)
    while searching.catch_up():
        pass
    client.force_login(newsroom.citra)
    rows = client.get("/desk/articles/article/?q=arsip").context["rows"]
    assert [row.article.headline for row in rows] == ["Arsip kapal"]


def test_an_archive_and_a_story_that_bring_the_same_photo_and_name_to_readers(
    flushed, newsroom, reached, monkeypatch, public_files
):
    photo = newsroom.photo()
    story = newsroom.submitted(photo_id=photo.pk, tags=["Pelabuhan"])
    item = Item(
        "1", "Arsip kapal", "<p>Kapal tiba.</p>", newsroom.now, "Nasional", tags=("Pelabuhan",), photo=photo.pk,
        photos=frozenset({photo.pk}),
    )  # fmt: skip
    monkeypatch.setattr(recording, "show", slowed(recording.show, reached))
    said = both(
        lambda: publishing.publish(story, by=newsroom.citra, seen=story.version),
        lambda: publishing.publish_archive([item], by=newsroom.fitri),
        reached,
    )
    assert said == (None, None)
    assert Edition.objects.live(newsroom.now).filter(lead__photo=photo.pk).count() == 2
