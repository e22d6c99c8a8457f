"""A table of words beside the stories: GIN on PostgreSQL, FTS5 on SQLite. No foreign key: tests flush stories alone."""

from django.db import migrations, models

POSTGRESQL = (
    "CREATE TABLE articles_words (article_id bigint PRIMARY KEY, words tsvector NOT NULL)",
    "CREATE INDEX articles_words_gin ON articles_words USING gin (words)",
)
SQLITE = ("CREATE VIRTUAL TABLE articles_words USING fts5(words, tokenize='unicode61 remove_diacritics 2')",)


def make(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE articles_words")


class Migration(migrations.Migration):
    dependencies = [("articles", "0007_people_at_work_together")]

    operations = [
        migrations.CreateModel(
            name="SearchMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seen", models.PositiveBigIntegerField(default=0)),
            ],
        ),
        migrations.RunPython(make, drop),
    ]
