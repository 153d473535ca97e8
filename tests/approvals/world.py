"""A subject of no trade: a team, asked about in units at two places. Its kind knows what it was told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import Place, PlaceScope, Team, User
from approvals.models import ApprovalRequest
from approvals.services import ask_approval, decide
from approvals.subjects import AskedLine, Completed, Fact, SubjectKind, Undone, register
from kernel.errors import Conflict
from tests.factories import NOON, make_person, make_place

KEY = "accounts.team"


class PickingStarted(Conflict):
    """Nothing was undone: picking has started."""


@dataclass
class Told:
    """What the domain heard, and what it answers."""

    done: list[Completed] = field(default_factory=list)
    undone: list[Undone] = field(default_factory=list)
    withdrawn: list[int] = field(default_factory=list)
    versions: dict[str, int] = field(default_factory=dict)
    begun: bool = False
    authors: list[int] = field(default_factory=list)


told = Told()


def _undone(undone: Undone) -> None:
    if told.begun:
        raise PickingStarted
    told.undone.append(undone)


def make_kind(**more: Any) -> SubjectKind:
    facts: dict[str, Any] = {
        "key": KEY,
        "label": "Team order",
        "facts": (
            Fact("value", "Value", "money"),
            Fact("quantity", "Quantity", "whole"),
            Fact("reason", "Reason", "choice", (("damage", "Damage"), ("sale", "Sale"))),
            Fact("crosses", "Crosses regions", "yes_no"),
        ),
        "completed": told.done.append,
        "undone": _undone,
        "current_version": lambda subject_id: told.versions.get(subject_id, 1),
        "authors": lambda subject_id: told.authors,
        "fallback_role": "store manager",
        "place_keys": (("to", "receiving place"), ("from", "sending place")),
        "lowers": True,
        "withdrawn": lambda request, actor, at: told.withdrawn.append(request.pk),
        "approve_scope": "transfers:approve",
    }
    kind = SubjectKind(**{**facts, **more})
    register(kind)
    return kind


@dataclass
class World:
    network: Place
    region: Place
    camden: Place
    leeds: Place
    priya: User
    mo: User
    lena: User
    omar: User
    jo: User
    finn: User


def make_world() -> World:
    told.__init__()  # type: ignore[misc]
    make_kind()
    network = make_place("UK", name="UK")
    region = make_place("SOUTH", parent=network)
    region.kind = Place.Kind.REGION
    region.save(update_fields=["kind"])
    camden = make_place("112", parent=region, name="Camden")
    leeds = make_place("DC1", parent=network, name="DC North")
    return World(
        network=network,
        region=region,
        camden=camden,
        leeds=leeds,
        priya=make_person("Priya", role="store manager", scope=camden),
        mo=make_person("Mo", role="store manager", scope=camden),
        lena=make_person("Lena", role="ops lead", scope=network),
        omar=_agent(camden, leeds),
        jo=make_person("Jo", role="store staff", scope=camden),
        finn=make_person("Finn", role="finance", scope=network),
    )


def _agent(camden: Place, leeds: Place) -> User:
    omar = make_person("Omar", role="ops agent", scope=leeds)
    PlaceScope.objects.create(user=omar, place=camden)
    return omar


LINES = (AskedLine("A", "Merino crew, navy, M", 8), AskedLine("B", "Beanie, rust", 12))


def ask(world: World, **more: Any) -> ApprovalRequest:
    """Ask for 20 units worth £2,184 from DC North to Camden, by Omar."""
    code = more.pop("code", "knitwear")
    subject, _new = Team.objects.get_or_create(code=code, defaults={"name": "Knitwear"})
    value = Decimal(more.pop("worth", "2184"))
    told.authors = more.pop("authors", [])
    facts: dict[str, Any] = {
        "kind": KEY,
        "subject": subject,
        "reference": f"TR-{code}",
        "version": told.versions.get(str(subject.pk), 1),
        "title": "Knitwear weekend cover, 2 lines to Camden",
        "places": {"to": world.camden, "from": world.leeds},
        "facts": {"value": value, "quantity": 20, "reason": "sale", "crosses": True},
        "lines": LINES,
        "value": value,
        "currency": "GBP",
        "asked_by": world.omar,
        "at": NOON,
    }
    return ask_approval(**{**facts, **more})


def vote(request: ApprovalRequest, actor: User, verdict: str = "approve", **more: Any) -> Any:
    """A vote on the request as it is now."""
    facts: dict[str, Any] = {
        "lines": {},
        "reason_code": "" if verdict == "approve" else "not_needed",
        "reason": "",
        "version": ApprovalRequest.objects.get(pk=request.pk).version,
        "at": NOON + timedelta(minutes=10),
    }
    return decide(request_id=request.pk, verdict=verdict, actor=actor, **{**facts, **more})


def fresh(request: ApprovalRequest) -> ApprovalRequest:
    return ApprovalRequest.objects.get(pk=request.pk)


def later(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)
