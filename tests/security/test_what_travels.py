"""What travels beside pages is as closed as they are: exports, search, talk, and ids in forms."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from accounts.roles import ROLES
from audit.models import Entry
from exceptions.models import Case
from exceptions.services import open_case
from kernel.clock import now
from kernel.lists import lists
from tests.factories import make_person
from tests.security import samples
from tests.security.bodies import foreign_form
from tests.security.endpoints import every_endpoint
from tests.security.test_every_endpoint import as_person, call, leaks
from tests.security.world import MARK, make_world
from workbench.models import Attachment, Comment, Notification
from workbench.registry import registry

samples.load()
import_module(settings.ROOT_URLCONF)


@pytest.fixture
def world(db):
    made = make_world()
    for sample in (*samples.FOREIGN.values(), *samples.SHARED.values()):
        sample(made)
    return made


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def nora(world, *roles: str) -> User:
    """Somebody of the north with these roles."""
    person = make_person("Nora", role=roles[0], scope=world.north)
    for role in roles[1:]:
        person.groups.add(make_person(f"like {role}", role=role).groups.get())
    return person


# ---------- exports ----------


@pytest.mark.parametrize("role", ROLES)
def test_no_list_exports_anything_foreign(world, role):
    client = as_person(Client(raise_request_exception=False), nora(world, role))
    wrong, made = [], 0
    for key in sorted(lists):
        for query in ("", "status=every", "show=every"):
            form = {"list": key, "query": query, "format": "csv"}
            answer = client.post("/export/", form)
            made += answer.status_code == 200
            if answer.status_code >= 500 or (found := leaks(answer)):
                wrong.append(f"{key}?{query}: {answer.status_code} {found}")

    assert made
    assert not wrong, "\n".join(wrong)


# ---------- search ----------


def foreign_words(world) -> list[str]:
    """References of everything that is foreign and has one, and its name."""
    made = [getattr(one, "reference", "") for one in world.made.values()]
    return sorted({*filter(None, made), MARK, world.far_sku.code, world.far_store.code})


@pytest.mark.parametrize("role", ROLES)
def test_search_finds_no_foreign_reference(world, role):
    client = as_person(Client(), nora(world, role))
    words = foreign_words(world)
    assert {word[:3] for word in words} >= {"TR-", "CS-", "RC-", "CT-", "AJ-"}
    wrong = []
    for word in words:
        for way in ("/search/", "/search/palette/"):
            answer = client.get(way, {"q": word})
            rest = answer.content.decode().lower().replace(word.lower(), "")
            if answer.status_code != 200 or MARK.lower() in rest or "data-exact" in rest:
                wrong.append(f"{way}?q={word}: {answer.status_code}")
        floor = client.get("/floor/", {"code": word})
        if floor.headers.get("Location", "").startswith("/inventory/"):
            wrong.append(f"/floor/?code={word} leads to {floor.headers['Location']}")

    assert not wrong, "\n".join(wrong)


# ---------- talk ----------


def subjects(world) -> dict[str, str]:
    """The foreign one of each kind of subject that carries files and comments."""
    known = {
        one._meta.label_lower: str(one.pk) for one in world.made.values() if hasattr(one, "_meta")
    }
    known["catalog.location"] = str(world.far_store.pk)
    return {kind: known[kind] for kind in registry.subject_visible}


def test_nobody_adds_to_a_foreign_subject_or_watches_it(world):
    client = as_person(Client(), nora(world, *ROLES))
    wrong = []
    for kind, number in subjects(world).items():
        about = {"subject_type": kind, "subject_id": number}
        sent = {
            "/comments/add/": {**about, "text": "@Nora hello"},
            "/watch/": {**about, "on": "1"},
            "/attachments/add/": {**about, "file": SimpleUploadedFile("a.txt", b"hello")},
        }
        for path, form in sent.items():
            answer = client.post(path, form)
            if answer.status_code not in {403, 404} or leaks(answer):
                wrong.append(f"{path} {kind}: {answer.status_code} {leaks(answer)}")

    assert not wrong, "\n".join(wrong)
    assert not Comment.objects.exists()


def test_a_mention_tells_nobody_who_may_not_see_the_subject(world):
    near = nora(world, *ROLES)
    everywhere = make_person("Owner", role="ops lead", scope=world.network)
    client = as_person(Client(), everywhere)
    for kind, number in subjects(world).items():
        about = {"subject_type": kind, "subject_id": number}
        client.post("/comments/add/", {**about, "text": f"@Nora {MARK} hello"})

    assert Comment.objects.exists()
    assert not Comment.objects.filter(mentions=near).exists()
    assert not Notification.objects.filter(user=near).exists()


def test_files_of_foreign_subjects_are_not_there(world):
    client = as_person(Client(), nora(world, *ROLES))
    one = Attachment.objects.order_by("pk")[0]
    wrong = []
    for kind, number in subjects(world).items():
        Attachment.objects.filter(pk=one.pk).update(subject_type=kind, subject_id=number)
        for way in ("", "small/"):
            answer = client.get(f"/attachments/{one.pk}/{way}")
            if answer.status_code != 404:
                wrong.append(f"{kind} {way}: {answer.status_code}")

    assert not wrong, "\n".join(wrong)


# ---------- ids in forms ----------


@pytest.mark.parametrize("own", [True, False])
def test_no_form_acts_on_what_is_foreign(world, own):
    """Every address that takes forms, its own thing near or shared, every field naming a foreign one."""
    person = nora(world, *ROLES)
    near = near_case(world)
    client = Client(raise_request_exception=False)
    last = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    before = far_state(world)
    wrong = []
    for endpoint in every_endpoint():
        if endpoint.is_api or endpoint.name in samples.SKIPPED:
            continue
        url = form_url(endpoint, world, near) if own else plain_url(endpoint)
        if not url:
            continue
        client.force_login(person)
        answer = call(client, "post", url, person, foreign_form(world))
        told = leaks(answer) if not names_itself(answer) else []
        if answer.status_code >= 500 or told:
            wrong.append(f"{url}: {answer.status_code} {told}")

    done = Entry.objects.filter(pk__gt=last, subject_text__icontains=MARK)
    assert not wrong, "\n".join(wrong)
    assert [f"{entry.action} {entry.subject_text}" for entry in done] == []
    assert far_state(world) == before


def near_case(world) -> Case:
    return open_case(
        kind="below_zero", fingerprint="near", title="Near store is short",
        subject=world.store, place=world.store.place, at=now(), evidence={},
    )  # fmt: skip


def form_url(endpoint, world, near) -> str:
    """A verb of a near case, or a thing both sides share."""
    if endpoint.name.startswith("exceptions:case") and endpoint.arguments == ("reference",):
        return endpoint.url({"reference": near.reference})
    shared = samples.SHARED.get(endpoint.name)
    return endpoint.url(shared(world)) if shared else ""


def plain_url(endpoint) -> str:
    return "" if endpoint.arguments else endpoint.url({})


def names_itself(answer) -> bool:
    """A form shown again holds what was typed into it, names of the other side among it."""
    return answer.status_code == 422


def far_state(world) -> list[tuple[object, ...]]:
    """Cases of the other side: who holds them, how they stand, how often they were changed."""
    rows = Case.objects.filter(place__path__startswith=world.south.path).order_by("pk")
    return list(rows.values_list("pk", "status", "owner", "version", "merged_into"))
