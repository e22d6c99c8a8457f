"""`manage.py verify_audit`: reads the trail through and says where it does not hold."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import audit


class Command(BaseCommand):
    help = "Read the trail of acts through; fails where a line was changed, lost or added."

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(audit.broken())
        for number, what in found[:20]:
            self.stderr.write(f"line {number} {what}")
        if found:
            raise CommandError(f"The trail does not hold: {len(found)} places.")
        self.stdout.write(f"The trail holds. Newest seal: {audit.head()}")
