from tests.commands.ready import Ready, Room
from tests.inventory.intake.reversals import Desk, make_desk

ROOM = Room(make_desk)


@ROOM.ready("api-event-reverse")
def reverse(desk: Desk):
    told = {"on_behalf_of": desk.omar.email, "reason": "Rung up twice."}
    return Ready({"number": desk.sale.pk}, told)
