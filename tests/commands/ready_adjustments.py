from uuid import uuid4

from inventory.adjustments.models import Reason
from kernel.clock import now
from tests.commands.ready import Ready, Room
from tests.commands.talk import ready_talk
from tests.inventory.adjustments.shelf import Shelf, again, make_shelf

ROOM = Room(make_shelf)
WHY = {"reason": "They turned up."}


def of(adjustment, body=None):
    row = again(adjustment)
    return Ready({"reference": row.reference}, body or {}, row.version)


def asked(shelf: Shelf):
    """More than the limit of its reason: it waits for Priya."""
    return shelf.submit(shelf.draft("lost-in-store", (shelf.mug, "", 12)))


@ROOM.ready("api-adjustments")
def create(shelf: Shelf):
    told = {"location": "camden", "reason": "lost-in-store"}
    return Ready(body={**told, "lines": [{"sku": "MUG", "quantity": 2}]})


@ROOM.ready("api-adjustment-submit")
def submit(shelf: Shelf):
    return of(shelf.draft())


@ROOM.ready("api-adjustment-cancel")
def cancel(shelf: Shelf):
    return of(shelf.draft(), WHY)


@ROOM.ready("api-adjustment-change")
def change(shelf: Shelf):
    return of(shelf.draft(), {"note": "Behind the till"})


@ROOM.ready("api-adjustment-line")
def line(shelf: Shelf):
    return of(shelf.draft(), {"sku": "MUG", "quantity": 5})


@ROOM.ready("api-adjustment-approve")
def approve(shelf: Shelf):
    return of(asked(shelf), {"on_behalf_of": shelf.priya.email})


@ROOM.ready("api-adjustment-reject")
def reject(shelf: Shelf):
    refusal = {"reason_code": "other", "reason": "Not so"}
    return of(asked(shelf), {"on_behalf_of": shelf.priya.email, **refusal})


@ROOM.ready("api-adjustment-post")
def post(shelf: Shelf):
    row = asked(shelf)
    shelf.sell(15)
    shelf.decide(row)
    shelf.stock(15, key="again")
    return of(row)


@ROOM.ready("api-adjustment-undo")
def undo(shelf: Shelf):
    return of(shelf.submit(shelf.draft()), WHY)


ready_talk(ROOM, "adjustment", lambda shelf: again(shelf.draft()), lambda shelf: shelf.jo)


@ROOM.ready("api-adjustment-scans")
def scans(shelf: Shelf):
    one = {"id": str(uuid4()), "code": "MUG", "at": now().isoformat()}
    told = {"on_behalf_of": shelf.jo.email, "scans": [one]}
    return Ready({"reference": shelf.draft().reference}, told)


REASON = {"label": "Lent", "effect": "lost", "states": ["available"], "band": "5.00"}


@ROOM.ready("api-reasons")
def reason(shelf: Shelf):
    return Ready(body={"on_behalf_of": shelf.ada.email, "code": "lent", **REASON})


@ROOM.ready("api-reason-change")
def change_reason(shelf: Shelf):
    row = Reason.objects.get(code="lost-in-store")
    return Ready({"code": row.code}, {"on_behalf_of": shelf.ada.email, **REASON}, row.version)
