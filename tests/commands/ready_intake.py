from tests.commands.ready import Ready, Room
from tests.factories import make_person
from tests.inventory.intake.reversals import Desk, make_desk

ROOM = Room(make_desk)


@ROOM.ready("api-event-reverse")
def reverse(desk: Desk):
    told = {"on_behalf_of": desk.omar.email, "reason": "Rung up twice."}
    return Ready({"number": desk.sale.pk}, told)


@ROOM.ready("api-source-change")
def change_source(desk: Desk):
    ines = make_person("Ines", role="integration engineer", scope=desk.network)
    wanted = {"clock_tolerance_s": 60, "interval_minutes": 15, "gap_grace_minutes": 0}
    told = {"on_behalf_of": ines.email, "reason": "The tills keep time now.", **wanted}
    pos = desk.sale.source
    return Ready({"code": pos.code}, told, pos.version)
