"""Whatever is sent to whatever address of the desk, by somebody signed in: an answer, and never an error of ours."""

import re

import pytest
from django.contrib import admin
from django.db import transaction
from django.test import Client

import photos.urls
from articles.models import Note
from tests.desk import address, posted

NAMES = (
    *("q", "tahap", "kanal", "orang", "sumber", "tag", "dari", "sampai", "sebelum", "urut", "untuk", "pekan", "muka"),
    *("pada", "place", "story", "begins", "ends", "_pick", "_off", "_up", "plan", "_act", "why", "slug", "section"),
    *("reporter", "due", "seen", "kind", "by", "at", "when", "reason", "into", "ground", "number", "name", "text"),
    *("message", "headline", "author", "body", "photo", "caption", "page", "version", "tab", "naskah", "lama", "baru"),
    *("pk", "id", "to", "until", "giver", "hours", "hari", "link", "words", "tags", "action", "_selected_action"),
    *("pulih", "restored", "e", "o", "p", "all", "days", "breaking", "despite_holder", "url"),
)
OF_DATABASES, OF_OURS = ["\0", "9" * 30], ["9" * 5000, "-1", "😀'\"<>", "2035-99-99", "²"]
SENT = [*OF_DATABASES, *(pytest.param(one, marks=pytest.mark.once) for one in OF_OURS)]


def every_address(number):
    """Of the desk, with this number wherever one is asked for."""

    def under(patterns, before):
        for one in patterns:
            if hasattr(one, "url_patterns"):
                yield from under(one.url_patterns, before + str(one.pattern))
            else:
                yield before + str(one.pattern)

    for pattern in (*under(admin.site.urls[0], "/desk/"), *under(photos.urls.urlpatterns, "/desk/photos/")):
        numbered = re.sub(r"<path:[^>]+>|<int:[^>]+>|<object_id>", str(number), pattern)
        path = re.sub(r"<[^>]+>", "publish", numbered).replace("\\Z", "")
        if not re.search(r"[()^$?]|logout", path):
            yield path


@pytest.mark.no_cover  # every address of the desk, many times: counting their lines doubles their time
@pytest.mark.parametrize("sent", SENT)
def test_every_address_of_the_desk_answers_whatever_is_sent(newsroom, sent):
    newsroom.live()
    article, client = newsroom.submitted(), Client()
    client.force_login(newsroom.eko)
    addresses = list(every_address(article.pk))
    assert len(addresses) > 100
    for path in addresses:
        for ask in (client.get, client.post):
            with transaction.atomic():
                assert ask(path, dict.fromkeys(NAMES, sent)).status_code < 500, path


@pytest.mark.no_cover
def test_no_number_in_an_address_of_the_desk_is_an_error(newsroom):
    client = Client()
    client.force_login(newsroom.eko)
    for path in every_address("9" * 30):
        for ask in (client.get, client.post):
            with transaction.atomic():
                assert ask(path).status_code < 500, path


@pytest.mark.parametrize("version", ["-1", "9" * 30])
def test_a_story_sent_on_a_version_that_is_none_is_refused_and_stays_as_it_was(newsroom, version):
    article, client = newsroom.draft(), Client()
    client.force_login(newsroom.ani)
    change = address("change", article.pk)
    answer = client.post(change, posted(client.get(change), headline="Judul baru", version=version))
    assert list(answer.context["form"].errors) == ["version"]
    article.refresh_from_db()
    assert (article.version, article.revisions.count()) == (1, 1)


def test_a_text_pasted_with_a_null_in_it_is_kept_without(newsroom):
    article, client = newsroom.draft(), Client()
    client.force_login(newsroom.ani)
    client.post(address("note", article.pk), {"text": "Dari sebuah\0 PDF."})
    assert Note.objects.get().text == "Dari sebuah PDF."
