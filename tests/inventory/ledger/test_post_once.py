"""Posting exactly once..."""

import pytest

from inventory.ledger.models import Event
from inventory.ledger.services import Delivery, Door, post
from tests.inventory.ledger.shop import RECEIVED, event, make_sku, post_facts, statuses, stock

pytestmark = pytest.mark.django_db


def test_answers_a_repeat_with_the_first_result(shop):
    sale = event()
    first = post_facts([sale], source=shop.till)[0]

    again = post_facts([sale, {**sale, "state": "available", "sequence": 7}], source=shop.till)

    assert statuses(again) == ["duplicate", "duplicate"]
    assert {result.event_id for result in again} == {first.event_id}
    assert Event.objects.count() == 1


def test_answers_repeats_within_a_batch(shop):
    sale = event()

    results = post_facts([sale, sale, {**sale, "quantity": 2}], source=shop.till)

    assert statuses(results) == ["posted", "duplicate", "conflict"]
    assert len({result.event_id for result in results}) == 1
    assert stock(shop.mug, shop.high_street) == {"available": -1}


def test_never_merges_other_content_under_one_key(shop):
    sale = event()
    first = post_facts([sale], source=shop.till)[0]

    results = post_facts([{**sale, "quantity": 2}], source=shop.till)

    assert statuses(results) == ["conflict"]
    assert results[0].event_id == first.event_id
    assert results[0].digest != first.digest
    assert stock(shop.mug, shop.high_street) == {"available": -1}


def test_keeps_the_keys_of_sources_apart(shop):
    sale = event(key="1")

    results = post_facts([sale], source=shop.till) + post_facts([sale], source=shop.web)

    assert statuses(results) == ["posted", "posted"]
    assert stock(shop.mug, shop.high_street) == {"available": -2}


def test_takes_no_key_for_a_rejected_event(shop):
    results = post_facts(
        [event(key="1", sku="SPOON"), event(key="1"), event(key="1", quantity=0)],
        source=shop.till,
    )

    assert statuses(results) == ["unknown_sku", "posted", "bad_quantity"]


def test_knows_what_the_source_had_sent_behind_a_correction(shop):
    wrong = event(key="1", sku="SPOON")
    sent = post_facts([wrong], source=shop.till)[0]
    corrected = Delivery({**wrong, "sku": "MUG"}, original_digest=sent.digest)

    fixed = post([corrected], source=shop.till, door=Door.FACT, received_at=RECEIVED)
    make_sku("SPOON", network=shop.network)
    again = post_facts([wrong, {**wrong, "sku": "MUG"}, event(key="1")], source=shop.till)

    assert statuses(fixed) == ["posted"]
    assert statuses(again)[:2] == ["duplicate", "duplicate"]
    assert bytes(Event.objects.get().original_digest) == sent.digest


def test_knows_its_key_though_the_catalogue_forgot_the_sku(shop):
    sale = event(sku="4006381333931")
    first = post_facts([sale], source=shop.till)[0]
    shop.mug.identifiers.all().delete()

    again = post_facts([sale, {**sale, "quantity": 2}], source=shop.till, scope_paths=())

    assert statuses(again) == ["duplicate", "conflict"]
    assert {(r.event_id, r.sku_id) for r in again} == {(first.event_id, shop.mug.pk)}
