"""What stands where somebody is refused: in the desk's frame, in their language, with the way out."""

import io
import logging
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.wsgi import get_wsgi_application
from django.test import Client

from articles.models import Handover


def test_a_page_that_is_not_for_ones_role_says_so(newsroom, client):
    client.force_login(newsroom.citra)
    answer = client.get("/desk/accounts/user/")
    assert answer.status_code == 403
    assert "Bukan untuk peran Anda" in answer.text
    assert 'href="/desk/"' in answer.text


def test_a_refusal_with_a_reason_says_the_reason(newsroom, client):
    client.force_login(newsroom.ani)
    answer = client.get("/desk/articles/article/jam-redaksi/")
    assert answer.status_code == 403
    assert "Peran Anda tidak mencakup ini: Jam redaksi." in answer.text


def test_who_may_not_open_people_learns_who_may(newsroom, client):
    client.force_login(newsroom.citra)
    for path in ("", "add/", f"{newsroom.ani.pk}/change/"):
        answer = client.get(f"/desk/accounts/user/{path}")
        assert answer.status_code == 403, path
        assert "Peran Anda tidak mencakup ini: orang. Yang boleh: Administrator." in answer.text, path
    answer = client.get("/desk/accounts/act/")
    assert "Yang boleh: Redaktur pelaksana, Administrator." in answer.text


def test_a_form_that_lost_its_key_says_what_to_do_and_changes_nothing(newsroom):
    client = Client(enforce_csrf_checks=True)
    client.force_login(newsroom.citra)
    answer = client.post("/desk/articles/article/serah-terima/", {"note": "Jaga"})
    assert answer.status_code == 403
    assert "terlalu lama terbuka" in answer.text
    assert not Handover.objects.exists()


def test_people_are_not_found_by_the_hash_of_their_password(newsroom, client):
    client.force_login(newsroom.fitri)
    begins = newsroom.ani.password[:12]
    for asked in (f"password__startswith={begins}", "password__regex=.", f"password={newsroom.ani.password}"):
        assert client.get(f"/desk/accounts/user/?{asked}").status_code == 400, asked
    assert "Ani" in client.get("/desk/accounts/user/?is_active__exact=1&q=ani").text


class Counted(io.BytesIO):
    count = 0

    def read(self, *size):
        part = super().read(*size)
        self.count += len(part)
        return part


@pytest.mark.parametrize("path", ["/desk/photos/unggah/", "/desk/masuk/login/", "/desk/articles/article/add/"])
def test_of_a_stranger_who_sends_much_nothing_is_read(newsroom, path):
    sent = (
        b'--B\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
        + b"x" * 2_000_000
        + b"\r\n--B--\r\n"
    )
    body, said = Counted(sent), []
    told = {
        "REQUEST_METHOD": "POST", "PATH_INFO": path, "SERVER_NAME": "localhost", "SERVER_PORT": "80",
        "wsgi.url_scheme": "http", "wsgi.input": body, "CONTENT_LENGTH": str(len(sent)),
        "CONTENT_TYPE": "multipart/form-data; boundary=B", "HTTP_COOKIE": f"csrftoken={'a' * 32}",
    }  # fmt: skip
    get_wsgi_application()(told, lambda status, headers: said.append((status, dict(headers).get("Location", ""))))
    assert body.count < 64 * 1024
    assert said[0][0] == "302 Found"
    door = urlsplit(said[0][1])
    assert (door.path, parse_qs(door.query)["next"]) == ("/desk/masuk/login/", ["/desk/"])


def test_what_was_sent_after_the_session_ended_leads_back_to_the_page_it_was_on(newsroom, client):
    """A note goes to an address that is no page: after the sign-in it would end there."""
    story = f"/desk/articles/article/{newsroom.draft().pk}/"
    sent = client.post(
        f"{story}catatan/", {"text": "Cek."}, headers={"referer": f"http://testserver{story}change/?a=b"}
    )
    assert parse_qs(urlsplit(sent.url).query)["next"] == [f"{story}change/?a=b"]
    for elsewhere in ("https://evil.example/desk/", "http://testserver/ekonomi/", "http://testserver", ""):
        sent = client.post(f"{story}catatan/", headers={"referer": elsewhere})
        assert parse_qs(urlsplit(sent.url).query)["next"] == ["/desk/"], elsewhere


def test_the_sign_in_says_what_became_of_what_was_sent_after_the_sessions_end(newsroom, client, settings):
    """A form that was given a name is held by the browser; of any other, and of one too long to read, nobody knows."""
    settings.LANGUAGE_CODE = "en"
    kept, lost = "kept in this browser", "was not stored"
    note = f"/desk/articles/article/{newsroom.draft().pk}/catatan/"
    for sent, said, unsaid in (
        ({"text": "Cek.", "kept": "a1b2c3d4"}, kept, lost),
        ({"headline": "Kapal", "tab": "a1b2c3d4"}, kept, lost),
        ({"text": "Cek.", "kept": ""}, lost, kept),
        ({"text": "kata " * 20_000, "kept": "a1b2c3d4"}, lost, kept),
    ):
        page = client.post(note, sent, follow=True).text
        assert said in page
        assert unsaid not in page
    plain = client.get(note, follow=True).text
    assert kept not in plain
    assert lost not in plain


def test_a_person_who_signed_in_sends_as_much_as_before(newsroom, client):
    client.force_login(newsroom.ani)
    answer = client.post("/desk/articles/article/add/", {"headline": "Panjang", "body": f"<p>{'kata ' * 20_000}</p>"})
    assert answer.status_code == 200


def test_a_refusal_is_a_line_of_the_log_and_no_traceback(newsroom, client, monkeypatch):
    handler = next(one for one in logging.getLogger("django").handlers if one.name == "console")
    monkeypatch.setattr(handler, "stream", log := io.StringIO())
    client.force_login(newsroom.citra)
    assert client.get("/desk/accounts/user/").status_code == 403
    assert log.getvalue().count("\n") == 1
    assert "/desk/accounts/user/" in log.getvalue()
