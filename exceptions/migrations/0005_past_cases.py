from django.db import migrations

# What was closed before there were statuses was resolved at the same moment.
CLOSED = """
UPDATE exceptions_case SET status = 'closed', resolved_at = closed_at, resolved_by_id = closed_by_id
WHERE closed_at IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("exceptions", "0004_case_lifecycle")]

    operations = [migrations.RunSQL(CLOSED, migrations.RunSQL.noop)]
