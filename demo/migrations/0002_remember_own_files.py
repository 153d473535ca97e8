from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("demo", "0001_units")]

    operations = [
        migrations.AddField(
            model_name="unit",
            name="digest",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
    ]
