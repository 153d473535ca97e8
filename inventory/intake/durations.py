"""Minutes kept in a column, as a duration the database can add to a moment."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import DurationField, ExpressionWrapper, F
from django.db.models.expressions import CombinedExpression


def minutes(field: str) -> ExpressionWrapper[CombinedExpression]:
    return ExpressionWrapper(F(field) * timedelta(minutes=1), output_field=DurationField())
