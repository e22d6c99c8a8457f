from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0027_updates_keep_their_own_restriction"),
    ]

    operations = [
        migrations.AddField(
            model_name="sourcecorrection",
            name="taken_back_at",
            field=models.DateTimeField(null=True),
        ),
    ]
