"""Stories a second that come in from an archive and are indexed: a real file and generated stories, on both databases.

    python bench/import_archive.py [--file JSONL] [--stories 20000] [--postgres postgres:///postgres] [--profile]

Every run starts on an empty scratch database, made here and dropped afterwards. What is timed is the two commands
alone: `manage.py import_archive`, and `manage.py reindex`, which learns the words and finds what is related to each.
"""

import argparse
import cProfile
import json
import os
import pstats
import random
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

ROOT = Path(__file__).resolve().parent.parent
REAL = ROOT.parent / "shared" / "data" / "demo" / "articles.jsonl"
SYLLABLES = [first + vowel for first in "bcdgklmnprstwy" for vowel in "aiu"] + ["ber", "kan", "men", "pel", "ter"]


def generate(path: Path, count: int) -> None:
    """Stories of the real file's length (a median of some 250 words in eight paragraphs), the same every time."""
    chance = random.Random(1945)
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _word in range(5000)]
    first = datetime(2019, 1, 1, tzinfo=UTC)

    def sentence(length: int) -> str:
        return " ".join(chance.choices(words, k=length)).capitalize()

    with path.open("w") as file:
        for number in range(count):
            story = {
                "id": f"generated-{number}", "title": sentence(9), "deck": "", "author": f"Penulis {number % 40}",
                "published": (first + timedelta(minutes=7 * number)).isoformat(), "source": f"Kantor {number % 5}",
                "section": f"Kanal {number % 9}", "tags": [], "url": f"https://example.org/{number}",
                "body": [f"{sentence(31)}." for _paragraph in range(8)],
            }  # fmt: skip
            file.write(json.dumps(story) + "\n")


def run(path: Path, *, profile: bool) -> None:
    """In a process of its own, on the empty database that DATABASE_URL names: print the seconds that each took."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    import django  # noqa: PLC0415 - Django reads its settings on import, and only the child has any

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from accounts.models import Right, User  # noqa: PLC0415
    from accounts.roles import Bundle  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    admin = User.objects.create_user("arsip", name="Arsip")
    Right.objects.create(user=admin, bundle=Bundle.ADMINISTRATOR)
    for command, *words in (["import_archive", str(path)], ["reindex"]):
        profiler = cProfile.Profile()
        begun, worked = time.perf_counter(), time.process_time()
        if profile:
            profiler.enable()
        call_command(command, *words, stdout=sys.stderr)
        profiler.disable()
        print(time.perf_counter() - begun, time.process_time() - worked)
        if profile:
            pstats.Stats(profiler, stream=sys.stderr).sort_stats("cumtime").print_stats(60)


Seconds = tuple[float, float]
"""By the clock, and of the command's own processor time."""


def timed(path: Path, url: str, *, profile: bool) -> list[Seconds]:
    """What bringing in and indexing took in the scratch database `url`."""
    with tempfile.TemporaryDirectory() as data:
        environment = os.environ | {"DATABASE_URL": url or f"sqlite://{data}/bench.sqlite3", "DATA_DIR": data}
        command = [sys.executable, __file__, "--child", str(path), *(["--profile"] if profile else [])]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return [(float(seconds), float(worked)) for seconds, worked in map(str.split, done.stdout.splitlines())]


def timed_on_postgres(path: Path, maintenance: str, *, profile: bool) -> list[Seconds]:
    name = f"redaksi_bench_{os.getpid()}"
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            return timed(path, urlsplit(maintenance)._replace(path=f"/{name}").geturl(), profile=profile)
        finally:
            connection.execute(f"DROP DATABASE {name}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--file", type=Path, default=REAL)
    parser.add_argument("--stories", type=int, default=20_000)
    parser.add_argument("--postgres", default=os.environ.get("BENCH_POSTGRES", "postgres:///postgres"))
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        run(options.child, profile=options.profile)
        return
    with tempfile.TemporaryDirectory() as folder:
        generated = Path(folder, "generated.jsonl")
        generate(generated, options.stories)
        for path in [options.file, generated]:
            if not path.exists():
                print(f"{path} is not there: left out")
                continue
            count = sum(1 for _line in path.open())
            for database in ["sqlite", "postgresql"]:
                if options.only in (None, database):
                    took = (
                        timed(path, "", profile=options.profile) if database == "sqlite"
                        else timed_on_postgres(path, options.postgres, profile=options.profile)
                    )  # fmt: skip
                    for what, (seconds, worked) in zip(("brought in", "indexed"), took, strict=True):
                        rate = f"{seconds:6.1f} s {count / seconds:6,.0f} stories/s ({worked:.1f} s of its own)"
                        print(f"{path.name:16} {database:11} {count:6,} stories {what:10} {rate}", flush=True)


if __name__ == "__main__":
    main()
