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
from articles.workflow import NotAllowed
from photos.store import StoreAway
from wire import importers
from wire.arriving import Counts, take_in
from wire.importers.apart import Apart
from wire.importers.items import Found
from wire.media import Folder
from wire.models import Arrival
from wire.picturing import Pictures

BATCH, WITH_PICTURES = 200, 20
"""Stories a transaction: what readers get of photos is copied in it, and others wait for it."""

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
        parser.add_argument(
            "--batch", type=int, help=f"stories a transaction (default: {BATCH}, with their pictures {WITH_PICTURES})"
        )
        parser.add_argument(
            "--old-host", action="append", default=[], metavar="HOST",
            help="host of the system that this one replaces: the addresses of its stories lead here (may be repeated)",
        )  # fmt: skip
        parser.add_argument(
            "--media", type=Path, metavar="DIR",
            help="a copy of the old site's wp-content/uploads or content/images: bring the pictures of stories from it",
        )  # fmt: skip

    def handle(self, *_args: Any, **options: Any) -> None:
        by = _administrator(options["by"])
        usual = WITH_PICTURES if options["media"] else BATCH
        batch = usual if options["batch"] is None else options["batch"]
        if batch < 1:
            raise CommandError("--batch is at least 1.")
        if not 0 < len(options["archive"]) <= LONGEST:
            raise CommandError(f"--archive has 1 to {LONGEST} characters.")
        hosts = {_host(told) for told in options["old_host"]}
        pictures = Pictures(_folder(options["media"]), by, hosts) if options["media"] else None
        left_out: Counter[str] = Counter()
        counts = self._take_in(
            options["files"], left_out, by=by, archive=options["archive"], batch=batch, old_hosts=hosts,
            pictures=pictures,
        )  # fmt: skip
        self.stdout.write(
            f"{counts.came_in} came in, {counts.known} were in already, {counts.differ} of them with another text,"
            f" {counts.bad} bad."
        )
        if pictures:
            self.stdout.write(f"Photos: {pictures.new:,} came into the library, {pictures.known:,} were there already.")
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
                apart = _apart(paths, with_pictures=bool(wanted["pictures"]))
                for counts in take_in(_read(paths, left_out, bar, apart), tell=self._tell, **wanted):
                    bar.set_postfix_str(f"{counts.came_in} in, {counts.bad} bad", refresh=False)
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from error
        except StoreAway as away:
            raise CommandError(" ".join(away.messages)) from away
        except NotAllowed as refused:
            raise CommandError(str(refused)) from refused
        return counts

    def _tell(self, place: str, field: str, reason: str) -> None:
        with tqdm.external_write_mode():
            self.stderr.write(f"{place}: {field}: {reason}")


def _folder(path: Path) -> Folder:
    if not path.is_dir():
        raise CommandError(f"--media is a folder: not {path}")
    try:
        return Folder(path)
    except OSError as error:
        raise CommandError(f"--media: {error.filename}: {error.strerror}") from error


def _apart(paths: Sequence[Path], *, with_pictures: bool) -> Apart:
    """What the files tell apart from stories: what stands in one may be shown by stories of another."""
    apart = Apart(pictures={} if with_pictures else None)
    for path in paths:
        with path.open("rb") as file:
            if file.seekable():
                importers.gather(file, apart)
            elif with_pictures:
                raise CommandError(f"{path} is read twice with --media: save it as a file first.")
    return apart


def _read(paths: Sequence[Path], left_out: Counter[str], bar: Any, apart: Apart) -> Iterator[Found]:
    """The files one after another; of several, what stands where is told with the file's name, or its whole path."""
    names = Counter(path.name for path in paths)
    for path in paths:
        called = path.name if names[path.name] == 1 else path
        with path.open("rb") as file:
            begun = bar.n
            for place, found in importers.read(file, now=published.now(), left_out=left_out, apart=apart):
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
