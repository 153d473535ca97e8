from datetime import timedelta
from types import SimpleNamespace

from django.core.files.uploadedfile import SimpleUploadedFile

from exceptions.models import Occurrence, Playbook, PlaybookStep
from exceptions.services import link_cases, snooze_case, watch_case
from kernel.clock import now
from tests.commands.ready import Ready, Room
from tests.exceptions.desk import again, case_in, make_case, make_code
from tests.factories import NOON, make_person, make_place


def make_desk() -> SimpleNamespace:
    network = make_place("UK")
    camden = make_place("112", parent=network)
    make_code()
    return SimpleNamespace(
        network=network,
        camden=camden,
        omar=make_person("Omar", role="ops agent", scope=network),
    )


ROOM = Room(make_desk)


def of(case, body=None, **names):
    row = again(case)
    return Ready({"reference": row.reference, **names}, body or {}, row.version)


def held(desk, status):
    return case_in(status, desk.camden, desk.omar)


def pair(desk):
    return make_case(desk.camden), make_case(desk.camden, fingerprint="cell:2")


@ROOM.ready("api-cases-bulk")
def many(desk):
    seen = [one.reference for one in pair(desk)]
    return Ready(body={"verb": "assign", "cases": seen, "owner": desk.omar.email})


@ROOM.ready("api-case-assign")
def assign(desk):
    return of(make_case(desk.camden), {"owner": desk.omar.email})


@ROOM.ready("api-case-release", "api-case-start")
def release(desk):
    return of(held(desk, "assigned"))


@ROOM.ready("api-case-wait")
def wait(desk):
    return of(held(desk, "in_progress"), {"on": "the carrier"})


@ROOM.ready("api-case-resume")
def resume(desk):
    return of(held(desk, "waiting"))


@ROOM.ready("api-case-resolve")
def resolve(desk):
    return of(held(desk, "in_progress"), {"code": "counted"})


@ROOM.ready("api-case-reopen", "api-case-close")
def reopen(desk):
    return of(held(desk, "resolved"))


@ROOM.ready("api-case-snooze")
def snooze(desk):
    return of(make_case(desk.camden), {"until": (now() + timedelta(hours=1)).isoformat()})


@ROOM.ready("api-case-unsnooze")
def unsnooze(desk):
    case = make_case(desk.camden)
    snooze_case(case_id=case.pk, until=None, actor=desk.omar, at=NOON)
    return of(case)


@ROOM.ready("api-case-severity")
def severity(desk):
    return of(make_case(desk.camden), {"severity": "urgent"})


@ROOM.ready("api-case-reroute")
def reroute(desk):
    return of(make_case(desk.camden))


@ROOM.ready("api-case-comment")
def comment(desk):
    return of(make_case(desk.camden), {"text": "Looked at the shelf."})


@ROOM.ready("api-case-merge", "api-case-link")
def merge(desk):
    case, other = pair(desk)
    return of(case, {"other": other.reference})


@ROOM.ready("api-case-unlink")
def unlink(desk):
    case, other = pair(desk)
    link_cases(case_id=case.pk, other_id=other.pk, actor=desk.omar, at=NOON)
    return of(case, {"other": other.reference})


@ROOM.ready("api-case-split")
def split(desk):
    case = make_case(desk.camden)
    make_case(desk.camden, evidence={"available": -9})
    newest = Occurrence.objects.filter(case=case).order_by("-pk")[0]
    return of(case, {"seen": [newest.pk], "title": "The other shelf"})


@ROOM.ready("api-case-watch")
def watch(desk):
    return of(make_case(desk.camden), {"on_behalf_of": desk.omar.email})


@ROOM.ready("api-case-unwatch")
def unwatch(desk):
    case = make_case(desk.camden)
    watch_case(case_id=case.pk, actor=desk.omar, at=NOON)
    return of(case, {"on_behalf_of": desk.omar.email})


@ROOM.ready("api-case-next")
def take_next(desk):
    make_case(desk.camden)
    return Ready(body={"on_behalf_of": desk.omar.email})


@ROOM.ready("api-case-step-do")
def step(desk):
    case = make_case(desk.camden)
    case.playbook = Playbook.objects.create(key="book", name="Book")
    case.save(update_fields=["playbook"])
    one = PlaybookStep.objects.create(playbook=case.playbook, position=1, title="Look")
    return of(case, {"on_behalf_of": desk.omar.email}, number=one.pk)


@ROOM.ready("api-case-attachments")
def attach(desk):
    told = SimpleUploadedFile("count.txt", b"Counted twice, seven on the shelf.\n")
    return of(make_case(desk.camden), {"on_behalf_of": desk.omar.email, "file": told})
