"""Start-up: checks, the worker, the port, the page of last resort."""

import logging
import re
import socket
import sys
import threading

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import passwords
from accounts.models import Act, PasswordRequest, User
from accounts.roles import Bundle
from articles import publishing
from editions import index
from editions.due import keep_the_index
from editions.models import Rendered
from newsroom import checks, errors, requests, work
from newsroom.management.commands import serve
from tests.journeys.test_texts_that_never_were import TICKS


@pytest.mark.django_db
def test_a_missing_guard_is_named_as_the_worker_starts_and_put_back_by_migrate(capsys):
    assert checks.guards_stand(databases=["default"]) == []
    with connection.cursor() as cursor:
        on = " ON editions_edition" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER guard_editions_edition_delete{on}")
    call_command("work", once=True)
    assert "guard_editions_edition_delete is missing" in capsys.readouterr().err
    call_command("migrate", verbosity=0, skip_checks=False)  # as from the command line: it looks first, then puts back
    assert checks.guards_stand(databases=["default"]) == []


@pytest.mark.django_db
def test_a_worker_starts_while_the_database_is_away(monkeypatch, capsys):
    def refuse(*_query, **_rest):
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", refuse)
    call_command("work", once=True)
    assert capsys.readouterr().out == "0 done\n"


@pytest.mark.django_db
def test_the_first_administrator_is_made_on_the_machine_and_makes_the_others(monkeypatch, client):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "kapal-putih-2026")
    call_command("createsuperuser", interactive=False, username="fitri", name="Fitri", verbosity=0)
    fitri = User.objects.get()
    assert [(right.bundle, right.section) for right in fitri.rights.all()] == [(Bundle.ADMINISTRATOR, None)]
    assert Act.objects.get().target == "person:fitri"
    client.post("/desk/masuk/login/", {"login": "fitri", "password": "kapal-putih-2026"})
    assert client.get("/desk/accounts/user/add/").status_code == 200


@pytest.mark.django_db
def test_demonstration_accounts_are_named_in_production_and_stay_out(settings, client):
    User.objects.create_user("laras", "redaksi-demo-2026", name="Laras", is_demo=True)
    assert checks.nobody_from_the_demonstration() == []
    sign_in = {"login": "laras", "password": "redaksi-demo-2026"}
    settings.PRODUCTION = True
    assert "laras" in checks.nobody_from_the_demonstration()[0].msg
    client.post("/desk/masuk/login/", sign_in)
    assert "_auth_user_id" not in client.session
    settings.PRODUCTION = False
    client.post("/desk/masuk/login/", sign_in)
    assert "_auth_user_id" in client.session


@pytest.mark.django_db
def test_where_fewer_proxies_stand_in_front_than_are_trusted_people_sign_in_all_the_same(newsroom, settings, client):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    newsroom.ani.set_password("kapal-putih-2026")
    newsroom.ani.save()
    sent = {"login": "ani", "password": "kapal-putih-2026"}
    assert client.post("/desk/masuk/login/", sent, headers={"x-forwarded-for": "10.0.0.9"}).status_code == 302
    assert client.session["_auth_user_id"] == str(newsroom.ani.pk)


def test_an_empty_responsible_person_is_warned_of(settings):
    settings.REDAKSI_COMPANY = "PT Nusa"
    settings.REDAKSI_ADDRESS = settings.REDAKSI_RESPONSIBLE = ""
    assert checks.somebody_answers() == []
    settings.PRODUCTION = True
    assert [warning.id for warning in checks.somebody_answers()] == ["redaksi.W001"] * 2


def test_guidelines_that_are_not_filled_in_are_warned_of_and_shown_once_they_are(settings, db, client):
    settings.PRODUCTION, settings.GUIDELINES = True, ""
    assert [warning.id for warning in checks.guidelines_are_filled_in()] == ["redaksi.W003"]
    settings.GUIDELINES = "Kemerdekaan berpendapat <b>dilindungi</b>.\n\nPasal dua."
    assert checks.guidelines_are_filled_in() == []
    page = client.get("/pedoman-media-siber/").content.decode()
    assert "<p>Kemerdekaan berpendapat &lt;b&gt;dilindungi&lt;/b&gt;.</p>" in page
    assert "<p>Pasal dua.</p>" in page


@pytest.mark.django_db
def test_the_worker_drops_ended_sessions_renders_old_pages_again_and_makes_lists(newsroom, capsys):
    Session.objects.create(session_key="old", session_data="", expire_date=timezone.now() - timezone.timedelta(days=1))
    article = newsroom.live()
    rows = Rendered.objects.filter(edition__story_id=article.story_id)
    before = rows.get().pages
    rows.update(renderer_version=0, pages=[])
    call_command("work", "--once")
    assert re.search(r"[1-9]\d* done", capsys.readouterr().out)
    assert rows.get().pages == before
    assert work.work_once() == 0


@pytest.mark.django_db
def test_pages_of_an_older_renderer_are_made_again_alike_in_as_few_questions_as_one(newsroom):
    def again():
        Rendered.objects.update(renderer_version=0)
        with CaptureQueriesContext(connection) as asked:
            publishing.rerender()
        return len(asked)

    newsroom.live()
    of_one = again()
    for number in range(6):
        newsroom.live(headline=f"Kapal {number}", unverified=number == 0, ticked=TICKS)
    publishing.hold(newsroom.live(headline="Ditahan", unverified=True, ticked=TICKS), by=newsroom.citra, reason="Dicek")
    told = Rendered.objects.order_by("pk").values_list("pk", "renderer_version", "pages", "whole", "words", "summary")
    before = list(told)
    assert again() == of_one
    assert list(told) == before
    assert publishing.rerender() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("error", [DatabaseError, InterfaceError])
def test_a_task_that_fails_does_not_stop_the_others(monkeypatch, caplog, error):
    def broken() -> int:
        raise error("away")

    monkeypatch.setattr(work, "DUE", [broken, lambda: 3])
    with caplog.at_level(logging.ERROR):
        assert work.work_once() == 3
    assert "broken" in caplog.text


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_worker_that_can_tell_the_proxies_no_more_ends_and_says_so(monkeypatch):
    monkeypatch.setattr(work, "AT_ONCE", [lambda: 1 // 0])
    monkeypatch.setattr(work, "DUE", [lambda: 1])
    monkeypatch.setattr(work, "close_old_connections", lambda: None)
    with pytest.raises(SystemExit, match="proxies"):
        work.work_for_ever()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_new_story_is_indexed_while_other_work_takes_its_time(monkeypatch):
    indexed = threading.Event()

    def index_and_end() -> int:
        indexed.set()
        sys.exit()

    monkeypatch.setattr(index, "bring_up_to_date", index_and_end)
    monkeypatch.setattr(work, "AT_ONCE", [one for one in work.AT_ONCE if one is keep_the_index])
    monkeypatch.setattr(work, "DUE", [lambda: int(indexed.wait(10)) or sys.exit()])
    monkeypatch.setattr(work, "close_old_connections", lambda: None)
    with pytest.raises(SystemExit):
        work.work_for_ever()
    assert indexed.is_set()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_mail_server_that_lets_a_letter_hang_keeps_nothing_else_waiting(flushed, monkeypatch):
    User.objects.create_user("rina", "kata-sandi-panjang", name="Rina", email="rina@example.id")
    PasswordRequest.objects.create(email="rina@example.id")
    looked, hung = threading.Event(), []

    def hang(*_letter) -> None:
        hung.append(looked.wait(10))
        sys.exit()

    monkeypatch.setattr(passwords, "send_mail", hang)
    monkeypatch.setattr(work, "DUE", [*work.DUE, lambda: looked.set() or 0])
    monkeypatch.setattr(work, "AT_ONCE", [one for one in work.AT_ONCE if one is passwords.answer_requests])
    with pytest.raises(SystemExit):
        work.work_for_ever()
    assert hung == [True]


def test_a_taken_port_is_said_in_one_line():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(CommandError, match="is taken"):
            serve.must_be_free(taken.getsockname()[1])
    free = socket.socket()
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
    free.close()
    serve.must_be_free(port)


def test_the_page_of_last_resort_shows_the_request_id_of_the_log(rf):
    token = requests.current.set("abc123")
    try:
        response = errors.server_error(rf.get("/"))
        record = logging.LogRecord("x", logging.ERROR, "", 0, "m", None, None)
        requests.RequestIdFilter().filter(record)
    finally:
        requests.current.reset(token)
    assert response.status_code == 500
    assert "abc123" in response.content.decode()
    assert record.request_id == "abc123"
