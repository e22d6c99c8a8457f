"""Processor time of readers' pages, against a bare Django view of as many bytes under the same server, in the same run.

    python bench/pages.py [--rounds 5] [--requests 100] [--stories 2000]

With --stories on a scratch SQLite database of so many, made for the run; without, on the one that DATABASE_URL and
DATA_DIR name, which holds stories (`manage.py make_archive`) and collected static files.
One worker each, rounds of all cases interleaved; printed are medians of the worker's own processor time per 1,000
requests, with the lowest and highest round, and the ratio to the bare view. First come pages as readers meet them: not
kept, or made stale by a publication, in a process that has served others. Then, in rounds of their own with the bare
view among them, pages made by a process that was made to forget all it knew, as at its start.
"""

import argparse
import http.client
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TICK = os.sysconf("SC_CLK_TCK")
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


class Server:
    """One worker of the application server on a port of its own."""

    def __init__(self, module: str, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            module,
            "--bind",
            f"127.0.0.1:{self.port}",
            "--workers",
            "1",
            "--preload",
        ]
        environment = os.environ | {"PYTHONPATH": f"{folder}:{ROOT}", "PAGE_CACHE_MB": "2000"}
        self.process = subprocess.Popen([*command, "--log-level", "error"], cwd=ROOT, env=environment)
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        while not (self.answers() and children.read_text()):
            time.sleep(0.1)
        self.worker = int(children.read_text().split()[0])

    def answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def seconds(self) -> float:
        words = Path(f"/proc/{self.worker}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(words[11]) + int(words[12])) / TICK

    def memory(self) -> int:
        lines = Path(f"/proc/{self.worker}/status").read_text().splitlines()
        return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS"))

    def get(self, path: str, *, status: int = 200, **headers: str) -> http.client.HTTPResponse:
        """Ask for a page, which must be one: a refusal costs next to nothing, and would be taken for a fast page."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        line.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = line.getresponse()
        response.read()
        line.close()
        if response.status != status:
            raise SystemExit(f"{path} answered {response.status}, not {status}: what was measured was no page.")
        return response


def fresh_stories(count: int) -> Iterator[str]:
    """Addresses of live stories, each once, spread over the whole archive."""
    from editions.models import Edition  # noqa: PLC0415 - Django is set up by main

    rows = Edition.objects.live().stories().filter(number=1).order_by("story_id").only("story_id", "slug")[:count]
    yield from (edition.get_absolute_url() for edition in rows)


Cases = dict[str, Callable[[], float]]


def cases(bare: Server, ours: Server, options: argparse.Namespace) -> tuple[Cases, Cases]:
    from django.utils import timezone  # noqa: PLC0415

    from editions.models import Change, Heading  # noqa: PLC0415

    unasked = fresh_stories(options.rounds * options.requests * 3)
    warm = next(unasked)
    tag = ours.get(warm).getheader("ETag") or ""
    section = Heading.objects.filter(kind="section", parent="").first()
    topic = Heading.objects.filter(kind="tag").order_by("list").first()

    def timed(server: Server, ask: Callable[[], object], count: int) -> float:
        begun = server.seconds()
        for _request in range(count):
            ask()
        return (server.seconds() - begun) / count * 1000

    def after_a_change(path: str, *stale: str) -> Callable[[], object]:
        def ask() -> object:
            Change.objects.tell(stale or ["everything"], at=timezone.now())
            time.sleep(0.02)
            return ours.get(path)

        return ask

    many, few = options.requests * 10, max(10, options.requests // 4)
    reference = {"bare view": lambda: timed(bare, lambda: bare.get("/bare/"), many)}
    as_met = {
        "story, kept": lambda: timed(ours, lambda: ours.get(warm), many),
        "story, kept, gzip": lambda: timed(ours, lambda: ours.get(warm, Accept_Encoding="gzip"), many),
        "story, 304": lambda: timed(ours, lambda: ours.get(warm, status=304, If_None_Match=tag), many),
        "story, cold": lambda: timed(ours, lambda: ours.get(next(unasked)), options.requests),
        "front page, after a publication": lambda: timed(ours, after_a_change("/", "all", section.list), few),
        "section, after a publication": lambda: timed(
            ours, after_a_change(section.get_absolute_url(), "all", section.list), few
        ),
        "tag page, after a publication": lambda: timed(
            ours, after_a_change(topic.get_absolute_url(), "all", topic.list), few
        ),
        "news sitemap, after a publication": lambda: timed(ours, after_a_change("/sitemap-news.xml", "all"), few),
    }
    forgetting = {
        "front page, nothing remembered": lambda: timed(ours, after_a_change("/"), few),
        "section, nothing remembered": lambda: timed(ours, after_a_change(section.get_absolute_url()), few),
        "news sitemap, nothing remembered": lambda: timed(ours, after_a_change("/sitemap-news.xml"), few),
    }
    return reference | as_met, reference | forgetting


def fill(folder: str, stories: int) -> None:
    """A newsroom of its own for the run, in the environment of every process that it starts."""
    os.environ |= {"DATA_DIR": folder, "DATABASE_URL": f"sqlite://{folder}/bench.sqlite3"}
    for command in ("migrate -v0", "collectstatic --noinput -v0", f"make_archive --stories {stories}"):
        subprocess.run([sys.executable, "manage.py", *command.split()], cwd=ROOT, check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=100)
    parser.add_argument("--stories", type=int)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if options.stories:
            fill(folder, options.stories)
        measure(options)


def measure(options: argparse.Namespace) -> None:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    import django  # noqa: PLC0415

    django.setup()
    from django.conf import settings  # noqa: PLC0415

    shutil.rmtree(settings.PAGE_CACHE_DIR, ignore_errors=True)  # what an earlier run kept would not be cold
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "bare_view.py").write_text(BARE)
        bare, ours = Server("bare_view", folder), Server("newsroom.wsgi", folder)
        try:
            for measures in cases(bare, ours, options):
                tell(measures, options.rounds)
            print(f"memory of a worker: {ours.memory()} MB")
        finally:
            for server in (bare, ours):
                server.process.terminate()
                server.process.wait(20)


def tell(measures: Cases, rounds: int) -> None:
    told: dict[str, list[float]] = {name: [] for name in measures}
    for _round in range(rounds):
        for name, take in measures.items():
            told[name].append(take())
    reference = statistics.median(told["bare view"])
    for name, taken in told.items():
        median = statistics.median(taken)
        print(f"| {name} | {median:.2f} | {min(taken):.2f}–{max(taken):.2f} | {median / reference:.1f} |")


if __name__ == "__main__":
    main()
