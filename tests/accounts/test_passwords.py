"""Who has forgotten a password gets a letter of the newsroom's, and every page on the way leads on."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import passwords
from accounts.models import PasswordRequest
from newsroom import work as background

ASKED = "/desk/masuk/password/reset/"


def work():
    background.work_once()


@pytest.fixture
def sign_in_again(newsroom, client, settings, mailoutbox):
    """Asks for a new password for an address; what was answered, and the letters that went out."""
    settings.OUTLET_NAME = "Kabar Timur"
    newsroom.citra.email = "citra@kabar.example"
    newsroom.citra.save()

    def ask(address):
        mailoutbox.clear()
        answer = client.post(ASKED, {"email": address}, follow=True)
        work()
        return answer.redirect_chain, re.sub(r'value="[^"]+"', "", answer.text), list(mailoutbox)

    return ask


def test_nothing_is_sent_to_an_address_that_nobody_here_has_and_the_page_does_not_tell(sign_in_again):
    *known, letters = sign_in_again("citra@kabar.example")
    assert len(letters) == 1
    *unknown, none = sign_in_again("orang@lain.example")
    assert none == []
    assert [part.replace("orang@lain", "citra@kabar") if isinstance(part, str) else part for part in unknown] == known


def test_the_letter_is_the_newsrooms_own_in_the_persons_language(sign_in_again, newsroom):
    _chain, _page, (letter,) = sign_in_again("citra@kabar.example")
    assert letter.subject.startswith("Kabar Timur: ")
    assert letter.body.endswith("Kabar Timur")
    assert "/desk/masuk/password/reset/key/" in letter.body
    assert "citra" in letter.body
    for word in ("testserver!", "example.com", "e-mail", "link", "signup"):
        assert word not in letter.subject + letter.body, word
    newsroom.citra.language = "en"
    newsroom.citra.save()
    _chain, _page, (letter,) = sign_in_again("citra@kabar.example")
    assert letter.subject == "Kabar Timur: a new password"


def test_after_a_new_password_one_is_led_to_the_sign_in(sign_in_again, client, settings):
    _chain, _page, (letter,) = sign_in_again("citra@kabar.example")
    link = re.search(rf"{settings.SITE_ADDRESS}(/\S+)", letter.body)[1]
    form = client.get(link, follow=True).redirect_chain[-1][0]
    typed = {"password1": "sandi-baru-panjang-2035", "password2": "sandi-baru-panjang-2035"}
    done = client.post(form, typed, follow=True)
    assert 'class="button main" href="/desk/masuk/login/"' in done.text
    assert client.login(username="citra", password="sandi-baru-panjang-2035")


def test_a_link_that_was_used_leads_to_a_new_one(newsroom, client):
    spent = client.get(f"{ASKED}key/1-abc-def/")
    assert f'class="button main" href="{ASKED}"' in spent.text


@pytest.fixture
def dead(newsroom, settings):
    """A mail server that answers nobody; called, it is back."""
    answering = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    return lambda: setattr(settings, "EMAIL_BACKEND", answering)


@pytest.fixture
def known(newsroom):
    cache.clear()  # of how often was asked
    newsroom.citra.email = "citra@kabar.example"
    newsroom.citra.save()
    return newsroom.citra.email


@pytest.mark.parametrize("address", ["a" * 250 + "@x.id", "a@" + f"{'İ' * 60}." * 3 + "id"])
def test_an_address_longer_than_anybodys_is_refused_on_the_form(newsroom, client, address):
    cache.clear()
    answer = client.post(ASKED, {"email": address})
    assert (answer.status_code, "254" in answer.text) == (200, True)
    assert not PasswordRequest.objects.exists()


def test_whoever_asks_waits_for_no_mail_server(client, known, dead):
    answers = [client.post(ASKED, {"email": one}) for one in (known, "orang@lain.example")]
    assert [(one.status_code, one["Location"]) for one in answers] == [(302, f"{ASKED}done/")] * 2


def test_the_page_costs_the_same_whether_or_not_anybody_here_has_the_address(client, known):
    asked = []
    for address in (known, "orang@lain.example"):
        with CaptureQueriesContext(connection) as told:
            client.post(ASKED, {"email": address})
        asked.append([one["sql"].split("VALUES")[0] for one in told.captured_queries])
    assert asked[0] == asked[1]
    assert "accounts_user" not in str(asked)


def test_the_letter_goes_out_once_the_mail_server_answers_again(
    client, known, dead, mailoutbox, monkeypatch
):  # fmt: skip
    client.post(ASKED, {"email": "Citra@Kabar.example"})
    work()
    dead()
    work()
    assert mailoutbox == []
    later = timezone.now() + timedelta(seconds=31)
    monkeypatch.setattr(passwords.timezone, "now", lambda: later)
    work()
    work()
    assert [letter.to for letter in mailoutbox] == [[known]]


def test_a_letter_that_cannot_be_sent_for_a_day_is_given_up(client, known, dead, monkeypatch):
    client.post(ASKED, {"email": known})
    later = timezone.now() + timedelta(days=1, seconds=1)
    monkeypatch.setattr(passwords.timezone, "now", lambda: later)
    work()
    assert not PasswordRequest.objects.exists()
