from approvals.models.decision import Decision, DecisionLine
from approvals.models.delegation import Delegation
from approvals.models.policy import Condition, Policy, PolicyStep, PolicyVersion
from approvals.models.request import (
    ApprovalRequest,
    RequestFact,
    RequestLine,
    RequestPlace,
    RequestStep,
)

__all__ = [
    "ApprovalRequest",
    "Condition",
    "Decision",
    "DecisionLine",
    "Delegation",
    "Policy",
    "PolicyStep",
    "PolicyVersion",
    "RequestFact",
    "RequestLine",
    "RequestPlace",
    "RequestStep",
]
