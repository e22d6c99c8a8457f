"""`manage.py make_archive --stories N --seed S`: a newsroom of many years, made up, by bulk copy."""

import io
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError, connection
from tqdm import tqdm

from accounts.models import Right, User
from accounts.roles import Bundle
from almanac import dates
from articles import published
from articles.models import Article
from articles.publishing.again import Again, Stretch
from articles.publishing.past import TOLD_AGAIN, Past, Told
from demo import pictures
from demo.archive.telling import Telling
from demo.archive.years import Years
from guards import loading
from photos.models import Photo

USERNAME = "arsip-buatan"
TEXTS = 20_000
MANY = 50_000
"""From so many stories on that are told again, indexes are built once for all sooner than row by row."""


class Command(BaseCommand):
    help = "Add a made-up archive: the same seed tells the same stories. For benches; refused in production."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--stories", type=int, required=True, metavar="N")
        parser.add_argument("--seed", type=int, default=1, metavar="S")
        parser.add_argument(
            "--texts", type=int, default=TEXTS, metavar="N",
            help="different ones, the newest (default: %(default)s); earlier years tell the same again",
        )  # fmt: skip
        parser.add_argument(
            "--at-once", type=int, default=1, metavar="N", help="connections that write what is told again"
        )
        parser.add_argument("--until", metavar="MOMENT", help="ISO 8601, with offset (default: last midnight)")
        parser.add_argument("--pictures", type=int, default=12, metavar="N", help="drawn and shared by the stories")

    def handle(self, *_args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("This is production: the archive is made up.")
        count, texts = options["stories"], options["texts"]
        for name in ("stories", "texts", "at_once"):
            if options[name] < 1:
                raise CommandError(f"--{name.replace('_', '-')} is at least 1.")
        loading.put_back(at_once=options["at_once"])  # what a run that was cut off set aside
        by = _archivist()
        photos = _photos(options["pictures"], by=by)
        until = _moment(options["until"])
        years = Years(count, texts)
        telling = Telling(seed=options["seed"], stories=years.told, until=until, photos=[photo.pk for photo in photos])
        past = Past(by=by, photos=photos, sections=telling.words.sections)
        with tqdm(total=count, unit=" stories", disable=None) as bar:
            stretches = []
            for batch in years.batches(telling.all()):
                stretches.append(_tell(past, batch))
                bar.update(len(batch))
            again = years.again(stretches, until - telling.begins)
            with _eased(count - years.told, options["at_once"]):
                for _again in _each(past.tell_again, again, options["at_once"]):
                    bar.update(years.batch)
        past.count_anew()
        self.stdout.write(f"{count} stories, {years.told} of them with a text of their own, to {until:%Y-%m-%d}.")


def _eased(stories: int, at_once: int) -> AbstractContextManager[None]:
    """Where these make most of the newsroom's, and are many."""
    if stories < max(MANY, Article.objects.count()):
        return nullcontext()
    return loading.set_aside(TOLD_AGAIN, at_once=at_once)


def _each(tell: Callable[[Again], None], stretches: Iterator[Again], at_once: int) -> Iterator[None]:
    """On so many connections; one is the command's own."""

    def apart(again: Again) -> None:
        try:
            tell(again)
        finally:
            connection.close()

    if at_once == 1:
        yield from map(tell, stretches)
    else:
        with ThreadPoolExecutor(at_once) as crew:
            yield from crew.map(apart, stretches)


def _tell(past: Past, batch: list[Told]) -> Stretch:
    try:
        return past.tell(batch)
    except IntegrityError as error:
        raise CommandError(f"The archive of this seed is in already: take another --seed ({error}).") from error


def _archivist() -> User:
    """Answers for the archive on the trail; has no password, so that nobody signs in as this account."""
    found = User.objects.filter(username=USERNAME).first()
    if found is None:
        found = User.objects.create_user(USERNAME, name="Arsip Buatan", is_demo=True)
        Right.objects.create(user=found, bundle=Bundle.ADMINISTRATOR)
    return found


def _photos(count: int, *, by: User) -> list[Photo]:
    """Pictures of the demonstration; those that the library has already are taken from there."""
    photos = []
    for key in list(pictures.PICTURES)[:count]:
        told = pictures.PICTURES[key]
        standing = Photo.objects.filter(caption=told.caption, uploaded_by__is_demo=True).order_by("pk").first()
        photos.append(standing or _draw(key, told, by=by))
    return photos


def _draw(key: str, told: pictures.Picture, *, by: User) -> Photo:
    drawn = io.BytesIO()
    pictures.draw(key).save(drawn, "JPEG", quality=92)
    return Photo.objects.add(
        SimpleUploadedFile(f"{key}.jpg", drawn.getvalue()), by=by, caption=told.caption, credit=told.credit,
        alt=told.alt, kind=told.kind, taken_on=told.taken_on,
    )  # fmt: skip


def _moment(given: str | None) -> datetime:
    if given is None:
        return dates.day_bounds(dates.local(published.now()).date())[0]
    try:
        moment = datetime.fromisoformat(given)
    except ValueError as error:
        raise CommandError(f"--until {given}: not a moment in ISO 8601") from error
    if moment.tzinfo is None:
        raise CommandError(f"--until {given}: the offset is missing, as in 2026-09-18T00:00+07:00")
    return moment
