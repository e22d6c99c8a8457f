"""`manage.py work`: does what is due, in a loop; any number may run beside each other."""

import signal
import sys
from typing import Any

from django.core.checks import Tags
from django.core.management.base import BaseCommand, CommandParser
from django.db import DEFAULT_DB_ALIAS

from newsroom import work


class Command(BaseCommand):
    help = "Do what the tables say is due, until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="one look, then end")

    def handle(self, *args: Any, **options: Any) -> None:
        self.check(tags=[Tags.database], databases=[DEFAULT_DB_ALIAS])  # a guard that is missing is named here
        if options["once"]:
            self.stdout.write(f"{work.work_once()} done")
            return
        signal.signal(signal.SIGTERM, lambda *_signal: sys.exit(0))
        work.work_for_ever()
