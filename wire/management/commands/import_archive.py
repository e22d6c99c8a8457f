"""`manage.py import_archive FILE …`: the stories of an old archive, each published under its own time and source."""

import re
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from accounts import roles
from accounts.models import User
from articles import published
from wire import importers
from wire.arriving import Counts, take_in
from wire.importers.items import Found
from wire.models import Arrival

HOST = re.compile(r"[\w-]+(\.[\w-]+)*")


LONGEST = Arrival._meta.get_field("archive").max_length or 0


class Command(BaseCommand):
    help = (
        "Publish the stories of an archive, labelled arsip: an export of WordPress (WXR) or Ghost, or JSON lines, as"
        " the file itself says (docs/operations.md). Twice is once; what can't come in is told with its reason."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="in this order")
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
        if not 0 < len(options["archive"]) <= LONGEST:
            raise CommandError(f"--archive has 1 to {LONGEST} characters.")
        hosts = {_host(told) for told in options["old_host"]}
        left_out: Counter[str] = Counter()
        counts = self._take_in(
            options["files"], left_out, by=by, archive=options["archive"], batch=options["batch"], old_hosts=hosts
        )
        self.stdout.write(
            f"{counts.came_in} came in, {counts.known} were in already, {counts.differ} of them with another text,"
            f" {counts.bad} bad."
        )
        if counts.notices:
            self.stdout.write(f"What came in without something, told above and noted there: {counts.notices:,}.")
        if left_out:
            self.stdout.write("Left out: " + ", ".join(f"{count:,} {name}" for name, count in left_out.most_common()))
        if not counts.all_in:
            raise CommandError(f"{counts.bad + counts.differ} did not come in.")

    def _take_in(self, paths: Sequence[Path], left_out: Counter[str], **wanted: Any) -> Counts:
        counts = Counts()
        try:
            size = sum(path.stat().st_size for path in paths)
            with tqdm(total=size or None, unit="B", unit_scale=True, disable=None) as bar:
                for counts in take_in(_read(paths, left_out, bar), tell=self._tell, **wanted):
                    bar.set_postfix_str(f"{counts.came_in} in, {counts.bad} bad", refresh=False)
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from error
        return counts

    def _tell(self, place: str, field: str, reason: str) -> None:
        with tqdm.external_write_mode():
            self.stderr.write(f"{place}: {field}: {reason}")


def _read(paths: Sequence[Path], left_out: Counter[str], bar: Any) -> Iterator[Found]:
    """The files one after another; of several, what stands where is told with the file's name, or its whole path."""
    names = Counter(path.name for path in paths)
    for path in paths:
        called = path.name if names[path.name] == 1 else path
        with path.open("rb") as file:
            begun = bar.n
            for place, found in importers.read(file, now=published.now(), left_out=left_out):
                yield (f"{called}: {place}" if len(paths) > 1 else place), found
                if file.seekable():
                    bar.update(begun + file.tell() - bar.n)


def _host(told: str) -> str:
    """As the addresses of stories name it; another would match none, and their site would stay their source."""
    if not HOST.fullmatch(told):
        raise CommandError(f"--old-host is the name of a host alone, such as www.lama.id: not {told}")
    return told.lower().removeprefix("www.")


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
