"""The searchable words of each live edition: full text of SQLite's own, an inverted index on PostgreSQL.

Each database has its own kind of table, so Django manages none; `editions/tokens.py` alone reads and writes it.
Stories that were published before are due to be indexed.
"""

from django.db import migrations, models

SQLITE = [
    "CREATE VIRTUAL TABLE editions_token USING fts5("
    "at UNINDEXED, tokens, detail=none, columnsize=0, tokenize=\"ascii tokenchars '-_.'\")",
]
POSTGRESQL = [
    # The rows stay narrow, their words beside them: a search reads only the index and the rows it finds.
    "CREATE TABLE editions_token (edition_id bigint PRIMARY KEY, at timestamptz NOT NULL, tokens tsvector NOT NULL)"
    " WITH (toast_tuple_target = 128)",
    # Every token is rare, since it carries its month: statistics would only mislead.
    "ALTER TABLE editions_token ALTER COLUMN tokens SET STATISTICS 0",
    "CREATE INDEX editions_token_words ON editions_token USING gin (tokens) WITH (fastupdate = off)",
]
DUE = "INSERT INTO editions_unindexed (story_id, at) SELECT story_id, published_at FROM editions_edition"


def forwards(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)
    schema_editor.execute(DUE)


def backwards(apps, schema_editor):
    schema_editor.execute("DROP TABLE editions_token")


class Migration(migrations.Migration):
    dependencies = [("editions", "0011_index_of_live_stories")]

    operations = [
        migrations.CreateModel(
            name="Token",
            fields=[("edition_id", models.BigIntegerField(primary_key=True, serialize=False))],
            options={"db_table": "editions_token", "managed": False},
        ),
        migrations.RunPython(forwards, backwards),
    ]
