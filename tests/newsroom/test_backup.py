"""A newsroom in one file, and back."""

import tarfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client, override_settings

from accounts.models import PasswordRequest, User
from editions.models import Edition, Purge
from editions.shown import EVERYTHING
from guards import triggers
from tests.cast import Newsroom


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """Media and key in folders of the test's own."""
    for name in ("media", "public", "data_dir"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path / "data_dir")
    kinds = {"default": "media", "public": "public"}
    files = "django.core.files.storage.FileSystemStorage"
    own = {name: {"BACKEND": files, "OPTIONS": {"location": tmp_path / kind}} for name, kind in kinds.items()}
    with override_settings(STORAGES=settings.STORAGES | own):
        yield


@pytest.fixture
def filed(folders, tmp_path, monkeypatch):
    """A database of its own on disk, since tests run on one in memory."""
    import sqlite3

    source = tmp_path / "newsroom.sqlite3"
    with sqlite3.connect(source) as made:
        made.execute("CREATE TABLE word (text)")
        made.execute("INSERT INTO word VALUES ('ada')")
    monkeypatch.setitem(settings.DATABASES["default"], "NAME", str(source))
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.sqlite3")
    (tmp_path / "media" / "2026").mkdir()
    (tmp_path / "media" / "2026" / "foto.jpg").write_bytes(b"gambar")
    return source


def test_what_was_backed_up_comes_back(filed, tmp_path):
    import sqlite3

    from newsroom import backup

    target = tmp_path / "b.tar.gz"
    assert backup.backup(target) == 3
    assert backup.verify(target) == 3
    with sqlite3.connect(filed) as database:
        database.execute("DELETE FROM word")
    (tmp_path / "media" / "2026" / "foto.jpg").write_bytes(b"diganti")
    (tmp_path / "media" / "sesudahnya.jpg").write_bytes(b"baru")
    backup.restore(target)
    with sqlite3.connect(filed) as database:
        assert database.execute("SELECT text FROM word").fetchall() == [("ada",)]
    assert (tmp_path / "media" / "2026" / "foto.jpg").read_bytes() == b"gambar"
    assert not (tmp_path / "media" / "sesudahnya.jpg").exists()
    assert (tmp_path / "data_dir" / "secret.key").read_text() == settings.SECRET_KEY


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_backup_comes_back_on_a_python_that_knows_no_filters_of_archives(filed, tmp_path, monkeypatch):
    from newsroom import backup

    whole = tarfile.TarFile.extractall

    def extractall(tar, path):
        whole(tar, path)

    monkeypatch.delattr(tarfile, "data_filter")
    monkeypatch.setattr(tarfile.TarFile, "extractall", extractall)
    backup.backup(tmp_path / "b.tar.gz")
    assert backup.verify(tmp_path / "b.tar.gz") == 3


def test_a_damaged_backup_is_refused_and_changes_nothing(filed, tmp_path):
    from newsroom import backup

    target, folder = tmp_path / "b.tar.gz", tmp_path / "unpacked"
    backup.backup(target)
    with tarfile.open(target) as tar:
        tar.extractall(folder, filter="data")
    (folder / "media" / "2026" / "foto.jpg").write_bytes(b"lain")
    with tarfile.open(target, "w:gz") as tar:
        tar.add(folder, arcname=".")
    with pytest.raises(CommandError, match=r"media/2026/foto\.jpg"):
        call_command("restore", target, "--verify")


@pytest.mark.parametrize("told", ["cut", "foreign", "empty", "another_archive", "no_database"])
def test_half_a_backup_or_a_file_that_is_none_is_told_as_such(filed, tmp_path, monkeypatch, told):
    from newsroom import backup

    target = tmp_path / "b.tar.gz"
    backup.backup(target)
    if told == "another_archive":
        with tarfile.open(target, "w:gz") as tar:
            tar.add(filed, arcname="surat")
    elif told == "no_database":
        monkeypatch.setattr(backup, "dump", lambda place: place.write_bytes(b"bukan basis data" * 100))
        backup.backup(target)
    else:
        target.write_bytes({"cut": target.read_bytes()[:-200], "foreign": b"hello", "empty": b""}[told])
    with pytest.raises(CommandError, match="This backup can't be used: "):
        call_command("restore", target, "--verify")


def test_a_backup_that_has_no_place_to_stand_is_told_with_the_place(filed, tmp_path):
    with pytest.raises(CommandError, match="No backup was made: .*/nowhere/"):
        call_command("backup", tmp_path / "nowhere" / "b.tar.gz")


def test_a_picture_that_stands_is_never_away_while_a_backup_is_put_back(filed, tmp_path, monkeypatch):
    from django.core.files.storage import FileSystemStorage

    from newsroom import backup

    backup.backup(tmp_path / "b.tar.gz")
    (tmp_path / "media" / "baru.jpg").write_bytes(b"baru")
    gone, delete = [], FileSystemStorage.delete
    monkeypatch.setattr(FileSystemStorage, "delete", lambda self, name: (gone.append(name), delete(self, name)))
    backup.restore(tmp_path / "b.tar.gz")
    assert gone == ["baru.jpg"]
    assert (tmp_path / "media" / "2026" / "foto.jpg").read_bytes() == b"gambar"


@pytest.mark.django_db(transaction=True)
def test_the_commands_say_what_they_did(capsys, tmp_path, flushed):
    if connection.vendor != "postgresql":
        return
    User.objects.create_user("ani", "kata-sandi-panjang", name="Ani")
    target = Path(tmp_path / "b.tar.gz")
    call_command("backup", target)
    call_command("restore", target, "--verify")
    assert "all whole" in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_a_running_newsroom_on_postgresql_is_put_back(folders, tmp_path, flushed):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's way stands above")
    import psycopg

    user = User.objects.create_user("ani", "kata-sandi-panjang", name="Ani")
    call_command("backup", tmp_path / "b.tar.gz")
    User.objects.filter(pk=user.pk).update(name="Keliru")
    told = connection.settings_dict
    reader = psycopg.connect(
        dbname=told["NAME"], user=told["USER"], host=told["HOST"], port=told["PORT"] or None, autocommit=True
    )
    with reader:
        name = "SELECT name FROM accounts_user WHERE username = 'ani'"
        assert reader.execute(name).fetchone() == ("Keliru",)
        call_command("restore", tmp_path / "b.tar.gz")
        assert reader.execute(name).fetchone() == ("Ani",)
    assert triggers.missing(triggers.ALL) == []


@pytest.mark.django_db(transaction=True)
def test_a_backup_of_an_earlier_release_is_put_back_on_postgresql(folders, tmp_path, flushed):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's file holds no table but its own")
    User.objects.create_user("ani", "kata-sandi-panjang", name="Ani")
    call_command("migrate", "accounts", "0003", verbosity=0)
    call_command("backup", tmp_path / "b.tar.gz")
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE accounts_later (person bigint REFERENCES accounts_user)")
    call_command("restore", tmp_path / "b.tar.gz")
    assert User.objects.get().name == "Ani"
    assert not PasswordRequest.objects.exists()
    assert "accounts_later" not in connection.introspection.table_names()


@pytest.mark.django_db(transaction=True)
def test_a_restore_that_somebody_holds_up_gives_up_with_nothing_changed(folders, tmp_path, flushed, monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite nobody is at work meanwhile")
    import psycopg

    from newsroom import backup

    monkeypatch.setattr(backup, "PATIENCE", "1s")
    call_command("backup", tmp_path / "b.tar.gz")
    User.objects.create_user("ani", "kata-sandi-panjang", name="Ani")
    told = connection.settings_dict
    with psycopg.connect(dbname=told["NAME"], user=told["USER"], host=told["HOST"], port=told["PORT"] or None) as other:
        other.execute("SELECT name FROM accounts_user")
        with pytest.raises(CommandError, match="lock timeout"):
            call_command("restore", tmp_path / "b.tar.gz")
    assert User.objects.get().name == "Ani"


@pytest.mark.django_db(transaction=True)
def test_no_page_of_the_newsroom_before_is_served_after_a_restore(folders, tmp_path, flushed, settings):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's pages are kept in files, and its server is stopped")
    settings.PAGE_CACHE, settings.CACHE_IS_REMOTE, settings.PAGE_CACHE_DIR = True, True, tmp_path / "pages"
    settings.PROXIES = ["varnish:http://127.0.0.1:9"]
    with Newsroom() as stage:
        call_command("backup", tmp_path / "b.tar.gz")
        story = Edition.objects.get(story_id=stage.live().story_id).get_absolute_url()
        assert Client().get(story).status_code == 200
        call_command("restore", tmp_path / "b.tar.gz")
        assert Client().get(story).status_code == 404, "by a process that started since"
        assert Purge.objects.filter(change__keys=[EVERYTHING]).exists()


def test_a_backup_is_its_owners_alone_and_a_file_that_goes_meanwhile_does_not_break_it(filed, tmp_path, monkeypatch):
    from newsroom import backup

    monkeypatch.setattr(backup, "names_in", lambda _store: iter(["2026/foto.jpg", "2026/hilang.jpg"]))
    modes, add = [], tarfile.TarFile.add

    def seen(tar, *told, **how):
        modes.append(Path(f"{tmp_path}/b.tar.gz.unfinished").stat().st_mode & 0o777)
        return add(tar, *told, **how)

    monkeypatch.setattr(tarfile.TarFile, "add", seen)
    assert backup.backup(tmp_path / "b.tar.gz") == 3
    assert set(modes) == {0o600}


def test_a_rendition_made_anew_while_the_database_is_copied_is_in_the_backup_with_the_one_before(
    filed, tmp_path, monkeypatch
):
    from newsroom import backup

    media, dump = tmp_path / "media" / "2026", backup.dump
    (media / "terkirim.jpg").write_bytes(b"setengah")

    def dumped_meanwhile(target):
        (media / "terkirim.jpg").write_bytes(b"setengah lagi")
        (media / "susulan.jpg").write_bytes(b"baru datang")
        dump(target)
        (media / "foto.jpg").unlink()
        (media / "foto-baru.jpg").write_bytes(b"bingkai lain")

    monkeypatch.setattr(backup, "dump", dumped_meanwhile)
    backup.backup(tmp_path / "b.tar.gz")
    backup.unpack(tmp_path / "b.tar.gz", tmp_path / "unpacked")
    held = {file.name: file.read_bytes() for file in (tmp_path / "unpacked" / "media" / "2026").iterdir()}
    assert held == {
        "foto.jpg": b"gambar",
        "foto-baru.jpg": b"bingkai lain",
        "susulan.jpg": b"baru datang",
        "terkirim.jpg": b"setengah lagi",
    }
