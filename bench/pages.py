"""Processor time of readers' pages, against a bare Django view of as many bytes under the same server, in the same run.

    python bench/pages.py [--sizes 1000,10000] [--postgres postgres:///postgres] [--keep] [--rounds 5] [--requests 100]
                          [--save FILE]

With --sizes, in a scratch database for each: on SQLite, or on PostgreSQL where an address is given whose role may make
databases. Without, on the one that DATABASE_URL and DATA_DIR name, which holds stories (`manage.py make_archive`).
The bare view runs under gunicorn's sync worker, ours under the shipped configuration with one worker. Rounds of all
cases are interleaved, and within a round each case is taken at each size in turn: what is compared should have had the
same weather, and that of a shared machine turns within seconds. Told are medians of processor time per request,
PostgreSQL's own for it counted in, with the lowest and highest round, and the ratio to the bare view. First come pages
as readers meet them: kept, not kept, or made stale by a publication, in a process that has served others. Then, in
rounds of their own with the bare view among them: pages asked for after a pause, in which the machine turned to
something else; and pages made by a process that was made to forget all it knew, as at its start. A page that is
measured as made anew and was not ends the run.

--save adds the figures to a file, from which `bench/chart.py` draws them.
"""

import argparse
import itertools
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from urllib.parse import quote

from scratch import INDEXED, newsroom
from shipped import ROOT, Running, application, seconds_of

BARE = """
from django.conf import settings
settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], MIDDLEWARE=[], SECRET_KEY="bench")
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path
PAGE = b"x" * 34000
urlpatterns = [path("bare/", lambda request: HttpResponse(PAGE))]
application = get_wsgi_application()
"""
SERVED = 300
"""Stories that a process has served before it is measured."""

PAUSE = 0.02
"""Seconds."""

Cases = dict[str, Callable[[], float]]
Figures = dict[str, list[float]]


# --- What is measured --------------------------------------------------------------------------------------------


def fresh_stories(count: int) -> Iterator[str]:
    """Addresses of live stories that are indexed, each once, oldest first.

    So among a million they are none of those whose cards a process knows from its start, and among a thousand all are.
    """
    from editions.models import Digest, Edition  # noqa: PLC0415 - Django is set up by then

    indexed = Digest.objects.order_by("-first_published_at").values("edition")[: max(count, INDEXED)]
    rows = Edition.objects.live().stories().filter(pk__in=indexed).order_by("first_published_at", "pk")
    yield from (edition.get_absolute_url() for edition in rows.only("story_id", "slug", "kind")[:count])


def database_seconds() -> dict[int, float]:
    """Processor time so far of PostgreSQL's processes that serve this database, but for this process's own."""
    from django.db import connection  # noqa: PLC0415

    if connection.vendor != "postgresql":
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        return {pid: seconds_of(pid) for (pid,) in cursor.fetchall()}


def far_down(ours: Running, path: str, page: int) -> str:
    """The address of a list's page, as a reader comes to it."""
    at = path
    for _page in range(page - 1):
        older = re.search(r'rel="next" href="\?([^"]*before=[^"]+)"', ours.get(at).body.decode())  # type: ignore[attr-defined]
        if not older:
            break
        at = f"{path}?{older[1].replace('&amp;', '&')}"
    return at


def common_words() -> Iterator[str]:
    """The commonest first; each a stem as it stands."""
    from editions import words  # noqa: PLC0415
    from editions.models import Stem  # noqa: PLC0415
    from editions.search import EVERYWHERE  # noqa: PLC0415

    stems = Stem.objects.order_by("-stories").values_list("stem", flat=True)[:400]
    told = (one for one in stems if one.isalpha() and one != EVERYWHERE and words.telling([one]))
    return (one for one in told if words.stem(one) == one)


def must_be_anew(path: str) -> None:
    """What the server keeps of the page was made after the last change."""
    from django.conf import settings  # noqa: PLC0415

    from editions.cache.stores import Files  # noqa: PLC0415
    from editions.models import Change  # noqa: PLC0415

    way, _mark, asked = path.partition("?")
    key = f"?{asked}  {way}" if asked else f" {way}"  # between the two, whether the reader saves data
    shelves = (Files(Path(settings.PAGE_CACHE_DIR) / name, 0) for name in ("pages", "searches"))
    last = Change.objects.order_by("-pk").values_list("pk", flat=True)[0]
    if not any(page.position >= last for shelf in shelves if (page := shelf.get(key))):
        raise SystemExit(f"{path} was not made anew: what was measured was a kept page.")


class Measured:
    """Our server beside the bare view's, and what each is asked."""

    def __init__(self, bare: Running, ours: Running, options: argparse.Namespace) -> None:
        from editions.models import Heading  # noqa: PLC0415

        self.bare, self.ours, self.requests = bare, ours, options.requests
        self.few = max(10, options.requests // 2)
        self.unasked = fresh_stories((options.rounds + 1) * options.requests + SERVED + 1)
        served = list(itertools.islice(self.unasked, SERVED + 1))
        for path in served:
            ours.get(path)
        self.warm = served[-1]
        self.section = Heading.objects.filter(kind="section", parent="").first()
        self.topic = Heading.objects.filter(kind="tag").order_by("list").first()
        self.listed, self.words = self.section.get_absolute_url(), common_words()

    def reference(self) -> Cases:
        return {"bare view": lambda: self.timed(self.bare, lambda: self.bare.get("/bare/"), self.requests * 10)}

    def as_met(self) -> Cases:
        from editions import shown  # noqa: PLC0415

        home, deep = self.section.list, far_down(self.ours, self.listed, 50)
        tag, often = self.ours.get(self.warm).getheader("ETag") or "", self.requests * 10
        kept: dict[str, Callable[[], object]] = {
            "story, kept": lambda: self.ours.get(self.warm),
            "story, kept, gzip": lambda: self.ours.get(self.warm, Accept_Encoding="gzip"),
            "story, 304": lambda: self.ours.get(self.warm, status=304, If_None_Match=tag),
        }
        return {name: partial(self.timed, self.ours, ask, often) for name, ask in kept.items()} | {
            "story, cold": lambda: self.timed(self.ours, lambda: self.ours.get(next(self.unasked)), self.requests),
            "front page": self.changed("/", "all", home),
            "section": self.changed(self.listed, "all", home),
            "section, page 50": self.changed(deep, shown.older(home)),
            "tag page": self.changed(self.topic.get_absolute_url(), "all", self.topic.list),
            "most read": self.changed("/terpopuler/", "all", "popular-day", "popular"),
            "search, common word": self.changed(f"/cari/?q={quote(next(self.words))}", "search", "all"),
            "search, another each time": lambda: self.timed(self.ours, self.search_another, self.few // 3),
            "feed": self.changed("/rss/", "all"),
            "news sitemap": self.changed("/sitemap-news.xml", "all"),
        }

    def apart(self) -> Cases:
        def paused() -> None:
            time.sleep(PAUSE)
            self.bare.get("/bare/")

        home = self.section.list
        return {
            "bare view, after a pause": lambda: self.timed(self.bare, paused, self.few),
            "front page, after a pause": self.changed("/", "all", home, pause=PAUSE),
            "section, after a pause": self.changed(self.listed, "all", home, pause=PAUSE),
            "front page, nothing remembered": self.changed("/", "everything"),
            "section, nothing remembered": self.changed(self.listed, "everything"),
            "news sitemap, nothing remembered": self.changed("/sitemap-news.xml", "everything"),
        }

    def search_another(self) -> None:
        self.ours.get(f"/cari/?q={quote(next(self.words))}")

    def changed(self, path: str, *stale: str, pause: float = 0.0) -> Callable[[], float]:
        """The page made anew after a change of these keys."""
        from django.utils import timezone  # noqa: PLC0415

        from editions.models import Change  # noqa: PLC0415

        def ask() -> None:
            Change.objects.tell(stale, at=timezone.now())
            time.sleep(pause)
            self.ours.get(path)
            must_be_anew(path)

        return lambda: self.timed(self.ours, ask, self.few)

    def timed(self, server: Running, ask: Callable[[], object], count: int) -> float:
        """Milliseconds of processor time for one of so many, the database's own counted in."""
        begun, served = server.seconds(), database_seconds()
        for _request in range(count):
            ask()
        asked = sum(after - served[pid] for pid, after in database_seconds().items() if pid in served)
        return (server.seconds() - begun + asked) / count * 1000


def taken(cases: Mapping[int, Cases], rounds: int) -> dict[int, Figures]:
    """By size. The first round is not told: what a process does once after its start is not what readers meet."""
    told: dict[int, Figures] = {size: {name: [] for name in measures} for size, measures in cases.items()}
    for number in range(rounds + 1):
        for name in next(iter(told.values())):
            for size in sorted(cases, reverse=bool(number % 2)):
                told[size][name].append(cases[size][name]())
    return {size: {name: rows[1:] for name, rows in measures.items()} for size, measures in told.items()}


@contextmanager
def measuring(options: argparse.Namespace) -> Iterator[dict[str, Cases]]:
    """Cases as met, with nothing remembered, and the memory in MB, on the newsroom that the environment names."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    import django  # noqa: PLC0415

    django.setup()
    from django.conf import settings  # noqa: PLC0415

    kept = Path(settings.PAGE_CACHE_DIR)
    if kept.exists():  # what an earlier run kept would not be cold; to delete it makes new files dear for minutes
        kept.rename(kept.with_name(f"pages-{time.time_ns()}"))
    with tempfile.TemporaryDirectory() as place:
        (Path(place) / "bare_view.py").write_text(BARE)
        with bare_view(Path(place)) as bare, application(PAGE_CACHE_MB="2000") as ours:
            measured = Measured(bare, ours, options)
            parts = {"met": measured.as_met(), "apart": measured.apart()}
            with_reference = {part: measured.reference() | cases for part, cases in parts.items()}
            yield with_reference | {"memory": {"MB": ours.memory}}


@contextmanager
def elsewhere(known: dict[str, str], options: argparse.Namespace) -> Iterator[dict[str, Cases]]:
    """The same in a process of its own, which takes a case whenever it is told to."""
    command = [sys.executable, __file__, "--told"]
    command += ["--rounds", str(options.rounds), "--requests", str(options.requests)]
    with subprocess.Popen(
        command, env=os.environ | known, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    ) as process:

        def take(part: str, name: str) -> float:
            process.stdin.write(json.dumps([part, name]) + "\n")
            answer = process.stdout.readline()
            if not answer:
                raise SystemExit(process.wait())
            return json.loads(answer)

        parts = json.loads(process.stdout.readline())
        yield {part: {name: partial(take, part, name) for name in names} for part, names in parts.items()}


def as_told(options: argparse.Namespace) -> None:
    with measuring(options) as parts:
        print(json.dumps({part: list(cases) for part, cases in parts.items()}), flush=True)
        for line in sys.stdin:
            part, name = json.loads(line)
            print(json.dumps(parts[part][name]()), flush=True)


@contextmanager
def bare_view(place: Path) -> Iterator[Running]:
    with application("bare_view", path=place, DJANGO_SETTINGS_MODULE="") as running:
        yield running


# --- What is told ------------------------------------------------------------------------------------------------


def told(figures: dict[str, Figures]) -> Iterable[str]:
    for measures in (figures["met"], figures["apart"]):
        reference = statistics.median(measures["bare view"])
        for name, rounds in measures.items():
            median = statistics.median(rounds)
            yield f"| {name} | {median:.2f} | {min(rounds):.2f}–{max(rounds):.2f} | {median / reference:.1f} |"
    yield f"memory of a worker: {max(figures['memory']['MB'])} MB"


def compared(found: dict[int, dict[str, Figures]]) -> Iterable[str]:
    """How each page grows with the archive: ms at each size, and the ratio of the last to the first."""
    first, last = min(found), max(found)
    for name in found[first]["met"]:
        middle = {size: statistics.median(figures["met"][name]) for size, figures in found.items()}
        bare = {size: statistics.median(figures["met"]["bare view"]) for size, figures in found.items()}
        cells = " | ".join(f"{middle[size]:.2f} ({middle[size] / bare[size]:.1f})" for size in found)
        yield f"| {name} | {cells} | {middle[last] / middle[first]:.2f} |"


def save(file: Path, database: str, found: dict[int, dict[str, Figures]]) -> None:
    known = json.loads(file.read_text()) if file.exists() else {}
    sizes = known.setdefault(database, {})
    for size, figures in found.items():
        middle = {name: round(statistics.median(rounds), 3) for name, rounds in figures["met"].items()}
        sizes[str(size)] = middle | {"at": f"{datetime.now(UTC):%Y-%m-%d}"}
    file.write_text(json.dumps(known, indent=1) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=100)
    parser.add_argument("--sizes", type=lambda typed: [int(one) for one in typed.split(",")])
    parser.add_argument("--postgres", default=os.environ.get("BENCH_POSTGRES", ""))
    parser.add_argument("--keep", action="store_true", help="leave the databases, and use those that stand")
    parser.add_argument("--save", type=Path)
    parser.add_argument("--told", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.told:
        as_told(options)
    elif options.sizes:
        at_sizes(options)
    else:
        with measuring(options) as parts:
            print("\n".join(told(figures({0: parts}, options.rounds)[0])))


def at_sizes(options: argparse.Namespace) -> None:
    with ExitStack() as stack:
        known = {
            size: stack.enter_context(newsroom(size, postgres=options.postgres, keep=options.keep))
            for size in options.sizes
        }
        running = {size: stack.enter_context(elsewhere(known[size], options)) for size in options.sizes}
        found = figures(running, options.rounds)
    for size in options.sizes:
        print(f"{size:,} stories", *told(found[size]), sep="\n", flush=True)
    if len(found) > 1:
        print("ms (to bare) at", ", ".join(f"{size:,}" for size in found), "and the ratio of the last to the first")
        print("\n".join(compared(found)))
    if options.save:
        save(options.save, "PostgreSQL" if options.postgres else "SQLite", found)


def figures(parts: Mapping[int, dict[str, Cases]], rounds: int) -> dict[int, dict[str, Figures]]:
    """Milliseconds of each round, by size, part and case."""
    of_parts = {
        part: taken({size: cases[part] for size, cases in parts.items()}, rounds if part != "memory" else 1)
        for part in next(iter(parts.values()))
    }
    return {size: {part: of_sizes[size] for part, of_sizes in of_parts.items()} for size in parts}


if __name__ == "__main__":
    main()
