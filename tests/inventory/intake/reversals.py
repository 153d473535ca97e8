"""A sale of three mugs at Camden that should not be in the books, and who may do something about it."""

from dataclasses import dataclass
from typing import Any

from accounts.models import Place, User
from approvals.models import ApprovalRequest
from approvals.services import decide
from inventory.intake.models import Reversal
from inventory.intake.services import ask_reversal
from inventory.ledger.models import Event
from tests.factories import NOON, make_person
from tests.inventory.intake.world import MINUTE, World, event, make_world, tell

KIND = "intake.reversal"


@dataclass
class Desk:
    world: World
    sale: Event
    omar: User
    lena: User

    @property
    def network(self) -> Place:
        return self.world.network

    def ask(self, **more: Any) -> Reversal:
        told = {"event_id": self.sale.pk, "reason": "Rung up twice", "actor": self.omar} | more
        return ask_reversal(at=NOON + MINUTE, **told)

    def request(self, row: Reversal) -> ApprovalRequest:
        return ApprovalRequest.objects.about(KIND, str(row.pk)).latest("pk")

    def decide(self, row: Reversal, verdict: str = "approve", actor: User | None = None) -> Any:
        request = self.request(row)
        refused = verdict != "approve"
        return decide(
            request_id=request.pk,
            verdict=verdict,
            lines={},
            reason_code="other" if refused else "",
            reason="It stands" if refused else "",
            version=request.version,
            actor=actor or self.lena,
            at=NOON + 2 * MINUTE,
        )


def make_desk(world: World | None = None) -> Desk:
    world = world or make_world()
    tell(world.pos, event("in"), event("sale", "sale", quantity=3))
    return Desk(
        world=world,
        sale=Event.objects.get(key="sale"),
        omar=make_person("Omar", role="ops agent", scope=world.network),
        lena=make_person("Lena", role="ops lead", scope=world.network),
    )


def again(row: Reversal) -> Reversal:
    return Reversal.objects.get(pk=row.pk)
