"""Two lives of one story never overlap: an exclusion constraint on PostgreSQL; a guard's trigger holds it on SQLite."""

from django.db import migrations

CONSTRAINT = """
ALTER TABLE editions_edition ADD CONSTRAINT one_life_at_a_time
EXCLUDE USING gist (story_id WITH =, tstzrange(published_at, superseded_at, '[)') WITH &&)
"""


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        schema_editor.execute(CONSTRAINT)


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE editions_edition DROP CONSTRAINT one_life_at_a_time")


class Migration(migrations.Migration):
    dependencies = [("editions", "0001_the_record")]

    operations = [migrations.RunPython(forwards, backwards)]
