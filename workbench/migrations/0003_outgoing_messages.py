import django_fsm
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workbench", "0002_views_and_notifications"),
    ]

    operations = [
        migrations.CreateModel(
            name="Outgoing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(unique=True)),
                (
                    "channel",
                    models.CharField(
                        choices=[("email", "Email"), ("webhook", "Webhook")], max_length=8
                    ),
                ),
                ("address", models.CharField(max_length=500)),
                ("subject", models.CharField(max_length=200)),
                ("payload", models.JSONField(default=dict)),
                ("about_type", models.CharField(max_length=60)),
                ("about_id", models.CharField(max_length=60)),
                (
                    "status",
                    django_fsm.FSMField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("sending", "Sending"),
                            ("sent", "Sent"),
                            ("called_back", "Called back"),
                            ("given_up", "Given up"),
                        ],
                        default="waiting",
                        max_length=12,
                        protected=True,
                    ),
                ),
                ("queued_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("claim", models.UUIDField(blank=True, null=True)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("last_error", models.CharField(blank=True, default="", max_length=300)),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status__in", ["waiting", "sending"])),
                        fields=["due_at"],
                        name="workbench_outgoing_due",
                    ),
                    models.Index(
                        fields=["about_type", "about_id"], name="workbench_outgoing_about"
                    ),
                ],
            },
        ),
    ]
