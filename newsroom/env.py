"""Reads the environment: each value once, with a default that is safe, and a sentence where it is nonsense."""

import fcntl
import os
import re
from collections.abc import Callable
from pathlib import Path
from string import Formatter
from typing import Any, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")
TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def read(name: str, default: T, parse: Callable[[str], T], *, secret: bool = False) -> T:
    """The parsed value of an environment variable, or the default where it is unset. No error prints a secret."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    try:
        return parse(raw.strip())
    except ValueError as error:
        told = f"{name}: {error}" if secret else f"{name}={raw!r}: {error}"
        raise ImproperlyConfigured(told) from (None if secret else error)


def text(name: str, default: str = "") -> str:
    return read(name, default, str)


def whole(name: str, default: int, *, least: int = 0) -> int:
    def parse(raw: str) -> int:
        if not raw.isdecimal() or int(raw) < least:
            raise ValueError(f"say a whole number, {least} or more")
        return int(raw)

    return read(name, default, parse)


def flag(name: str, *, default: bool) -> bool:
    def parse(raw: str) -> bool:
        if raw.lower() in TRUE | FALSE:
            return raw.lower() in TRUE
        raise ValueError("say 1 or 0")

    return read(name, default, parse)


def words(name: str, default: list[str]) -> list[str]:
    return read(name, default, lambda raw: [word.strip() for word in raw.split(",") if word.strip()])


def channel(raw: str) -> tuple[str, ...]:
    """Kind and target of the newsroom's channel."""
    if not raw:
        return ()
    kind, _space, target = raw.partition(" ")
    good = {"webhook": "https://", "slack": "https://", "telegram": ""}
    if kind not in good or not target.startswith(good[kind]) or (kind == "telegram" and "@" not in target):
        raise ValueError("say webhook https://…, slack https://… or telegram TOKEN@CHAT")
    return kind, target


def site(name: str, default: str) -> str:
    """Scheme and host of the site, to which paths are added."""

    def parse(raw: str) -> str:
        address = urlsplit(raw.rstrip("/"))
        if address.scheme not in {"http", "https"} or not address.hostname or address.path or address.query:
            raise ValueError("say scheme and host and no more, as https://kabar.id")
        return raw.rstrip("/")

    return read(name, default, parse)


def desk_path(name: str, default: str) -> str:
    """One word; `checks.py` sees to it that no address of readers begins with it."""

    def parse(raw: str) -> str:
        word = raw.strip("/")
        if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,39}", word):
            raise ValueError("say one word of small letters and digits, under which the desk stands, as desk")
        return word

    return read(name, default, parse)


def media(name: str, default: str) -> str:
    def parse(raw: str) -> str:
        if not (raw.startswith(("/", "https://", "http://")) and raw.endswith("/")):
            raise ValueError("say a path or an address that ends in /, as /media/ or https://gambar.kabar.id/media/")
        return raw

    return read(name, default, parse)


def byline(name: str, default: str) -> str:
    """A line with a place for names."""

    def parse(raw: str) -> str:
        hint = 'say where the names go, as "Oleh {names}", and no other word in { }'
        try:
            places = {place for _text, place, _how, _as in Formatter().parse(raw) if place is not None}
        except ValueError as error:
            raise ValueError(hint) from error
        if places != {"names"}:
            raise ValueError(hint)
        return raw

    return read(name, default, parse)


PROXIES = {
    "varnish": r"http://(\[[0-9a-f:]+\]|[\w.-]+)(:[0-9]{1,5})?/?",
    "fastly": r"[\w-]+",
    "cloudflare": r"[\w-]+",
}
"""Kinds of proxies, and what the place of each looks like."""

TOKENS = {"fastly": "FASTLY_TOKEN", "cloudflare": "CLOUDFLARE_TOKEN"}
"""What the services among them know us by: without, they would purge nothing and readers keep what is withdrawn."""


def proxies(name: str) -> list[str]:
    def parse(raw: str) -> list[str]:
        found = [word.strip() for word in raw.split(",") if word.strip()]
        for kind, _colon, place in (word.partition(":") for word in found):
            if not re.fullmatch(PROXIES.get(kind, r"\b\B"), place):
                raise ValueError("say varnish:http://127.0.0.1:6081, fastly:SERVICE or cloudflare:ZONE, by comma")
            if kind in TOKENS and not text(TOKENS[kind]):
                raise ValueError(f"{kind} purges nothing without a token: set {TOKENS[kind]}")
        return found

    return read(name, [], parse)


def storage(name: str, **folder: Path) -> dict[str, Any]:
    """Files in the S3 bucket that the variable names, or else in a folder of this machine (`location`).

    Keys of the bucket come as `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, or from the machine's own role.
    """
    bucket = text(name)
    if not bucket:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": folder}
    from botocore.config import Config  # noqa: PLC0415 - who has no bucket loads nothing of it

    server = {"endpoint_url": text("S3_ENDPOINT") or None, "region_name": text("S3_REGION") or None}
    # Given up before nginx does, so that whoever adds a photo is told in words.
    patience = Config(connect_timeout=3, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 2})
    mine = {"bucket_name": bucket, "default_acl": None, "file_overwrite": False, "client_config": patience}
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": mine | server}


def path(name: str) -> Path | None:
    return read(name, None, lambda raw: Path(raw).resolve() if raw else None)


def file(name: str) -> str:
    """The text of the file that an environment variable names."""

    def parse(raw: str) -> str:
        try:
            return Path(raw).read_text(encoding="utf-8-sig") if raw else ""
        except OSError as error:
            raise ValueError(str(error.strerror)) from error

    return read(name, "", parse)


def one_of(name: str, default: str, choices: set[str]) -> str:
    def parse(raw: str) -> str:
        if raw in choices:
            return raw
        raise ValueError(f"say one of {', '.join(sorted(choices))}")

    return read(name, default, parse)


COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
FONTS = re.compile(r"""[\w ,"-]{1,120}""")


def colours(name: str) -> tuple[str, ...]:
    """A colour by day and one by night, `"#951B1B #FF9C8F"`; empty: the house has none of its own."""

    def parse(raw: str) -> tuple[str, ...]:
        pair = tuple(raw.split())
        if pair and (len(pair) != 2 or not all(map(COLOUR.fullmatch, pair))):  # noqa: PLR2004
            raise ValueError('say two colours, by day and by night, as "#951B1B #FF9C8F"')
        return pair

    return read(name, (), parse)


def fonts(name: str) -> str:
    """A list of font families that readers have already: none is ever loaded."""

    def parse(raw: str) -> str:
        if raw and not FONTS.fullmatch(raw):
            raise ValueError('name families that readers have, as Georgia, "Noto Serif", serif')
        return raw

    return read(name, "", parse)


def database(name: str, fallback: Path, *, pool: str = "DATABASE_POOL") -> dict[str, object]:
    """Django's database settings from an address such as postgres://user:word@host:5432/newsroom; SQLite without.

    `pool`: the variable that says so where a pool shares connections by transaction, in which nothing is kept between.
    """
    found = read(name, sqlite(fallback), parse_database, secret=True)
    if one_of(pool, "session", {"session", "transaction"}) == "session" or "HOST" not in found:
        return found
    options = dict(found["OPTIONS"]) | {"prepare_threshold": None}  # type: ignore[call-overload]
    return found | {"OPTIONS": options, "DISABLE_SERVER_SIDE_CURSORS": True}


ASKED_OF_POSTGRESQL = frozenset(
    {"sslmode", "sslrootcert", "sslcert", "sslkey", "channel_binding", "target_session_attrs"}
)
"""What the address of a database may ask for, in the words of libpq, whose own tools know each as PG and its name."""


SLIP = "a sign of the user's name or password stands for itself: write # as %23, / as %2F, ? as %3F, @ as %40, : as %3A"


def parse_database(raw: str) -> dict[str, object]:
    """No error of ours or of the library's says a part of it: a slip may put the password anywhere."""
    try:
        address = urlsplit(raw)
        port = address.port
    except ValueError:
        raise ValueError(SLIP) from None
    if "@" in address.path + address.query + address.fragment or address.fragment:
        raise ValueError(SLIP)
    if address.scheme == "sqlite":
        return sqlite(Path(address.path))
    if address.scheme not in {"postgres", "postgresql"}:
        raise ValueError("it starts with postgres:// or sqlite://")
    asked = dict(parse_qsl(address.query, keep_blank_values=True))
    if unknown := sorted(set(asked) - ASKED_OF_POSTGRESQL):
        raise ValueError(f"after ? it knows {', '.join(sorted(ASKED_OF_POSTGRESQL))}, not {unknown[0]}")
    return {
        "ENGINE": "newsroom.postgresql",
        "NAME": unquote(address.path.lstrip("/")),
        "USER": unquote(address.username or ""),
        "PASSWORD": unquote(address.password or ""),
        "HOST": address.hostname or "",
        "PORT": str(port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            # What is asked often is planned once: a plan is half of what a question of a page costs.
            "server_side_binding": True,
            "prepare_threshold": 2,
            # One that is gone without a word is known to be so within seconds, not hours.
            "connect_timeout": 3,
            "tcp_user_timeout": 5000,
            "keepalives_idle": 10,
            **asked,
        },
    }


def sqlite(path: Path) -> dict[str, object]:
    """Readers never wait for writers (WAL); writers queue from their first statement (IMMEDIATE)."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        },
    }


def secret(name: str, path: Path, *, production: bool) -> str:
    """The key that signs sessions: given in production, made once and kept beside the data elsewhere."""
    if given := os.environ.get(name):
        if not given.strip():
            raise ImproperlyConfigured(f"{name} is blank: give it a long text that nobody guesses, or take it away")
        return given
    if production:
        raise ImproperlyConfigured(f"{name} is not set: production needs a secret key of its own")
    if not (path.exists() and path.read_text()):
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # workers that start together sign with one key
            if not file.read():
                file.write(os.urandom(40).hex())
    return path.read_text()
