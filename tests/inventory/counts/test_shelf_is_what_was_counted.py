"""Whatever order people scan and tills sell in, the posted shelf is what was counted at its time."""

from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from inventory.counts.models import CountLine
from inventory.counts.services import take_scans
from inventory.ledger.queries.shelves import Seen, shelves_at
from tests.factories import NOON
from tests.inventory.counts.world import MINUTE, finish, make_store, part_of, plan, scan
from tests.inventory.ledger.profile import trying

SCANS = st.lists(
    st.tuples(st.integers(1, 20), st.integers(1, 4), st.booleans()), min_size=1, max_size=6
)
# (minute, quantity, kind, whether the till reports it after the shelf was finished)
FACTS = st.lists(
    st.tuples(
        st.integers(-5, 40), st.integers(1, 3), st.sampled_from(["sale", "receipt"]), st.booleans()
    ),
    max_size=6,
)


@trying(examples=25, nightly=2_000)
@given(scans=SCANS, facts=FACTS)
def test_the_shelf_is_what_was_counted_at_its_time(db, scans, facts):
    with transaction.atomic():
        store, at = make_store(), NOON + max(minute for minute, *_ in scans) * MINUTE
        count = counted_amid(store, scans, [fact for fact in facts if not fact[3]])
        line = CountLine.objects.get()
        tell(store, [fact for fact in facts if fact[3]])
        wanted = sum(quantity for _, quantity, _ in scans)

        assert (line.counted, line.last_at, line.count) == (wanted, at, count)
        if line.status == CountLine.Status.POSTED:
            seen = Seen(line.sku_id, at, at)
            assert shelves_at(store.camden.pk, [seen])[line.sku_id].book == wanted
            assert store.shelf("MUG") == wanted + change_after(facts, at)
        transaction.set_rollback(True)


def counted_amid(store, scans, facts):
    store.happens("receipt", "MUG", 10)
    count = plan(store)
    tell(store, facts)
    for minute, quantity, is_jo in sorted(scans):
        send(count, minute, quantity, store.jo if is_jo else store.sam)
    for person in (store.jo, store.sam):
        if part_of(count).is_open:
            finish(count, person, minute=50)
    return count


def tell(store, facts):
    for minute, quantity, kind, _late in facts:
        store.happens(kind, "MUG", quantity, minute=minute)


def send(count, minute, quantity, person):
    at = NOON + minute * MINUTE
    one = scan(quantity=quantity, minute=minute)
    take_scans(part_id=part_of(count).pk, scans=[one], actor=person, at=at)


def change_after(facts, at):
    signs = {"sale": -1, "receipt": 1}
    return sum(signs[kind] * n for minute, n, kind, _ in facts if NOON + minute * MINUTE > at)
