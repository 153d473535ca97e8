"""The count step of the first playbooks names the command that exists; kinds without one get theirs."""

from datetime import UTC, datetime

from django.db import migrations

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
NEXT = datetime(2026, 1, 2, tzinfo=UTC)

# key: name, steps of (title, detail, required, evidence, action)
PLAYBOOKS = {
    "transfer-overdue": (
        "Transfer overdue",
        [
            ("Ask the carrier where it is", "Write down the answer.", True, "note", ""),
            (
                "Receive all of it back at the origin",
                "Only when it never left, or came back.",
                False,
                "",
                "transfers.back_at_origin",
            ),
        ],
    ),
    "transfer-missing": (
        "Missing in transit",
        [
            (
                "Ask the receiving place to look again",
                "Write down what it found.",
                True,
                "note",
                "",
            ),
            ("Ask the origin and the carrier", "Write down the answer.", False, "note", ""),
            (
                "Put the loss to an approver",
                "Only when nobody has the pieces. They go to shrinkage once it is approved.",
                False,
                "",
                "transfers.ask_loss",
            ),
        ],
    ),
    "transfer-unexpected": (
        "Shipped without approval",
        [
            ("Ask the warehouse who released it", "Write down the answer.", True, "note", ""),
            (
                "Receive all of it back at the origin",
                "Only when it came back.",
                False,
                "",
                "transfers.back_at_origin",
            ),
            (
                "Close the transfer short",
                "What was not shipped is free again.",
                False,
                "",
                "transfers.close_short",
            ),
        ],
    ),
    "transfer-difference": (
        "Transfers differ from books",
        [
            (
                "Find the transfer behind it",
                "Compare each line with the transfers of the place.",
                True,
                "note",
                "",
            ),
            ("Correct the books", "Begins an adjustment at the place.", False, "", "adjust_stock"),
        ],
    ),
    "promised-too-much": (
        "More promised than counted",
        [
            ("Have it counted again", "A count settles what is there.", False, "", "counts.create"),
            (
                "Say which promise is given up",
                "Name the order or the transfer that will not be served.",
                True,
                "note",
                "",
            ),
        ],
    ),
    "stream-restarted": (
        "Stream began again",
        [
            (
                "Ask whether the source began again on purpose",
                "A restored till sends its old numbers again.",
                True,
                "note",
                "",
            ),
        ],
    ),
    "other-network": (
        "Other network",
        [
            ("Ask why the SKU is sold there", "Write down the answer.", True, "note", ""),
            ("Mend the catalogue, or stop the source", "", False, "", ""),
        ],
    ),
    "reason-missing": (
        "Reason missing",
        [
            ("Ask the source to send its reasons", "Write down the answer.", True, "note", ""),
        ],
    ),
    "message-given-up": (
        "Message given up",
        [
            (
                "Find out why the address does not answer",
                "The last answer stands under Evidence.",
                True,
                "note",
                "",
            ),
            ("Mend the address where it is set", "", False, "", ""),
        ],
    ),
}
# The first playbooks that gain a step at their end, while nobody has changed them.
LAST_STEPS = {
    "below-zero": ("Correct the books", "Begins an adjustment at the place.", "adjust_stock"),
    "count-variance": ("Correct the books", "Begins an adjustment at the place.", "adjust_stock"),
}
# name, kinds, queue, severity, minutes, playbook; they stand above the rule that takes all.
RULES = [
    ("Overdue transfers", ["transfer_overdue"], "deliveries", "high", 480, "transfer-overdue"),
    ("Missing in transit", ["transfer_missing"], "deliveries", "high", 480, "transfer-missing"),
    ("Shipped without approval", ["transfer_unexpected"], "deliveries", "high", 240, "transfer-unexpected"),
    ("Transfers that differ from the books", ["transfer_difference"], "ledger", "high", 480, "transfer-difference"),
    ("More promised than counted", ["count_below_reserved"], "stock", "high", 240, "promised-too-much"),
    ("Streams that began again", ["stream_restarted"], "feeds", "", 480, "stream-restarted"),
    ("Facts of another network", ["other_network"], "feeds", "", 1440, "other-network"),
    ("Facts without a reason", ["reason_missing"], "feeds", "", 1440, "reason-missing"),
    ("Messages given up", ["message_given_up"], "feeds", "", 480, "message-given-up"),
]  # fmt: skip


def add(apps, schema_editor):
    get = lambda name: apps.get_model("exceptions", name)  # noqa: E731
    Playbook, Step = get("Playbook"), get("PlaybookStep")
    Step.objects.filter(action="create_count").update(action="counts.create")
    for key, (title, detail, action) in LAST_STEPS.items():
        book = Playbook.objects.filter(key=key, version=1).first()
        if book is not None:
            last = book.steps.filter(retired_at=None).order_by("-position").first()
            position = last.position + 1 if last else 1
            Step.objects.create(
                playbook=book, position=position, title=title, detail=detail, action=action
            )
    books = {}
    for key, (name, steps) in PLAYBOOKS.items():
        books[key], new = Playbook.objects.get_or_create(key=key, defaults={"name": name})
        if new:
            Step.objects.bulk_create(
                Step(
                    playbook=books[key],
                    position=position,
                    title=title,
                    detail=detail,
                    required=required,
                    evidence=evidence,
                    action=action,
                )
                for position, (title, detail, required, evidence, action) in enumerate(steps, 1)
            )
    publish(get, books)


def publish(get, books):
    """The next version of the rules, where those of a new installation are the only ones."""
    RuleSet, Rule, Condition = get("RuleSet"), get("RoutingRule"), get("RuleCondition")
    published = RuleSet.objects.exclude(status="draft")
    if published.count() != 1 or not published.filter(effective_from=FIRST).exists():
        return
    first = published.get()
    rules = RuleSet.objects.create(
        status="published",
        based_on=first,
        note="Every kind of case has a playbook.",
        created_at=NEXT,
        published_at=NEXT,
        effective_from=NEXT,
    )
    *kept, last = first.rules.order_by("position")
    for number, rule in enumerate(kept, 1):
        copy(Rule, Condition, rule, rules, number)
    queues = {queue.key: queue for queue in get("Queue").objects.all()}
    for number, (name, kinds, queue, severity, minutes, book) in enumerate(RULES, len(kept) + 1):
        made = Rule.objects.create(
            rule_set=rules,
            position=number,
            name=name,
            queue=queues[queue],
            severity=severity,
            sla_minutes=minutes,
            playbook=books[book],
        )
        Condition.objects.create(rule=made, fact="kind", operator="is", choices=kinds)
    copy(Rule, Condition, last, rules, len(kept) + len(RULES) + 1)


def copy(Rule, Condition, rule, rules, position):
    conditions = list(rule.conditions.all())
    rule.pk, rule.rule_set, rule.position = None, rules, position
    if rule.name == "Overdue transfers and deliveries":
        rule.name = "Overdue deliveries"
    rule.save(force_insert=True)
    for one in conditions:
        one.choices = [kind for kind in one.choices if kind != "transfer_overdue"]
        one.pk, one.rule = None, rule
        one.save(force_insert=True)


class Migration(migrations.Migration):
    dependencies = [("exceptions", "0012_resolution_code_versions")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
