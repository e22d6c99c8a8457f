"""On PostgreSQL a word stands with the two weeks in which its story was last saved, and at once in its index."""

from django.db import migrations

SPAN = "floor(extract(epoch FROM saved_at) / 1209600)"
SEASON = "extract(year FROM saved_at AT TIME ZONE 'UTC') * 4 + extract(quarter FROM saved_at AT TIME ZONE 'UTC') - 1"


def told_apart(name, number, index):
    """The table anew, each word with another number in the place of the one it had."""
    return (
        f"""
        CREATE TABLE articles_words_anew AS
        SELECT article_id, {name}, coalesce((
            SELECT array_to_tsvector(array_agg({name} || substr(lexeme, strpos(lexeme, '.')))) FROM unnest(words)
        ), '') AS words
        FROM articles_words INNER JOIN (
            SELECT id AS article_id, ({number})::integer AS {name} FROM articles_article
        ) AS saved USING (article_id)
        """,  # noqa: S608 - constants of this file
        "DROP TABLE articles_words",
        "ALTER TABLE articles_words_anew RENAME TO articles_words",
        f"ALTER TABLE articles_words ALTER {name} SET NOT NULL, ALTER words SET NOT NULL, ADD PRIMARY KEY (article_id)",
        f"CREATE INDEX articles_words_gin ON articles_words USING gin (words){index}",
    )


def run(statements):
    def on_postgresql(apps, schema_editor):
        for statement in statements if schema_editor.connection.vendor == "postgresql" else ():
            schema_editor.execute(statement)

    return on_postgresql


class Migration(migrations.Migration):
    dependencies = [("articles", "0031_words_stand_by_season")]

    operations = [
        migrations.RunPython(
            run(told_apart("span", SPAN, " WITH (fastupdate = off)")), run(told_apart("season", SEASON, ""))
        )
    ]
