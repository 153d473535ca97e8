"""A draft of the rules is brought up to date with what was published since it was made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services import record
from exceptions.draft_rows import copy_rule, locked_draft, number_rules, touch
from exceptions.models import RuleSet
from exceptions.routing_errors import DraftUpToDate, RulesClash
from exceptions.rule_merge import Clash, Merged, merge
from exceptions.services.rules import rules_in


@transaction.atomic
def bring_up_to_date(
    *, draft_id: int, keep: Mapping[str, str], version: int, actor: User, at: datetime
) -> RuleSet:
    """Take into a draft what the rules published since say, where the draft says nothing else.

    `keep` decides what both changed: "draft" or "published" by the key of each clash.

    Refuses, in this order: RulesNotAllowed, RulesOutsideScope, RuleSetUnknown, RulesNotDraft,
    DraftChanged, DraftUpToDate, RulesClash.
    """
    draft = locked_draft(draft_id=draft_id, version=version, actor=actor)
    last = RuleSet.objects.last_to_decide()
    if draft.based_on == last:
        raise DraftUpToDate
    merged = merged_with(draft, last, keep)
    if merged.undecided:
        raise RulesClash(rules=", ".join(clash_words(one) for one in merged.undecided))
    _write(draft, merged)
    draft.based_on = last
    draft.save(update_fields=["based_on"])
    touch(draft)
    after = {
        "based_on": last.pk if last else None,
        "taken": merged.taken,
        "decided": {clash_words(one): keep[one.key] for one in merged.clashes},
    }
    record("exceptions.rules.brought_up_to_date", draft, actor=actor, at=at, after=after)
    return draft


def merged_with(draft: RuleSet, last: RuleSet | None, keep: Mapping[str, str]) -> Merged:
    """What would come out; nothing is written."""
    base = rules_in(draft.based_on) if draft.based_on else []
    return merge(base, rules_in(draft), rules_in(last) if last else [], keep)


def clash_words(clash: Clash) -> str:
    """ "“Dear differences”", or that it is their order."""
    named = clash.named
    return _("“%(rule)s”") % {"rule": named} if named else _("the order of the rules")


def _write(draft: RuleSet, merged: Merged) -> None:
    """The draft's rows become what came out: some go, copies of published ones come."""
    own = {rule.pk for rule in merged.rules if rule.rule_set_id == draft.pk}
    draft.rules.exclude(pk__in=own).delete()
    for position, rule in enumerate(merged.rules, 1):
        rule.position = position
        if rule.pk not in own:
            copy_rule(rule, draft)
    number_rules(merged.rules)
