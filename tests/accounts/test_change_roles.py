import pytest
from django.db import IntegrityError, transaction

from accounts import errors
from accounts.models import RightsChange, User
from accounts.services import change_roles
from kernel.clock import now
from tests.factories import NOON, make_person
from tests.trail import audit_actions, audit_entries


def change(person, actor, roles=("ops agent",), *, at=NOON, **more):
    return change_roles(user_id=person.pk, roles=list(roles), actor=actor, at=at, **more)


def test_sets_the_roles_and_keeps_who_did_it(ada, priya):
    change(priya, ada, ["ops agent", "ops lead"], reason="New post")

    person = User.objects.get(pk=priya.pk)
    assert person.roles == {"ops agent", "ops lead"}
    row = RightsChange.objects.get(person=priya)
    assert (row.changed_by, row.before, row.after) == (
        ada,
        ["store manager"],
        ["ops agent", "ops lead"],
    )
    entry = audit_entries(priya)[-1]
    assert (entry.action, entry.reason) == ("accounts.user.roles_changed", "New post")
    assert entry.before == {"roles": ["store manager"]}


def test_holds_at_once_for_an_open_session(client, ada, priya, network):
    client.force_login(priya)
    assert client.get("/me/").status_code == 200

    change(priya, ada, at=now())

    assert client.get("/me/")["Location"] == "/sign-in/?next=%2Fme%2F&why=rights"


def test_refuses_ones_own_roles(ada):
    with pytest.raises(errors.OwnRights):
        change(ada, ada, ["admin", "finance"])

    assert User.objects.get(pk=ada.pk).roles == {"admin"}
    assert not RightsChange.objects.exists()


def test_the_database_refuses_a_row_about_oneself(ada):
    with pytest.raises(IntegrityError), transaction.atomic():
        RightsChange.objects.create(
            person=ada, changed_by=ada, changed_at=NOON, kind="roles", before=[], after=["admin"]
        )


def test_the_database_keeps_every_row(ada, priya):
    change(priya, ada)

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        RightsChange.objects.update(after=["admin"])
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        RightsChange.objects.all().delete()


@pytest.mark.parametrize(
    ("roles", "refusal"),
    [
        ([], errors.NoRoleChosen),
        (["king"], errors.UnknownRole),
        (["store manager"], errors.RightsUnchanged),
    ],
)
def test_refuses_what_does_not_fit(ada, priya, roles, refusal):
    with pytest.raises(refusal):
        change(priya, ada, roles)

    assert audit_actions(priya) == []


def test_refuses_people_without_the_right(priya, jo):
    with pytest.raises(errors.RightMissing):
        change(jo, priya)


def test_refuses_a_person_who_sees_more_than_the_actor(north, network, ada):
    nora = make_person("Nora", role="admin", scope=north)

    with pytest.raises(errors.PersonOutsideScope):
        change(ada, nora)

    assert User.objects.get(pk=ada.pk).roles == {"admin"}


def test_refuses_a_person_without_places_to_who_does_not_see_all(ada, abroad):
    lost = make_person("Lost", role="ops agent")

    with pytest.raises(errors.WholeNetworkNeeded):
        change(lost, ada, ["admin"])
