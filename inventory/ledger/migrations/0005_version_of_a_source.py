from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_dirty_sku_without_index")]

    operations = [
        migrations.AddField(
            model_name="source",
            name="version",
            field=models.PositiveIntegerField(db_default=1, default=1),
        ),
    ]
