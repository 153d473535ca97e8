"""The transfer a view is about, within the person's places."""

from django.http import Http404, HttpRequest

from accounts.queries import person
from inventory.transfers.models import Shipment, Transfer


def visible_transfer(request: HttpRequest, reference: str) -> Transfer:
    rows = Transfer.objects.visible_to(person(request)).named()
    transfer = rows.with_reference(reference).first()
    if transfer is None or transfer.reference != reference:
        raise Http404
    return transfer


def visible_shipment(request: HttpRequest, reference: str, number: int) -> Shipment:
    transfer = visible_transfer(request, reference)
    shipment = transfer.shipments.filter(number=number).first()
    if shipment is None:
        raise Http404
    return shipment
