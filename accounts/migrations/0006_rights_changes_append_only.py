from django.db import migrations

from kernel.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_sessions_devices_invitations")]

    operations = [AppendOnly("accounts_rightschange")]
