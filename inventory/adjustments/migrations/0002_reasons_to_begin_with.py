from datetime import UTC, datetime

from django.db import migrations

from inventory.adjustments.defaults import write_policy, write_reasons

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


def begin(apps, schema_editor):
    write_reasons(apps.get_model("adjustments", "Reason"))
    write_policy(apps.get_model, BEGAN)


class Migration(migrations.Migration):
    dependencies = [
        ("adjustments", "0001_reasons_and_adjustments"),
        ("approvals", "0002_decisions_append_only"),
    ]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
