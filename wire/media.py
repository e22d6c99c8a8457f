"""A folder with a copy of an old site's uploads: which file of it an address of that site names. Nothing is fetched."""

import errno
import os
import re
from collections.abc import Collection
from pathlib import Path
from unicodedata import normalize
from urllib.parse import unquote, urlsplit

from wire.importers.items import Shown

_UPLOADS = re.compile(r"(?:\A|/)(wp-content/uploads|content/images)/+(?=.)(.*)\Z", re.DOTALL)
WORDPRESS = "wp-content/uploads"
_GHOST_NAME = re.compile(r"(\.[^./]{1,10})\Z")
_GHOST_SIZE = re.compile(r"\A(?:size/w\d{1,5}(?:h\d{1,5})?/)?(?:format/\w{1,10}/)?")
_SIZE = re.compile(r"-\d{1,5}x\d{1,5}(\.[^./]{1,10})\Z")
_PHOTON = re.compile(r"i\d\.wp\.com")
"""WordPress.com's own copies: `i0.wp.com/www.lama.id/wp-content/uploads/…`."""


class NotFound(ValueError):
    """No file of the folder is meant; why."""


class Folder:
    """`root`: what the old site's `wp-content/uploads` or `content/images` holds."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve(strict=True)
        self.must_be_there()

    def must_be_there(self) -> None:
        """Raises OSError where it is empty or away, as on a disk that was taken off: stories get no pictures later."""
        with os.scandir(self.root) as inside:
            if next(inside, None) is None:
                raise FileNotFoundError(errno.ENOENT, "is empty, or its disk is away", str(self.root))

    def find(self, shown: Shown, hosts: Collection[str]) -> Path:
        """The picture as a file, the whole one rather than a smaller one made of it. `hosts`: the site's own.

        Raises NotFound, whatever the addresses are, and OSError where the folder is away.
        """
        # A copy that went through a Mac calls a file with accents by other letters than its address does.
        for spelt in dict.fromkeys(form for name in _names(shown, hosts) for form in _spelt(name)):
            if path := self._inside(spelt):
                return path
        self.must_be_there()
        raise NotFound("is not in the folder")

    def _inside(self, name: str) -> Path | None:
        """The file of that name; links are followed within the folder alone."""
        parts = [part for part in name.split("/") if part]
        if ".." in parts or "\\" in name or "\0" in name:
            raise NotFound("leads out of the folder")
        try:
            path = self.root.joinpath(*parts).resolve(strict=True)
            is_file = path.is_file()
        except (OSError, RuntimeError, ValueError):  # also: too long a name, links in a ring
            return None
        if not path.is_relative_to(self.root):
            raise NotFound("leads out of the folder")
        return path if is_file else None


def _names(shown: Shown, hosts: Collection[str]) -> list[str]:
    """What the file may be called, the likeliest first, by those of its two addresses that lead to the uploads."""
    names: list[str] = []
    refusals = []
    for address in (shown.original, shown.address) if shown.original else (shown.address,):
        try:
            system, name = _upload(address, hosts)
        except NotFound as refusal:
            refusals.append(refusal)
            continue
        # Called so by the old system itself: `kapal-300x200.jpg` is then no size of `kapal.jpg`, which is another.
        names += [name] if address == shown.original else []
        names += _whole_first(system, name)
    if not names:
        raise refusals[-1]
    return names


def _upload(address: str, hosts: Collection[str]) -> tuple[str, str]:
    """Whose upload it is, by the folder of that system, and where in that it lies, going by its address."""
    try:
        parts = urlsplit(address.strip())
        host, path = (parts.hostname or "").removeprefix("www."), unquote(parts.path)
    except ValueError:
        raise NotFound("is no address") from None
    if _PHOTON.fullmatch(host):
        host, _, path = path.lstrip("/").partition("/")
        host = host.removeprefix("www.")
    if parts.scheme not in ("", "http", "https"):
        raise NotFound("is no address of a file")
    if host and host not in hosts:
        raise NotFound(f"stands on another host ({host[:60]})")
    if not (found := _UPLOADS.search(path)):
        raise NotFound("is none of the old site's uploads")
    return found[1], found[2]


def _spelt(name: str) -> tuple[str, str, str]:
    return name, normalize("NFC", name), normalize("NFD", name)


def _whole_first(system: str, name: str) -> list[str]:
    """A size leads to the picture that it was made of, which WordPress may have kept scaled down.

    Ghost shows a copy without the words that were in the file, and keeps the file itself beside it.
    """
    if system != WORDPRESS:
        whole = _GHOST_SIZE.sub("", name)
        return [_GHOST_NAME.sub(r"_o\1", whole), whole, name]
    if found := _SIZE.search(name):
        stem, suffix = name[: found.start()], found[1]
        return [f"{stem}-scaled{suffix}", f"{stem}{suffix}", name]
    return [name]
