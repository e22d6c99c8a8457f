"""Brings what an archive's stories show into the picture library: each file once, however many of them show it."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils import timezone
from django.utils.text import Truncator

from accounts import roles
from accounts.models import User
from almanac.text import one_line
from articles.workflow import not_in_role
from photos import once
from photos.models import ALT_LENGTH, Photo
from photos.store import StoreAway
from wire.importers import pictures
from wire.importers.items import Item, Notice, Shown
from wire.media import Folder, NotFound

MAX_CAPTION = 2000
"""Characters, as the caption in a body may have."""


@dataclass
class Pictures:
    """The pictures of one run."""

    folder: Folder
    by: User
    hosts: Collection[str] = ()
    """Of the site that the folder is of, beside those that its file names."""
    new: int = 0
    known: int = 0
    _seen: dict[Path, Photo | str] = field(default_factory=dict)
    """What became of each file: its photo, or why it is none."""

    def __post_init__(self) -> None:
        if not self.by.may(roles.IMPORT_ARCHIVE):
            raise not_in_role("import_archive")

    def given_to(self, item: Item) -> Item:
        """The story with its photos; what can't come in is among its notices.

        Raises StoreAway, and OSError where the folder is away.
        """
        notices = list(item.notices)

        def found(shown: Shown, place: str) -> Photo | None:
            try:
                return self._photo(shown, item.hosts)
            except NotFound as error:
                name = one_line(shown.address)[:200]
                notices.append(Notice(place, f"{name}: {error}", " – ".join(filter(None, [name, shown.under]))))
                return None

        lead = found(item.lead, "photo") if item.lead else None
        within = [(shown, found(shown, "body")) for shown in item.within]
        return replace(
            item,
            photo=lead.pk if lead else None,
            photo_caption=_said_here(item.lead, lead) if item.lead and lead else "",
            photos=frozenset(photo.pk for photo in [lead, *(photo for _shown, photo in within)] if photo),
            body=pictures.filled(item.body, [_slot(shown, photo) if photo else "" for shown, photo in within]),
            notices=tuple(dict.fromkeys(notices)),
        )

    def _photo(self, shown: Shown, hosts: Collection[str]) -> Photo:
        path = self.folder.find(shown, {*hosts, *self.hosts})
        if path not in self._seen:
            self._seen[path] = self._brought_in(path, shown)
        photo = self._seen[path]
        if isinstance(photo, str):
            raise NotFound(photo)
        return photo

    def _brought_in(self, path: Path, shown: Shown) -> Photo | str:
        try:
            with path.open("rb") as file:
                photo, is_new = once.photo_of(
                    File(file, name=path.name), by=self.by, caption=(shown.caption or shown.under)[:MAX_CAPTION],
                    alt=Truncator(shown.alt).chars(ALT_LENGTH), credit=shown.credit,
                )  # fmt: skip
        except StoreAway:
            raise
        except ValidationError as error:
            return " ".join(error.messages)
        except OSError as error:
            self.folder.must_be_there()
            return f"can't be read: {error.strerror}"
        self.new, self.known = self.new + is_new, self.known + (not is_new)
        return _why_not(photo) or photo


def _why_not(photo: Photo) -> str:
    if not photo.is_free(timezone.now()):
        return f"its rights have ended or were denied (photo #{photo.pk})"
    return f"is retired from the library (photo #{photo.pk})" if photo.retired_at else ""


def _said_here(shown: Shown, photo: Photo) -> str:
    """What stands under it in this story, where that is not what is said of it anyway."""
    return "" if shown.under == one_line(photo.caption) else shown.under[:MAX_CAPTION]


def _slot(shown: Shown, photo: Photo) -> str:
    return f'<figure data-photo="{photo.pk}" data-caption="{escape(_said_here(shown, photo))}" data-credit=""></figure>'
