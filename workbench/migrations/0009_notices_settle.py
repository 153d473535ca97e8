"""A notice says what it is about, and is settled when there is nothing left to do."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workbench", "0008_comments_of_clients")]

    operations = [
        migrations.AddField(
            "notification",
            "subject_type",
            models.CharField(blank=True, default="", max_length=80),
        ),
        migrations.AddField(
            "notification",
            "subject_id",
            models.CharField(blank=True, default="", max_length=80),
        ),
        migrations.AddField(
            "notification", "settled_at", models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField(
            "notification",
            "settled_text",
            models.CharField(blank=True, default="", max_length=200),
        ),
        migrations.RemoveIndex("notification", "workbench_notices_unread"),
        migrations.AddIndex(
            "notification",
            models.Index(
                condition=models.Q(("read_at", None), ("settled_at", None)),
                fields=["user"],
                name="workbench_notices_unread",
            ),
        ),
        migrations.AddIndex(
            "notification",
            models.Index(
                condition=models.Q(("subject_id", ""), _negated=True),
                fields=["subject_type", "subject_id"],
                name="workbench_notices_about",
            ),
        ),
    ]
