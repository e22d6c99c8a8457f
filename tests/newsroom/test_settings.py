"""What the environment says is read once, and nonsense is told by name."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from editions import purging
from newsroom import checks, env


def test_an_unset_variable_has_its_default(monkeypatch):
    monkeypatch.delenv("OUTLET", raising=False)
    assert env.text("OUTLET", "Nusa") == "Nusa"
    assert env.words("OUTLET", ["a"]) == ["a"]


@pytest.mark.parametrize(("raw", "means"), [("1", True), ("yes", True), ("off", False), ("", False)])
def test_a_flag_is_said_in_several_ways(monkeypatch, raw, means):
    monkeypatch.setenv("FLAG", raw)
    assert env.flag("FLAG", default=not means) is means


@pytest.mark.parametrize(
    ("read", "raw"),
    [
        (lambda: env.flag("X", default=False), "perhaps"),
        (lambda: env.whole("X", 1), "many"),
        (lambda: env.one_of("X", "a", {"a", "b"}), "c"),
        (lambda: env.database("X", Path("x")), "mysql://here/db"),
        (lambda: env.database("Y", Path("x"), pool="X"), "statement"),
        (lambda: env.database("X", Path("x")), "postgres://db/newsroom?sslmod=require"),
    ],
)
def test_nonsense_fails_and_names_the_variable(monkeypatch, read, raw):
    monkeypatch.setenv("X", raw)
    with pytest.raises(ImproperlyConfigured, match="X[=:]"):
        read()


@pytest.mark.parametrize(
    ("name", "raw", "way_out"),
    [
        ("BYLINE_REP", "Oleh {nama}", "Oleh {names}"),
        ("BYLINE_FOTO", "Foto: {names", "Oleh {names}"),
        ("PROXIES", "Varnish:http://127.0.0.1:6081", "say varnish:http://127.0.0.1:6081"),
        ("PROXIES", "varnish:127.0.0.1:6081", "say varnish:http://127.0.0.1:6081"),
        ("PROXIES", "fastly:s1", "set FASTLY_TOKEN"),
        ("PROXIES", "varnish:http://127.0.0.1:6081,cloudflare:z1", "set CLOUDFLARE_TOKEN"),
        ("SITE_ADDRESS", "kabar.id", "https://kabar.id"),
        ("SITE_ADDRESS", "https://kabar.id/berita", "https://kabar.id"),
        ("DESK_PATH", "", "one word"),
        ("DESK_PATH", "meja/dalam", "one word"),
        ("PUBLIC_MEDIA_URL", "media", "/media/"),
        ("CLAIM_MINUTES", "-5", "1 or more"),
        ("TRUSTED_PROXIES", "-1", "0 or more"),
        ("PAGE_CACHE_MB", "banyak", "0 or more"),
        ("SECRET_KEY", "  ", "is blank"),
    ],
)
def test_what_can_not_be_is_told_at_the_start_with_the_way_out(tmp_path, name, raw, way_out):
    said = start(tmp_path, **{name: raw})
    assert "ImproperlyConfigured" in said
    assert name in said
    assert way_out in said


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("DATABASE_URL", "postgres://news:s3kret#1@db:5432/x"),
        ("DATABASE_URL", "postgres://news:s3kret?1@db:5432/x"),
        ("DATABASE_URL", "postgres://news:9/s3kret@db:5432/x"),
        ("DATABASE_URL", "postgres://news:[s3kret@db:5432/x"),
        ("DATABASE_URL", "mysql://news:s3kret@db/x"),
        ("NEWSROOM_CHANNEL", "telegramm 123:s3kret@chat"),
    ],
)
def test_no_password_or_token_is_printed_where_it_is_told(tmp_path, name, raw):
    said = start(tmp_path, **{name: raw})
    assert f"ImproperlyConfigured: {name}: " in said
    assert "s3kret" not in said


def start(tmp_path, **told):
    surroundings = os.environ | {"DATA_DIR": str(tmp_path), "DATABASE_URL": "sqlite:////tmp/x"} | told
    command = [sys.executable, "-c", "import newsroom.settings"]
    done = subprocess.run(command, env=surroundings, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    assert done.returncode, "nothing was said"
    return done.stderr


@pytest.mark.parametrize("word", ["rss", "berita", "media", "api", "gaya", "static"])
def test_a_desk_in_the_place_of_readers_pages_is_refused(word):
    with override_settings(DESK_PATH=word):
        assert [error.id for error in checks.the_desk_takes_no_page_of_readers()] == ["redaksi.E005"]
    assert checks.the_desk_takes_no_page_of_readers() == []


def test_every_kind_of_proxy_that_may_be_named_can_be_told():
    assert set(env.PROXIES) == set(purging.KINDS)


def test_proxies_that_ask_for_a_token_are_taken_with_it(monkeypatch):
    monkeypatch.setenv("PROXIES", "fastly:s1, cloudflare:z1")
    monkeypatch.setenv("FASTLY_TOKEN", "f-word")
    monkeypatch.setenv("CLOUDFLARE_TOKEN", "c-word")
    assert env.proxies("PROXIES") == ["fastly:s1", "cloudflare:z1"]


def test_words_are_parted_by_commas(monkeypatch):
    monkeypatch.setenv("HOSTS", "a.id, b.id,")
    assert env.words("HOSTS", []) == ["a.id", "b.id"]


def test_a_database_address_is_taken_apart(monkeypatch):
    monkeypatch.setenv("X", "postgres://red%40ksi:kata@db:5433/newsroom")
    told = env.database("X", Path("x"))
    assert (told["USER"], told["PASSWORD"], told["HOST"], told["PORT"], told["NAME"]) == (
        "red@ksi", "kata", "db", "5433", "newsroom",
    )  # fmt: skip
    monkeypatch.setenv("X", "postgres://db/newsroom?sslmode=verify-full&sslrootcert=%2Fetc%2Froot.crt")
    asked = env.database("X", Path("x"))["OPTIONS"]
    assert (asked["sslmode"], asked["sslrootcert"]) == ("verify-full", "/etc/root.crt")
    monkeypatch.setenv("X", "sqlite:////tmp/a.sqlite3")
    assert str(env.database("X", Path("x"))["NAME"]) == "//tmp/a.sqlite3"


def test_behind_a_pool_that_shares_connections_by_transaction_nothing_is_kept_between(monkeypatch):
    monkeypatch.setenv("X", "postgres://db/newsroom")
    monkeypatch.setenv("POOL", "transaction")
    shared, own = env.database("X", Path("x"), pool="POOL"), env.database("X", Path("x"), pool="NONE")
    assert (shared["OPTIONS"]["prepare_threshold"], own["OPTIONS"]["prepare_threshold"]) == (None, 2)
    assert shared["DISABLE_SERVER_SIDE_CURSORS"]
    assert shared["OPTIONS"]["connect_timeout"] == 3
    monkeypatch.setenv("X", "sqlite:////tmp/a.sqlite3")
    assert "HOST" not in env.database("X", Path("x"), pool="POOL")


def test_a_key_is_made_once_and_demanded_in_production(monkeypatch, tmp_path):
    monkeypatch.delenv("KEY", raising=False)
    path = tmp_path / "data" / "secret.key"
    first = env.secret("KEY", path, production=False)
    assert env.secret("KEY", path, production=False) == first
    assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(ImproperlyConfigured, match="KEY is not set"):
        env.secret("KEY", path, production=True)
    monkeypatch.setenv("KEY", "given")
    assert env.secret("KEY", path, production=True) == "given"


TOGETHER = """
import pathlib, sys, time
from newsroom import env

path, moment = pathlib.Path(sys.argv[1]), float(sys.argv[2])
while time.time() < moment:
    pass
print(env.secret("KEY", path, production=False), end="")
"""


def test_workers_that_start_together_sign_with_one_key(monkeypatch, tmp_path):
    monkeypatch.delenv("KEY", raising=False)
    for attempt in range(5):
        asked = [sys.executable, "-c", TOGETHER, str(tmp_path / str(attempt) / "secret.key"), str(time.time() + 0.5)]
        workers = [subprocess.Popen(asked, stdout=subprocess.PIPE, cwd=settings.BASE_DIR) for _number in range(4)]
        keys = {worker.communicate()[0] for worker in workers}
        assert len(keys) == 1
        assert keys != {b""}
