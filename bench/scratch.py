"""A newsroom of so many stories for a bench, in a scratch database made for the run.

    python bench/scratch.py --stories 2000 [--postgres postgres:///postgres] [--keep] SCRIPT [ARGUMENTS]

runs a bench of this folder on one. On SQLite, or on PostgreSQL where an address is given whose role may make
databases. Only the newest stories are indexed, so that they have related ones; `bench/search.py` asks of all.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from shipped import ROOT

INDEXED = 3000
"""Newest stories that are indexed."""


@contextmanager
def newsroom(stories: int, *, postgres: str = "", keep: bool = False) -> Iterator[dict[str, str]]:
    """What its processes are to find in their environment. `keep`: left there, and taken where it stands."""
    name = f"redaksi_bench_pages_{stories}"
    place = Path(tempfile.gettempdir()) / f"{name}_{'postgres' if postgres else 'sqlite'}"
    stands, known = place.exists(), {"DATA_DIR": str(place), "DEMO": "0"}
    place.mkdir(exist_ok=True)
    if postgres:
        known["DATABASE_URL"] = urlsplit(postgres)._replace(path=f"/{name}").geturl()
        with psycopg.connect(postgres, autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                connection.execute(f"CREATE DATABASE {name}")
                stands = False
    else:
        known["DATABASE_URL"] = f"sqlite://{place}/bench.sqlite3"
    if not stands:
        fill(stories, os.environ | known)
    yield known
    if not keep:
        shutil.rmtree(place)
        if postgres:
            with psycopg.connect(postgres, autocommit=True) as connection:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def fill(stories: int, known: dict[str, str]) -> None:
    begun, hands = time.monotonic(), os.cpu_count() if known["DATABASE_URL"].startswith("postgres") else 1
    archive = f"make_archive --stories {stories} --at-once {hands}"
    for command in ("migrate -v0", "collectstatic --noinput -v0", archive):
        subprocess.run([sys.executable, "manage.py", *command.split()], cwd=ROOT, env=known, check=True)
    subprocess.run([sys.executable, __file__, "--index"], env=known | {"PYTHONPATH": str(ROOT)}, check=True)
    print(f"{stories:,} stories made in {time.monotonic() - begun:.0f} s", flush=True)


def index_the_newest() -> None:
    """And let the database know what it holds."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    import django  # noqa: PLC0415

    django.setup()
    from django.db import connection  # noqa: PLC0415

    from editions.models import Edition, Unindexed  # noqa: PLC0415
    from newsroom import work  # noqa: PLC0415

    newest = Edition.objects.live().stories().order_by("-first_published_at").values_list("story_id", flat=True)
    Unindexed.objects.exclude(story_id__in=list(newest[:INDEXED])).delete()
    for _done in work.reindex():
        pass
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stories", type=int, default=2000)
    parser.add_argument("--postgres", default=os.environ.get("BENCH_POSTGRES", ""))
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--index", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("script", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    if options.index:
        index_the_newest()
        return
    with newsroom(options.stories, postgres=options.postgres, keep=options.keep) as known:
        command = [sys.executable, Path(__file__).with_name(Path(options.script[0]).name), *options.script[1:]]
        subprocess.run(command, env=os.environ | known, check=True)


if __name__ == "__main__":
    main()
