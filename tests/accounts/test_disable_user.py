import pytest

from accounts import errors
from accounts.models import User
from accounts.services import disable_user, enable_user
from tests.factories import NOON
from tests.trail import audit_actions


def test_shuts_a_person_out_at_once(client, ada, priya):
    client.force_login(priya)
    assert client.get("/me/").status_code == 200

    disable_user(user_id=priya.pk, actor=ada, at=NOON, reason="Left")

    person = User.objects.get(pk=priya.pk)
    assert not person.is_active
    assert person.scope_paths == ()
    assert not person.permissions
    assert client.get("/me/").status_code == 302
    assert audit_actions(priya)[-1] == "accounts.user.disabled"


def test_lets_a_person_in_again_with_what_they_had(ada, priya, camden):
    disable_user(user_id=priya.pk, actor=ada, at=NOON)

    enable_user(user_id=priya.pk, actor=ada, at=NOON)

    person = User.objects.get(pk=priya.pk)
    assert (person.is_active, person.scope_paths) == (True, (camden.path,))
    assert audit_actions(priya)[-1] == "accounts.user.enabled"


def test_refuses_who_is_disabled(ada, priya):
    disable_user(user_id=priya.pk, actor=ada, at=NOON)

    with pytest.raises(errors.PersonDisabled):
        disable_user(user_id=priya.pk, actor=ada, at=NOON)

    assert audit_actions(priya).count("accounts.user.disabled") == 1


def test_refuses_to_enable_who_is_not_disabled(ada, priya):
    with pytest.raises(errors.PersonNotDisabled):
        enable_user(user_id=priya.pk, actor=ada, at=NOON)


@pytest.mark.parametrize("command", [disable_user, enable_user])
def test_refuses_ones_own_account(ada, command):
    with pytest.raises(errors.OwnAccount):
        command(user_id=ada.pk, actor=ada, at=NOON)

    assert User.objects.get(pk=ada.pk).is_active


@pytest.mark.parametrize("command", [disable_user, enable_user])
def test_refuses_people_without_the_right(priya, jo, command):
    with pytest.raises(errors.RightMissing):
        command(user_id=jo.pk, actor=priya, at=NOON)
