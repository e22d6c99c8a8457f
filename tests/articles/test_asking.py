"""What the desk asks before a move: a word with the story, whether to cancel, what becomes of a version to come."""

from datetime import timedelta

import pytest
from selectolax.lexbor import LexborHTMLParser

from articles import moves, publishing
from articles.models import SecondLook
from articles.publishing.correcting import CALL_OFF, CARRY, Correction
from articles.workflow import NotAllowed, Stage
from editions.models import Edition
from tests.cast import Newsroom
from tests.desk import address


def test_a_word_goes_with_the_story_to_whoever_edits_it(newsroom: Newsroom, client):
    article = newsroom.draft()
    client.force_login(newsroom.ani)
    assert "Pesan untuk redaktur" in client.get(address("move", article.pk, "submit")).text
    client.post(address("move", article.pk, "submit"), {"seen": 1, "reason": "Narasumber kedua menyusul."})
    client.force_login(newsroom.citra)
    assert "Narasumber kedua menyusul." in client.get(address("change", article.pk)).text
    moves.move(article, "claim", by=newsroom.citra)
    assert "Narasumber kedua menyusul." in client.get(address("change", article.pk)).text
    moves.move(article, "return", by=newsroom.citra, note="Lengkapi")
    assert "Narasumber kedua menyusul." not in client.get(address("change", article.pk)).text


def test_what_blocks_a_publication_is_told_once_in_the_list_of_checks(newsroom: Newsroom, client):
    article = newsroom.submitted(deck="Muatan [[jumlah]]")
    client.force_login(newsroom.citra)
    back = client.post(address("move", article.pk, "publish"), {"seen": article.version, "when": "now"})
    assert back.context["form"].non_field_errors() == ["Yang menghalangi tercantum di daftar pemeriksaan."]
    blocking = [one for one in back.context["findings"] if one.blocks]
    assert [back.text.count(str(one.message)) for one in blocking] == [1]


def test_no_word_is_needed(newsroom: Newsroom, client):
    article = newsroom.draft()
    client.force_login(newsroom.ani)
    client.post(address("move", article.pk, "submit"), {"seen": 1})
    article.refresh_from_db()
    assert article.stage == Stage.REVIEW


@pytest.mark.parametrize("name", ["cancel", "discard"])
def test_cancel_and_discard_ask_before_they_act(newsroom: Newsroom, client, name):
    article = newsroom.live()
    newsroom.step(minutes=1)
    article = moves.move(article, "revise", by=newsroom.ani)
    if name == "cancel":
        article = moves.move(article, "submit", by=newsroom.ani)
        publishing.publish(article, by=newsroom.citra, seen=article.version, at=newsroom.now + timedelta(hours=1))
        article.refresh_from_db()
    before = article.stage
    client.force_login(newsroom.citra)
    form = client.get(address("change", article.pk)).context["form"]
    pressed = client.post(address("change", article.pk), {"version": form["version"].value(), "_move": name})
    assert pressed.status_code in (200, 302)
    article.refresh_from_db()
    assert article.stage == before
    page = client.get(address("move", article.pk, name)).text
    assert "riwayat naskah" in page or "tidak jadi terbit" in page
    client.post(address("move", article.pk, name), {"seen": article.version})
    article.refresh_from_db()
    assert article.stage != before


# --- A correction while a version is to come ---------------------------------------------------------------


@pytest.fixture
def scheduled(newsroom: Newsroom):
    """A live story whose next version, with another deck, comes in an hour."""
    article = newsroom.live(headline="Kapal tiba", deck="Dua ratus penumpang")
    newsroom.step(minutes=1)
    article = moves.move(article, "revise", by=newsroom.ani)
    article = newsroom.save(article, newsroom.ani, deck="Tiga ratus penumpang")
    article = moves.move(article, "submit", by=newsroom.ani)
    newsroom.moment = newsroom.now + timedelta(hours=1)
    publishing.publish(article, by=newsroom.citra, seen=article.version, at=newsroom.moment)
    newsroom.step(minutes=1)
    article.refresh_from_db()
    return article


def correct(newsroom, article, what, **changes):
    changes = changes or {"headline": "Kapal perintis tiba"}
    return publishing.correct(
        article, Correction("ralat", changes, "Jenisnya keliru.", scheduled=what), by=newsroom.dedi
    )


def shown(article, at):
    edition = Edition.objects.live(at).get(story_id=article.story_id)
    return edition.headline, edition.deck, len(edition.notices)


def test_the_desk_must_say_what_becomes_of_the_version_to_come(newsroom: Newsroom, scheduled):
    with pytest.raises(NotAllowed) as refused:
        correct(newsroom, scheduled, "")
    assert refused.value.rule == "scheduled"
    assert shown(scheduled, newsroom.now) == ("Kapal tiba", "Dua ratus penumpang", 0)


def test_carried_along_it_stands_in_the_version_to_come(newsroom: Newsroom, scheduled):
    correct(newsroom, scheduled, CARRY)
    assert shown(scheduled, newsroom.now) == ("Kapal perintis tiba", "Dua ratus penumpang", 1)
    assert shown(scheduled, newsroom.moment) == ("Kapal perintis tiba", "Tiga ratus penumpang", 1)
    scheduled.refresh_from_db()
    assert (scheduled.headline, scheduled.deck) == ("Kapal perintis tiba", "Tiga ratus penumpang")
    assert scheduled.stage == Stage.PUBLISHED
    looks = SecondLook.objects.filter(article=scheduled).values_list("number", flat=True)
    assert set(looks) == set(Edition.objects.order_by("-number").values_list("number", flat=True)[:2])


def test_called_off_the_version_to_come_goes_back_to_the_editors(newsroom: Newsroom, scheduled):
    correct(newsroom, scheduled, CALL_OFF)
    scheduled.refresh_from_db()
    assert scheduled.stage == Stage.REVIEW
    assert shown(scheduled, newsroom.moment) == ("Kapal perintis tiba", "Dua ratus penumpang", 1)


def test_what_both_change_is_not_settled_by_itself(newsroom: Newsroom, scheduled):
    with pytest.raises(NotAllowed, match="deck"):
        correct(newsroom, scheduled, CARRY, deck="Seratus penumpang")
    correct(newsroom, scheduled, CALL_OFF, deck="Seratus penumpang")
    assert shown(scheduled, newsroom.moment)[1] == "Seratus penumpang"


def test_the_correction_page_asks(newsroom: Newsroom, scheduled, client):
    client.force_login(newsroom.dedi)
    page = client.get(address("correct", scheduled.pk))
    assert "Ada versi terjadwal" in page.text
    typed = {name: page.context["form"][name].value() or "" for name in page.context["form"].fields}
    typed |= {"headline": "Kapal perintis tiba", "kind": "ralat", "notice": "Jenisnya keliru."}
    missing = client.post(address("correct", scheduled.pk), {key: value for key, value in typed.items() if value})
    assert "scheduled" in missing.context["form"].errors
    done = client.post(
        address("correct", scheduled.pk), {key: value for key, value in typed.items() if value} | {"scheduled": CARRY}
    )
    assert done.status_code == 302
    assert shown(scheduled, newsroom.moment)[:2] == ("Kapal perintis tiba", "Tiga ratus penumpang")


def test_what_a_field_is_helped_by_is_there_to_be_read_out(newsroom: Newsroom, client):
    submit, correct = address("move", newsroom.draft().pk, "submit"), address("correct", newsroom.live().pk)
    for person, where in ((newsroom.ani, submit), (newsroom.citra, correct)):
        client.force_login(person)
        page = LexborHTMLParser(client.get(where).text)
        named = {one.attributes["aria-describedby"] for one in page.css("form.asking [aria-describedby]")}
        assert named, where
        assert named <= {one.attributes["id"] for one in page.css("[id]")}, where
