"""Full-text search of the desk, by the database: headline, deck, body, byline and place of every working copy.

Its words stand in a table of their own (GIN on PostgreSQL, FTS5 on SQLite), written with each save. What was stored in
bulk, as by an import, is brought in by `catch_up`. On PostgreSQL a word stands with the season in which its story was
last saved (`8107.banjir`), so that the newest stories with a common word cost one season's rows and not the archive's.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from django.db import connection, transaction
from django.db.models.expressions import RawSQL

from articles import published, rendering
from articles.models import Article, SearchMark
from articles.published import finder
from guards import turns

WORD = re.compile(r"\w+")
LONGEST, MOST_WORDS, BATCH = 200_000, 8, 200
"""Characters of a text that are searched, words of a question that count, rows of one catching up."""

ENOUGH = 100
"""Characters of a word typed: longer ones are found by how they begin."""

READ = (0, 1, 4, 16)
"""Seasons that are read before each look at what was found: a handful of looks, whatever the years."""


def text_of(article: Article) -> str:
    names = [credit.author.name for credit in article.credits.all()]
    parts = [article.headline, article.deck, article.place, *names, rendering.plain_text(article.body)]
    return "\n".join(parts)[:LONGEST]


def index(articles: Iterable[Article]) -> None:
    """Bring the words of these up to date."""
    rows = [(article.pk, text_of(article), season_of(article.saved_at)) for article in articles]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.executemany(_STORE, [(pk, season, f"{season}.", text) for pk, text, season in rows])
        else:
            cursor.executemany("DELETE FROM articles_words WHERE rowid = %s", [(pk,) for pk, _text, _season in rows])
            cursor.executemany("INSERT INTO articles_words (rowid, words) VALUES (%s, %s)", [row[:2] for row in rows])


def follow(article: Article, since: datetime) -> None:
    """An act saved the story and left its text: its words stand under the season of that too, not only of `since`."""
    if season_of(article.saved_at) != season_of(since):
        index([article])


def season_of(moment: datetime) -> int:
    """Quarters since the year 0, in UTC."""
    moment = moment.astimezone(UTC)
    return moment.year * 4 + (moment.month - 1) // 3


# A word with its season is longer than one without, and PostgreSQL takes none of more than 2,046 bytes.
_STORE = """
INSERT INTO articles_words (article_id, season, words)
SELECT %s, %s, coalesce(array_to_tsvector(array_agg(%s || left(lexeme, 500))), '')
FROM unnest(to_tsvector('simple', %s))
ON CONFLICT (article_id) DO UPDATE SET season = excluded.season, words = excluded.words
"""


def matching(typed: str, *, until: datetime | None = None) -> Iterator[RawSQL]:
    """Numbers of the stories that hold every word typed, or a word that begins so; nothing asked finds nothing.

    Those last saved in the newest seasons come first, or in that of `until` and before.
    """
    if not (asked := _asked(typed)):
        return
    if connection.vendor != "postgresql":
        yield RawSQL("SELECT rowid FROM articles_words WHERE articles_words MATCH %s", [asked])
        return
    with connection.cursor() as cursor:
        # The planner takes a word for common, and would compile for ten times as long as it then looks.
        cursor.execute("SET jit = off")
    for seasons in _in_turn(until or published.now()):
        with connection.cursor() as cursor:
            cursor.execute(_MATCH, [asked, seasons])
            found = [number for (number,) in cursor.fetchall()]
        if found:
            yield RawSQL("SELECT unnest(%s::bigint[])", [found])


# The words as the index was made of them, each with @ for its season; they stand there in no order, so none in phrases.
_ASKED = r"""
WITH asked AS MATERIALIZED (SELECT replace(
    regexp_replace(to_tsquery('simple', %s)::text, '''([^'']+)''', '''@.\1''', 'g'), '<->', '&'
) AS words)
"""

# Season by season, each by the words' index, whatever the planner guesses of them.
_MATCH = f"""{_ASKED}
SELECT held.article_id FROM asked CROSS JOIN unnest(%s::int[]) AS season (number) CROSS JOIN LATERAL (
    SELECT article_id FROM articles_words WHERE words @@ replace(asked.words, '@', season.number::text)::tsquery
) AS held
"""  # noqa: S608 - constants of this module


def _in_turn(until: datetime) -> Iterator[list[int]]:
    oldest = Article.objects.order_by("saved_at", "pk").values_list("saved_at", flat=True).first()
    seasons = list(range(season_of(until), season_of(oldest or until) - 1, -1))
    return filter(None, (seasons[begin:end] for begin, end in pairwise((*READ, None))))


def among(typed: str, numbers: list[int]) -> list[int]:
    """Those of the stories named that hold every word typed."""
    asked = _asked(typed)
    if not asked or not numbers:
        return []
    places = ", ".join(["%s"] * len(numbers))
    values: list[Any] = [asked, *numbers]
    sql = f"SELECT rowid FROM articles_words WHERE articles_words MATCH %s AND rowid IN ({places})"  # noqa: S608
    if connection.vendor == "postgresql":
        # Their rows first: the words' index would bring in every other story that holds a common word.
        sql, values = _FEW, [asked, numbers]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [row[0] for row in cursor.fetchall()]


_FEW = f"""{_ASKED}, few AS MATERIALIZED (
    SELECT article_id, season, words FROM articles_words WHERE article_id = ANY(%s)
)
SELECT few.article_id FROM few CROSS JOIN asked
WHERE few.words @@ replace(asked.words, '@', few.season::text)::tsquery
"""  # noqa: S608 - constants of this module


def _asked(typed: str) -> str:
    """The words as the database wants them. Beside others, a word that tells nothing is meant as it stands."""
    asked = [word.lower()[:ENOUGH] for word in WORD.findall(typed)][:MOST_WORDS]
    begun = set(finder.telling(asked))
    if connection.vendor == "postgresql":
        return " & ".join(f"{word}:*" if word in begun else word for word in asked)
    return " ".join(f'"{word}"{"*" if word in begun else ""}' for word in asked)


@transaction.atomic
def catch_up() -> int:
    """Index a batch of stories that no save has brought in; how many.

    Not while any are being stored: the mark would pass keys that were drawn early and are seen late.
    """
    if not turns.take_if_free(turns.IN_BULK):
        return 0
    mark = SearchMark.objects.get_or_create(pk=1)[0]
    rows = Article.objects.filter(pk__gt=mark.seen).order_by("pk").prefetch_related("credits__author")
    fresh = list(rows[:BATCH])
    if fresh:
        index(fresh)
        SearchMark.objects.filter(pk=1).update(seen=fresh[-1].pk)
    return len(fresh)
