"""Where a role lands."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.roles import ROLES
from insights.landing import landing_of
from tests.factories import make_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "screen"),
    [
        ("ops agent", "exceptions:cases"),
        ("auditor", "audit:entries"),
        ("store manager", "insights:work"),
    ],
)
def test_a_role_lands_on_its_own_screen(role, screen):
    assert landing_of(make_person("Kim", role=role)) == reverse(screen)


@pytest.mark.parametrize("role", ROLES)
def test_every_role_may_open_where_it_lands(role, client):
    client.force_login(make_person("Kim", role=role))

    answer = client.get("/start/", follow=True)

    assert answer.status_code == 200


def test_of_several_roles_the_first_screen_that_exists_wins():
    kim = make_person("Kim", role="auditor")
    kim.groups.add(Group.objects.get_or_create(name="ops agent")[0])

    assert landing_of(kim) == reverse("exceptions:cases")
