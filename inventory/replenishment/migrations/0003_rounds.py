"""When suggestions were worked out last."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("replenishment", "0002_quiet_cells")]

    operations = [
        migrations.CreateModel(
            name="Round",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False),
                ),
                ("at_time", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)), name="replenishment_round_single"
                    )
                ],
            },
        ),
    ]
