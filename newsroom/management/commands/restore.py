"""`manage.py restore FILE`: puts a backup back; with --verify only looks whether it could."""

from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from newsroom import backup


class Command(BaseCommand):
    help = "Put a backup in the place of this newsroom's data; --verify changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--verify", action="store_true", help="unpack and read it through, change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["verify"]:
                self.stdout.write(f"{backup.verify(options['file'])} files, all whole.")
                return
            connection.close()
            count = backup.restore(options["file"])
        except (backup.Damaged, OSError) as error:
            raise CommandError(f"This backup can't be used: {error}") from error
        # Brings an older backup up to this release, and the guards back.
        call_command("migrate", verbosity=0)
        call_command("renew_pages", stdout=StringIO())  # in the proxies
        backup.forget_pages()
        self.stdout.write(f"{count} files restored.")
