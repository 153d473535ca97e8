from django.db import migrations, models
from django.db.models import Q

COUNTED = ("place", "snoozed_until", "snooze_until_changes", "kind")
OPEN = Q(("resolved_at__isnull", True))


def swapped(name: str, *fields: str) -> list[migrations.operations.base.Operation]:
    """The same index, with the kind: some kinds are not for everybody."""
    index = models.Index(
        fields=[*fields, "due_key", "id"], include=COUNTED, condition=OPEN, name=name
    )
    return [migrations.RemoveIndex("case", name), migrations.AddIndex("case", index)]


class Migration(migrations.Migration):
    dependencies = [("exceptions", "0013_playbooks_for_every_kind")]

    operations = [
        *swapped("exceptions_case_due"),
        *swapped("exceptions_case_owner", "owner"),
        *swapped("exceptions_case_queue", "queue"),
    ]
