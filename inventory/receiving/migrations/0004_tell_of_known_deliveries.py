"""Say of deliveries that stand open whether all that has not arrived is said to be missing."""

from django.db import migrations

TOLD = """
UPDATE receiving_receipt receipt SET all_told = true
WHERE receipt.status IN ('partly_received', 'received') AND NOT EXISTS (
    SELECT 1 FROM receiving_receiptline line
    WHERE line.receipt_id = receipt.id AND line.expected > (
        SELECT COALESCE(SUM(event.quantity), 0)
        FROM receiving_receiptevent kept JOIN ledger_event event ON event.id = kept.event_id
        WHERE kept.receipt_id = receipt.id AND event.sku_id = line.sku_id
          AND kept.meaning IN ('accepted', 'damaged', 'lost')
          AND NOT EXISTS (SELECT 1 FROM ledger_event undo WHERE undo.reverses_id = event.id)
    ) + (
        SELECT COALESCE(SUM(missing.quantity), 0)
        FROM receiving_missing missing JOIN receiving_arrival arrival
          ON arrival.id = missing.arrival_id
        WHERE arrival.receipt_id = receipt.id AND missing.sku_id = line.sku_id
          AND arrival.undone_at IS NULL
    )
)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("receiving", "0003_all_is_told"),
        ("ledger", "0004_dirty_sku_without_index"),
    ]

    operations = [migrations.RunSQL(TOLD, migrations.RunSQL.noop)]
