"""Shared set-up: no network but loopback, and guards lifted while a test's tables are emptied."""

import hashlib
import os
import pickle
import socket
from pathlib import Path

import PIL
import pytest
from hypothesis import settings as hypothesis_settings

# The same examples each time, and none judged by how long a busy machine takes; `make soak` throws anew.
if not os.environ.get("SOAK"):
    hypothesis_settings.load_profile("ci")

_connect = socket.socket.connect


def _loopback_only(self: socket.socket, address: object) -> None:
    if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in (
        "127.0.0.1",
        "::1",
        "localhost",
    ):
        raise AssertionError(f"a test tried to reach {address}")
    _connect(self, address)


socket.socket.connect = _loopback_only


ONCE = (
    "tests/articles/test_rendering.py", "tests/browser/test_accessible.py", "tests/browser/test_day.py",
    "tests/browser/test_forms_are_kept.py", "tests/browser/test_gates", "tests/browser/test_night.py",
    "tests/browser/test_pasting.py", "tests/browser/test_preview.py", "tests/browser/test_readers_with",
    "tests/browser/test_typing_is_kept.py", "tests/browser/test_walk.py", "tests/browser/test_writing_",
    "tests/deploy/test_shared_stores.py", "tests/editions/test_agreement.py", "tests/editions/test_extractors.py",
    "tests/editions/test_feed_rules.py", "tests/editions/test_markup.py", "tests/photos/test_decoding.py",
    "tests/photos/test_renditions.py", "tests/prose/",
)  # fmt: skip
"""Of markup, styles, scripts, pictures and stores alone: what holds on one database holds on both. CI plays it once."""

LONG = (
    "tests/browser/test_gates_at_large.py", "tests/journeys/test_moves_machine.py", "tests/demo/test_filling.py",
    "tests/browser/test_gates.py", "tests/browser/test_accessible.py", "tests/editions/test_agreement.py",
    "tests/browser/", "tests/journeys/",
)  # fmt: skip
"""These begin first, so that in the end no process is left alone with a test of two minutes."""

AGAINST_THE_CLOCK = (
    "tests/browser/", "tests/deploy/", "tests/editions/test_at_hand.py", "tests/editions/test_crowds.py",
    "tests/editions/test_killed.py", "tests/outside/",
)  # fmt: skip
"""These wait for browsers, servers and threads, which a busy machine may starve: its browser now and then loses a key.

One that fails is played once more, and named in the summary: what is broken fails twice.
"""


def pytest_itemcollected(item):
    # Before anything is left out by its marks.
    if item.nodeid.startswith(ONCE):
        item.add_marker(pytest.mark.once)
    if item.nodeid.startswith(AGAINST_THE_CLOCK):
        item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    items.sort(key=_place)


def _place(item):
    return next((place for place, name in enumerate(LONG) if item.nodeid.startswith(name)), len(LONG))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """At the end nobody stays connected, or PostgreSQL drops no database: threads that served a test leave theirs."""
    from django.db import connection

    yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
        connection.close()


@pytest.fixture(scope="session", autouse=True)
def what_stands_is_not_emptied():
    """After a test of real transactions every table is emptied, and what migrations made in them is made again.

    To truncate a hundred tables with their indexes takes PostgreSQL a second or more, and most hold nothing; what
    models and permissions there are is the same for every test.
    """
    from django.db import connection

    def emptied(ops, _style, tables, **_how):
        names = [ops.quote_name(table) for table in tables if table not in ("django_content_type", "auth_permission")]
        look = "SELECT '{0}' WHERE EXISTS (SELECT 1 FROM {0})"
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(map(look.format, names)))
            held = [name for (name,) in cursor.fetchall()]
        # Where nothing is to be emptied the guards would not be put back.
        return list(map("DELETE FROM {}".format, held or names[:1]))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(connection.ops), "sql_flush", emptied)
        yield


@pytest.fixture(scope="session", autouse=True)
def pictures_alike_are_made_once(request):
    """Renditions take a second; hundreds of tests show a photo of two colours, and the demonstration has forty.

    Processes and runs share them, for as long as the code that makes them is the same.
    """
    from photos import renditions
    from photos.models import Photo

    code = hashlib.blake2b(Path(renditions.__file__).read_bytes() + PIL.__version__.encode()).hexdigest()[:16]
    cache = getattr(request.config, "cache", None)
    folder = cache.mkdir(f"renditions-{code}") if cache else None
    made = {}

    def renditions_of(photo, image):
        focal = photo.focal_x, photo.focal_y
        pixels = hashlib.blake2b(image.tobytes()).hexdigest()
        told = image.mode, image.size, pixels, image.info.get("icc_profile"), focal
        if told not in made:
            made[told] = kept(told, lambda: list(renditions.make(image, focal)))
        return made[told]

    def kept(told, make):
        if folder is None:
            return make()
        path = folder / hashlib.blake2b(repr(told).encode()).hexdigest()
        if not path.exists():
            begun = path.with_suffix(f".{os.getpid()}")
            begun.write_bytes(pickle.dumps(make()))
            begun.replace(path)
        return pickle.loads(path.read_bytes())  # noqa: S301 - of our own making

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Photo, "renditions_of", renditions_of)
        yield


@pytest.fixture(autouse=True)
def no_page_of_another_test_is_at_hand():
    from editions.cache.middleware import PageCache

    yield
    PageCache.standing = None


@pytest.fixture
def newsroom(db):
    """The cast on the stage, the clock stopped on a Monday morning well ahead of the machine's."""
    from tests.cast import Newsroom

    with Newsroom() as stage:
        yield stage


@pytest.fixture
def at_desk(newsroom):
    """Opens the desk as somebody of the cast."""
    from tests.desk import client_of

    return lambda name: client_of(getattr(newsroom, name))


@pytest.fixture
def flushed(transactional_db):
    """Real transactions: tables are emptied with the guards away; the flush's own post_migrate puts them back."""
    from guards import triggers

    yield
    triggers.lift(triggers.ALL)


@pytest.fixture(autouse=True)
def nothing_remembered():
    """A test's rows are taken back, and their numbers and pictures used again by others."""
    from editions import templating
    from editions.pages import pictures

    templating.forget()
    pictures._known.clear()
