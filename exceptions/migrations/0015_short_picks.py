"""Short picks get steps and a rule: in the next version of the rules of a new installation."""

from datetime import UTC, datetime

from django.db import migrations

BEFORE = datetime(2026, 1, 2, tzinfo=UTC)
NEXT = datetime(2026, 1, 3, tzinfo=UTC)
KEY, NAME, KIND = "short-pick", "Short pick", "short_pick"
# title, detail, required, evidence, action
STEPS = [
    ("Have it counted", "A count settles what is there.", False, "", "counts.create"),
    ("Ask who picked where they looked", "Write down the answer.", True, "note", ""),
]


def add(apps, schema_editor):
    get = lambda name: apps.get_model("exceptions", name)  # noqa: E731
    book, new = get("Playbook").objects.get_or_create(key=KEY, defaults={"name": NAME})
    if new:
        get("PlaybookStep").objects.bulk_create(
            get("PlaybookStep")(
                playbook=book,
                position=position,
                title=title,
                detail=detail,
                required=required,
                evidence=evidence,
                action=action,
            )
            for position, (title, detail, required, evidence, action) in enumerate(STEPS, 1)
        )
    publish(get, book)


def publish(get, book):
    """Only where nobody has published rules of their own."""
    RuleSet, Rule, Condition = get("RuleSet"), get("RoutingRule"), get("RuleCondition")
    newest = RuleSet.objects.exclude(status="draft").order_by("-effective_from", "-pk").first()
    if newest is None or newest.effective_from != BEFORE:
        return
    rules = RuleSet.objects.create(
        status="published",
        based_on=newest,
        note="Short picks have a playbook.",
        created_at=NEXT,
        published_at=NEXT,
        effective_from=NEXT,
    )
    *kept, last = newest.rules.order_by("position")
    for number, rule in enumerate(kept, 1):
        copy(Condition, rule, rules, number)
    made = Rule.objects.create(
        rule_set=rules,
        position=len(kept) + 1,
        name="Short picks",
        queue=get("Queue").objects.get(key="stock"),
        severity="",
        sla_minutes=480,
        playbook=book,
    )
    Condition.objects.create(rule=made, fact="kind", operator="is", choices=[KIND])
    copy(Condition, last, rules, len(kept) + 2)


def copy(Condition, rule, rules, position):
    conditions = list(rule.conditions.all())
    rule.pk, rule.rule_set, rule.position = None, rules, position
    rule.save(force_insert=True)
    for one in conditions:
        one.pk, one.rule = None, rule
        one.save(force_insert=True)


class Migration(migrations.Migration):
    dependencies = [("exceptions", "0014_counts_know_the_kind")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
