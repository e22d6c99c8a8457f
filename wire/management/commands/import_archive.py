"""`manage.py import_archive FILE`: the stories of an old archive, each published under its own time and source."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from accounts import roles
from accounts.models import User
from wire.arriving import Counts, take_in
from wire.importers import jsonl


class Command(BaseCommand):
    help = "Publish the stories of an archive (JSON lines), labelled arsip. Twice is once; bad lines are told."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--by", metavar="USERNAME", help="who answers for it (default: the first administrator)")
        parser.add_argument("--archive", default="arsip", help="its name: each has ids of its own (default: arsip)")
        parser.add_argument("--batch", type=int, default=200, help="stories a transaction (default: 200)")
        parser.add_argument(
            "--old-host", action="append", default=[], metavar="HOST",
            help="host of the system that this one replaces: the addresses of its stories lead here (may be repeated)",
        )  # fmt: skip

    def handle(self, *_args: Any, **options: Any) -> None:
        by = _administrator(options["by"])
        if options["batch"] < 1:
            raise CommandError("--batch is at least 1.")
        hosts = {host.lower().removeprefix("www.") for host in options["old_host"]}
        counts = self._take_in(
            options["file"], by=by, archive=options["archive"], batch=options["batch"], old_hosts=hosts
        )
        self.stdout.write(
            f"{counts.came_in} came in, {counts.known} were in already, {counts.differ} of them with another text,"
            f" {counts.bad} bad."
        )
        if not counts.all_in:
            raise CommandError(f"{counts.bad + counts.differ} lines did not come in.")

    def _take_in(self, path: Path, **wanted: Any) -> Counts:
        try:
            file = path.open("rb")
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        counts = Counts()
        with file, tqdm(total=path.stat().st_size or None, unit="B", unit_scale=True, disable=None) as bar:

            def read() -> Any:
                for number, line, done in jsonl.lines(file):
                    yield number, line
                    bar.update(done - bar.n)

            for counts in take_in(read(), tell=self._tell, **wanted):
                bar.set_postfix_str(f"{counts.came_in} in, {counts.bad} bad", refresh=False)
        return counts

    def _tell(self, number: int, field: str, reason: str) -> None:
        with tqdm.external_write_mode():
            self.stderr.write(f"line {number}: {field}: {reason}")


def _administrator(username: str | None) -> User:
    people = User.objects.filter(is_active=True).prefetch_related("rights").order_by("pk")
    if username is None:
        for person in people:
            if person.may(roles.IMPORT_ARCHIVE):
                return person
        raise CommandError("Nobody may import an archive: give somebody the role of administrator first.")
    person_named = people.filter(username=username).first()
    if person_named is None or not person_named.may(roles.IMPORT_ARCHIVE):
        raise CommandError(f"{username} may not import an archive: name an administrator with --by.")
    return person_named
