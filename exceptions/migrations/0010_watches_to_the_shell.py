from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def move(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Who watched a case watches it with everything else in the shell."""
    Watch = apps.get_model("workbench", "Watch")
    rows = apps.get_model("exceptions", "CaseWatch").objects.values_list(
        "person_id", "case_id", "since"
    )
    moved = (
        Watch(user_id=who, subject_type="exceptions.case", subject_id=str(case), since=since)
        for who, case, since in rows.iterator()
    )
    Watch.objects.bulk_create(moved, batch_size=1000, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [
        ("exceptions", "0009_counts_from_indexes"),
        ("workbench", "0007_files_comments_watchers"),
    ]

    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
