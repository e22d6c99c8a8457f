"""Full-text search of the desk, by the database: headline, deck, body, byline and place of every working copy.

Its words stand in a table of their own (GIN on PostgreSQL, FTS5 on SQLite), written with each save. What was stored in
bulk, as by an import, is brought in by `catch_up`.
"""

import re
from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models.expressions import RawSQL

from articles import rendering
from articles.models import Article, SearchMark
from guards import turns

WORD = re.compile(r"\w+")
LONGEST, MOST_WORDS, BATCH = 200_000, 8, 200
"""Characters of a text that are searched, words of a question that count, rows of one catching up."""


def text_of(article: Article) -> str:
    names = [credit.author.name for credit in article.credits.all()]
    parts = [article.headline, article.deck, article.place, *names, rendering.plain_text(article.body)]
    return "\n".join(parts)[:LONGEST]


def index(articles: Iterable[Article]) -> None:
    """Bring the words of these up to date."""
    rows = [(article.pk, text_of(article)) for article in articles]
    postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if postgresql:
            cursor.executemany(
                "INSERT INTO articles_words (article_id, words) VALUES (%s, to_tsvector('simple', %s))"
                " ON CONFLICT (article_id) DO UPDATE SET words = excluded.words",
                rows,
            )
        else:
            cursor.executemany("DELETE FROM articles_words WHERE rowid = %s", [(pk,) for pk, _text in rows])
            cursor.executemany("INSERT INTO articles_words (rowid, words) VALUES (%s, %s)", rows)


def matching(typed: str) -> RawSQL | list[int]:
    """Numbers of the stories that hold every word typed, or a word that begins so; nothing asked finds nothing."""
    asked = _asked(typed)
    if not asked:
        return []
    # Materialized: the words' index first, whatever the planner guesses of them.
    sql = f"WITH hits AS MATERIALIZED ({_sql()}) SELECT * FROM hits"  # noqa: S608 - constants of this module
    return RawSQL(sql, [asked])  # noqa: S611


def among(typed: str, numbers: list[int]) -> list[int]:
    """Those of the stories named that hold every word typed."""
    asked = _asked(typed)
    if not asked or not numbers:
        return []
    places = ", ".join(["%s"] * len(numbers))
    values: list[int | str] = [asked, *numbers]
    sql = f"{_sql()} AND rowid IN ({places})"
    if connection.vendor == "postgresql":
        # Their rows first: the words' index would bring in every other story that holds a common word.
        few = f"SELECT article_id, words FROM articles_words WHERE article_id IN ({places})"  # noqa: S608
        sql = f"WITH few AS MATERIALIZED ({few}) SELECT article_id FROM few WHERE words @@ to_tsquery('simple', %s)"  # noqa: S608
        values = [*numbers, asked]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [row[0] for row in cursor.fetchall()]


def _asked(typed: str) -> str:
    """The words as the database wants them."""
    words = [word.lower() for word in WORD.findall(typed)][:MOST_WORDS]
    if connection.vendor == "postgresql":
        return " & ".join(f"{word}:*" for word in words)
    return " ".join(f'"{word}"*' for word in words)


def _sql() -> str:
    if connection.vendor == "postgresql":
        return "SELECT article_id FROM articles_words WHERE words @@ to_tsquery('simple', %s)"
    return "SELECT rowid FROM articles_words WHERE articles_words MATCH %s"


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
