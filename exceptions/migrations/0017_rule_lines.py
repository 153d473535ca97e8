import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exceptions", "0016_steps_that_ask_for_reversals")]

    operations = [
        migrations.AddField(
            model_name="routingrule",
            name="line",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="exceptions.routingrule",
            ),
        ),
    ]
