"""Facts that name a document of ours: the document is locked before posting and told after."""

from collections.abc import Sequence

from inventory.intake.contents import fields_of
from inventory.intake.services.call import Call
from inventory.ledger.reactions import concerns_documents, react_to, references_of
from inventory.ledger.services import Delivery, Result


def named_documents(deliveries: Sequence[Delivery], call: Call) -> list[str]:
    """The references these deliveries name that a room follows. No query without a reversal."""
    payloads = [fields_of(delivery.payload) for delivery in deliveries]
    return references_of(payloads, source_id=call.source.pk)


def tell_documents(deliveries: Sequence[Delivery], results: Sequence[Result], call: Call) -> None:
    """Let documents react to what was posted, in its transaction. A batch naming none costs nothing."""
    posted = [
        result.event_id
        for delivery, result in zip(deliveries, results, strict=True)
        if result.status == "posted"
        and result.event_id
        and concerns_documents(fields_of(delivery.payload))
    ]
    if posted:
        react_to(posted, at=call.at)
