"""`manage.py reindex`: all that is derived from the record for search and related stories, made again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from newsroom import work


class Command(BaseCommand):
    help = "Make the index of live stories again, in batches, while the site runs. Stopped and started, it goes on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="also what was made by the rules of today")

    def handle(self, *_args: Any, **options: Any) -> None:
        with tqdm(total=work.begin_reindex(everything=options["all"]), unit=" steps", disable=None) as bar:
            for done in work.reindex():
                bar.update(done)
        self.stdout.write("The index is up to date.")
