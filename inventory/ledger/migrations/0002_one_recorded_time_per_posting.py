from django.contrib.postgres.functions import TransactionNow
from django.db import migrations, models


class Migration(migrations.Migration):
    """All rows of one posting carry the same recorded_at, so no moment sees half a posting."""

    dependencies = [("ledger", "0001_events_movements_levels")]

    operations = [
        migrations.AlterField(
            model_name=model,
            name="recorded_at",
            field=models.DateTimeField(db_default=TransactionNow(), editable=False),
        )
        for model in ("event", "movement")
    ]
