"""Row locks of approvals.

Order: the subject's row, then its request. A command of the domain has locked its subject when it
asks or withdraws; a decision locks the subject first for the same reason, so that a vote and a
withdrawal wait for each other instead of stopping each other.
"""

from django.apps import apps
from django.db import connection

from approvals.errors import RequestNotFound
from approvals.models import ApprovalRequest, Delegation, Policy, PolicyVersion


def lock_subject(kind: str, subject_id: str) -> None:
    """The row of the subject, if it is still there."""
    rows = apps.get_model(kind)._base_manager.select_for_update(of=("self",))
    rows.filter(pk=subject_id).order_by().values_list("pk").first()


def lock_request(request_id: int) -> ApprovalRequest:
    """A request, its subject locked before it. Refuses: RequestNotFound."""
    about = ApprovalRequest.objects.filter(pk=request_id).values_list("kind", "subject_id").first()
    if about is None:
        raise RequestNotFound
    lock_subject(*about)
    rows = ApprovalRequest.objects.select_for_update(of=("self",))
    return rows.select_related("place", "asked_by", "policy_version__policy").get(pk=request_id)


def lock_open_request(kind: str, subject_id: str) -> ApprovalRequest | None:
    """The open request of a subject whose row the caller has locked."""
    rows = ApprovalRequest.objects.select_for_update(of=("self",)).waiting()
    return rows.about(kind, subject_id).select_related("place").first()


def lock_policy(policy_id: int) -> Policy | None:
    """A policy before its versions."""
    rows = Policy.objects.select_for_update(of=("self",)).select_related("place")
    return rows.filter(pk=policy_id).first()


def lock_version(version_id: int) -> PolicyVersion | None:
    rows = PolicyVersion.objects.select_for_update(of=("self",))
    return rows.select_related("policy__place").filter(pk=version_id).first()


def lock_delegations() -> None:
    """One writer at a time: a circle is closed by rows that do not see each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('approvals.delegations'))")


def lock_delegation(delegation_id: int) -> Delegation | None:
    rows = Delegation.objects.select_for_update(of=("self",))
    return rows.select_related("person", "deputy").filter(pk=delegation_id).first()
