"""The newsroom's own settings on data of its own: tests never touch what somebody wrote."""

import os
import tempfile
from pathlib import Path

os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="newsroom-tests-")
os.environ.pop("PRODUCTION", None)

from newsroom.settings import *  # noqa: F403
from newsroom.settings import DATA_DIR, STORAGES

Path(DATA_DIR, "static").mkdir()
# Hashing is slow on purpose; the manifest needs collected files; sign-in limits need no table here.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
