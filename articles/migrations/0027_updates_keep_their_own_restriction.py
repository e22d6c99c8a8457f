from django.db import migrations, models


def tell_their_own(apps, _schema_editor):
    """Updates that are restricted although their live coverage is open; found by the people named, who are few."""
    article = apps.get_model("articles", "Article")
    named = article.named.through.objects.values("article")
    alone = article.objects.filter(pk__in=named, genre="update", coverage__restricted=False)
    article.objects.filter(pk__in=list(alone.values_list("pk", flat=True))).update(restricted_itself=True)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0026_a_source_corrects_itself"),
    ]

    operations = [
        migrations.AddField(
            model_name="article",
            name="restricted_itself",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.RunPython(tell_their_own, migrations.RunPython.noop),
    ]
