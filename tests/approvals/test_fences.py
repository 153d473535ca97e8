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
        **{"authors": request.authors, **facts},
    )


def test_a_decision_on_ones_own_request(world):
    row = row_of(ask(world), decided_by=world.omar)

    with pytest.raises(IntegrityError, match=r"approvals_decision_not_(own|by_author)"):
        row.save(force_insert=True)


def test_a_decision_for_who_asked(world):
    row = row_of(ask(world), decided_by=world.priya, on_behalf_of=world.omar)

    with pytest.raises(IntegrityError, match=r"approvals_decision_not_for_(asker|author)"):
        row.save(force_insert=True)


def test_a_decision_of_who_wrote_it(world):
    request = ask(world, authors=[world.priya.pk])
    row = row_of(request, decided_by=world.priya, authors=request.authors)

    with pytest.raises(IntegrityError, match=r"approvals_decision_not_by_author"):
        row.save(force_insert=True)


def test_a_decision_for_who_wrote_it(world):
    request = ask(world, authors=[world.priya.pk])
    row = row_of(request, decided_by=world.mo, on_behalf_of=world.priya, authors=request.authors)

    with pytest.raises(IntegrityError, match=r"approvals_decision_not_for_author"):
        row.save(force_insert=True)


def test_a_decision_that_names_another_asker_or_other_authors_than_its_request(world):
    request = ask(world, authors=[world.mo.pk])
    written = {"decided_by": world.priya, "authors": request.authors}

    with pytest.raises(IntegrityError, match="approvals_decision_copies"), transaction.atomic():
        row_of(request, **{**written, "authors": []}).save(force_insert=True)
    row = row_of(request, **written)
    row.asked_by = None
    with pytest.raises(IntegrityError, match="approvals_decision_copies"):
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
