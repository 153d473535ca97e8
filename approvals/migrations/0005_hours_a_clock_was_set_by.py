"""A step remembers by which opening hours its clock was set, so that a change of them is followed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("approvals", "0004_decisions_copy_who_asked")]

    operations = [
        migrations.AddField(
            "requeststep",
            "hours_seen",
            models.CharField(blank=True, default="", max_length=64),
        ),
    ]
