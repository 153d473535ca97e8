from uuid import uuid4

from inventory.counts.models import CountPlan
from inventory.counts.services import ask_recount
from inventory.counts.services.rules import create_plan, create_rules
from tests.commands.ready import Ready, Room
from tests.commands.talk import ready_talk
from tests.factories import NOON
from tests.inventory.counts.world import (
    BARCODES,
    Store,
    again,
    count_of,
    counted,
    make_store,
    plan,
    scan,
)
from tests.inventory.counts.world import (
    finish as finish_shelf,
)

ROOM = Room(make_store)


def of(count, body, **names):
    row = again(count)
    return Ready({"reference": row.reference, **names}, body, row.version)


def differing(store: Store):
    """Twenty by the books, three counted by Jo: it waits for Priya."""
    store.happens("receipt", "MUG", 20)
    return counted(store, scan("MUG", 3))


ready_talk(ROOM, "count", lambda store: again(plan(store)), lambda store: store.priya)


@ROOM.ready("api-counts")
def create(store: Store):
    return Ready(body={"location": "CAMDEN", "title": "Knitwear", "shelves": [{"name": "Wall B"}]})


@ROOM.ready("api-count-lines")
def lines(store: Store):
    return of(plan(store), {"lines": [{"sku": "MUG", "quantity": 3}]})


@ROOM.ready("api-count-finish")
def finish(store: Store):
    count = plan(store)
    count_of(count, scan("MUG", 3), by=store.jo)
    return of(count, {"complete": True, "on_behalf_of": store.jo.email})


@ROOM.ready("api-count-cancel")
def cancel(store: Store):
    return of(plan(store), {"reason": "The shop is closed."})


@ROOM.ready("api-count-recount")
def recount(store: Store):
    return of(differing(store), {"on_behalf_of": store.priya.email})


@ROOM.ready("api-count-approve")
def approve(store: Store):
    """Sam counted it again and found the same."""
    count = differing(store)
    seen = {"reference": count.reference, "version": count.version}
    ask_recount(line_ids=None, actor=store.priya, at=NOON, **seen)
    count_of(count, scan("MUG", 3), by=store.sam, number=2)
    count = finish_shelf(count, store.sam, number=2)
    return of(count, {"on_behalf_of": store.priya.email, "note": "Seen."})


@ROOM.ready("api-count-keep-books")
def keep_books(store: Store):
    return of(differing(store), {"on_behalf_of": store.priya.email, "reason": "Behind the shelf."})


@ROOM.ready("api-count-shelf-start")
def start(store: Store):
    return of(plan(store), {"on_behalf_of": store.jo.email}, number=1)


@ROOM.ready("api-count-shelf-scans")
def scans(store: Store):
    one = {"id": str(uuid4()), "code": BARCODES["MUG"], "at": NOON.isoformat()}
    return of(plan(store), {"on_behalf_of": store.jo.email, "scans": [one]}, number=1)


@ROOM.ready("api-count-shelf-quantity")
def quantity(store: Store):
    return of(plan(store), {"on_behalf_of": store.jo.email, "sku": "MUG", "quantity": 3}, number=1)


@ROOM.ready("api-count-shelf-correct")
def correct(store: Store):
    return of(differing(store), {"on_behalf_of": store.jo.email}, number=1)


@ROOM.ready("api-kept-code-settle")
def settle(store: Store):
    count = counted(store, scan("nobody-knows"))
    body = {"on_behalf_of": store.priya.email, "note": "A till roll."}
    return of(count, body, number=count.kept.get().pk)


@ROOM.ready("api-count-plans")
def create_count_plan(store: Store):
    return Ready(body={"on_behalf_of": store.priya.email, "place": "CAMDEN"})


@ROOM.ready("api-count-plan-change")
def change_plan(store: Store):
    wanted = {
        "is_active": True, "lines": 5, "every_days": 1, "on_below_zero": True,
        "on_snapshot": True, "short_picks": 2,
    }  # fmt: skip
    create_plan(place=store.camden.place, wanted=wanted, actor=store.priya, at=NOON)
    row = CountPlan.objects.get(place=store.camden.place)
    return Ready({"number": row.pk}, {"on_behalf_of": store.priya.email, "lines": 9}, row.version)


@ROOM.ready("api-count-rules")
def create_count_rules(store: Store):
    return Ready(body={"on_behalf_of": store.priya.email, "place": "CAMDEN"})


@ROOM.ready("api-count-rules-drop")
def drop_count_rules(store: Store):
    create_rules(place=store.camden.place, actor=store.priya, at=NOON)
    return create_count_rules(store)


@ROOM.ready("api-count-rule-change")
def change_rule(store: Store):
    rule = create_rules(place=store.camden.place, actor=store.priya, at=NOON)[-1]
    return Ready({"number": rule.pk}, {"on_behalf_of": store.priya.email, "units": 50}, 1)
