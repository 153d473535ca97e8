"""What a device scans for a named person, as other systems send it and read its answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rest_framework import serializers

from workbench.api.commands import Call
from workbench.api.people import ForPersonIn
from workbench.scanning import MOST_SCANS, MOST_UNITS, Scan, told_scan

Text, Whole = serializers.CharField, serializers.IntegerField


class ItemScanIn(serializers.Serializer[Any]):
    id = serializers.UUIDField(help_text="Of the device: the same scan again counts once.")
    code = Text(max_length=120, help_text="As it was scanned; GS1 labels and case codes resolve.")
    quantity = Whole(
        min_value=-MOST_UNITS, max_value=MOST_UNITS, default=1,
        help_text="Times it was scanned; below zero takes back.",
    )  # fmt: skip
    at = serializers.DateTimeField(help_text="When it was scanned.")


class ItemScansIn(ForPersonIn):
    scans = ItemScanIn(many=True, allow_empty=False, max_length=MOST_SCANS)  # type: ignore[call-arg]


class ItemScanAnswerOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    status = Text(help_text="ok, attention or wrong.")
    title = Text(allow_blank=True)
    detail = Text(allow_blank=True)
    count = Whole(allow_null=True, help_text="Pieces of the item scanned by now.")
    sku = Text(allow_null=True)
    refused = serializers.BooleanField(help_text="Nothing was kept of it.")


class ItemScansAnswerOut(serializers.Serializer[Any]):
    results = ItemScanAnswerOut(many=True)


class UnknownCodeOut(serializers.Serializer[Any]):
    id = serializers.UUIDField(help_text="Of its scan.")
    code = Text()
    quantity = Whole()
    at = serializers.DateTimeField()


def scans_of(call: Call) -> list[Scan]:
    """Raises ScansUnreadable."""
    return [told_scan(told, at=call.at) for told in call.content["scans"]]


def answers_out(answers: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    return {"results": [_answer_out(one) for one in answers]}


def unknown_out(scans: Iterable[Any]) -> list[dict[str, Any]]:
    return [
        {"id": str(one.pk), "code": one.code, "quantity": one.quantity, "at": one.at}
        for one in scans
    ]


def _answer_out(answer: Mapping[str, Any]) -> dict[str, Any]:
    item = answer["item"]
    said = {name: answer[name] for name in ("id", "status", "title", "detail", "count")}
    return {**said, "sku": item and item["sku"], "refused": answer.get("refused", False)}
