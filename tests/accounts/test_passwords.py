"""Who has forgotten a password gets a letter of the newsroom's, and every page on the way leads on."""

import re

import pytest

ASKED = "/desk/masuk/password/reset/"


@pytest.fixture
def sign_in_again(newsroom, client, settings, mailoutbox):
    """Asks for a new password for an address; what was answered, and the letters that went out."""
    settings.OUTLET_NAME = "Kabar Timur"
    newsroom.citra.email = "citra@kabar.example"
    newsroom.citra.save()

    def ask(address):
        mailoutbox.clear()
        answer = client.post(ASKED, {"email": address}, follow=True)
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


def test_after_a_new_password_one_is_led_to_the_sign_in(sign_in_again, client):
    _chain, _page, (letter,) = sign_in_again("citra@kabar.example")
    link = re.search(r"http://testserver(/\S+)", letter.body)[1]
    form = client.get(link, follow=True).redirect_chain[-1][0]
    typed = {"password1": "sandi-baru-panjang-2035", "password2": "sandi-baru-panjang-2035"}
    done = client.post(form, typed, follow=True)
    assert 'class="button main" href="/desk/masuk/login/"' in done.text
    assert client.login(username="citra", password="sandi-baru-panjang-2035")


def test_a_link_that_was_used_leads_to_a_new_one(newsroom, client):
    spent = client.get(f"{ASKED}key/1-abc-def/")
    assert f'class="button main" href="{ASKED}"' in spent.text
