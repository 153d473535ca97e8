"""What passed by each other in two calls at the same moment is settled by a sweep."""

from inventory.intake.models import WaitingEvent
from inventory.intake.services import settle_leftovers
from inventory.ledger.services import Delivery, Door, post
from tests.factories import NOON
from tests.inventory.intake.world import MINUTE, event, reversal, tell


def post_unseen(world, payload):
    """As a call would whose look at the waiting events came too early."""
    post([Delivery(payload=payload)], source=world.pos, door=Door.FACT, received_at=NOON)


def test_posts_an_early_reversal(world):
    tell(world.pos, reversal("r", "a"))
    post_unseen(world, event("a"))

    assert settle_leftovers(at=NOON + MINUTE) == 1

    assert world.stock() == 0
    assert WaitingEvent.objects.get().status == "posted"


def test_leaves_a_reversal_whose_event_is_not_there(world):
    tell(world.pos, reversal("r", "a"))

    assert settle_leftovers(at=NOON + MINUTE) == 0


def test_closes_what_waits_under_a_posted_key(world):
    tell(world.pos, event("a", quantity=0))
    post_unseen(world, event("a"))

    settle_leftovers(at=NOON + MINUTE)

    assert WaitingEvent.objects.get().status == "superseded"


def test_says_posted_where_it_is_the_same_content(world):
    tell(world.pos, event("a", sku="VASE"))
    world.add_sku("VASE")
    post_unseen(world, event("a", sku="VASE"))

    settle_leftovers(at=NOON + MINUTE)

    row = WaitingEvent.objects.get()
    assert (row.status, row.event_id is None) == ("posted", False)
