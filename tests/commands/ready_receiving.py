from uuid import uuid4

from inventory.receiving.kinds import ReceivedLine
from inventory.receiving.models import ReceiptScan
from inventory.receiving.scanned_items import take_item
from inventory.receiving.services import set_tolerance
from kernel.clock import now
from tests.commands.ready import Ready, Room
from tests.commands.talk import ready_talk
from tests.factories import NOON, make_person
from tests.inventory.receiving.dock import Dock, again, make_dock
from workbench.scanning import told_scan

ROOM = Room(make_dock)
PIECE = "4006381333931"
WHY = {"reason": "The carrier lost it."}


def of(receipt, body=None, **names):
    row = again(receipt)
    return Ready({"reference": row.reference, **names}, body or {}, row.version)


def boss(dock: Dock):
    return make_person("Ada", role="admin", scope=dock.network)


def scanned(dock: Dock, code: str):
    receipt = dock.expect()
    told = {"id": uuid4(), "code": code, "quantity": 1, "at": now()}
    take_item(receipt, told_scan(told, at=now()), actor=dock.wren)
    return receipt


ready_talk(ROOM, "receipt", lambda dock: again(dock.expect()), lambda dock: dock.wren)


@ROOM.ready("api-receipts")
def announce(dock: Dock):
    lines = [{"sku": "MUG", "quantity": 5}]
    told = {"kind": "purchase_order", "document": "PO-1", "location": "depot", "lines": lines}
    return Ready(body=told)


@ROOM.ready("api-receipts-receive-in-full")
def in_full(dock: Dock):
    receipt = again(dock.expect())
    return Ready(body={"receipts": [{"reference": receipt.reference, "version": receipt.version}]})


@ROOM.ready("api-receipt-receive")
def receive(dock: Dock):
    return of(dock.expect(), {"lines": [{"sku": "MUG", "accepted": 9, "missing": 1}]})


@ROOM.ready("api-receipt-close", "api-receipt-put-away")
def close(dock: Dock):
    receipt = dock.expect()
    dock.take(receipt, ReceivedLine(dock.mug, 9))
    return of(receipt, WHY | {"lines": [{"sku": "MUG", "quantity": 4}]})


@ROOM.ready("api-receipt-cancel")
def cancel(dock: Dock):
    return of(dock.expect(), WHY)


@ROOM.ready("api-arrival-undo")
def undo(dock: Dock):
    receipt = dock.expect()
    dock.take(receipt, ReceivedLine(dock.mug, 9))
    return of(receipt, WHY, number=1)


@ROOM.ready("api-receipt-scans")
def scans(dock: Dock):
    one = {"id": str(uuid4()), "code": PIECE, "at": now().isoformat()}
    return of(dock.expect(), {"on_behalf_of": dock.wren.email, "scans": [one]})


@ROOM.ready("api-receipt-scans-damaged")
def damaged(dock: Dock):
    told = {"sku": PIECE, "quantity": 1, "reason": "Crushed", "was_scanned": True}
    return of(scanned(dock, PIECE), {"on_behalf_of": dock.wren.email, **told})


@ROOM.ready("api-receipt-scans-finish")
def finish(dock: Dock):
    return of(scanned(dock, PIECE), {"on_behalf_of": dock.wren.email, "rest_comes": True})


@ROOM.ready("api-receipt-ask-override")
def ask_override(dock: Dock):
    """Jo scanned 12 of 10 at Camden, which Priya manages."""
    receipt = dock.expect(location=dock.camden, lines=[(dock.mug, 10)])
    told = {"id": uuid4(), "code": PIECE, "quantity": 12, "at": now()}
    take_item(receipt, told_scan(told, at=now()), actor=dock.jo)
    return of(receipt, {"on_behalf_of": dock.jo.email})


@ROOM.ready("api-receipt-scan-review")
def review(dock: Dock):
    receipt = scanned(dock, "NOPE")
    scan = ReceiptScan.objects.get(receipt=receipt)
    return of(receipt, {"on_behalf_of": dock.wren.email}, scan=scan.pk)


@ROOM.ready("api-receiving-tolerances")
def tolerance(dock: Dock):
    return Ready(body={"on_behalf_of": boss(dock).email, "place": "depot", "percent": 5})


@ROOM.ready("api-receiving-tolerance-change", "api-receiving-tolerance-remove")
def one_tolerance(dock: Dock):
    ada = boss(dock)
    said = {"kind": "", "sender": "", "percent": 9}
    row = set_tolerance(place=dock.depot.place, **said, actor=ada, at=NOON)
    return Ready({"number": row.pk}, {"on_behalf_of": ada.email, "percent": 5}, row.version)


@ROOM.ready("api-receiving-landing-set")
def landing(dock: Dock):
    return Ready({"code": "depot"}, {"on_behalf_of": boss(dock).email, "direct": True}, 0)
