"""Settings of receiving carry a version, so that nobody overwrites what they have not seen."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("receiving", "0001_expected_deliveries"),
    ]

    operations = [
        migrations.AddField(
            model_name="landingsetting",
            name="version",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="overreceipttolerance",
            name="version",
            field=models.PositiveIntegerField(default=1),
        ),
    ]
