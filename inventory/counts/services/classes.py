"""Compute the ABC class of every SKU at every location from the value of its sales."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from inventory.catalog.models import Location
from inventory.counts.models import ClassRule
from inventory.counts.queries.rules import USUAL
from inventory.ledger.vocabulary import SHELF_STATES, End

PERIOD = timedelta(days=91)
BATCH = 50

# Sold units (returns over the till taken off) at today's retail price, else at cost. Best sellers
# first; a SKU is of a class while the share of those above it is below the class's limit. What holds
# stock and sold nothing is C. One statement for a batch of locations.
COMPUTE = """
WITH sold AS (
    SELECT m.location_id, m.sku_id,
        sum(CASE WHEN m.to_end = %(customer)s THEN m.quantity ELSE -m.quantity END) AS units
    FROM ledger_movement m
    WHERE m.location_id = ANY(%(locations)s) AND m.occurred_at > %(since)s
      AND m.occurred_at <= %(at)s
      AND ((m.to_end = %(customer)s AND m."end" = ANY(%(shelf)s))
        OR (m."end" = %(customer)s AND m.to_end = ANY(%(shelf)s)))
    GROUP BY m.location_id, m.sku_id
), cells AS (
    SELECT l.location_id, l.sku_id, GREATEST(0, COALESCE(s.units, 0)) AS units
    FROM ledger_stocklevel l LEFT JOIN sold s USING (location_id, sku_id)
    WHERE l.location_id = ANY(%(locations)s)
), priced AS (
    SELECT c.*, c.units * COALESCE(p.amount, 0) AS value FROM cells c
    LEFT JOIN LATERAL (
        SELECT amount FROM catalog_costprice m WHERE m.sku_id = c.sku_id
          AND m.valid_from <= %(day)s AND c.units > 0
        ORDER BY (m.kind = 'retail') DESC, m.valid_from DESC LIMIT 1
    ) p ON TRUE
), ranked AS (
    SELECT *, sum(value) OVER w - value AS above, sum(value) OVER (PARTITION BY location_id) AS total
    FROM priced
    WINDOW w AS (PARTITION BY location_id ORDER BY value DESC, sku_id ROWS UNBOUNDED PRECEDING)
)
INSERT INTO counts_skuclass (location_id, sku_id, klass, value, units, computed_at)
SELECT r.location_id, r.sku_id,
    CASE WHEN r.value = 0 THEN 'C'
         WHEN r.above * 100 < b.a * r.total THEN 'A'
         WHEN r.above * 100 < b.b * r.total THEN 'B' ELSE 'C' END,
    r.value, r.units, %(at)s
FROM ranked r JOIN unnest(%(locations)s, %(a)s::numeric[], %(b)s::numeric[]) AS b (location, a, b)
    ON b.location = r.location_id
ON CONFLICT (location_id, sku_id) DO UPDATE SET
    klass = excluded.klass, value = excluded.value, units = excluded.units,
    computed_at = excluded.computed_at
"""


def compute_classes(*, at: datetime) -> int:
    """Class every SKU of every location anew; answers how many cells. Safe to run twice."""
    rules = list(ClassRule.objects.select_related("place"))
    rows = Location.objects.exclude(lifecycle=Location.Lifecycle.CLOSED).select_related("place")
    locations = list(rows.order_by("pk"))
    done = 0
    for start in range(0, len(locations), BATCH):
        done += _compute(locations[start : start + BATCH], rules, at)
    return done


@transaction.atomic
def _compute(locations: list[Location], rules: list[ClassRule], at: datetime) -> int:
    parameters: dict[str, Any] = {
        "locations": [location.pk for location in locations],
        "a": [_until(rules, location, "A") for location in locations],
        "b": [_until(rules, location, "B") for location in locations],
        "customer": End.CUSTOMER.value,
        "shelf": [state.value for state in SHELF_STATES],
        "since": at - PERIOD,
        "at": at,
        "day": at.date(),
    }
    with connection.cursor() as cursor:
        cursor.execute(COMPUTE, parameters)
        return int(cursor.rowcount)


def _until(rules: Iterable[ClassRule], location: Location, klass: str) -> Decimal:
    """The share at which a class ends at a location, by the deepest rule above it."""
    path = location.place.path
    mine = [
        rule
        for rule in rules
        if rule.klass == klass and (rule.place is None or path.startswith(rule.place.path))
    ]
    deepest = max(mine, key=lambda rule: len(rule.place.path) if rule.place else 0, default=None)
    return deepest.until_percent if deepest else Decimal(USUAL[klass][0])
