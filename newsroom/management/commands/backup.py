"""`manage.py backup FILE`: database, media and key in one file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from newsroom import backup


class Command(BaseCommand):
    help = "Write the whole newsroom (database, media, key) to one file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = backup.backup(options["file"])
        except (backup.Damaged, OSError) as error:
            raise CommandError(f"No backup was made: {error}") from error
        self.stdout.write(f"{count} files in {options['file']}; it holds the secret key: keep it safe.")
