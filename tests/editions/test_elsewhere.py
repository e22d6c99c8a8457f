"""Posts and videos that stand elsewhere, as a story shows them."""

from selectolax.lexbor import LexborHTMLParser

from tests.editions.test_pages import text_of, url


def test_a_post_known_by_its_address_alone_is_that_link_and_nothing_empty(newsroom, client):
    story = newsroom.live(body='<p>Satu.</p><div data-embed="https://youtu.be/dQw4w9WgXcQ"></div><p>Dua.</p>')
    for address in (url(story), url(story) + "?lite=1"):
        card = LexborHTMLParser(text_of(client.get(address))).css_first("figure.embed")
        assert (card.css("blockquote"), card.text().strip()) == ([], "https://youtu.be/dQw4w9WgXcQ"), address
