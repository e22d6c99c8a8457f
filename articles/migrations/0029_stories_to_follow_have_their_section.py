import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def as_their_stories(apps, _schema):
    articles, tasks = apps.get_model("articles", "Article"), apps.get_model("articles", "ToFollow")
    section = articles.objects.filter(pk=OuterRef("article")).values("section")
    tasks.objects.update(for_section=Subquery(section))


class Migration(migrations.Migration):
    dependencies = [("articles", "0028_a_sources_correction_is_taken_back")]

    operations = [
        migrations.AddField(
            model_name="tofollow",
            name="for_section",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.section",
            ),
        ),
        migrations.RunPython(as_their_stories, migrations.RunPython.noop),
    ]
