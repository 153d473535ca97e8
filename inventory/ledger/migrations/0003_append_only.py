from django.db import migrations

from kernel.append_only import AppendOnly


class Migration(migrations.Migration):
    """Events and movements are never changed or deleted."""

    dependencies = [("ledger", "0002_one_recorded_time_per_posting")]

    operations = [AppendOnly("ledger_event"), AppendOnly("ledger_movement")]
