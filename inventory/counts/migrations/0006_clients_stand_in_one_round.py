"""A client that counted a line in two rounds stays named in the first alone: it confirmed nothing."""

from django.db import migrations
from django.db.migrations.state import StateApps
from django.db.models import Exists, OuterRef


def keep_the_first(apps: StateApps, _editor: object) -> None:
    rows = apps.get_model("counts", "LineCounter").objects.exclude(client="")
    before = rows.filter(
        line=OuterRef("line"), client=OuterRef("client"), round__lt=OuterRef("round")
    )
    rows.filter(Exists(before)).delete()


class Migration(migrations.Migration):
    dependencies = [("counts", "0005_shelves_asked_again")]

    operations = [migrations.RunPython(keep_the_first, migrations.RunPython.noop)]
