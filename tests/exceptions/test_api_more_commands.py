"""What else people do with a case on the screen, done by another system: the same commands."""

import pytest

from exceptions.models import Case, CaseLink, Occurrence
from exceptions.services import snooze_case
from tests.api import said
from tests.exceptions.desk import again, case_in, make_case
from tests.factories import NOON
from workbench.models import Watch

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(api, network):
    def posting(case, verb, body=None, *, scope="cases:write", **more):
        return api.post(f"cases/{case.reference}/{verb}", body, scope=scope, **more)

    return posting


def test_releases_a_case_for_everybody(post, camden, omar):
    case = case_in("assigned", camden, omar)

    answer = post(case, "release", version=case.version)

    assert (answer.status_code, answer.json()["owner"]) == (200, None)
    assert answer.headers["ETag"] == f'"{case.version + 1}"'


def test_says_how_bad_it_is_and_routes_again(post, camden):
    case = make_case(camden)

    worse = post(case, "severity", {"severity": "urgent"})
    routed = post(case, "reroute")

    assert (worse.json()["severity"], routed.status_code) == ("urgent", 200)


def test_puts_a_snoozed_case_back(post, camden, omar):
    case = make_case(camden)
    snooze_case(case_id=case.pk, until=None, actor=omar, at=NOON)

    answer = post(case, "unsnooze")

    assert answer.json()["snooze_until_changes"] is False


def test_links_two_cases_and_takes_the_link_away(post, api, camden):
    first, second = make_case(camden), make_case(camden, fingerprint="cell:2")

    linked = post(first, "link", {"other": second.reference})
    again_linked = post(first, "link", {"other": second.reference})
    shown = api.get(f"cases/{first.reference}", scope="cases:read")
    unlinked = post(first, "unlink", {"other": second.reference})

    assert (linked.status_code, again_linked.json()["code"]) == (200, "cases_linked")
    assert shown.json()["links"] == [second.reference]
    assert (unlinked.status_code, CaseLink.objects.count()) == (200, 0)


def test_merges_into_another_and_answers_that(post, camden):
    first, second = make_case(camden), make_case(camden, fingerprint="cell:2")

    answer = post(first, "merge", {"other": second.reference})

    assert (answer.json()["reference"], answer.json()["occurrences"]) == (second.reference, 2)
    assert again(first).merged_into == second


def test_names_no_case_of_other_places_as_the_other_one(post, camden, york):
    case, foreign = make_case(camden), make_case(york, fingerprint="cell:2")
    body = {"other": foreign.reference}

    answers = [post(case, verb, body, place=camden) for verb in ("link", "merge")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert again(case).status == "open"


def test_splits_off_some_of_the_times_it_happened(post, camden):
    case = make_case(camden)
    make_case(camden, evidence={"available": -9})
    newest = Occurrence.objects.filter(case=case).order_by("-pk").first()

    answer = post(case, "split", {"seen": [newest.pk], "title": "The other shelf"})

    assert (answer.status_code, answer.json()["title"]) == (200, "The other shelf")
    assert again(case).occurrences == 1


def test_lets_a_person_watch(post, camden, omar):
    case = make_case(camden)

    on = post(case, "watch", {"on_behalf_of": omar.email})
    watched = Watch.objects.filter(user=omar).exists()
    off = post(case, "unwatch", {"on_behalf_of": omar.email})

    assert (on.status_code, watched, off.status_code) == (200, True, 200)
    assert not Watch.objects.exists()


def test_a_person_who_does_not_see_the_case_cannot_watch_it(post, camden, york, make_manager):
    case = make_case(camden)

    answer = post(case, "watch", {"on_behalf_of": make_manager(york).email})

    assert said(answer) == (403, "case_out_of_sight")


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("release", {}),
        ("severity", {"severity": "low"}),
        ("merge", {"other": "CS-000002"}),
        ("link", {"other": "CS-000002"}),
        ("split", {"seen": [1]}),
    ],
)
def test_does_nothing_on_an_old_version(post, camden, omar, verb, body):
    case = case_in("assigned", camden, omar)
    other = make_case(camden, fingerprint="cell:2")
    make_case(camden)
    body = {"other": other.reference} if "other" in body else body
    if verb == "split":
        body = {"seen": [Occurrence.objects.filter(case=case).first().pk]}

    answer = post(case, verb, body, version=77)

    assert said(answer) == (409, "case_changed")
    assert Case.objects.get(pk=case.pk).version == case.version


@pytest.mark.parametrize("verb", ["release", "merge", "split", "link", "watch", "reroute"])
def test_a_case_of_other_places_is_not_there(post, camden, york, verb):
    case = make_case(camden)

    answer = post(case, verb, place=york)

    assert answer.status_code == 404


@pytest.mark.parametrize("verb", ["release", "merge", "split", "link", "watch", "reroute"])
def test_needs_the_scope(post, camden, verb):
    answer = post(make_case(camden), verb, scope="cases:read")

    assert said(answer) == (403, "missing_scope")
