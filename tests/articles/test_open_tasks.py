"""What stays open until it is done: an unverified story until its verification is live."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts.roles import Bundle
from almanac import dates
from articles import conditions, filing, moves, publishing
from articles.checks import UNVERIFIED_TICKS
from articles.workflow import NotAllowed
from editions.models import Notice
from tests.cast import Newsroom
from tests.desk import address, posted


@pytest.fixture
def open_story(newsroom: Newsroom):
    draft = newsroom.submitted(headline="Getaran dirasakan", unverified=True, ticked=list(UNVERIFIED_TICKS))
    publishing.publish(draft, by=newsroom.citra, seen=draft.version)
    newsroom.step(minutes=5)
    return draft


def home(client, person) -> str:
    client.force_login(person)
    return client.get("/desk/").content.decode()


def task(page: str) -> bool:
    return (
        "Belum terverifikasi" in page
        and "Getaran dirasakan" in page.split("Belum terverifikasi")[1].split("</section>", maxsplit=1)[0]
    )


def test_an_unverified_story_is_an_open_task_on_the_first_screen(newsroom: Newsroom, open_story, client):
    assert task(home(client, newsroom.citra))
    assert task(home(client, newsroom.ani))


def test_it_closes_when_the_story_that_verifies_it_is_live_and_not_before(newsroom: Newsroom, open_story, client):
    later = newsroom.submitted(by=newsroom.budi, headline="Gempa dipastikan", verifies_id=open_story.pk)
    assert task(home(client, newsroom.citra))
    publishing.publish(later, by=newsroom.citra, seen=later.version, at=newsroom.now + timedelta(hours=1))
    newsroom.step(minutes=59)
    assert task(home(client, newsroom.citra))
    newsroom.step(minutes=1)
    assert not task(home(client, newsroom.citra))


def test_whoever_has_a_zone_of_their_own_reads_in_it_when_the_other_story_goes_out(newsroom, open_story, client):
    first, second = (newsroom.submitted(by=newsroom.budi, verifies_id=open_story.pk) for _story in range(2))
    goes_out, later = (newsroom.now + timedelta(hours=hours) for hours in (1, 2))
    publishing.publish(first, by=newsroom.citra, seen=first.version, at=goes_out)
    newsroom.citra.zone = "Asia/Makassar"
    newsroom.citra.save()
    client.force_login(newsroom.citra)
    typed = {"seen": second.version, "when": "later", "at": f"{dates.local(later):%Y-%m-%dT%H:%M}"}
    page = client.post(address("move", second.pk, "publish"), typed)
    assert f"({dates.clock(goes_out, ZoneInfo('Asia/Makassar'))})" in page.text


def test_a_draft_that_nobody_has_read_is_no_task(newsroom: Newsroom, client):
    newsroom.draft(headline="Getaran dirasakan", unverified=True)
    assert not task(home(client, newsroom.citra))


def test_one_that_was_withdrawn_is_no_task(newsroom: Newsroom, open_story, client):
    publishing.withdraw(open_story, by=newsroom.eko, ground="keliru", reason="Tidak terjadi")
    assert not task(home(client, newsroom.citra))


# --- The story that verifies it ------------------------------------------------------------------------------


def named(client, article, number):
    """What the form says of the story named under "verifies", and whether it was saved so."""
    form = client.get(address("change", article.pk))
    answer = client.post(address("change", article.pk), posted(form, verifies=number))
    article.refresh_from_db()
    return answer


def test_a_verified_story_is_not_verified_once_more(newsroom: Newsroom, client):
    other, draft = newsroom.live(headline="Berita lain sama sekali"), newsroom.draft(headline="Gempa dipastikan")
    client.force_login(newsroom.ani)
    assert "verifies" in named(client, draft, other.pk).context["form"].errors
    assert draft.verifies is None
    # Named before there was a look at it, or by an import.
    later = newsroom.submitted(by=newsroom.budi, headline="Gempa dipastikan", verifies_id=other.pk)
    newsroom.step(minutes=1)
    with pytest.raises(publishing.Blocked) as refused:
        publishing.publish(later, by=newsroom.citra, seen=later.version)
    assert [(one.code, one.field) for one in refused.value.findings] == [("verifies_nothing", "verifies")]
    assert not Notice.objects.exists()


def test_the_story_that_verified_is_corrected_after_the_other_was_revised(newsroom: Newsroom, open_story, client):
    later = newsroom.live(by=newsroom.budi, headline="Gempa dipastikan", verifies_id=open_story.pk)
    newsroom.step(minutes=1)
    open_story.refresh_from_db()
    moves.move(open_story, "revise", by=newsroom.ani)
    open_story.refresh_from_db()
    open_story = moves.move(newsroom.save(open_story, newsroom.ani, unverified=False), "submit", by=newsroom.ani)
    publishing.publish(open_story, by=newsroom.citra, seen=open_story.version)
    newsroom.step(minutes=1)
    correction = publishing.Correction("ralat", {"deck": "Kekuatannya 6"}, text="Kekuatannya keliru.")
    assert publishing.correct(later, correction, by=newsroom.dedi).deck == "Kekuatannya 6"


def test_an_editor_of_another_section_writes_nothing_under_its_story(newsroom: Newsroom, open_story):
    sari = newsroom.person("sari", Bundle.EDITOR, section=newsroom.region.pk)
    later = newsroom.submitted(by=newsroom.budi, section_id=newsroom.region.pk, verifies_id=open_story.pk)
    with pytest.raises(NotAllowed) as refused:
        publishing.publish(later, by=sari, seen=later.version)
    assert refused.value.rule == "verifies"
    assert publishing.publish(later, by=newsroom.citra, seen=later.version).number == 1


def test_a_restricted_story_is_neither_named_nor_found_by_its_number(newsroom: Newsroom, open_story, client):
    draft, standing = newsroom.draft(), newsroom.draft(verifies_id=open_story.pk)
    conditions.restrict(open_story, [newsroom.budi], by=newsroom.citra)
    client.force_login(newsroom.ani)
    answer = named(client, draft, open_story.pk)
    assert "verifies" in answer.context["form"].errors
    assert "Getaran dirasakan" not in answer.text
    assert "verifies" in named(client, draft, "bukan nomor").context["form"].errors
    assert "Getaran dirasakan" not in client.get(address("change", standing.pk)).text
    assert named(client, standing, open_story.pk).status_code == 302
    client.force_login(newsroom.budi)
    assert "Getaran dirasakan" in client.get(address("change", standing.pk)).text


def test_a_follow_up_does_not_name_a_story_that_was_restricted(newsroom: Newsroom, open_story, client):
    follow_up = filing.follow(open_story, by=newsroom.ani)
    open_story.refresh_from_db()
    moves.move(open_story, "revise", by=newsroom.ani)
    open_story.refresh_from_db()
    newsroom.save(open_story, newsroom.ani, headline="Nama tersangka")
    client.force_login(newsroom.ani)
    assert "Nama tersangka" in client.get(address("change", follow_up.pk)).text
    conditions.restrict(open_story, [newsroom.budi], by=newsroom.citra)
    assert "Nama tersangka" not in client.get(address("change", follow_up.pk)).text
