import pytest
from django.urls import reverse

from tests.factories import make_person, make_place

pytestmark = pytest.mark.django_db
MAIL = "/var/plumbline/mail"


@pytest.mark.parametrize(("role", "told"), [("admin", True), ("store staff", False)])
def test_says_where_the_letters_go_to_who_keeps_connections(client, settings, role, told):
    settings.EMAIL_FILE_PATH = MAIL
    client.force_login(make_person("Ada", role=role, scope=make_place("UK")))

    page = client.get(reverse("demo:data")).content.decode()

    assert (MAIL in page) is told
