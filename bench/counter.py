"""Processor time of a counter call, its share of bringing counts in included, against a story's page, in the same run.

    python bench/counter.py [--calls 20000] [--pages 100]

Runs in one process, through the server's own way in, on the database that DATABASE_URL and DATA_DIR name, which holds
stories (`manage.py make_archive`). It adds readings to them. Pages are made anew for each request.
"""

import argparse
import io
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "newsroom.settings",
    "PAGE_CACHE": "0",
    "ROW_CACHE": "0",
    "COUNTER_SECONDS": "0",
}

from newsroom.wsgi import application

BROWSER = {
    "HTTP_USER_AGENT": "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36",
    "HTTP_ACCEPT_LANGUAGE": "id-ID,id;q=0.9", "HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_HOST": "localhost",
    "SERVER_NAME": "localhost", "SERVER_PORT": "80", "wsgi.url_scheme": "http", "QUERY_STRING": "",
}  # fmt: skip
ROUNDS = 5


def ask(method: str, path: str, **more: str) -> str:
    """The status of the answer."""
    told: list[str] = []
    environ: dict[str, Any] = {"REQUEST_METHOD": method, "PATH_INFO": path, "wsgi.input": io.BytesIO()}
    answer = application(BROWSER | environ | more, lambda status, _headers, *_error: told.append(status))
    for _part in answer:
        pass
    if close := getattr(answer, "close", None):
        close()
    return told[0]


def cost(run: Callable[[], None], times: int) -> float:
    """Microseconds of processor time each."""
    begun = time.process_time()
    run()
    return (time.process_time() - begun) / times * 1_000_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=20_000)
    parser.add_argument("--pages", type=int, default=100)
    options = parser.parse_args()
    from editions.models import Edition  # noqa: PLC0415 - models stand once Django does
    from editions.popularity.gathering import READINGS  # noqa: PLC0415

    stories = list(Edition.objects.live().stories().order_by("-pk")[: options.pages])
    if not stories:
        raise SystemExit("No stories: run manage.py make_archive first.")
    rounds = iter(range(1_000_000))

    def calls() -> None:
        this = next(rounds)
        for number in range(options.calls):
            story, reader = stories[number % len(stories)].story_id, f"10.{this}.{number // 250 % 250}.{number % 250}"
            assert ask("POST", f"/dibaca/{story}", REMOTE_ADDR=reader).startswith("204")
        READINGS.flush()

    def pages() -> None:
        for story in stories:
            assert ask("GET", story.get_absolute_url(), REMOTE_ADDR="10.0.0.1").startswith("200")

    pages()
    counted = statistics.median(cost(calls, options.calls) for _round in range(ROUNDS))
    shown = statistics.median(cost(pages, len(stories)) for _round in range(ROUNDS))
    print(f"a call {counted:.1f} µs, a page made anew {shown:,.0f} µs: 1 to {shown / counted:,.0f}")
    print(f"5,000 calls a second: {counted * 5000 / 10_000:.0f} % of one core")


if __name__ == "__main__":
    main()
