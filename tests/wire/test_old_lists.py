"""Lists, feeds and lean pages of the system that is replaced: who kept their addresses is led to what stands here."""

import pytest

from articles.models import Author, Section, Tag
from articles.publishing import merging
from editions.models import Edition
from tests.wire import test_ghost, test_wordpress
from tests.wire.test_wordpress import HEAD, post

ghost = test_ghost.bring
wordpress = test_wordpress.bring
HOST = ["lama.example"]


def filed(domain, nicename, name):
    return f'<category domain="{domain}" nicename="{nicename}"><![CDATA[{name}]]></category>'


def below(nicename, parent):
    return HEAD.replace(
        f"{nicename}]]></wp:category_nicename>",
        f"{nicename}]]></wp:category_nicename><wp:category_parent>{parent}</wp:category_parent>",
    )


KAPAL = post(17, more=filed("category", "daerah", "Daerah") + filed("post_tag", "kapal-laut", "Kapal"))


def leads(client, old):
    answer = client.get(old)
    return answer["Location"] if answer.status_code == 301 else answer.status_code


@pytest.mark.parametrize("behind", ["", "page/2/", "amp/"])
def test_lists_of_wordpress_lead_to_ours(wordpress, client, behind):
    wordpress(KAPAL, old_host=HOST, head=below("daerah", "nusantara"))
    section, tag, author = (
        Section.objects.get(name="Daerah"),
        Tag.objects.get(),
        Author.objects.get(name__startswith="Ina"),
    )
    for old in ("/category/daerah/", "/category/nusantara/daerah/"):
        assert leads(client, f"{old}{behind}") == f"/kanal/{section.slug}/"
    assert leads(client, f"/tag/kapal-laut/{behind}") == f"/tag/{tag.slug}/"
    assert leads(client, f"/author/ina/{behind}") == f"/penulis/{author.slug}/"
    assert leads(client, f"/category/olahraga/{behind}") == 404


def test_a_list_below_itself_leads_where_its_own_word_does(wordpress, client):
    wordpress(KAPAL, old_host=HOST, head=below("daerah", "daerah"))
    assert leads(client, "/category/daerah/") == "/kanal/daerah/"


def test_feeds_of_wordpress_lead_to_ours(wordpress, client):
    wordpress(KAPAL, old_host=HOST)
    assert leads(client, "/feed/") == leads(client, "/feed/atom") == "/rss/"
    assert leads(client, "/category/daerah/feed/") == "/rss/kanal/daerah/"
    assert leads(client, "/tag/kapal-laut/feed/rss2/") == "/rss/tag/kapal/"
    assert [client.get(leads(client, old)).status_code for old in ("/feed/", "/category/daerah/feed/")] == [200, 200]


def test_the_lean_page_of_a_story_leads_to_the_story(wordpress, client):
    wordpress(KAPAL, old_host=HOST)
    assert leads(client, "/2019/09/kapal-17/amp/") == Edition.objects.get().get_absolute_url()
    assert leads(client, "/2019/09/kapal-17/feed/") == 404, "comments, which nobody reads here"


def test_lists_of_ghost_lead_to_ours(ghost, client):
    tied = [{"post_id": "p1", "tag_id": tag, "sort_order": place} for place, tag in enumerate(["t1", "t2"])]
    users = [{"id": "u1", "name": "Ina Nai", "slug": "ina"}]
    ghost(test_ghost.post(), posts_tags=tied, users=users, old_host=HOST)
    section, tag, author = Section.objects.get(name="Daerah"), Tag.objects.get(), Author.objects.get(name="Ina Nai")
    assert leads(client, "/tag/daerah/") == f"/kanal/{section.slug}/"
    assert leads(client, "/tag/daerah/rss/") == f"/rss/kanal/{section.slug}/"
    assert leads(client, "/author/ina/") == f"/penulis/{author.slug}/"
    assert client.get(f"/tag/{tag.slug}/").status_code == 200


def test_of_a_name_that_was_merged_an_old_list_leads_to_its_survivor(wordpress, client, newsroom):
    kept = Tag.objects.create(name="Pelayaran", slug="pelayaran")
    wordpress(KAPAL, old_host=HOST)
    merging.merge(Tag.objects.get(name="Kapal"), kept, by=newsroom.eko)
    wordpress(KAPAL, old_host=HOST)
    assert leads(client, "/tag/kapal-laut/") == "/tag/pelayaran/"


def test_without_a_host_that_is_replaced_no_list_of_an_archive_leads_anywhere(wordpress, client):
    wordpress(KAPAL)
    assert leads(client, "/category/daerah/") == 404


def test_lists_that_were_renamed_before_a_second_run_are_not_made_again(wordpress, client):
    wordpress(KAPAL, old_host=HOST)
    Section.objects.filter(name="Daerah").update(name="Nusantara")
    wordpress(KAPAL, old_host=HOST)
    assert not Section.objects.filter(name="Daerah").exists()
    assert leads(client, "/category/daerah/") == "/kanal/daerah/"


@pytest.mark.parametrize("name", ["Énergie", "ÜNAL", "Kapal,  Laut", "Kapal\0Laut"])
def test_a_list_is_found_however_its_name_is_written_here(ghost, client, name):
    tags = [
        {"id": "t1", "name": "Daerah", "slug": "daerah", "visibility": "public"},
        {"id": "t2", "name": name, "slug": "kata-lama", "visibility": "public"},
    ]
    tied = [{"post_id": "p1", "tag_id": tag, "sort_order": place} for place, tag in enumerate(["t1", "t2"])]
    ghost(test_ghost.post(), tags=tags, posts_tags=tied, old_host=HOST)
    assert leads(client, "/tag/kata-lama/") == f"/tag/{Tag.objects.get().slug}/"


def test_a_word_with_half_a_character_keeps_no_story_out(ghost):
    tags = [{"id": "t1", "name": "Daerah", "slug": "daerah\ud800", "visibility": "public"}]
    said, complaints = ghost(test_ghost.post(), tags=tags, old_host=HOST)
    assert (said.startswith("1 came in"), complaints) == (True, "")
