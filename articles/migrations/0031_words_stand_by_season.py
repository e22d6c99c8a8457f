"""On PostgreSQL a word stands with the season in which its story was last saved; SQLite's words stay as they are."""

from django.db import migrations

BY_SEASON = (
    """
    CREATE TABLE articles_words_by_season AS
    SELECT article_id, season, coalesce((
        SELECT array_to_tsvector(array_agg(season || '.' || left(lexeme, 500))) FROM unnest(words)
    ), '') AS words
    FROM articles_words INNER JOIN (
        SELECT id AS article_id, (
            extract(year FROM saved_at AT TIME ZONE 'UTC') * 4 + extract(quarter FROM saved_at AT TIME ZONE 'UTC') - 1
        )::integer AS season
        FROM articles_article
    ) AS saved USING (article_id)
    """,
    "DROP TABLE articles_words",
    "ALTER TABLE articles_words_by_season RENAME TO articles_words",
    "ALTER TABLE articles_words ALTER season SET NOT NULL, ALTER words SET NOT NULL, ADD PRIMARY KEY (article_id)",
    "CREATE INDEX articles_words_gin ON articles_words USING gin (words)",
)
PLAIN = (
    "DROP INDEX articles_words_gin",
    """
    UPDATE articles_words SET words = coalesce((
        SELECT array_to_tsvector(array_agg(substr(lexeme, strpos(lexeme, '.') + 1))) FROM unnest(words)
    ), '')
    """,
    "ALTER TABLE articles_words DROP season",
    "CREATE INDEX articles_words_gin ON articles_words USING gin (words)",
)


def run(statements):
    def on_postgresql(apps, schema_editor):
        for statement in statements if schema_editor.connection.vendor == "postgresql" else ():
            schema_editor.execute(statement)

    return on_postgresql


class Migration(migrations.Migration):
    dependencies = [("articles", "0030_stories_to_follow_are_found_by_section")]

    operations = [migrations.RunPython(run(BY_SEASON), run(PLAIN))]
