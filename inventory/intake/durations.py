"""Minutes kept in a column, as a duration the database can add to a moment."""

from datetime import timedelta

from django.db.models import DurationField, ExpressionWrapper, F


def minutes(field: str) -> ExpressionWrapper[DurationField]:
    return ExpressionWrapper(F(field) * timedelta(minutes=1), output_field=DurationField())
