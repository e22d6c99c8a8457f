"""Full-text search of the desk, by the database: headline, deck, body, byline and place of every working copy.

Its words stand in a table of their own (GIN on PostgreSQL, FTS5 on SQLite), written with each save. What was stored in
bulk, as by an import, is brought in by `catch_up`. On PostgreSQL a word stands with the two weeks in which its story
was last saved (`1485.banjir`): the newest stories with a common word cost a few weeks' rows and not the archive's.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
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

SPAN = timedelta(weeks=2)
"""Which words stand by. Longer, a look reads more of a common word; shorter, more looks find a rare one."""

NEAR = {"postgresql": 500, "sqlite": 2_000}
"""Rows that are looked at before the index: with a common word SQLite's brings in all there are."""

FOUND = (60, 600, 6_000)
"""Stories that each look finds before it stops, the span it has come to read whole; a last one finds all others."""


def text_of(article: Article) -> str:
    names = [credit.author.name for credit in article.credits.all()]
    parts = [article.headline, article.deck, article.place, *names, rendering.plain_text(article.body)]
    return "\n".join(parts)[:LONGEST]


def index(articles: Iterable[Article]) -> None:
    """Bring the words of these up to date."""
    rows = [(article.pk, text_of(article), span_of(article.saved_at)) for article in articles]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.executemany(_STORE, [(pk, span, f"{span}.", text) for pk, text, span in rows])
        else:
            cursor.executemany("DELETE FROM articles_words WHERE rowid = %s", [(pk,) for pk, *_rest in rows])
            cursor.executemany("INSERT INTO articles_words (rowid, words) VALUES (%s, %s)", [row[:2] for row in rows])


def follow(article: Article, since: datetime) -> None:
    """An act saved the story and left its text: its words stand under the span of that too, not only of `since`."""
    if span_of(article.saved_at) != span_of(since):
        index([article])


def span_of(moment: datetime) -> int:
    """Spans since 1970 began, in UTC."""
    return int(moment.timestamp() // SPAN.total_seconds())


# A word with its span is longer than one without, and PostgreSQL takes none of more than 2,046 bytes.
_STORE = """
INSERT INTO articles_words (article_id, span, words)
SELECT %s, %s, coalesce(array_to_tsvector(array_agg(%s || left(lexeme, 500))), '')
FROM unnest(to_tsvector('simple', %s))
ON CONFLICT (article_id) DO UPDATE SET span = excluded.span, words = excluded.words
"""


def matching(typed: str, *, until: datetime | None = None) -> Iterator[RawSQL]:
    """Numbers of the stories that hold every word typed, or a word that begins so; nothing asked finds nothing.

    Those last saved in the newest spans come first, or in that of `until` and before.
    """
    if not (asked := _asked(typed)):
        return
    if connection.vendor != "postgresql":
        yield RawSQL("SELECT rowid FROM articles_words WHERE articles_words MATCH %s", [asked])
        return
    newest = until or published.now()
    oldest = Article.objects.order_by("saved_at", "pk").values_list("saved_at", flat=True).first() or newest
    with connection.cursor() as cursor:
        # The planner takes a word for common, and would compile for ten times as long as it then looks.
        cursor.execute("SET jit = off")
    for numbers in _looks(asked, span_of(newest), span_of(oldest)):
        yield RawSQL("SELECT unnest(%s::bigint[])", [numbers])


def _looks(asked: str, span: int, last: int) -> Iterator[list[int]]:
    for enough in (*FOUND, None):
        with connection.cursor() as cursor:
            cursor.execute(_WALK, [asked, span, last, enough])
            spans = cursor.fetchall()
        if found := [number for _span, numbers in spans for number in numbers]:
            yield found
        if enough is None or len(found) < enough:
            return
        span = spans[-1][0] - 1


# The words as the index was made of them, each with @ for its span; they stand there in no order, so none in phrases.
_ASKED = r"""
asked AS MATERIALIZED (SELECT replace(
    regexp_replace(to_tsquery('simple', %s)::text, '''([^'']+)''', '''@.\1''', 'g'), '<->', '&'
) AS words)
"""

# Span by span, newest first, each by the words' index whatever the planner guesses, and no further than asked.
_WALK = f"""
WITH RECURSIVE {_ASKED}, walk (span, numbers, found) AS (
    SELECT %s + 1, NULL::bigint[], 0::bigint
    UNION ALL
    SELECT walk.span - 1, held.numbers, walk.found + held.found
    FROM walk CROSS JOIN asked CROSS JOIN LATERAL (
        SELECT array_agg(article_id) AS numbers, count(*) AS found FROM articles_words
        WHERE words @@ replace(asked.words, '@', (walk.span - 1)::text)::tsquery
    ) AS held
    WHERE walk.span > %s AND (walk.found < %s) IS NOT FALSE
)
SELECT span, numbers FROM walk WHERE numbers IS NOT NULL
"""  # noqa: S608 - constants of this module


def near(typed: str, rows: QuerySet[Article]) -> list[int]:
    """Numbers of those of the first rows that hold every word typed."""
    asked = _asked(typed)
    numbers = list(rows.values_list("pk", flat=True)[: NEAR[connection.vendor]]) if asked else []
    if not numbers:
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


_FEW = f"""
WITH {_ASKED}, few AS MATERIALIZED (
    SELECT article_id, span, words FROM articles_words WHERE article_id = ANY(%s)
)
SELECT few.article_id FROM few CROSS JOIN asked
WHERE few.words @@ replace(asked.words, '@', few.span::text)::tsquery
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
