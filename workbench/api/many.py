"""One command on many things by reference: each as it was shown, and an outcome for each.

class TransfersIn(serializers.Serializer[Any]):
    transfers = seen_many()
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from rest_framework import serializers

from kernel.errors import DomainError
from workbench.bulk import each_row

# A call is one transaction that holds the locks of all it changed until its answer: some seconds.
MOST = 100
Text, Whole = serializers.CharField, serializers.IntegerField
Row = TypeVar("Row", bound=Model)


class SeenIn(serializers.Serializer[Any]):
    reference = Text(max_length=30)
    version = Whole(min_value=1, help_text="As it was shown; what changed meanwhile is left.")


class LeftOut(serializers.Serializer[Any]):
    reference = Text()
    code = Text(help_text="Stable, as of the command on one.")
    detail = Text()


class ManyDoneOut(serializers.Serializer[Any]):
    total = Whole()
    done = serializers.ListField(child=Text(), help_text="References of what was changed.")
    left = LeftOut(many=True, help_text="What was left as it was, each with its refusal.")


def seen_many() -> serializers.ListSerializer[Any]:
    """The field of a body that names 1 to 100 things with the versions that were shown."""
    return SeenIn(many=True, min_length=1, max_length=MOST)  # type: ignore[call-arg,return-value]


def seen_once(rows: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Version by reference, always in one order, so that two calls wait for each other instead of
    locking up. Refuses with 422 what is named twice."""
    sent = list(rows)
    seen = {row["reference"].strip().upper(): row["version"] for row in sent}
    if len(seen) < len(sent):
        raise serializers.ValidationError("Name each once.")
    return dict(sorted(seen.items()))


def each_seen(
    seen: Mapping[str, int],
    rows: QuerySet[Row],
    act: Callable[[Row, int], object],
    *,
    gone: Callable[[str], DomainError],
) -> dict[str, Any]:
    """Act on each of the rows with the version seen, for itself; `gone` is how a reference is refused
    that names none of them."""
    numbers = [number for one in seen if (number := _number(one)) is not None]
    found = {str(getattr(row, "reference", "")): row for row in rows.filter(pk__in=numbers)}

    def run(reference: str) -> None:
        if reference not in found:
            raise gone(reference)
        act(found[reference], seen[reference])

    outcome = each_row(seen, run)
    left = [{"reference": row.pk, "code": row.code, "detail": row.sentence} for row in outcome.left]
    return {"total": outcome.total, "done": outcome.done, "left": left}


def _number(reference: str) -> int | None:
    digits = reference.partition("-")[2]
    return int(digits) if digits.isdecimal() and len(digits) < 19 else None
