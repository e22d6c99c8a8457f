"""`manage.py import_archive` takes in what Ghost exports: public posts, as readers had them."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article, Author, Revision
from articles.publishing import merging
from editions.models import Edition
from wire.models import Arrival

DATA = {
    "settings": [{"key": "title", "value": "Kabar Laut"}],
    "users": [{"id": "u1", "name": "Ina Nai"}, {"id": "u2", "name": "Beni"}],
    "tags": [
        {"id": "t1", "name": "Daerah", "slug": "daerah", "visibility": "public"},
        {"id": "t2", "name": "Kapal", "slug": "kapal", "visibility": "public"},
        {"id": "t3", "name": "#impor", "slug": "hash-impor", "visibility": "internal"},
    ],
}


def post(number=1, **fields):
    return {
        "id": f"p{number}", "title": f"Kapal ke-{number} tiba", "slug": f"kapal-{number}", "type": "post",
        "status": "published", "visibility": "public", "html": "<p>Kapal tiba di Larantuka.</p>",
        "custom_excerpt": None, "published_at": "2019-09-09T17:28:00.000Z",
    } | fields  # fmt: skip


@pytest.fixture
def bring(newsroom, tmp_path):
    """Import these posts, each tied to Daerah and Ina unless `data` says otherwise: what was said and complained of."""

    def bring(*posts, whole=None, old_host=(), media=None, **data):
        tied = {
            "posts_tags": [{"post_id": one["id"], "tag_id": "t1", "sort_order": 0} for one in posts],
            "posts_authors": [{"post_id": one["id"], "author_id": "u1", "sort_order": 0} for one in posts],
        }
        export = {"db": [{"meta": {"version": "5.80.0"}, "data": DATA | tied | {"posts": posts} | data}]}
        path = tmp_path / "ghost.json"
        path.write_text(whole or json.dumps(export))
        out, err = io.StringIO(), io.StringIO()
        try:
            call_command("import_archive", str(path), stdout=out, stderr=err, old_host=list(old_host), media=media)
        except CommandError as error:
            return out.getvalue(), err.getvalue() + str(error)
        return out.getvalue(), err.getvalue()

    return bring


def test_a_published_post_is_a_story_under_its_own_time_authors_section_and_tags(bring):
    said, complaints = bring(
        post(title="Kapal & Laut", custom_excerpt="Muatan pertama"),
        posts_tags=[
            {"post_id": "p1", "tag_id": "t2", "sort_order": 2}, {"post_id": "p1", "tag_id": "t3", "sort_order": 0},
            {"post_id": "p1", "tag_id": "t1", "sort_order": 1}, {"post_id": "p1", "tag_id": "gone", "sort_order": 3},
        ],
        posts_authors=[
            {"post_id": "p1", "author_id": "u1", "sort_order": 1},
            {"post_id": "p1", "author_id": "u2", "sort_order": 0},
        ],
    )  # fmt: skip
    assert (said.startswith("1 came in"), complaints) == (True, "")
    edition = Edition.objects.live().get()
    assert (edition.headline, edition.deck) == ("Kapal & Laut", "Muatan pertama")
    assert edition.first_published_at.isoformat() == "2019-09-09T17:28:00+00:00"
    assert edition.byline == "Penulis: Beni, Ina Nai"
    assert edition.sources[0]["name"] == "Kabar Laut"
    assert Article.objects.get().section.name == "Daerah"
    revision = Revision.objects.get()
    assert revision.snapshot["tags"] == ["Kapal"]
    assert revision.snapshot == Article.objects.get().snapshot()


def test_two_names_of_one_person_are_credited_once(bring, newsroom):
    beni, ina = (Author.objects.create(name=name, slug=slug) for name, slug in (("Beni", "beni"), ("Ina Nai", "ina")))
    merging.merge(beni, ina, by=newsroom.citra)
    bring(post(), posts_authors=[{"post_id": "p1", "author_id": one} for one in ("u2", "u1")])
    assert Edition.objects.get().byline == "Penulis: Ina Nai"


def test_a_post_by_more_people_than_a_byline_holds_is_told_while_the_rest_comes_in(bring):
    people = [{"id": f"u{number}", "name": f"Penulis {number} dari Larantuka"} for number in range(30)]
    written = [{"post_id": "p1", "author_id": one["id"], "sort_order": 0} for one in people]
    said, complaints = bring(post(1), post(2), users=people, posts_authors=written)
    assert said.startswith("1 came in, 0 were in already, 0 of them with another text, 1 bad")
    assert "post 1 (kapal-1): no_byline_reason: " in complaints
    assert Article.objects.get().headline == "Kapal ke-2 tiba"


def test_older_exports_say_the_author_in_the_post_and_the_time_without_its_zone(bring):
    bring(post(author_id="u2", published_at="2019-09-09 17:28:00"), posts_authors=[])
    edition = Edition.objects.get()
    assert (edition.byline, edition.first_published_at.isoformat()) == ("Penulis: Beni", "2019-09-09T17:28:00+00:00")


def test_what_is_no_public_post_is_left_out_counted_and_named(bring):
    said, complaints = bring(
        post(1), post(2, status="draft"), post(3, status="scheduled"), post(4, status="sent"), post(5, type="page"),
        post(6, visibility="members"), post(7, visibility="paid"), post(8, type=None, page=1),
    )  # fmt: skip
    assert (said.startswith("1 came in"), complaints) == (True, "")
    assert "Left out: 2 page, 1 draft, 1 scheduled, 1 sent, 1 for members, 1 for paid\n" in said


def test_what_is_left_out_is_named_in_letters_that_a_terminal_shows(bring):
    odd = [post(2, status="\ud800draft"), post(3, type="\x1b[2Jpa\nge"), post(4, visibility="\udfffpaid")]
    said, complaints = bring(post(1), *odd)
    assert complaints == ""
    assert said.encode().endswith(b"Left out: 1 draft, 1 [2Jpa ge, 1 for paid\n")


def test_cards_lose_their_comments_pictures_and_the_sites_placeholder(bring):
    html = (
        "<!--kg-card-begin: html--><p>Isi, <a href='__GHOST_URL__/kapal-2/'>lihat</a>.</p><!--kg-card-end: html-->"
        "<figure class='kg-card kg-image-card'><img src='__GHOST_URL__/a.jpg'><figcaption>Di laut</figcaption></figure>"
    )
    said, _complaints = bring(post(html=html))
    assert Article.objects.get().body == '<p>Isi, <a href="/kapal-2/">lihat</a>.</p>'
    assert "Left out: 1 <img>" in said


def test_a_bookmark_keeps_its_link_without_its_pictures(bring):
    card = (
        "<figure class='kg-card kg-bookmark-card'><a class='kg-bookmark-container' href='https://a.example/1'>"
        "<div class='kg-bookmark-content'><div class='kg-bookmark-title'>Kapal &amp; laut</div>"
        "<div class='kg-bookmark-metadata'><img class='kg-bookmark-icon' src='i.png'><span>Ina</span></div></div>"
        "<div class='kg-bookmark-thumbnail'><img src='a.jpg'></div></a></figure>"
    )
    bring(post(html=f"<p>Isi.</p>{card}"))
    link = '<a href="https://a.example/1">'
    assert Article.objects.get().body == f"<p>Isi.</p><p>{link}Kapal &amp; laut</a></p><p>{link}Ina</a></p>"


def test_blocks_that_members_alone_read_are_left_out_of_a_public_post(bring):
    def block(who, words):
        return f"<!--kg-gated-block:begin {who} --><p>{words}</p><!--kg-gated-block:end-->"

    html = (
        "<p>Satu.</p>" + block('nonMember:false memberSegment:"status:-free"', "Berbayar.")
        + block('nonMember:true memberSegment:"status:free,status:-free"', "Dua.") + block("memberSegment:", "Rahasia.")
    )  # fmt: skip
    said, _complaints = bring(post(html=html))
    assert Article.objects.get().body == "<p>Satu.</p><p>Dua.</p>"
    assert "Left out: 2 block for members" in said


def test_its_address_on_the_old_site_leads_to_the_story(bring, client):
    bring(post())
    assert client.get("/kapal-1/").status_code == 404
    bring(post(), old_host=["lama.example"])
    answer = client.get("/kapal-1/")
    assert (answer.status_code, answer["Location"]) == (301, Edition.objects.get().get_absolute_url())


def test_a_second_run_brings_nothing_twice(bring):
    bring(post(1), post(2))
    said, complaints = bring(post(1, updated_at="2026-01-01T00:00:00.000Z"), post(2))
    assert said.startswith("0 came in, 2 were in already, 0 of them with another text")
    assert complaints == ""
    assert Arrival.objects.count() == Article.objects.count() == 2


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"html": None, "lexical": "{}"}, "html: is missing: the post was kept as lexical or mobiledoc alone"),
        ({"html": ["x"]}, "html: is not text"),
        ({"title": None}, "title: is missing"),
        ({"title": "\ud800"}, "title: holds half a character"),
        ({"published_at": None}, "published: is missing"),
        ({"published_at": 1568050080}, "published: is not an ISO time"),
        ({"id": "p9", "slug": "kapal-2"}, "section: is missing"),
    ],
)
def test_a_post_that_cannot_come_in_is_told_while_the_rest_comes_in(bring, fields, complaint):
    tied = [{"post_id": key, "tag_id": "t1", "sort_order": 0} for key in ("p1", "p2", "p3")]
    said, complaints = bring(post(1), post(2, **fields), post(3), posts_tags=tied)
    assert said.startswith("2 came in, 0 were in already, 0 of them with another text, 1 bad")
    assert f"post 2 (kapal-2): {complaint}" in complaints


@pytest.mark.parametrize(
    ("whole", "reason"),
    [
        ('{"db": [', "is not JSON: "),
        ('{"db":' + "[" * 100_000, "is not JSON: "),
        ('{"db": []}', "is no export of Ghost"),
        ('{"db": [{"data": [1]}]}', "is no export of Ghost"),
        ('{"db": [{"data": {"posts": 3}}]}', "is no export of Ghost"),
    ],
)
def test_what_ghost_did_not_write_is_refused_with_a_sentence(bring, whole, reason):
    assert f"file: file: {reason}" in bring(whole=whole)[1]
    assert not Article.objects.exists()
