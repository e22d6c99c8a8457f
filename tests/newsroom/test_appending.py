"""Many rows at once, and the keys that are drawn for them."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from editions.models import Change, Entry
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


@pytest.mark.parametrize("count", [1, appending.FEW, appending.FEW + 1, 3 * appending.FEW])
def test_few_rows_and_many_are_kept_alike(db, count):
    moment = datetime(2035, 9, 3, 10, 0, 0, 250, tzinfo=UTC)
    told = [(moment, [f'list-"{number}"', "a\\b\tc"], bool(number % 2)) for number in range(count)]
    keys = appending.keyed(Change, ("at", "keys", "bars"), told)
    rows = Change.objects.filter(pk__in=keys).order_by("pk")
    assert list(rows.values_list("at", "keys", "bars")) == told
    with pytest.raises(IntegrityError), transaction.atomic():
        appending.values(Change, ("id", "at", "keys", "bars"), [(keys[0], *one) for one in told])
