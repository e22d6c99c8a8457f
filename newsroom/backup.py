"""One file that holds a newsroom: database, media and key, with a list of what is in it and its digests."""

import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import IO, Any, cast

from django.apps import apps
from django.conf import settings
from django.core.cache import caches
from django.core.files import File
from django.core.files.storage import Storage, storages
from django.db import connection

from newsroom.env import ASKED_OF_POSTGRESQL

DATABASE, KEY, CONTENTS = "database", "secret.key", "contents.json"
MEDIA = {"media": "default", "public": "public"}
"""Folders of a backup, and the stores that they hold: a folder of this machine or a bucket."""

PATIENCE = "30s"
"""For somebody's open transaction, which must not keep a backup or a restore waiting for ever."""


class Damaged(Exception):
    """A backup that does not hold what it says."""


def backup(path: Path) -> int:
    """Write the newsroom to `path`, which appears only when it is whole; the number of files in it."""
    with tempfile.TemporaryDirectory(prefix="newsroom-backup-") as place:
        folder = Path(place)
        # Before and after: what the database names in its moment may be gone right after it, or have come just before.
        copy_media(folder)
        dump(folder / DATABASE)
        copy_media(folder)
        (folder / KEY).write_text(settings.SECRET_KEY)
        contents = {str(file.relative_to(folder)): digest(file) for file in files(folder)}
        (folder / CONTENTS).write_text(json.dumps(contents, indent=1, sort_keys=True))
        unfinished = path.with_name(path.name + ".unfinished")
        unfinished.unlink(missing_ok=True)
        unfinished.touch(mode=0o600)  # the key is in it
        with tarfile.open(unfinished, "w:gz", compresslevel=3) as tar:
            tar.add(folder, arcname=".")
        unfinished.replace(path)
    return len(contents)


def unpack(path: Path, folder: Path) -> int:
    """Unpack a backup and hold every file against its digest; the number of files."""
    contents = _unpacked(path, folder)
    found = {str(file.relative_to(folder)): digest(file) for file in files(folder) if file.name != CONTENTS}
    if found != contents:
        wrong = sorted({*found, *contents} - {name for name in found if contents.get(name) == found[name]})
        raise Damaged(", ".join(wrong[:5]))
    return len(contents)


def _unpacked(path: Path, folder: Path) -> dict[str, str]:
    """The list of what should be there."""
    try:
        with tarfile.open(path) as tar:
            # Not as an argument, which Python before 3.11.4 does not know: Debian 12 has 3.11.2.
            tar.extraction_filter = getattr(tarfile, "data_filter", None)
            tar.extractall(folder)  # noqa: S202 - see above
        contents = json.loads((folder / CONTENTS).read_bytes()) if (folder / CONTENTS).is_file() else None
    except (tarfile.TarError, zlib.error, EOFError, ValueError) as error:
        raise Damaged(f"{path} is no backup, or only the beginning of one ({error})") from error
    if not isinstance(contents, dict):
        raise Damaged(f"{path} holds no list of its contents: it is no backup of a newsroom")
    return contents


def verify(path: Path) -> int:
    """Whether the backup could be restored: files whole, database readable."""
    with tempfile.TemporaryDirectory(prefix="newsroom-verify-") as place:
        count = unpack(path, Path(place))
        read_through(Path(place) / DATABASE)
    return count


def restore(path: Path) -> int:
    """Put a backup in the place of this newsroom's data: on PostgreSQL under a running site, on SQLite with none."""
    with tempfile.TemporaryDirectory(prefix="newsroom-restore-") as place:
        folder = Path(place)
        count = unpack(path, folder)
        read_through(folder / DATABASE)
        load(folder / DATABASE)
        for name, store in MEDIA.items():
            put_back(storages[store], folder / name)
        key = Path(settings.DATA_DIR) / KEY
        key.touch(mode=0o600)
        key.write_text((folder / KEY).read_text())
    return count


def forget_pages() -> None:
    """Those kept from the newsroom before would pass for this one's, on this machine's disk or in a shared store."""
    shutil.rmtree(settings.PAGE_CACHE_DIR, ignore_errors=True)
    if settings.CACHE_IS_REMOTE:
        caches["default"].clear()


def files(folder: Path) -> Iterator[Path]:
    return (file for file in sorted(folder.rglob("*")) if file.is_file())


def copy_media(folder: Path) -> None:
    for name, store in MEDIA.items():
        copy_out(storages[store], folder / name)


def copy_out(store: Storage, folder: Path) -> None:
    """What the store holds beyond what the folder has: no file ever changes, but one may have been half written."""
    folder.mkdir(exist_ok=True)
    for name in names_in(store):
        target = folder / name
        try:
            if not target.is_file() or target.stat().st_size != store.size(name):
                _copy(store, name, target)
        except FileNotFoundError:  # a rendition made anew meanwhile: the database names another, or this one is here
            continue


def _copy(store: Storage, name: str, target: Path) -> None:
    with store.open(name) as source:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as copy:
            shutil.copyfileobj(source, copy)


def put_back(store: Storage, folder: Path) -> None:
    """What stands as it was is left alone, so that readers find it throughout; what came after the backup goes."""
    wanted = {str(file.relative_to(folder)): file for file in files(folder)}
    for name, file in wanted.items():
        if not _stands(store, name, file):
            store.delete(name)
            with file.open("rb") as source:
                store.save(name, File(source))
    for name in set(names_in(store)) - set(wanted):
        store.delete(name)


def _stands(store: Storage, name: str, file: Path) -> bool:
    """Whether the store holds this very file."""
    if not store.exists(name) or store.size(name) != file.stat().st_size:
        return False
    with store.open(name) as held:
        return hashlib.file_digest(held, "sha256").hexdigest() == digest(file)


def names_in(store: Storage, folder: str = "") -> Iterator[str]:
    try:
        folders, names = store.listdir(folder)
    except FileNotFoundError:  # nothing was ever kept there
        return
    yield from (f"{folder}{name}" for name in names if name)
    for inner in folders:
        yield from names_in(store, f"{folder}{inner}/")


def digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


# --- One database or the other --------------------------------------------------------------------------


def on_sqlite() -> bool:
    return str(settings.DATABASES["default"]["ENGINE"]).endswith("sqlite3")


def database_name() -> str:
    return str(settings.DATABASES["default"]["NAME"])


def dump(target: Path) -> None:
    """A copy from one moment, while the newsroom goes on."""
    if on_sqlite():
        with closing(sqlite3.connect(database_name())) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
    else:
        postgresql("pg_dump", "--format=custom", f"--file={target}")


def read_through(database: Path) -> None:
    if not on_sqlite():
        postgresql("pg_restore", "--list", str(database), connect=False)
        return
    try:
        with closing(sqlite3.connect(database)) as copy:
            whole = copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    except sqlite3.DatabaseError as error:
        raise Damaged(f"database: {error}") from error
    if not whole:
        raise Damaged("database")


def load(database: Path) -> None:
    if not on_sqlite():
        _put_in_place(database)
        return
    with closing(sqlite3.connect(database)) as copy, closing(sqlite3.connect(database_name())) as target:
        copy.backup(target)


def _put_in_place(database: Path) -> None:
    """In one transaction: who reads meanwhile has the old newsroom until the new one stands whole."""
    before = _making_way(postgresql("pg_restore", "--list", str(database), connect=False))
    clean = ("--clean", "--if-exists", "--no-owner", "--no-privileges", "--file=-")
    take = ("psql", "--no-psqlrc", "--no-password", "--quiet", "--set=ON_ERROR_STOP=1")
    with tempfile.TemporaryFile("w+") as said:
        taking = _begun(*take, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said)
        telling = _begun("pg_restore", *clean, str(database), stdout=subprocess.PIPE, stderr=said)
        into, out_of = cast("IO[bytes]", taking.stdin), cast("IO[bytes]", telling.stdout)
        with suppress(BrokenPipeError), taking, telling:  # who takes it ends early where something is wrong
            into.write(before.encode())
            shutil.copyfileobj(out_of, into)
            if not telling.wait():  # half a newsroom is never made to stand
                into.write(b"COMMIT;\n")
        if telling.returncode or taking.returncode:
            said.seek(0)
            raise Damaged(said.read().strip()[:500])


def _begun(command: str, *options: str, **channels: Any) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([_tool(command), *options], env=_environment(), **channels)  # noqa: S603 - fixed commands


_TABLE = re.compile(r"^\d+; \d+ \d+ TABLE public (\S+) ", re.MULTILINE)


def _making_way(contents: str) -> str:
    """Waits for whoever is at work, but not for ever; then takes away the tables of a later release than the backup's.

    What the tools write themselves would wait for ever, and leave those: they refer to what it drops, and a migration
    would find them in its way.
    """
    held, ours = set(_TABLE.findall(contents)), tuple(f"{app.label}_" for app in apps.get_app_configs())
    standing = set(connection.introspection.table_names())
    connection.close()
    later = {name for name in standing - held if name.startswith(ours)}
    steps = ["BEGIN", "SET LOCAL client_min_messages = warning", f"SET LOCAL lock_timeout = '{PATIENCE}'"]
    steps += [f"LOCK TABLE {_names(standing & held | later)} IN ACCESS EXCLUSIVE MODE"] if standing & held else []
    steps += [f"DROP TABLE {_names(later)} CASCADE"] if later else []
    return "".join(f"{step};\n" for step in steps)


def _names(tables: Iterable[str]) -> str:
    return ", ".join(map(connection.ops.quote_name, sorted(tables)))


def postgresql(command: str, *options: str, connect: bool = True) -> str:
    """PostgreSQL's own tools; what they print."""
    done = subprocess.run(  # noqa: S603 - fixed commands
        [_tool(command), *options], env=_environment(connect=connect), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Damaged(done.stderr.strip()[:500])
    return done.stdout


def _tool(command: str) -> str:
    if not shutil.which(command):
        raise Damaged(f"{command} is not installed: PostgreSQL's client tools are needed")
    return command


def _environment(*, connect: bool = True) -> dict[str, str]:
    """Told so and not by options, so that no password stands in a list of processes."""
    told = settings.DATABASES["default"]
    words = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    given = {name: str(told[key]) for name, key in words.items() if connect and told.get(key)}
    secured: Any = told["OPTIONS"] if connect else {}
    asked = {name: value for name, value in secured.items() if name in ASKED_OF_POSTGRESQL}
    given |= {f"PG{name.replace('_', '').upper()}": value for name, value in asked.items()}
    return os.environ | {"PGOPTIONS": f"-c lock_timeout={PATIENCE}"} | given
