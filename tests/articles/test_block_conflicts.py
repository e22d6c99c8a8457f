"""Two people wrote in one body: block by block, both texts, one click each, every word kept."""

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from tests.desk import address, posted, saved

BODY = "<p>Satu.</p><p>Dua.</p><p>Tiga.</p>"


@pytest.fixture
def two(newsroom):
    """Budi's form was open while Ani saved; `clash(ani, budi)` gives the answer to Budi's save."""
    article = newsroom.draft(body=BODY, credits=[["rep", newsroom.ani.author.pk], ["rep", newsroom.budi.author.pk]])
    ani, budi = Client(), Client()
    ani.force_login(newsroom.ani)
    budi.force_login(newsroom.budi)

    def clash(ani_typed, budi_typed):
        form = budi.get(address("change", article.pk))
        saved(ani, article, body=ani_typed)
        return budi.post(address("change", article.pk), posted(form, body=budi_typed))

    return article, budi, clash


def body_of(response):
    return response.context["form"]["body"].value()


def test_changes_of_different_paragraphs_are_both_in_the_form(two):
    article, budi, clash = two
    response = clash(BODY.replace("Satu", "Satu Ani"), BODY.replace("Tiga", "Tiga Budi"))
    assert response.status_code == 409
    assert body_of(response) == "<p>Satu Ani.</p><p>Dua.</p><p>Tiga Budi.</p>"
    assert response.context["clash"].blocks() == []
    budi.post(address("change", article.pk), posted(response))
    article.refresh_from_db()
    assert article.body == "<p>Satu Ani.</p><p>Dua.</p><p>Tiga Budi.</p>"


def test_the_same_paragraph_shows_both_texts_and_takes_either_or_both(two):
    article, budi, clash = two
    response = clash(BODY.replace("Dua", "Dua Ani"), BODY.replace("Dua", "Dua Budi").replace("Tiga", "Tiga Budi"))
    assert body_of(response) == "<p>Satu.</p><p>Dua Budi.</p><p>Tiga Budi.</p>" or "Dua Budi" in body_of(response)
    state = response.context["clash"]
    [block] = state.blocks()
    assert "Dua Ani" in str(block["theirs"])
    assert "Dua Budi" in str(block["mine"])
    sides = {"mine": state.mine.pk, "theirs": state.theirs.pk}
    typed = posted(response)
    for side, wanted in (("theirs", "Dua Ani"), ("both", "Dua Budi"), ("mine", "Dua Budi")):
        again = budi.post(address("change", article.pk), typed | sides | {"_take": f"{block['name']}:{side}"})
        assert wanted in body_of(again)
        assert ("Dua Ani" in body_of(again)) == (side != "mine")
        typed = posted(again)
    assert article.revisions.filter(side=False).count() == 2


def test_a_made_up_block_changes_nothing(two):
    article, budi, clash = two
    response = clash(BODY.replace("Dua", "Dua Ani"), BODY.replace("Dua", "Dua Budi"))
    state = response.context["clash"]
    for name in ("body.99:mine", "body.x:mine", "body.:theirs", "palsu:mine"):
        sides = {"mine": state.mine.pk, "theirs": state.theirs.pk, "_take": name}
        again = budi.post(address("change", article.pk), posted(response) | sides)
        assert again.status_code == 200
        assert "Dua" in body_of(again)


def test_whoever_saves_in_two_tabs_is_told_of_a_tab_and_not_of_a_person(two, newsroom):
    article, budi, _clash = two
    form = budi.get(address("change", article.pk))
    saved(budi, article, headline="Judul di tab lain", body=BODY.replace("Dua", "Dua lain"))
    typed = posted(form, headline="Judul di sini", body=BODY.replace("Dua", "Dua di sini"))
    own = budi.post(address("change", article.pk), typed)
    assert own.status_code == 409
    told = LexborHTMLParser(own.text).css_first(".clash").text()
    assert newsroom.budi.name not in told
    assert "Dua lain" in told
    ani = Client()
    ani.force_login(newsroom.ani)
    form = ani.get(address("change", article.pk))
    saved(budi, article, headline="Judul Budi")
    other = ani.post(address("change", article.pk), posted(form, headline="Judul Ani"))
    assert newsroom.budi.name in LexborHTMLParser(other.text).css_first(".clash").text()
