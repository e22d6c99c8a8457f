"""The text edition names who answers for it; a day without stories is not for search engines."""

import re

import pytest

from tests.editions.test_pages import text_of, url

pytestmark = pytest.mark.django_db


def test_the_text_editions_foot_leads_to_what_earns_trust(newsroom, client):
    html = text_of(client.get(url(newsroom.live()) + "?lite=1"))
    for path in ("/redaksi/", "/pedoman-media-siber/", "/ralat/", "/hak-jawab/"):
        assert f'href="{path}?lite=1"' in html
    assert "Penanggung jawab" in html


def test_a_day_without_stories_is_not_for_search_engines_and_leads_no_further_back(newsroom, client):
    newsroom.live()
    full, empty = text_of(client.get("/indeks/")), text_of(client.get("/indeks/1998/01/01/"))
    assert 'content="noindex"' not in full
    assert 'content="noindex"' in empty
    assert "Tidak ada berita pada hari ini." in empty
    assert not re.search(r'href="/indeks/1997/', empty)
