"""`manage.py renew_pages`: every kept page is made anew when it is next asked for, here and in the proxies."""

from typing import Any

from django.core.management.base import BaseCommand

from editions import clock, shown
from editions.models import Change


class Command(BaseCommand):
    help = "After a release, or a setting that readers see: pages that were kept still look as they did before."

    def handle(self, *_args: Any, **_options: Any) -> None:
        Change.objects.tell([shown.EVERYTHING], at=clock.read())
        self.stdout.write("Each page is made anew when it is next asked for.")
