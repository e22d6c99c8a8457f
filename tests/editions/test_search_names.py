"""A search for the name of an author, a source, a tag or another list leads to its page."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.translation import gettext as _

from articles import publishing
from articles.models import Author, Credit, Section, Source, Tag
from articles.publishing import merging
from editions import shown
from editions.models import Heading
from editions.search import names
from newsroom import work
from tests.editions.test_cache import kept
from tests.editions.test_plans import archive, asked, faults, large_tables
from tests.editions.test_related import catch_up

pytestmark = pytest.mark.django_db

__all__ = ["archive", "kept"]


def led(typed, client=None, **more):
    """Where a search leads by name: of what kind it says that is, and the address."""
    page = (client or Client()).get("/cari/", {"q": typed, **more}).text
    told = re.search(r'<p class="empty" role="status">((?:[^<]*<a href="/.*?</a>)+)</p>', page)
    found = re.findall(r'([^<>:]*): <a href="(/[^"]*)">', told[1]) if told else []
    return [(kind.strip(" ·"), address) for kind, address in found]


@pytest.fixture
def laras(newsroom):
    author = Author.objects.create(name="Laras Widyaningrum", slug="laras-w")
    newsroom.tale = newsroom.live(headline="Larat surut", credits=[[Credit.Role.REP, author.pk]])
    catch_up()
    return author


@pytest.mark.parametrize(
    "typed", ["Laras Widyaningrum", "laras WIDYANINGRUM", '"Laras Widyaningrum"', "“laras widyaningrum"]
)
def test_a_search_for_an_author_leads_to_her_page_and_proposes_no_other_spelling(laras, client, typed):
    assert led(typed) == [(_("Author"), "/penulis/laras-w/")]
    page = client.get("/cari/", {"q": typed}).text
    assert _("No story fits.") not in page
    assert _("Did you mean:") not in page
    assert client.get("/penulis/laras-w/").status_code == 200


def test_a_spelling_is_still_proposed_for_what_is_no_name(laras, client):
    assert led("Larax Widyaningrum") == []
    assert "?q=larat+" in client.get("/cari/", {"q": "Larax Widyaningrum"}).text


def test_a_name_of_words_that_are_not_looked_for_leads_there_and_nothing_else_is_said(newsroom, client):
    antara = Source.objects.create(name="Antara", slug="antara", url="https://www.antaranews.com/")
    newsroom.live(tags=["C++"], citations=[[antara.pk, "", None]])
    assert led("antara") == [(_("Source"), "/sumber/antara/")]
    assert led("c++") == [(_("Topic"), Heading.objects.get(name="C++").get_absolute_url())]
    assert client.get("/cari/", {"q": "antara"}).text.count('role="status"') == 1


def test_it_stands_above_the_stories_that_are_found_and_names_each_list_of_that_name(newsroom, client):
    section = Section.objects.create(name="Banjir", slug="banjir")
    newsroom.live(headline="Banjir surut", section=section, tags=["banjir"])
    catch_up()
    page = client.get("/cari/", {"q": "banjir"}).text
    tag = Heading.objects.get(kind="tag", name__iexact="banjir").get_absolute_url()
    assert led("banjir") == [(_("Section"), "/kanal/banjir/"), (_("Topic"), tag)]
    assert 0 < page.index(f'href="{tag}"') < page.index("<article")


def test_a_list_without_a_live_story_is_not_told_of(newsroom, client):
    Tag.objects.create(name="Kasus suap bupati", slug="kasus-suap-bupati")
    publishing.rename(Tag.objects.all())
    newsroom.draft(tags=["Kasus suap bupati"])
    newsroom.scheduled(newsroom.now + timedelta(hours=1), tags=["Kasus suap bupati"])
    pages = [client.get("/cari/", {"q": f"Kasus suap {one}"}).text for one in ("bupati", "camat")]
    assert pages[0].replace("bupati", "camat") == pages[1]
    with shown.collecting() as page:
        assert names.called("Kasus suap bupati", at=newsroom.now) == []
    assert page.keys == {shown.EVERYTHING, "called-kasus-suap-bupati"}  # proxies, and who reads what they are told
    newsroom.step(hours=1)
    assert [address for _kind, address in led("kasus suap bupati")] == ["/tag/kasus-suap-bupati/"]


def test_a_merged_name_leads_to_the_one_it_was_merged_into(laras, newsroom):
    other = Author.objects.create(name="L. Widya", slug="l-widya")
    publishing.rename([other])
    assert led("L. Widya") == []
    merging.merge(other, into=laras, by=newsroom.eko)
    assert led("L. Widya") == [(_("Author"), "/penulis/laras-w/")]


# --- Kept pages ----------------------------------------------------------------------------------------------


def test_a_kept_page_leads_no_further_than_to_lists_that_have_a_story(kept, newsroom):
    client = Client()
    newsroom.live()
    assert led("pesisir", client) == []
    story = newsroom.live(tags=["Pesisir"])
    assert [address for _kind, address in led("pesisir", client)] == ["/tag/pesisir/"]
    publishing.withdraw(story, by=newsroom.eko, ground="keliru", reason="Keliru.")
    assert led("pesisir", client) == []


def test_a_kept_page_tells_of_a_scheduled_name_from_its_moment_on(kept, newsroom):
    client = Client()
    newsroom.live()
    newsroom.scheduled(newsroom.now + timedelta(hours=1), tags=["Pesisir"])
    work.work_once()
    assert led("pesisir", client) == []
    newsroom.step(hours=1)
    assert [address for _kind, address in led("pesisir", client)] == ["/tag/pesisir/"]


def test_a_kept_page_knows_a_new_name_and_forgets_the_old_one_at_once(kept, laras, newsroom):
    client = Client()
    before, after = "Laras Widyaningrum", "Laras Prameswari"
    assert (len(led(before, client)), len(led(after, client))) == (1, 0)
    Author.objects.update(name=after)
    publishing.rename([Author.objects.get(pk=laras.pk)])
    assert (len(led(before, client)), len(led(after, client))) == (0, 1)


def test_a_kept_page_knows_what_was_merged_at_once(kept, laras, newsroom):
    client, other = Client(), Author.objects.create(name="L. Widya", slug="l-widya")
    publishing.rename([other])
    assert led("L. Widya", client) == []
    merging.merge(other, into=laras, by=newsroom.eko)
    assert led("L. Widya", client) == [(_("Author"), "/penulis/laras-w/")]


@pytest.mark.parametrize("typed", ["tag:pantai surut", '"kapal" tag:pantai'])
def test_a_kept_search_within_a_list_knows_its_new_name_at_once(kept, newsroom, typed):
    client = Client()
    newsroom.live(headline="Kapal surut di tepi", tags=["Pesisir"])
    catch_up()
    assert "<article" not in client.get("/cari/", {"q": typed}).text
    Tag.objects.update(name="Pantai", slug="pantai")
    publishing.rename(Tag.objects.all())
    assert "<article" in client.get("/cari/", {"q": typed}).text


# --- What it costs -------------------------------------------------------------------------------------------


def test_a_name_is_found_by_an_index_with_one_query_among_many(archive, client):
    Heading.objects.bulk_create(
        Heading(list=f"tag-9{number:06}", kind="tag", name=f"Topik {number}", slug=f"topik-{number}")
        for number in range(5000)
    )
    author = Heading.objects.filter(kind="author").order_by("name")[0]
    large = large_tables()
    assert "editions_heading" in large
    for typed in (author.name.upper(), "Topik 77", "tak bernama"):
        questions = asked(client, f"/cari/?q={typed}")
        named = [one for one in questions if 'UPPER("editions_heading"."name")' in one[0]]
        assert len(named) == 1
        assert [fault for sql, params in named for fault in faults(sql, params, large)] == []
    assert (_("Author"), author.get_absolute_url()) in led(author.name.upper())
