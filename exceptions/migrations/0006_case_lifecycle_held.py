from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exceptions", "0005_past_cases")]

    operations = [
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", False), ("status", "closed")),
                    models.Q(
                        models.Q(("status", "closed"), _negated=True), ("closed_at__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="exceptions_case_closed_has_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("resolved_at__isnull", False), ("status__in", ["resolved", "closed"])
                    ),
                    models.Q(
                        models.Q(("status__in", ["resolved", "closed"]), _negated=True),
                        ("resolved_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="exceptions_case_resolved_has_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["assigned", "in_progress", "waiting"]), _negated=True),
                    ("owner__isnull", False),
                    _connector="OR",
                ),
                name="exceptions_case_worked_has_owner",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "open"), _negated=True),
                    ("owner__isnull", True),
                    _connector="OR",
                ),
                name="exceptions_case_open_has_no_owner",
            ),
        ),
    ]
