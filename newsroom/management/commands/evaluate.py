"""`manage.py evaluate DIR`: what the newsroom finds for a corpus of labelled stories, for a judge outside to score."""

import json
import os
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from accounts.models import Right, User
from accounts.roles import Bundle
from articles import published
from newsroom import work
from wire.models import Arrival

ARCHIVE = "evaluate"
SECTION = "Berita"
"""Where a story of the corpus stands that names no section."""


class Command(BaseCommand):
    help = "Import DIR/corpus.jsonl into a scratch database and write what related stories and search find, by its ids."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("dir", type=Path, metavar="DIR", help="holds corpus.jsonl and, for --found, queries.json")
        parser.add_argument("--related", type=Path, metavar="JSON", help="write each story's related stories here")
        parser.add_argument("--found", type=Path, metavar="JSON", help="write what each query finds here")

    def handle(self, *_args: Any, **options: Any) -> None:
        corpus, queries = options["dir"] / "corpus.jsonl", options["dir"] / "queries.json"
        try:
            rows = [json.loads(line) for line in corpus.read_text().splitlines() if line.strip()]
            asked = list(json.loads(queries.read_text())) if options["found"] else []
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        with _scratch_database():
            _take_in(rows)
            ids = dict(Arrival.objects.filter(archive=ARCHIVE).values_list("article__story_id", "item_id"))
            if options["related"]:
                found = published.related_to(ids)
                _write(options["related"], {ids[one]: [ids[other] for other in found.get(one, [])] for one in ids})
            if options["found"]:
                _write(options["found"], {one: [ids[story] for story in published.found(one)] for one in asked})
        self.stdout.write(f"{len(ids)} of {len(rows)} stories, {len(asked)} queries.")


@contextmanager
def _scratch_database() -> Iterator[None]:
    """A database of its own on the same server, migrated, dropped afterwards."""
    name = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = f"evaluate_{os.getpid()}" if connection.vendor == "postgresql" else None
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(str(name), verbosity=0)


def _take_in(rows: list[dict[str, Any]]) -> None:
    """By the newsroom's own import, and the work that is due after it."""
    admin = User.objects.create_user("arsip", name="Arsip")
    Right.objects.create(user=admin, bundle=Bundle.ADMINISTRATOR)
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.writelines(json.dumps({"section": SECTION} | row) + "\n" for row in rows)
        file.flush()
        call_command("import_archive", file.name, "--archive", ARCHIVE, verbosity=0)
    while work.work_once():
        pass


def _write(path: Path, found: dict[str, list[str]]) -> None:
    path.write_text(json.dumps(found, indent=1))
