"""What a kept page costs Varnish and nginx as shipped, against a static file behind the same, in one run.

    python bench/proxies.py [--rounds 5] [--seconds 4]

On the newsroom that DATABASE_URL and DATA_DIR name. Behind each proxy stands the newsroom, and in turn a program that
answers with the very bytes of that page and no more headers than a proxy needs. Told are processor seconds of the
proxy per 1,000 requests (wrk, 16 connections, gzip), medians with the lowest and highest round, and the ratio.
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from shipped import ROOT, Running, application, free_port, nginx, varnish

GZIP = {"Accept_Encoding": "gzip"}


@contextmanager
def file_of(body: bytes) -> Iterator[int]:
    """A program on a port of its own that answers anything with these bytes, compressed."""

    class Page(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.send_response(200)
            for name, value in (
                ("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "gzip"), ("ETag", 'W/"1"'),
                ("Cache-Control", "public, max-age=60, s-maxage=86400"), ("Content-Length", str(len(body))),
            ):  # fmt: skip
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()


def cost(proxy: Running, path: str, seconds: int) -> float:
    """Processor milliseconds of the proxy per request."""
    begun = proxy.seconds()
    told = subprocess.run(
        ["wrk", "-t1", "-c16", f"-d{seconds}s", "-H", "Accept-Encoding: gzip", f"http://127.0.0.1:{proxy.port}{path}"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    if "Non-2xx" in told:
        raise SystemExit(told)
    asked = int(re.search(r"(\d+) requests in", told)[1])  # type: ignore[index]
    return (proxy.seconds() - begun) / asked * 1000


def story() -> str:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    import django  # noqa: PLC0415

    django.setup()
    from editions.models import Edition  # noqa: PLC0415

    return Edition.objects.live().stories().order_by("-first_published_at")[0].get_absolute_url()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4)
    options = parser.parse_args()
    path, port = story(), free_port()
    with ExitStack() as stack, tempfile.TemporaryDirectory() as place:

        def folder(name: str) -> Path:
            (Path(place) / name).mkdir()
            Path(place).chmod(0o755)
            return Path(place) / name

        ours = stack.enter_context(application(PROXIES=f"varnish:http://127.0.0.1:{port}"))
        body = ours.get(path, **GZIP).body  # type: ignore[attr-defined]
        file = stack.enter_context(file_of(body))
        measures: dict[str, Callable[[], float]] = {}
        for name, start in (("varnish", partial(varnish, memory="64m")), ("nginx", nginx)):
            for behind, readers in (("a file", file), ("a story", ours.port)):
                proxy = stack.enter_context(start(folder(f"{name} {behind}".replace(" ", "-")), readers=readers))
                proxy.get(path, **GZIP)
                measures[f"{name}, {behind}"] = partial(cost, proxy, path, options.seconds)
        found: dict[str, list[float]] = {name: [] for name in measures}
        for _round in range(options.rounds):
            for name, take in measures.items():
                found[name].append(take())
        for name, taken in found.items():
            reference = statistics.median(found[f"{name.partition(',')[0]}, a file"])
            told = f"{statistics.median(taken):.4f} | {min(taken):.4f}–{max(taken):.4f}"
            print(f"| {name} | {told} | {statistics.median(taken) / reference:.2f} |")


if __name__ == "__main__":
    main()
