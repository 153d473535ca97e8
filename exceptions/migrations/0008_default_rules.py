from datetime import UTC, datetime

from django.db import migrations

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)

QUEUES = {
    "desk": "Desk",
    "stock": "Stock differences",
    "deliveries": "Deliveries and transfers",
    "feeds": "Feeds and events",
    "ledger": "Ledger",
}
# key: name, steps of (title, detail, required, evidence, action)
PLAYBOOKS = {
    "below-zero": (
        "Below zero",
        [
            (
                "See which system is late",
                "Compare what each system says and when it said it.",
                False,
                "",
                "",
            ),
            ("Ask the place what is on the shelf", "Write down what was found.", True, "note", ""),
            ("Have it counted", "A count settles what is there.", False, "", "create_count"),
        ],
    ),
    "event-conflict": (
        "Conflict",
        [
            (
                "Compare both contents",
                "The same key was sent twice with different content.",
                False,
                "",
                "",
            ),
            (
                "Keep what was posted",
                "The later content is put away, with your note.",
                False,
                "note",
                "close_conflict",
            ),
            (
                "Say which one is right",
                "Ask the source and write down its answer.",
                True,
                "note",
                "",
            ),
        ],
    ),
    "malformed-fact": (
        "Waiting events",
        [
            ("Mend what they name", "Add the missing SKU, place or time zone.", False, "", ""),
            (
                "Replay the waiting events",
                "Events that fit now are posted once.",
                True,
                "",
                "replay_events",
            ),
        ],
    ),
    "sequence-gap": (
        "Sequence gap",
        [
            ("Ask the source to send again", "Name the missing numbers.", True, "note", ""),
            ("Close the gap", "Only when the numbers will never come.", False, "note", "close_gap"),
        ],
    ),
    "silent-source": (
        "Silent source",
        [
            ("Find out why it is silent", "Ask whoever runs the source.", True, "note", ""),
            ("Say when it will speak again", "Snooze the case until then.", False, "note", ""),
        ],
    ),
    "snapshot-difference": (
        "Snapshot difference",
        [
            (
                "See which system is late",
                "Compare what each system says and when it said it.",
                False,
                "",
                "",
            ),
            ("Have it counted", "A count settles what is there.", False, "", "create_count"),
            ("Say where the difference comes from", "In one sentence.", True, "note", ""),
        ],
    ),
    "delivery": (
        "Delivery",
        [
            ("Ask whoever sent it", "Write down the answer.", True, "note", ""),
            ("Attach the delivery note", "A photo is enough.", False, "attachment", ""),
        ],
    ),
    "count-variance": (
        "Count variance",
        [
            (
                "Look at the movements since the last count",
                "Late events explain many differences.",
                False,
                "",
                "",
            ),
            ("Have it counted by somebody else", "", False, "", "create_count"),
            ("Say where the difference comes from", "In one sentence.", True, "note", ""),
        ],
    ),
    "lifecycle-breach": (
        "Lifecycle breach",
        [
            (
                "Ask whether the place is open or the SKU sold",
                "Write down the answer.",
                True,
                "note",
                "",
            ),
            ("Change the lifecycle, or stop the source", "", False, "", ""),
        ],
    ),
    "ledger": (
        "Ledger does not hold",
        [
            ("Run the check again", "Use: manage.py ledger verify", True, "note", ""),
            ("Tell who runs the installation", "Nothing is mended by hand here.", True, "note", ""),
        ],
    ),
}
# name, kinds, queue, severity, minutes, playbook
RULES = [
    ("The ledger does not hold", ["invariant_breach"], "ledger", "urgent", 60, "ledger"),
    ("Stock below zero", ["below_zero"], "stock", "high", 240, "below-zero"),
    ("Conflicting events", ["event_conflict"], "feeds", "", 480, "event-conflict"),
    ("Facts that could not be posted", ["malformed_fact"], "feeds", "high", 240, "malformed-fact"),
    ("Silent sources", ["feed_late"], "feeds", "high", 120, "silent-source"),
    ("Gaps in a sequence", ["sequence_gap"], "feeds", "", 480, "sequence-gap"),
    ("Snapshots that differ", ["snapshot_difference"], "stock", "", 1440, "snapshot-difference"),
    ("Overdue transfers and deliveries", ["transfer_overdue", "delivery_overdue"], "deliveries", "high", 480, "delivery"),
    ("Short and over receipts", ["short_receipt", "over_receipt"], "deliveries", "", 1440, "delivery"),
    ("Count variances", ["count_variance"], "stock", "", 1440, "count-variance"),
    ("Lifecycle breaches", ["lifecycle_breach"], "stock", "", 1440, "lifecycle-breach"),
    ("Everything else", [], "desk", "", 1440, None),
]  # fmt: skip
# key, label, note required
CODES = [
    ("corrected", "Corrected in the ledger", False),
    ("late-event", "A late event explained it", False),
    ("source-fixed", "The source was mended", False),
    ("counted", "Counted", False),
    ("loss", "Lost or damaged", True),
    ("duplicate", "Already known", False),
    ("no-action", "Nothing was wrong", True),
    ("other", "Something else", True),
]


def add(apps, schema_editor):
    get = lambda name: apps.get_model("exceptions", name)  # noqa: E731
    Queue, Playbook, PlaybookStep = get("Queue"), get("Playbook"), get("PlaybookStep")
    queues = {key: Queue.objects.create(key=key, name=name) for key, name in QUEUES.items()}
    playbooks = {}
    for key, (name, steps) in PLAYBOOKS.items():
        playbooks[key] = Playbook.objects.create(key=key, name=name)
        PlaybookStep.objects.bulk_create(
            PlaybookStep(
                playbook=playbooks[key],
                position=position,
                title=title,
                detail=detail,
                required=required,
                evidence=evidence,
                action=action,
            )
            for position, (title, detail, required, evidence, action) in enumerate(steps, 1)
        )
    EscalationStep = get("EscalationStep")
    EscalationStep.objects.bulk_create(
        EscalationStep(queue=queue, position=position, after_minutes=after, to=to)
        for queue in queues.values()
        for position, (after, to) in enumerate([(0, "owner"), (30, "leads")], 1)
    )
    for position, (key, label, note) in enumerate(CODES, 1):
        get("ResolutionCode").objects.create(
            key=key, label=label, position=position * 10, note_required=note
        )
    rules = get("RuleSet").objects.create(
        status="published",
        note="What a new installation begins with.",
        created_at=BEGIN,
        published_at=BEGIN,
        effective_from=BEGIN,
    )
    for position, (name, kinds, queue, severity, minutes, playbook) in enumerate(RULES, 1):
        rule = get("RoutingRule").objects.create(
            rule_set=rules,
            position=position,
            name=name,
            queue=queues[queue],
            severity=severity,
            sla_minutes=minutes,
            playbook=playbooks.get(playbook),
        )
        if kinds:
            get("RuleCondition").objects.create(
                rule=rule, fact="kind", operator="is", choices=kinds
            )


class Migration(migrations.Migration):
    dependencies = [("exceptions", "0007_routing_clocks_steps_handover")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
