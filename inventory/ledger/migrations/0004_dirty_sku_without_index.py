import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Nobody looks a mark up by its SKU; keeping the index cost posting 1 µs an event."""

    dependencies = [("ledger", "0003_append_only")]

    operations = [
        migrations.AlterField(
            model_name="dirtysku",
            name="sku",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                to="catalog.sku",
            ),
        )
    ]
