from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sending", "0002_what_may_have_been_taken"),
    ]

    operations = [
        migrations.CreateModel(
            name="SaidRow",
            fields=[
                ("ours", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("person", models.CharField(max_length=32)),
                ("content", models.BinaryField()),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=models.deletion.PROTECT,
                        related_name="said",
                        to="sending.messagerow",
                    ),
                ),
            ],
        ),
    ]
