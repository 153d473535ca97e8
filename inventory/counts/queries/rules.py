"""Which rule holds where, and which class a SKU is of."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Count as Number
from django.db.models import Max, Q, Sum

from accounts.models import Place
from accounts.models.place import Principal, scope_q
from inventory.counts.models import ClassRule, CountPlan, SkuClass
from inventory.counts.models.plan import Klass

# Share of sales, days, units, percent: counted 4, 2 and 1 times a year.
USUAL = {"A": ("80", 91, 0, "0.5"), "B": ("95", 182, 1, "1"), "C": ("100", 365, 2, "5")}


def rules_for(place: Place) -> dict[str, ClassRule]:
    """Of each class the rule of the deepest place above; there is always one that holds everywhere."""
    rows = ClassRule.objects.filter(Q(place__isnull=True) | Q(place__in=_steps(place)))
    rules = {klass: _usual(klass) for klass in Klass.values}
    for rule in sorted(rows.select_related("place"), key=_depth):
        rules[rule.klass] = rule
    return rules


def classes_of(location_id: int, sku_ids: Sequence[int]) -> dict[int, str]:
    """SKU -> class; what was never computed is absent."""
    rows = SkuClass.objects.filter(location_id=location_id, sku_id__in=list(sku_ids))
    return dict(rows.values_list("sku_id", "klass"))


def plan_for(place: Place) -> CountPlan | None:
    """The plan of the deepest place above, where there is one."""
    plans = CountPlan.objects.filter(place__in=_steps(place)).select_related("place")
    return max(plans, key=lambda plan: len(plan.place.path), default=None)


def _steps(place: Place) -> list[int]:
    return [int(step) for step in place.path.strip("/").split("/")]


def _depth(rule: ClassRule) -> int:
    return len(rule.place.path) if rule.place else 0


def _usual(klass: str) -> ClassRule:
    """What an installation begins with, for one that has lost its rules."""
    until, days, units, percent = USUAL[klass]
    return ClassRule(
        klass=klass,
        until_percent=Decimal(until),
        interval_days=days,
        units=units,
        percent=Decimal(percent),
    )


def class_totals(principal: Principal) -> list[dict[str, Any]]:
    """How many SKUs of the visible locations are of each class, and what they sell for."""
    rows = SkuClass.objects.filter(scope_q(principal, prefix="location__place"))
    totals: Any = (
        rows.order_by("klass")
        .values("klass")
        .annotate(skus=Number("pk"), value=Sum("value"), at=Max("computed_at"))
    )
    return list(totals)
