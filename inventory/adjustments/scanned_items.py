"""What a scan does to an adjustment, for scanners at a screen and for other systems."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from inventory.adjustments.models import Adjustment
from inventory.adjustments.services import add_pieces, note_unknown_code
from inventory.catalog.models import Sku
from inventory.catalog.queries.scans import scanned_codes
from workbench import formats
from workbench.scanning import Scan, ScanAnswer


def take_item(adjustment: Adjustment, scan: Scan, *, actor: User) -> ScanAnswer:
    """Add what one scan stands for to the lines, in the first state of the reason, and say how many there
    are; refuses as `add_pieces` does."""
    named = scanned_codes([scan.lookup]).get(scan.lookup)
    about: dict[str, Any] = {"adjustment_id": adjustment.pk, "actor": actor, "at": scan.at}
    if named is None:
        note_unknown_code(key=scan.id, code=scan.code, quantity=scan.quantity, **about)
        return ScanAnswer("wrong", _("Unknown code, kept for later"), scan.code)
    sku = Sku.objects.get(pk=named.sku_id)
    pieces = scan.pieces * named.factor
    state = adjustment.reason.states[0]
    total = add_pieces(sku=sku, state=state, quantity=pieces, **about)
    words = _("%(n)s by now") % {"n": formats.quantity(total)}
    item = scan.item(sku.code, sku.name, named.factor)
    if named.factor == 1:
        return ScanAnswer("ok", words, "", total, item)
    facts = {"unit": named.unit.capitalize(), "factor": named.factor, "n": pieces}
    pack = _("%(unit)s of %(factor)s, added %(n)s") % facts
    return ScanAnswer("ok", pack, words, total, item)
