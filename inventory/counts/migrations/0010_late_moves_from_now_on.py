"""What was told late is followed from now on: reading every movement there ever was would take an hour."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("counts", "0009_moves_told_late")]

    operations = [
        migrations.RunSQL(
            "INSERT INTO counts_ledgermark (id, xid, movement_id) VALUES"
            " (1, pg_snapshot_xmin(pg_current_snapshot())::text::bigint, 0)",
            "DELETE FROM counts_ledgermark",
        )
    ]
