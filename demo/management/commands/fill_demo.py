"""`manage.py fill_demo`: a newsroom full of stories, once, on an empty database."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from articles.models import Article
from demo.filling import Filling


class Command(BaseCommand):
    help = "Fill an empty newsroom with the demonstration; does nothing where there are stories already."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("This is production: the demonstration's passwords are public.")
        if Article.objects.exists():
            self.stdout.write("The newsroom has stories: nothing to fill.")
            return
        with transaction.atomic():
            count = Filling().run(self.stdout.write)
        self.stdout.write(f"{count} stories filed.")
