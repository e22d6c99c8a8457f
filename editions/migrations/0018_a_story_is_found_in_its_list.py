from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("editions", "0017_a_fokus_has_its_days")]

    operations = [
        migrations.RemoveIndex(model_name="entry", name="entries_of_story"),
        migrations.AddIndex(
            model_name="entry", index=models.Index(fields=["story_id", "list"], name="entries_of_stories")
        ),
    ]
