"""`manage.py verify_audit`: reads the trail through and says where it does not hold."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts import audit


class Command(BaseCommand):
    help = "Read the trail of acts through; fails where a line was changed, lost or added."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = list(audit.broken())
        except OSError as error:
            raise CommandError(f"The seals kept outside cannot be read: {error}") from error
        for number, what in found[:20]:
            self.stderr.write(f"line {number} {what}")
        if found:
            raise CommandError(f"The trail does not hold: {len(found)} places.")
        if settings.TRAIL_HEADS and not audit.exported():
            self.stderr.write(f"{settings.TRAIL_HEADS} holds no seal: whether the end was cut off is not known.")
        self.stdout.write(f"The trail holds. Newest seal: {audit.head()}")
