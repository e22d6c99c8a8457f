"""The newsroom's own settings on data of its own: tests never touch what somebody wrote."""

import os
import tempfile
from pathlib import Path

os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="newsroom-tests-")
os.environ.pop("PRODUCTION", None)

from newsroom.settings import *  # noqa: F403
from newsroom.settings import DATA_DIR, DATABASES, STORAGES

Path(DATA_DIR, "static").mkdir()
# Hashing is slow on purpose; the manifest needs collected files; sign-in limits need no table here.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
COUNTER_SECONDS = 0
"""Readings are brought in when a test says so."""

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# A test makes rows of the record without an act that tells of them; those of the cache put it on.
PAGE_CACHE = ROW_CACHE = False
PAGE_CACHE_DIR = Path(DATA_DIR, "pages")

if str(DATABASES["default"]["ENGINE"]).endswith("postgresql"):
    # Nobody keeps what a test wrote: its commits need not wait for the disk.
    DATABASES["default"]["OPTIONS"] |= {"options": "-c synchronous_commit=off"}
else:
    # A file, as in a newsroom: one in memory would be a single connection that all requests of a browser share.
    DATABASES["default"]["TEST"] = {"NAME": Path(DATA_DIR, "test.sqlite3")}
    DATABASES["default"]["OPTIONS"] |= {
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;"
    }
