# ruff: noqa: S608 - names of tables are our own
"""The readers' process under its own database role: every public address answers, and nothing else can be read."""

import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.urls import URLResolver, clear_url_caches

from newsroom import urls
from tests.newsroom.test_canaries import ADDRESSES, fill, is_desk, patterns, planted  # noqa: F401 - a fixture

NAME = "redaksi_tests_readers"


@pytest.fixture
def as_readers(planted):  # noqa: F811 - the fixture
    """The connection turns into the role, which goes with the test's transaction."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no roles")
    # Looked up before the wall stands: what to walk is asked of the desk's tables too.
    planted.walked = {name: make() for name, make in ADDRESSES.items()}
    call_command("public_role", NAME)
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {NAME}")
        yield planted
        cursor.execute("RESET ROLE")


def refused(sql):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), connection.cursor() as asked:
        asked.execute(sql)


def test_every_public_address_answers_under_the_role(as_readers):
    client, answered = Client(raise_request_exception=True), {}
    for name, route in patterns():
        if not is_desk(route):
            for values in as_readers.walked[name]:
                answered.setdefault(name, set()).add(client.get(fill(route, values)).status_code)
    assert {200} <= answered["editions:home"]
    assert {200, 404, 410} <= answered["editions:story"]
    assert not {status for statuses in answered.values() for status in statuses if status >= 500}


@pytest.mark.parametrize("table", ["articles_article", "articles_revision", "accounts_user", "photos_photo"])
def test_the_desks_tables_can_not_be_read(as_readers, table):
    refused(f"SELECT * FROM {table}")


def test_the_record_can_be_read_and_not_written(as_readers):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM editions_edition")
        assert cursor.fetchone()[0] > 0
    refused("UPDATE editions_entry SET ends = now()")
    refused("DELETE FROM editions_heading")
    refused("INSERT INTO editions_oldaddress (path, story_id, list) VALUES ('/x/', '', '')")
    refused("CREATE TABLE mine (word text)")


def test_what_readers_leave_may_be_added_and_no_more(planted, monkeypatch):  # noqa: F811
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no roles")
    from editions.models import Change

    monkeypatch.setattr(Change, "READERS_MAY", ("INSERT",), raising=False)
    call_command("public_role", NAME)
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {NAME}")
        Change.objects.create(at=planted.now, keys=[])
    refused("UPDATE editions_change SET keys = '[1]'")
    refused("DELETE FROM editions_change")


def test_run_again_it_takes_away_what_was_given_beside(as_readers):
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(f"GRANT SELECT ON articles_article TO {NAME}")
        call_command("public_role", NAME)
        cursor.execute(f"SET LOCAL ROLE {NAME}")
    refused("SELECT * FROM articles_article")


def test_readers_wait_for_nobodys_lock(as_readers):
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolconfig FROM pg_roles WHERE rolname = %s", [NAME])
        assert cursor.fetchone() == (["statement_timeout=3s"],)


def test_a_role_that_has_the_rights_of_another_is_no_wall(as_readers):
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(f"GRANT pg_read_all_data TO {NAME}")
    with pytest.raises(CommandError, match="choose another name"):
        call_command("public_role", NAME)


@pytest.fixture
def as_migrator(db):
    """No superuser, as at those who keep databases for others: it may make roles and hand on what is its own."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no roles")
    name, database = f"{NAME}_migrator", connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {name} CREATEROLE")
        for what in ("ALL TABLES IN SCHEMA public", "ALL SEQUENCES IN SCHEMA public", "SCHEMA public"):
            cursor.execute(f"GRANT ALL ON {what} TO {name} WITH GRANT OPTION")
        cursor.execute(f'GRANT ALL ON DATABASE "{database}" TO {name} WITH GRANT OPTION')
        cursor.execute(f"SET LOCAL ROLE {name}")
        yield cursor
        cursor.execute("RESET ROLE")


def test_a_role_that_migrates_and_is_no_superuser_makes_the_wall(as_migrator):
    for _again in range(2):
        call_command("public_role", NAME)
    as_migrator.execute("RESET ROLE")
    as_migrator.execute(f"SET LOCAL ROLE {NAME}")
    refused("SELECT * FROM articles_article")
    as_migrator.execute("SELECT count(*) FROM editions_edition")


def test_a_role_that_may_make_no_roles_is_told_what_it_lacks(as_migrator):
    as_migrator.execute("RESET ROLE")
    as_migrator.execute(f"ALTER ROLE {NAME}_migrator NOCREATEROLE")
    as_migrator.execute(f"SET LOCAL ROLE {NAME}_migrator")
    with pytest.raises(CommandError, match="permission denied to create role.*CREATEROLE"):
        call_command("public_role", NAME)


def test_a_role_that_may_make_roles_is_no_wall(as_migrator):
    as_migrator.execute(f"CREATE ROLE {NAME} CREATEROLE")
    with pytest.raises(CommandError, match="choose another name"):
        call_command("public_role", NAME)


def test_the_role_that_migrates_is_no_wall(db):
    with pytest.raises(CommandError, match="choose another name|SQLite has no roles"):
        call_command("public_role", connection.settings_dict["USER"] or "anybody")


def test_the_readers_process_knows_no_address_of_the_desk():
    def kinds(routes):
        return {one.app_name for one in routes if isinstance(one, URLResolver)}

    assert kinds(urls.routes(readers_only=True)) == {"editions", "ninja"}  # the public API is the record's
    assert "admin" in kinds(urls.routes(readers_only=False))


@pytest.mark.django_db
def test_a_process_of_the_readers_alone_has_no_desk_to_tell_of(client, settings, monkeypatch):
    settings.READERS_ONLY = True
    monkeypatch.setattr(urls, "urlpatterns", urls.routes(readers_only=True))
    clear_url_caches()
    try:
        assert [client.get(path).status_code for path in ("/desk/", "/desk/masuk/login/", "/tidak-ada/")] == [404] * 3
    finally:
        monkeypatch.undo()
        clear_url_caches()


def test_the_service_that_faces_readers_is_such_a_process():
    told = Path("deploy/systemd/newsroom-readers.service").read_text()
    assert "READERS_ONLY=1" in re.search("^Environment=(.*)$", told, re.MULTILINE)[1].split()
