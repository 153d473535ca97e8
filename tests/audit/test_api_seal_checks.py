"""The seal verified over the API: started for a person, read by the client that asked."""

import pytest

from tests.api import said
from tests.audit.trail import entry_ids, sealed_trail, tamper
from tests.factories import make_person
from tests.workbench.jobs import noon
from workbench.models import Notification
from workbench.services.jobs import run_next_job

pytestmark = pytest.mark.django_db(transaction=True)
READ = {"scope": "audit:read"}


@pytest.fixture(autouse=True)
def trail(anchor_file, camden):
    sealed_trail(camden, blocks=3, rows=5)
    return entry_ids()


@pytest.fixture
def start(api, tove):
    def starting(days="", *, by=tove):
        return api.post("seal-checks", {"on_behalf_of": by.email, "days": days}, **READ)

    return starting


@pytest.fixture
def found(api, start):
    """What is read once a worker has done it."""

    def reading():
        number = start().json()["number"]
        run_next_job(clock=noon)
        return api.get(f"seal-checks/{number}", **READ).json()

    return reading


def test_says_how_far_it_is(api, start):
    started = start("30")

    assert started.status_code == 202, started.content
    told = api.get(f"seal-checks/{started.json()['number']}", **READ).json()
    assert (told["status"], told["verdict"], told["days"]) == ("queued", None, "30")


def test_finds_an_untouched_trail_sound(found):
    told = found()

    assert (told["status"], told["verdict"], told["damages"]) == ("done", "sound", 0)
    assert (told["blocks"], told["entries"], told["findings"]) == (3, 15, [])


def test_says_what_was_damaged(found, trail):
    tamper("UPDATE audit_entry SET reason = 'because' WHERE id = %s", trail[6])

    told = found()

    assert (told["status"], told["verdict"], told["damages"]) == ("done", "damaged", 1)
    assert f"Block 2, entries {trail[5]} to {trail[9]}" in told["findings"][0]
    assert told["message"].startswith("The trail was damaged.")


def test_refuses_who_may_not_read_the_trail(start, network):
    assert said(start(by=make_person("Omar", role="ops agent", scope=network))) == (
        403,
        "right_missing",
    )


def test_is_read_by_no_other_client(api, start):
    number = start().json()["number"]

    other = {"scope": "audit:read duties:read"}
    assert api.get(f"seal-checks/{number}", **other).status_code == 404


def test_a_damaged_trail_is_not_simply_done(client, settings, tove, start, trail):
    """On the person's screen and in what they are told."""
    settings.SECOND_FACTOR_REQUIRED = False
    tamper("UPDATE audit_entry SET reason = 'because' WHERE id = %s", trail[6])
    number = start().json()["number"]
    run_next_job(clock=noon)
    client.force_login(tove)

    pages = [client.get(url).content.decode() for url in (f"/jobs/{number}/", "/jobs/")]

    assert all("Damaged" in page and ">Done<" not in page for page in pages)
    assert Notification.objects.get(user=tove).text == "Verify the seal: everything: damaged"
