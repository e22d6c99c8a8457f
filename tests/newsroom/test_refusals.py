"""What stands where somebody is refused: in the desk's frame, in their language, with the way out."""

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


def test_a_form_that_lost_its_key_says_what_to_do_and_changes_nothing(newsroom):
    client = Client(enforce_csrf_checks=True)
    client.force_login(newsroom.citra)
    answer = client.post("/desk/articles/article/serah-terima/", {"note": "Jaga"})
    assert answer.status_code == 403
    assert "terlalu lama terbuka" in answer.text
    assert not Handover.objects.exists()
