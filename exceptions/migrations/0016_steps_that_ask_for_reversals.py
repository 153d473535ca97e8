"""The first playbooks about what an event did offer its reversal, while nobody has changed them."""

from django.db import migrations

TITLE = "Ask for the reversal of an event"
DETAIL = "Write the event's number or key, then why. Somebody else decides."
PLAYBOOKS = ("below-zero", "event-conflict", "snapshot-difference", "delivery", "lifecycle-breach")


def add(apps, schema_editor):
    Step = apps.get_model("exceptions", "PlaybookStep")
    Playbook = apps.get_model("exceptions", "Playbook")
    for book in Playbook.objects.filter(key__in=PLAYBOOKS, version=1):
        last = book.steps.filter(retired_at=None).order_by("-position").first()
        Step.objects.create(
            playbook=book,
            position=last.position + 1 if last else 1,
            title=TITLE,
            detail=DETAIL,
            evidence="note",
            action="ask_reversal",
        )


class Migration(migrations.Migration):
    dependencies = [("exceptions", "0015_short_picks")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
