import pytest

from accounts import errors
from accounts.models import Team
from accounts.services import save_team
from tests.factories import NOON, make_person
from tests.trail import audit_actions


def save(actor, members=(), **changes):
    facts = {"code": "ops-north", "name": "Operations north", "at": NOON}
    return save_team(actor=actor, members=list(members), **{**facts, **changes})


def test_makes_a_team_of_people(ada, priya, jo):
    team = save(ada, [priya, jo])

    assert set(team.members.all()) == {priya, jo}
    assert audit_actions(team) == ["accounts.team.created"]


def test_sets_name_and_members_anew(ada, priya, jo):
    team = save(ada, [priya])

    save(ada, [jo], team_id=team.pk, name="Ops")

    team = Team.objects.get()
    assert (team.name, list(team.members.all())) == ("Ops", [jo])


@pytest.mark.parametrize("changes", [{"name": ""}, {"code": "Ops North"}, {"code": "-a"}])
def test_refuses_what_does_not_fit(ada, changes):
    with pytest.raises(errors.TeamMalformed):
        save(ada, **changes)

    assert not Team.objects.exists()


def test_refuses_a_code_that_is_taken(ada):
    save(ada)

    with pytest.raises(errors.TeamCodeTaken):
        save(ada)


def test_refuses_to_change_nothing(ada, priya):
    team = save(ada, [priya])

    with pytest.raises(errors.TeamUnchanged):
        save(ada, [priya], team_id=team.pk)


def test_refuses_a_member_outside_the_actors_places(ada, abroad):
    anne = make_person("Anne", role="ops agent", scope=abroad)

    with pytest.raises(errors.PersonOutsideScope):
        save(ada, [anne])


def test_refuses_people_without_the_right(priya):
    with pytest.raises(errors.RightMissing):
        save(priya)


def test_screen_counts_members_elsewhere_without_naming_them(client, ada, priya, abroad):
    anne = make_person("Anne", role="ops agent", scope=abroad)
    team = Team.objects.create(code="mixed", name="Mixed")
    team.members.set([priya, anne])
    client.force_login(ada)

    page = client.get("/accounts/teams/mixed/").content.decode()
    client.post("/accounts/teams/mixed/", {"code": "mixed", "name": "New", "members": priya.email})

    assert "Priya" in page
    assert "Anne" not in page
    assert "1 member works outside of your places" in page
    assert set(Team.objects.get().members.all()) == {priya, anne}
