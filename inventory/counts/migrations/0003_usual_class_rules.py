"""The rules an installation begins with: counted 4, 2 and 1 times a year, units before percent."""

from decimal import Decimal

from django.db import migrations

USUAL = (("A", 80, 91, 0, "0.5"), ("B", 95, 182, 1, "1"), ("C", 100, 365, 2, "5"))


def add(apps, schema_editor):
    rules = apps.get_model("counts", "ClassRule")
    for klass, until, days, units, percent in USUAL:
        rules.objects.get_or_create(
            place=None,
            klass=klass,
            defaults={
                "until_percent": until,
                "interval_days": days,
                "units": units,
                "percent": Decimal(percent),
            },
        )


class Migration(migrations.Migration):
    dependencies = [("counts", "0002_fences")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
