"""A story of an archive comes in without what does not fit; that is told, and kept in an internal note."""

from django.urls import reverse

from accounts.models import Act
from articles.models import Article, Note, Revision
from editions.models import Edition
from tests.wire.test_import_archive import bring, story

__all__ = ["bring"]
LONG = " ".join(["muatan"] * 80) + " (sampai tetes terakhir)"


def test_a_deck_that_does_not_fit_is_cut_and_kept_whole_in_a_note(bring, client, newsroom):
    said, complaints, all_in = bring(story(1, deck=LONG), story(2))
    assert (said.startswith("2 came in"), all_in) == (True, True)
    assert complaints == "line 1: deck: has 583 characters; 500 fit: it was cut\n"
    assert "What came in without something, told above and noted there: 1." in said
    article = Article.objects.get(headline="Kapal ke-1 tiba")
    assert (article.deck.endswith("muatan…"), len(article.deck) <= 500) == (True, True)
    assert Edition.objects.get(headline="Kapal ke-1 tiba").deck == article.deck
    client.force_login(newsroom.citra)
    screen = client.get(reverse("admin:articles_article_change", args=[article.pk])).content.decode()
    assert LONG in screen
    assert Act.objects.filter(facts__lacks=["deck"]).count() == 1
    assert bring(story(1, deck=LONG), story(2))[1] == ""


def test_tags_that_do_not_fit_are_left_out_by_name_and_the_story_comes_in(bring):
    names = [f"Tag {number}" for number in range(52)]
    said, complaints, all_in = bring(story(1, tags=["Laut", "a" * 101]), story(2, tags=names))
    assert (said.startswith("2 came in"), all_in) == (True, True)
    assert complaints.splitlines() == [
        "line 1: tags: one has 101 characters; 100 fit: it was left out",
        "line 2: tags: has 52 entries; 50 fit: the rest was left out",
    ]
    told = Revision.objects.order_by("pk").values_list("snapshot", flat=True)
    assert [snapshot["tags"] for snapshot in told] == [["Laut"], names[:50]]
    first, second = Note.objects.order_by("pk").values_list("text", flat=True)
    assert "a" * 101 in first and "Tag 50, Tag 51" in second
