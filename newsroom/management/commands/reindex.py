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
        with tqdm(total=work.begin_reindex(everything=options["all"]), unit=" stories", disable=None) as bar:
            for left in work.reindex():
                bar.update(max((bar.total or 0) - left - bar.n, 0))
        self.stdout.write("The index is up to date.")
