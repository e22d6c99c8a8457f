"""On SQLite the number of a row of words begins with its story's second: the newest are read first, and no further."""

from django.db import migrations

LIKE = "fts5(at UNINDEXED, tokens, detail=none, columnsize=0, tokenize=\"ascii tokenchars '-_.'\")"
STEPS = [
    f"CREATE VIRTUAL TABLE editions_token_new USING {LIKE}",
    "INSERT INTO editions_token_new (rowid, at, tokens) SELECT {number}, at, tokens FROM editions_token ORDER BY 1",
    "DROP TABLE editions_token",
    "ALTER TABLE editions_token_new RENAME TO editions_token",
]
NEWEST_FIRST = "(CAST(strftime('%%s', substr(at, 1, 19)) AS INTEGER) << 31) + rowid"
AS_IT_CAME = "rowid & 2147483647"


def numbered(number):
    def run(_apps, schema_editor):
        if schema_editor.connection.vendor == "sqlite":
            for step in STEPS:
                schema_editor.execute(step.format(number=number))

    return run


class Migration(migrations.Migration):
    dependencies = [("editions", "0019_headings_are_found_by_name")]
    operations = [migrations.RunPython(numbered(NEWEST_FIRST), numbered(AS_IT_CAME))]
