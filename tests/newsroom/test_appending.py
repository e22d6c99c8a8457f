"""Many rows at once, and the keys that are drawn for them."""

import threading

import pytest
from django.db import connection

from editions.models import Entry
from guards import appending


def test_keys_in_a_row_are_nobody_elses(flushed):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    others, done = [], threading.Event()

    def draw():
        while not done.is_set():
            others.extend(appending.next_keys(Entry, 1))
        connection.close()

    thread = threading.Thread(target=draw)
    thread.start()
    try:
        runs = [appending.next_run(Entry, 40) for _run in range(200)]
    finally:
        done.set()
        thread.join(30)
    mine = {key for run in runs for key in run}
    assert len(mine) == 200 * 40
    assert others and not mine & set(others)
