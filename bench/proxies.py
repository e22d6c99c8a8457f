"""What the shipped proxies take for a page of ours, against the same proxy before a static file of the same bytes.

    python bench/scratch.py --stories 2000 proxies.py [--rounds 5] [--seconds 2]

On the newsroom that DATABASE_URL and DATA_DIR name. Told are medians of the proxy's own processor time per request in
rounds interleaved, plain and compressed, with the lowest and highest round; and, per request, what the application
server took meanwhile. nginx asks it once a second whether a page still is the same; Varnish is told.
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from shipped import ROOT, NotInstalled, Running, application, free_port, nginx, program, running, varnish

PROXIES = {"nginx": nginx, "Varnish": varnish}
CONNECTIONS = 16

FILE = """
pid {folder}/pid; error_log {folder}/error.log; worker_processes 1;
events {{}}
http {{
    access_log off; default_type "text/html; charset=utf-8"; client_body_temp_path {folder}/body;
    server {{
        listen 127.0.0.1:{port}; root {folder}/file; gzip_static on; keepalive_requests 1000000;
        add_header Cache-Control "{cache}"; add_header Vary "Accept-Encoding, Save-Data";
    }}
}}
"""
"""A server of one file, as plain as nginx can be."""


@contextmanager
def static_file(folder: Path, path: str, page: Running) -> Iterator[Running]:
    """The page's very bytes, plain and compressed, under the same address."""
    plain, packed = page.get(path), page.get(path, Accept_Encoding="gzip")
    place = folder / "file" / path.strip("/")
    place.mkdir(parents=True)
    (place / "index.html").write_bytes(plain.body)  # type: ignore[attr-defined]
    (place / "index.html.gz").write_bytes(packed.body)  # type: ignore[attr-defined]
    port = free_port()
    (folder / "file.conf").write_text(FILE.format(folder=folder, port=port, cache=plain.getheader("Cache-Control")))
    with running(port, [program("nginx"), "-c", folder / "file.conf", "-g", "daemon off; user root;"]) as one:
        yield one


def asked(proxy: Running, path: str, seconds: int, packed: bool) -> int:
    """How many requests were answered, each as it should be."""
    command = [program("wrk"), "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", f"http://127.0.0.1:{proxy.port}{path}"]
    command += ["-H", "Accept-Encoding: gzip"] if packed else []
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in told or "Socket errors" in told:
        raise SystemExit(told)
    found = re.search(r"(\d+) requests in", told)
    return int(found[1]) if found else 0


def measure(options: argparse.Namespace) -> None:
    from editions.models import Edition  # noqa: PLC0415 - Django is set up by main

    story = Edition.objects.live().stories().order_by("-first_published_at")[0].get_absolute_url()
    with ExitStack() as stack:
        ours = stack.enter_context(application())
        for name, proxy in PROXIES.items():
            places = [Path(stack.enter_context(tempfile.TemporaryDirectory())) for _place in range(3)]
            for place in places:
                place.chmod(0o755)
            try:
                file = stack.enter_context(static_file(places[0], story, ours))
                before = {
                    "a file": stack.enter_context(proxy(places[1], readers=file.port)),
                    "ours": stack.enter_context(proxy(places[2], readers=ours.port)),
                }
                for packed in (False, True):
                    tell(f"{name}, gzip" if packed else name, before, ours, story, packed, options)
            except NotInstalled as missing:
                print(missing)


def tell(
    name: str, before: dict[str, Running], ours: Running, story: str, packed: bool, options: argparse.Namespace
) -> None:
    costs: dict[str, list[float]] = {what: [] for what in (*before, "the application's")}
    for round_ in range(options.rounds + 1):
        for what, proxy in before.items():
            begun, served = proxy.seconds(), ours.seconds()
            count = asked(proxy, story, options.seconds, packed)
            if round_:  # the first fills the proxy
                costs[what].append((proxy.seconds() - begun) / count * 1e6)
                if what == "ours":
                    costs["the application's"].append((ours.seconds() - served) / count * 1e6)
    middle = {what: statistics.median(rounds) for what, rounds in costs.items()}
    spread = {what: f"{middle[what]:.1f} ({min(rounds):.1f}–{max(rounds):.1f})" for what, rounds in costs.items()}
    print(f"| {name} | {' | '.join(spread.values())} | {middle['ours'] / middle['a file']:.2f} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=2)
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    import django  # noqa: PLC0415

    django.setup()
    print("µs of processor time per request: before a file, before ours; the application's; ratio of the first two")
    measure(parser.parse_args())


if __name__ == "__main__":
    main()
