from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("editions", "0020_tokens_newest_first"),
    ]

    operations = [
        migrations.AddField(
            model_name="edition",
            name="verifies",
            field=models.CharField(blank=True, default="", max_length=12),
        ),
    ]
