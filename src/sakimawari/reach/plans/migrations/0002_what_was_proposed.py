"""The hash of what was proposed, so that nothing else is approved or carried out."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("plans", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="planrow",
            name="manifest",
            field=models.CharField(default="", max_length=64),
        ),
    ]
