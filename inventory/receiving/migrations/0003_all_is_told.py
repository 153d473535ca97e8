"""Whether all that has not arrived of a delivery is said to be missing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("receiving", "0002_settings_have_versions")]

    operations = [
        migrations.AddField(
            model_name="receipt",
            name="all_told",
            field=models.BooleanField(default=False),
        ),
    ]
