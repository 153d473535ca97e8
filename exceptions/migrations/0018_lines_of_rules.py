"""Rules drafted before lines were kept belong to the rule of the same name in what they were drafted from."""

from django.db import migrations


def follow(apps, schema_editor):
    RuleSet = apps.get_model("exceptions", "RuleSet")
    for rules in RuleSet.objects.exclude(based_on=None).order_by("pk"):
        before = {}
        for rule in rules.based_on.rules.order_by("position"):
            before.setdefault(rule.name, rule.line_id or rule.pk)
        for rule in rules.rules.filter(line=None).order_by("position"):
            line = before.pop(rule.name, None)
            if line is not None:
                rule.line_id = line
                rule.save(update_fields=["line"])


class Migration(migrations.Migration):
    dependencies = [("exceptions", "0017_rule_lines")]

    operations = [migrations.RunPython(follow, migrations.RunPython.noop)]
