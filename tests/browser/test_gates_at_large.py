"""The gates over the whole demonstration, and over real stories: what pages made for a test would not show."""

import gzip
import os
import re
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core.management import call_command
from selectolax.lexbor import LexborHTMLParser

from editions.models import Edition, Heading
from tests.browser import gates
from tests.browser.conftest import answered
from tests.browser.test_gates import PLAIN, findings, hold_to_bounds, opened  # noqa: F401 - a fixture

REAL = Path(configured.BASE_DIR).parent / "shared" / "data" / "demo" / "articles.jsonl"
MORE = ("/", "/indeks/", "/tidak-ada/", *PLAIN)
EACH, NEXT = (1, 29) if os.environ.get("SOAK") else (3, 58)
"""Which stories are read, and which of the real ones are opened: each third, unless `make soak` has them all."""

pytestmark = pytest.mark.once


@pytest.fixture
def url(flushed, live_server, settings):
    settings.SITE_ADDRESS = live_server.url
    with answered():
        yield live_server.url


def stories():
    return [edition.get_absolute_url() for edition in Edition.objects.live().stories().order_by("published_at")]


def lists(client):
    heads = Heading.objects.exclude(kind="page").order_by("kind", "slug")
    return [one.get_absolute_url() for one in heads if client.get(one.get_absolute_url()).status_code == 200]


def one_of_a_kind(paths):
    return list({re.match(r"/[^/]*/", path)[0]: path for path in paths}.values())


def test_the_demonstration_stays_within_every_bound(url, client, opened):  # noqa: F811
    call_command("fill_demo", verbosity=0)
    told, listed = stories(), lists(client)
    assert len(told) > 40
    page = opened(viewport={"width": 360, "height": 640})
    for path in told:
        held(client.get(path), gates.STORY_BYTES, path)
    for path in (*told[::EACH], *one_of_a_kind(listed), *MORE):
        hold_to_bounds(page, path, url + path)
        assert gates.overflow(page) <= 0, path
    page.goto(url)
    assert page.evaluate(gates.HEADLINES_WITHIN, 2 * 640) >= 7, "in two screens of the front"
    assert 30 <= page.evaluate(gates.HEADLINES_WITHIN, 100_000) <= 40, "on the whole front"
    seen = [(path, url + path) for path in (*told[::12], *one_of_a_kind(listed), *MORE)]
    assert findings(opened(color_scheme="dark"), seen, [412]) == {}


@pytest.mark.skipif(not REAL.exists(), reason="no real stories here")
def test_real_stories_stay_within_every_bound(stage, client, opened):  # noqa: F811
    call_command("import_archive", str(REAL), verbosity=0)
    told = stories()
    assert len(told) > 1000
    for number, path in enumerate(told[::EACH]):
        held(client.get(path), gates.STORY_BYTES, path)
        if number % 8 == 0:
            held(client.get(path, {"lite": 1}), gates.TEXT_EDITION_BYTES, path)
    page = opened(viewport={"width": 360, "height": 640})
    for path in told[::NEXT]:
        hold_to_bounds(page, path, stage.url + path)
        assert gates.overflow(page) <= 0, path
    seen = [(path, stage.url + path) for path in told[:: NEXT * 3]]
    assert findings(opened(), seen, [320]) == {}


def held(response, most_bytes, path):
    """What can be told from the markup alone, for every story there is."""
    tree = LexborHTMLParser(response.content.decode())
    assert len(gzip.compress(response.content, 6)) <= most_bytes, path
    assert len(tree.css("*")) <= gates.MOST_ELEMENTS, path
    assert len(tree.css("h1")) == 1, path
    assert not tree.css("style, [style], iframe, script:not([src]):not([type='application/ld+json'])"), path
    sources = [one.attributes.get("src") or "" for one in tree.css("img, script[src]")]
    assert not [one for one in sources if not one.startswith("/")], path
    assert not [one for one in tree.css("img") if not one.attributes.get("width")], path
