"""The inverted index: which live editions hold which words, newest month first, the same on both databases.

A token is a word with the month of its story (`24322.korea`), so that even the commonest word costs one month's rows
and not the archive's. FTS5 searches them on SQLite, a `tsvector` under GIN on PostgreSQL.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection


@dataclass(frozen=True)
class Ask:
    """What a story must hold, each as alternatives, and what it must not: words and list keys."""

    every: tuple[tuple[str, ...], ...]
    none: tuple[str, ...] = ()

    @classmethod
    def all_of(cls, *words: str) -> "Ask":
        return cls(tuple((one,) for one in words))


@dataclass(frozen=True)
class Row:
    edition_id: int
    at: datetime
    month: int
    tokens: frozenset[str]


def month_of(moment: datetime) -> int:
    """Months since the year 0, in UTC."""
    moment = moment.astimezone(UTC)
    return moment.year * 12 + moment.month - 1


def first_moment(month: int) -> datetime:
    return datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC)


def add(rows: Iterable[Row]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.executemany(
                "INSERT INTO editions_token VALUES (%s, %s, array_to_tsvector(%s::text[]))",
                [(row.edition_id, row.at, sorted(_token(row.month, one) for one in row.tokens)) for row in rows],
            )
        else:
            cursor.executemany(
                "INSERT INTO editions_token (rowid, at, tokens) VALUES (%s, %s, %s)",
                [
                    (
                        _number(row.at, row.edition_id), _text(row.at),
                        " ".join(sorted(_token(row.month, one) for one in row.tokens)),
                    )
                    for row in rows
                ],
            )  # fmt: skip


def drop(editions: Mapping[int, datetime]) -> None:
    """`editions`: when the story of each first went out."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DELETE FROM editions_token WHERE edition_id = ANY(%s)", [list(editions)])
        else:
            numbers = [(_number(at, edition),) for edition, at in editions.items()]
            cursor.executemany("DELETE FROM editions_token WHERE rowid = %s", numbers)


def matching(ask: Ask, months: Sequence[int], *, limit: int, before: datetime | None = None) -> list[int]:
    """The newest editions of each month in turn, until there are enough; within a month in no order."""
    (found,) = matching_each([ask], months, limit=limit, before=before)
    return found


def matching_each(
    asks: Sequence[Ask], months: Sequence[int], *, limit: int, before: datetime | None = None
) -> list[list[int]]:
    """An answer to each, in their order; PostgreSQL is asked once for all."""
    if connection.vendor == "postgresql":
        return _on_postgresql(asks, months, limit, before)
    return [_on_sqlite(ask, months, limit, before) for ask in asks]


def _token(month: int | str, word: str) -> str:
    return f"{month}.{word}"


def _expression(ask: Ask, month: int | str, *, quote: str, either: str, both: str, but: str) -> str:
    """What is asked of one month, in a database's own signs. Words are letters and digits: no escapes."""

    def quoted(word: str) -> str:
        return f"{quote}{_token(month, word)}{quote}"

    wanted = both.join(f"({either.join(map(quoted, one))})" for one in ask.every)
    return f"({wanted})" + "".join(but + quoted(one) for one in ask.none)


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(sep=" ", timespec="microseconds")


_POSTGRESQL = """
SELECT asked.number - 1, found.edition_id
FROM unnest(%s::text[]) WITH ORDINALITY AS asked(expression, number) CROSS JOIN LATERAL (
    SELECT held.edition_id FROM unnest(%s::int[]) AS month(number) CROSS JOIN LATERAL (
        SELECT edition_id FROM editions_token
        WHERE tokens @@ replace(asked.expression, '@', month.number::text)::tsquery AND at < %s
        ORDER BY at DESC, edition_id DESC LIMIT {limit:d}
    ) held LIMIT {limit:d}
) found
"""
"""The limit is part of it, so that a plan kept for any words is made for as many rows as are read."""


def _on_postgresql(asks: Sequence[Ask], months: Sequence[int], limit: int, before: datetime | None) -> list[list[int]]:
    # The months are looped over in their order, and no further than the limit asks.
    asked = [_expression(ask, "@", quote="'", either=" | ", both=" & ", but=" & !") for ask in asks]
    found: list[list[int]] = [[] for _ask in asks]
    with connection.cursor() as cursor:
        cursor.execute(_POSTGRESQL.format(limit=limit), [asked, list(months), before or "infinity"])
        for number, edition in cursor.fetchall():
            found[number].append(edition)
    return found


_SQLITE = """
SELECT rowid FROM editions_token
WHERE editions_token MATCH %s AND rowid >= %s AND rowid < %s ORDER BY rowid DESC LIMIT %s
"""
_WITHIN = """
SELECT rowid FROM editions_token
WHERE editions_token MATCH %s AND rowid >= %s AND rowid <= %s AND at < %s ORDER BY at DESC, rowid DESC
"""
EDITION = 31
"""Bits of a row's number that are its edition's; those above are the second, so that the newest are read first."""

ALL = 1 << 63


def _number(at: datetime, edition: int = 0) -> int:
    return (int(at.timestamp() // 1) << EDITION) + edition


def _on_sqlite(ask: Ask, months: Sequence[int], limit: int, before: datetime | None) -> list[int]:
    found: list[int] = []
    for month in months:
        asked = _expression(ask, month, quote='"', either=" OR ", both=" AND ", but=" NOT ")
        found += _newest(asked, limit - len(found), before)
        if len(found) >= limit:
            break
    return found


def _newest(asked: str, limit: int, before: datetime | None) -> list[int]:
    """By their numbers, which is quick; what is written down of the moment is read within the first and last second."""
    with connection.cursor() as cursor:

        def within(second: int) -> list[int]:
            begins = second << EDITION
            end = _text(before) if before else "9999"
            cursor.execute(_WITHIN, [asked, begins, begins + (1 << EDITION) - 1, end])
            return [number for (number,) in cursor.fetchall()]

        end = max(min(_number(before), ALL - 1), -ALL) >> EDITION << EDITION if before else ALL - 1
        newest = within(end >> EDITION) if before else []
        if (left := limit - len(newest)) > 0:
            cursor.execute(_SQLITE, [asked, -ALL, end, left])
            newest += [number for (number,) in cursor.fetchall()]
        if len(newest) >= limit:
            last = newest[limit - 1] >> EDITION
            newest = [one for one in newest if one >> EDITION > last] + within(last)
    return [number & (1 << EDITION) - 1 for number in newest[:limit]]
