"""How much the front page shows, of however much there is."""

from datetime import timedelta

import pytest
from selectolax.lexbor import LexborHTMLParser

from articles.models import Section
from editions.popularity import gathering, ranking

pytestmark = pytest.mark.django_db

MENU = ("Ekonomi", "Internasional", "Olahraga", "Gaya Hidup", "Tekno", "Hiburan", "Otomotif")


def filled(newsroom, sections, each):
    """Photo stories and opinions, then so many stories in each of so many sections of the menu."""
    rows = [(name, name.lower().replace(" ", "-")) for name in MENU[: sections - 2]]
    more = [Section.objects.create(name=name, slug=slug, position=9) for name, slug in rows]
    for genre in ("photo_story", "opinion") * 4:
        newsroom.step(minutes=1)
        newsroom.live(headline=f"Sekali {genre}", genre=genre)
    for number in range(each):
        for section in (newsroom.national, newsroom.region, *more):
            newsroom.step(minutes=1)
            newsroom.live(headline=f"{section.name} {number}", section_id=section.pk)


def read_most(newsroom, client):
    hour = newsroom.now.replace(minute=0, second=0, microsecond=0)
    stories = headlines(client)[:12]
    gathering.add([(story.split("/")[2], hour, 12 - place) for place, story in enumerate(stories)])
    newsroom.at(newsroom.now + timedelta(minutes=1))
    ranking.make_lists()


def front(client):
    return LexborHTMLParser(client.get("/").text)


def headlines(client):
    return [
        one.attributes["href"]
        for one in front(client).css("main h2 a, main h3 a, main .ranked li a")
        if "/berita/" in one.attributes["href"]
    ]


@pytest.mark.parametrize(("sections", "each", "in_block"), [(3, 10, 5), (6, 6, 3), (9, 4, 2)])
def test_the_front_shows_thirty_to_forty_headlines_however_many_sections_there_are(
    newsroom, client, sections, each, in_block
):
    filled(newsroom, sections, each)
    assert {len(block.css("article")) for block in front(client).css(".block")} == {in_block}
    assert 30 <= len(headlines(client)) <= 40
    read_most(newsroom, client)
    page = front(client)
    assert len(page.css(".block")) == sections
    assert len(page.css(".ranked li")) == 5
    assert 30 <= len(headlines(client)) <= 40
    cards = [one.attributes["href"] for one in page.css("main article a")]
    assert len(cards) == len(set(cards)), "each story once, beside those read most"
