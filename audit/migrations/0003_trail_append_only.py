from django.db import migrations

from kernel.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_trail_indexes")]

    operations = [AppendOnly("audit_entry")]
