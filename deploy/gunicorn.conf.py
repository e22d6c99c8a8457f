"""The application server, sized by the machine: `gunicorn -c deploy/gunicorn.conf.py newsroom.wsgi`.

Run it twice: for readers (port 8000), and with ROLE=desk for the desk (port 8001), whose workers no flood can take.
"""

import gc
import os
from typing import Any

DESK = os.environ.get("ROLE") == "desk"
CORES = os.cpu_count() or 1

bind = "127.0.0.1:8001" if DESK else "127.0.0.1:8000"
# A kept page is a quarter of a millisecond: a thread could save nothing but waiting. The desk waits for people.
worker_class = "gthread" if DESK else "sync"
workers = 1 if DESK else 2 * CORES
threads = 4 if DESK else 1
# Whoever would wait longer than this line is turned away at once by the proxy: 503 with Retry-After.
backlog = 128
timeout = 60 if DESK else 20
# Where the site begins is no proxy's to say: Varnish hands on what a reader sends, and would keep the front page at the
# address of a story for whoever comes next.
forwarder_headers = ""
# Loaded once, before the workers part: they start at once, and share the memory of all that is code.
preload_app = True
# Memory that a page of many stories took is given back now and then, not by all at the same time.
max_requests, max_requests_jitter = 100_000, 20_000


def pre_fork(_server: Any, _worker: Any) -> None:
    """What is loaded stays: a collector that went through it would give each worker a copy of its own."""
    gc.freeze()


def post_worker_init(_worker: Any) -> None:
    """The desk's pages remember nothing of readers', and another application served by this file has no stories."""
    from django.apps import apps  # noqa: PLC0415 - what does not concern the process that starts the workers

    if not DESK and apps.ready and apps.is_installed("editions"):
        from editions import warming  # noqa: PLC0415

        warming.soon()
