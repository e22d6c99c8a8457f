"""The row that lets the text of one story become empty: who had it so, when and why."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("editions", "0021_editions_name_what_they_verify"),
    ]

    operations = [
        migrations.CreateModel(
            name="Expunging",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("story_id", models.CharField(max_length=12)),
                ("article", models.PositiveBigIntegerField()),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=60)),
                ("why", models.TextField()),
                ("reference", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("story_id",), name="a_story_is_expunged_once"),
                    models.UniqueConstraint(fields=("article",), name="an_article_is_expunged_once"),
                    models.CheckConstraint(
                        condition=models.Q(("why", ""), _negated=True), name="an_expunging_says_why"
                    ),
                ],
            },
        ),
    ]
