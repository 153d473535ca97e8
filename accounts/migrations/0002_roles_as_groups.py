"""One group for each role: what a group may do stands in accounts.roles."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ROLES = (
    "store staff",
    "store manager",
    "warehouse",
    "ops agent",
    "ops lead",
    "admin",
    "finance",
    "auditor",
    "integration engineer",
)


def create_groups(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    group = apps.get_model("auth", "Group")
    for name in ROLES:
        group.objects.get_or_create(name=name)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_people_and_places")]

    operations = [migrations.RunPython(create_groups, migrations.RunPython.noop)]
