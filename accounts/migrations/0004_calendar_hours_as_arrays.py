"""Business hours as arrays of seven numbers; no installation had any yet."""

import django.contrib.postgres.fields
from django.db import migrations, models

import accounts.models.place


def hours() -> django.contrib.postgres.fields.ArrayField:
    return django.contrib.postgres.fields.ArrayField(
        base_field=models.PositiveSmallIntegerField(),
        default=accounts.models.place.closed_all_week,
        size=7,
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_api_clients")]

    operations = [
        migrations.RemoveField("calendar", "opens"),
        migrations.RemoveField("calendar", "closes"),
        migrations.AddField("calendar", "opens", hours()),
        migrations.AddField("calendar", "closes", hours()),
        migrations.AlterModelOptions("calendar", options={"ordering": ["name"]}),
        migrations.AlterModelOptions("holiday", options={"ordering": ["day"]}),
        migrations.AddConstraint(
            "calendar",
            models.CheckConstraint(
                condition=models.Q(("opens__len", 7), ("closes__len", 7)),
                name="accounts_calendar_seven_days",
            ),
        ),
    ]
