"""What the API of approvals takes and answers."""

from __future__ import annotations

from rest_framework import serializers

from approvals.models import ApprovalRequest, Decision
from workbench.api.people import ForPersonIn

STEP_STATUSES = ("done", "now", "later", "not_needed", "refused")


class AskedLineOut(serializers.Serializer[None]):
    key = serializers.CharField()
    text = serializers.CharField()
    asked = serializers.IntegerField()
    stands_at = serializers.IntegerField(help_text="What the votes so far left of it")


class StepOut(serializers.Serializer[None]):
    position = serializers.IntegerField()
    role = serializers.CharField()
    place = serializers.CharField(help_text="The place's code")
    quorum = serializers.IntegerField()
    status = serializers.ChoiceField(STEP_STATUSES)
    due_at = serializers.DateTimeField(allow_null=True)
    escalated = serializers.BooleanField()


class ApprovalOut(serializers.Serializer[None]):
    number = serializers.IntegerField()
    kind = serializers.CharField()
    reference = serializers.CharField()
    subject_version = serializers.IntegerField()
    title = serializers.CharField()
    status = serializers.ChoiceField(ApprovalRequest.Status.choices)
    place = serializers.CharField(help_text="The place's code")
    value = serializers.CharField(allow_null=True)
    currency = serializers.CharField(allow_blank=True)
    units = serializers.IntegerField()
    asked_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    automatic = serializers.BooleanField()
    version = serializers.IntegerField(help_text="Also the ETag: send it as If-Match")


class ApprovalDetailOut(ApprovalOut):
    lines = AskedLineOut(many=True)
    steps = StepOut(many=True)


class ApprovalsOut(serializers.Serializer[None]):
    results = ApprovalOut(many=True)
    next = serializers.CharField(allow_null=True)


class DecidedLineIn(serializers.Serializer[None]):
    key = serializers.CharField(max_length=80)
    quantity = serializers.IntegerField(min_value=0)


class ApproveIn(ForPersonIn):
    lines = DecidedLineIn(many=True, required=False, help_text="Lower quantities only")


class RefuseIn(ForPersonIn):
    reason_code = serializers.ChoiceField(Decision.ReasonCode.choices)
    reason = serializers.CharField(
        required=False, allow_blank=True, max_length=500, default="", trim_whitespace=True
    )


class WithdrawIn(ForPersonIn):
    reason = serializers.CharField(max_length=500)


class ReviewIn(ForPersonIn):
    note = serializers.CharField(required=False, allow_blank=True, max_length=500, default="")
