"""`manage.py public_role NAME`: the database role under which the readers' process runs (PostgreSQL)."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from newsroom import public_role


class Command(BaseCommand):
    help = "Make or renew a role that may read the record alone; PUBLIC_ROLE_PASSWORD is its password, if it has one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            readable = public_role.grant(options["name"], password=settings.PUBLIC_ROLE_PASSWORD)
        except public_role.Unfit as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{options['name']} may read {len(readable)} tables of the record and nothing else.")
