from django.db import migrations

from kernel.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("approvals", "0001_policies_requests_decisions")]

    operations = [AppendOnly("approvals_decision"), AppendOnly("approvals_decisionline")]
