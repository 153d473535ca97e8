"""A draft made after one that was thrown away bears neither its number nor its version."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("approvals", "0005_hours_a_clock_was_set_by")]

    operations = [
        migrations.AddField("policy", "discarded_number", models.PositiveIntegerField(default=0)),
        migrations.AddField("policy", "discarded_version", models.PositiveIntegerField(default=0)),
    ]
