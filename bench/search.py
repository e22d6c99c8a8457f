"""What search and related stories cost at 10,000 and at 1,000,000 stories, on PostgreSQL: ratios of one run.

    python bench/search.py [--sizes 10000,1000000] [--postgres postgres:///postgres] [--keep]

Each size gets a scratch database, filled by bulk copy with ten years of made-up stories: words as unevenly common as
in a language, names that recur, five stories to an event. Only `editions.search.find` and `editions.related.find_for`
are timed: processor time of this process and of the server's, by the backend's own clock, and the clock on the wall.
"""

import argparse
import itertools
import json
import math
import multiprocessing
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from shipped import seconds_of

ROOT = Path(__file__).resolve().parent.parent
QUERIES = Path(__file__).with_name("queries.txt")
VOCABULARY, LENGTH, YEARS = 120_000, 230, 10
FIRST = datetime(2016, 9, 1, tzinfo=UTC)
PARTED = ("genap", "ganjil")
"""Half of the stories hold one, the others the other: common words that never meet."""

ROUNDS = 15


def stories(count: int) -> Iterator[tuple[int, datetime, list[str]]]:
    """Number, moment and words of each story, the same every time."""
    chance = random.Random(7)
    words = [f"kata{number:x}" for number in range(VOCABULARY)]
    weights = list(itertools.accumulate(1 / (number + 3) ** 1.02 for number in range(VOCABULARY)))
    for number in range(count):
        event = number // 5
        names = [f"nama{event % (count // 50 + 1):x}", f"acara{event:x}", f"tokoh{(event * 7) % (count // 100 + 1):x}"]
        at = FIRST + timedelta(days=365 * YEARS * number / count)
        drawn = chance.choices(words, cum_weights=weights, k=LENGTH)
        yield number + 1, at, [*names, *drawn, *names, PARTED[number % 2]]


def django_for(url: str) -> None:
    sys.path.insert(0, str(ROOT))
    os.environ |= {"DATABASE_URL": url, "DEMO": "0"}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    import django  # noqa: PLC0415 - Django reads its settings on import, and only the child has any

    django.setup()


def fill(url: str, count: int) -> None:
    """The record and its index, as import and due work would leave them."""
    django_for(url)
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    index = multiprocessing.Process(target=_fill_index, args=(url, count))
    index.start()
    with _connected(url) as connection:
        _copy_rows(connection, count)
        index.join()
        if index.exitcode:
            raise SystemExit("The index was not filled.")
        connection.execute("VACUUM ANALYZE")


def _connected(url: str) -> psycopg.Connection:
    connection = psycopg.connect(url, autocommit=True)
    connection.execute("SET synchronous_commit = off")
    return connection


def _fill_index(url: str, count: int) -> None:
    """Beside the rows, in a process of its own."""
    with _connected(url) as connection:
        connection.execute("DROP INDEX editions_token_words")
        _copy_tokens(connection, count)
        connection.execute("SET maintenance_work_mem = '1GB'")
        connection.execute(
            "CREATE INDEX editions_token_words ON editions_token USING gin (tokens) WITH (fastupdate = off)"
        )


def _copy_tokens(connection: psycopg.Connection, count: int) -> None:
    from editions import tokens  # noqa: PLC0415

    with connection.cursor().copy("COPY editions_token FROM STDIN") as copy:
        for key, at, words in stories(count):
            month = tokens.month_of(at)
            written = {*words, "all", f"section-{key % 9}"}
            copy.write_row((key, at, " ".join(f"'{month}.{word}'" for word in sorted(written))))


def _copy_rows(connection: psycopg.Connection, count: int) -> None:
    from editions import digests, tokens  # noqa: PLC0415
    from editions.models import Digest, Edition  # noqa: PLC0415

    stems: dict[str, int] = {"all": count}
    months: dict[int, int] = {}
    seen = _blank(Edition), _blank(Digest)
    with psycopg.connect(connection.info.dsn, autocommit=True) as other:
        # The editions that digests point to are being written beside them.
        other.execute("SET session_replication_role = replica")
        first, second = connection.cursor(), other.cursor()
        with (
            first.copy(f"COPY editions_edition ({', '.join(seen[0])}) FROM STDIN") as editions,
            second.copy(f"COPY editions_digest ({', '.join(seen[1])}) FROM STDIN") as digested,
        ):
            for key, at, words in stories(count):
                month = tokens.month_of(at)
                months[month] = months.get(month, 0) + 1
                for word in {*words, f"section-{key % 9}"}:
                    stems[word] = stems.get(word, 0) + 1
                editions.write_row(_edition(key, at, words, seen[0]))
                digested.write_row(_digest(key, at, month, words, count, seen[1], digests.VERSION))
    with connection.cursor().copy("COPY editions_stem (stem, stories) FROM STDIN") as copy:
        for row in stems.items():
            copy.write_row(row)
    with connection.cursor().copy("COPY editions_month (month, stories) FROM STDIN") as copy:
        for row in months.items():
            copy.write_row(row)


def _blank(model: type) -> dict[str, object]:
    """Each column with what a row holds that says nothing of it, in the order of a copy."""
    defaults = {field.column: field.get_default() for field in model._meta.concrete_fields}
    return {
        column: json.dumps(value) if isinstance(value, list | dict) else value for column, value in defaults.items()
    }


def _edition(key: int, at: datetime, words: list[str], blank: dict[str, object]) -> list[object]:
    text = " ".join(words)
    row = {
        "id": key, "story_id": f"s{key}", "number": 1, "kind": "story", "genre": "news", "made_at": at,
        "published_at": at, "first_published_at": at, "revision": key,
        "headline": " ".join(words[:9]), "slug": "berita", "section": f"section-{key % 9}", "approved": "archive",
        "body": json.dumps([{"html": f"<p>{text}</p>"}]),
    }  # fmt: skip
    return list((blank | row).values())


def _digest(
    key: int, at: datetime, month: int, words: list[str], count: int, blank: dict[str, object], version: int
) -> list[object]:
    fields = (words[:9], words[9:25], words[:3], words[25:55], words[55:])
    common = {word: int(word[4:], 16) for word in words if word.startswith("kata")} | dict.fromkeys(PARTED, 0)
    rarity = {word: math.log(2 + common.get(word, VOCABULARY)) for word in words}
    length = math.hypot(*rarity.values())
    kept = sorted(rarity, key=lambda word: -rarity[word])[:150]
    row = {
        "edition_id": key, "story_id": f"s{key}", "first_published_at": at, "version": version, "month": month,
        "words": "\n".join("".join(f" {word}." for word in field) for field in fields), "size": 420,
        "weights": json.dumps({word: round(10_000 * rarity[word] / length) for word in kept}),
        "sketch": json.dumps([key * 64 + place for place in range(64)]), "section": f"section-{key % 9}",
        "may_be_related": True, "made": 1, "unrelated": False,
    }  # fmt: skip
    return list((blank | row).values())


def measure(url: str, count: int) -> None:
    """In a process of its own: print what each query and a related list cost, and the finder, as JSON."""
    django_for(url)
    from django.db import connection, transaction  # noqa: PLC0415

    from editions import clock, related, search  # noqa: PLC0415
    from editions.cache.middleware import PageCache, remembering  # noqa: PLC0415
    from editions.models import Digest, Edition  # noqa: PLC0415

    PageCache(lambda request: request)  # stands in this process, as in one that serves

    at = clock.read()  # what is remembered counts from now
    event = (count - 30) // 5
    costs = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    for line in QUERIES.read_text().splitlines():
        typed = line.partition("#")[0].strip().format(event=f"{event:x}", name=f"{event % (count // 50 + 1):x}")
        if typed:
            with remembering():
                found = search.find(typed, at=at)
                cost = _cost(lambda typed=typed: search.find(typed, at=at), backend)
            costs[typed] = (*cost, len(found.fits), bool(found.go_on))
    chosen = list(Digest.objects.order_by("-pk")[10 : ROUNDS + 10])
    texts = Edition.objects.only("headline", "deck", "body").in_bulk([one.pk for one in chosen])
    todo = itertools.cycle(chosen)

    def relate() -> None:
        digest = next(todo)
        with transaction.atomic():
            related.find_for(digest, texts[digest.pk])
            transaction.set_rollback(True)

    costs["related"] = (*_cost(relate, backend), related.KEPT, False)
    costs |= _finder([one for one in texts.values() if one.body], backend, at)
    print(json.dumps(costs))


def _finder(texts: list[Any], backend: int, at: datetime) -> dict[str, tuple[Any, ...]]:
    """What the writing screen's finder asks: stories that fit half a text, and those that half a headline finds."""
    from articles.published import finder  # noqa: PLC0415

    halves = itertools.cycle(f"{one.headline}\n\n{one.body[0]['html'][3:800]}" for one in texts)
    typed = itertools.cycle(" ".join(one.headline.split()[:2])[:-1] for one in texts)
    return {
        "finder: suggestions": (*_cost(lambda: finder.suggest(next(halves), at=at), backend), 5, False),
        "finder: half a headline": (*_cost(lambda: finder.find(next(typed), at=at), backend), 5, False),
    }


def _cost(run: object, backend: int) -> tuple[float, float]:
    """Milliseconds of processor time, this process's and the server's; and of the clock, in the middle of many."""
    run()
    mine, clock = [], []
    served = seconds_of(backend)
    for _round in range(ROUNDS):
        worked, begun = time.process_time(), time.perf_counter()
        run()
        mine.append(time.process_time() - worked)
        clock.append(time.perf_counter() - begun)
    server = (seconds_of(backend) - served) / ROUNDS
    return (statistics.median(mine) + server) * 1000, statistics.median(clock) * 1000


def _child(*arguments: str) -> str:
    done = subprocess.run([sys.executable, __file__, *arguments], stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="10000,1000000")
    parser.add_argument("--postgres", default=os.environ.get("BENCH_POSTGRES", "postgres:///postgres"))
    parser.add_argument("--keep", action="store_true", help="leave the databases, and use those that stand")
    parser.add_argument("--child", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        step, url, count = options.child
        (fill if step == "fill" else measure)(url, int(count))
        return
    sizes = [int(one) for one in options.sizes.split(",")]
    costs = {count: _at(count, options.postgres, keep=options.keep) for count in sizes}
    print("Processor time, in brackets the clock's; stories found, + if more can be asked for.")
    print(f"{'':34}" + "".join(f"{count:>22,}" for count in sizes) + f"{'ratio':>8}")
    # A query names what is rare at its size: the same line of the file, in other words.
    for name, *rows in zip(costs[sizes[0]], *(costs[count].values() for count in sizes), strict=True):
        told = "".join(f"{row[0]:7.1f} ms ({row[1]:.1f}) {row[2]:4}{'+' if row[3] else ' '}" for row in rows)
        print(f"{name:34}{told}{rows[-1][0] / rows[0][0]:8.2f}")


def _at(count: int, maintenance: str, *, keep: bool) -> dict[str, list[float]]:
    name = f"redaksi_bench_search_{count}"
    url = urlsplit(maintenance)._replace(path=f"/{name}").geturl()
    with psycopg.connect(maintenance, autocommit=True) as connection:
        stands = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if not stands:
            connection.execute(f"CREATE DATABASE {name}")
            begun = time.monotonic()
            _child("--child", "fill", url, str(count))
            print(f"{count:,} stories made in {time.monotonic() - begun:.0f} s", flush=True)
        costs = json.loads(_child("--child", "measure", url, str(count)))
        if not keep:
            connection.execute(f"DROP DATABASE {name}")
    return costs


if __name__ == "__main__":
    main()
