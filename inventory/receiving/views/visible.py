"""The delivery of an address, if the person may see it; else there is none."""

from django.http import Http404, HttpRequest

from accounts.queries import person
from inventory.receiving.models import Receipt


def visible_receipt(request: HttpRequest, reference: str) -> Receipt:
    rows = Receipt.objects.visible_to(person(request)).with_reference(reference)
    receipt = rows.select_related("location__place", "announced_by").first()
    if receipt is None:
        raise Http404
    return receipt
