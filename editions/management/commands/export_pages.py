"""`manage.py export_pages DIR`: readers' pages as files, for a web server to serve when everything else is dead."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from editions.export import NothingMade, NotOurs, export


class Command(BaseCommand):
    help = "Write front page, sections and the most read stories as files; safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            options["folder"].mkdir(parents=True, exist_ok=True)
            count = export(options["folder"])
        except OSError as error:
            raise CommandError(f"{options['folder']} can't be written: {error}") from error
        except (NotOurs, NothingMade) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{count} pages in {options['folder']}.")
