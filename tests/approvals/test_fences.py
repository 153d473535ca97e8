"""What the database itself refuses, whoever asks."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from approvals.models import ApprovalRequest, Decision
from tests.approvals.world import ask, vote
from tests.factories import NOON


def row_of(request, **facts):
    return Decision(
        request=request,
        step=request.steps.first(),
        verdict="approve",
        subject_version=1,
        asked_by=request.asked_by,
        at=NOON,
        **facts,
    )


def test_a_decision_on_ones_own_request(world):
    row = row_of(ask(world), decided_by=world.omar)

    with pytest.raises(IntegrityError, match="approvals_decision_not_own"):
        row.save(force_insert=True)


def test_a_decision_for_who_asked(world):
    row = row_of(ask(world), decided_by=world.priya, on_behalf_of=world.omar)

    with pytest.raises(IntegrityError, match="approvals_decision_not_for_asker"):
        row.save(force_insert=True)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE approvals_decision SET reason = 'x'", "DELETE FROM approvals_decision"],
)
def test_a_change_of_a_decision(world, statement):
    vote(ask(world), world.priya)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)

    assert Decision.objects.count() == 1


def test_a_second_open_request_about_one_subject(world):
    first = ask(world)
    facts = {"kind": first.kind, "subject_id": first.subject_id, "place": first.place}

    with pytest.raises(IntegrityError, match="approvals_request_open_once"):
        ApprovalRequest.objects.create(
            **facts, reference="x", subject_version=1, title="x", asked_at=NOON
        )
