from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("editions", "0022_a_text_can_be_expunged"),
    ]

    operations = [
        migrations.AlterField(
            model_name="notice",
            name="edition",
            field=models.ForeignKey(on_delete=models.deletion.PROTECT, related_name="+", to="editions.edition"),
        ),
    ]
