from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0015_moves_found_in_time"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="article",
            index=models.Index(condition=models.Q(("unverified", True)), fields=["id"], name="article_unverified"),
        ),
    ]
