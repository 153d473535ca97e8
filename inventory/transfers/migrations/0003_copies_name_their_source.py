"""A draft that was copied says from which transfer."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("transfers", "0002_authors_do_not_approve")]

    operations = [
        migrations.AddField(
            model_name="transfer",
            name="copied_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="copies",
                to="transfers.transfer",
            ),
        ),
    ]
