"""What the page shows that asks before something is done to many cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from exceptions.bulk import BulkVerb
from exceptions.desk_queries import colleagues_of, too_many
from exceptions.forms import snooze_choices
from exceptions.hooks import hooks
from exceptions.kinds import label_of
from exceptions.models import Case, ResolutionCode
from exceptions.policies.cases import LEADS

KINDS_NAMED = 4


def bulk_choices(verb: str, user: User, *, at: datetime) -> dict[str, Any]:
    """The field of a verb and what may stand in it, where one press says all of it."""
    if verb == "assign":
        found = colleagues_of(user)
        people = [
            (one.pk, _("%(person)s (you)") % {"person": one} if one == user else str(one))
            for one in found
        ]
        more = _("Somebody else…") if too_many(found) else ""
        return {"field": "owner", "choices": people, "more": more}
    if verb == "snooze":
        return {"field": "until", "choices": snooze_choices(at), "more": _("Another moment…")}
    return {"field": "severity", "choices": Case.Severity.choices}


def asked_page(verb: BulkVerb, ids: Sequence[int], user: User, *, at: datetime) -> dict[str, Any]:
    """How many, of which kinds, what will be left out, and what the command has to know."""
    columns = "kind", "resolved_at", "owner", "playbook", "reopened"
    people = colleagues_of(user) if verb.name == "assign" else []
    found = list(Case.objects.visible_to(user).filter(pk__in=ids).only(*columns))
    kinds = Counter(case.kind for case in found)
    return {
        "verb": verb,
        "title": verb.title(len(ids)),
        "references": [Case(pk=pk).reference for pk in ids],
        "kinds": [(label_of(kind), n) for kind, n in kinds.most_common(KINDS_NAMED)],
        "more_kinds": max(0, len(kinds) - KINDS_NAMED),
        "unseen": len(ids) - len(found),
        **_left_out(verb, found, user),
        "people": people,
        "many": too_many(people),
        "moments": snooze_choices(at) if verb.name == "snooze" else [],
        "codes": list(ResolutionCode.objects.filter(retired_at=None, kinds=[])),
        "severities": Case.Severity.choices,
    }


def _left_out(verb: BulkVerb, cases: Sequence[Case], user: User) -> dict[str, int]:
    """How many a verb will not change, by the first reason of each."""
    if not verb.skips_over:
        return {}
    at_work = [case for case in cases if case.resolved_at is None]
    lead = user.may(LEADS)
    free = [case for case in at_work if lead or case.owner_id in {None, user.pk}]
    steps = hooks.steps_left(free) if verb.name == "resolve" else {}
    return {
        "over": len(cases) - len(at_work),
        "held": len(at_work) - len(free),
        "steps_left": len(steps),
    }
