"""What a scan does to a delivery that is being received, for scanners at a screen and for other systems."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import User
from inventory.catalog.models import Sku
from inventory.catalog.queries.scans import scanned_codes
from inventory.receiving.models import Receipt
from inventory.receiving.queries.scanned import ToBook, to_book
from inventory.receiving.services import scan_item
from workbench import formats
from workbench.scanning import Scan, ScanAnswer, ScanItem


def take_item(receipt: Receipt, scan: Scan, *, actor: User) -> ScanAnswer:
    """Add what a scan stands for to its delivery, and say how it looks; refuses as `scan_item` does."""
    named = scanned_codes([scan.lookup]).get(scan.lookup)
    sku = Sku.objects.filter(pk=named.sku_id).first() if named else None
    pieces = scan.pieces * (named.factor if named else 1)
    total = scan_item(
        receipt_id=receipt.pk,
        key=scan.id,
        code=scan.code,
        sku=sku,
        quantity=pieces,
        actor=actor,
        at=scan.at,
    )
    if sku is None or named is None:
        return ScanAnswer("wrong", _("Unknown code, kept for later"), scan.code)
    line = next((line for line in to_book(receipt) if line.sku.pk == sku.pk), None)
    item = scan.item(sku.code, sku.name, named.factor)
    return _answer(line, item, total, _pack(named.unit, named.factor, pieces))


def _pack(unit: str, factor: int, pieces: int) -> str:
    if factor == 1:
        return ""
    words = _("%(unit)s of %(factor)s, added %(n)s")
    facts = {"unit": unit.capitalize(), "factor": formats.quantity(factor)}
    return words % {**facts, "n": formats.quantity(pieces)}


def _answer(line: ToBook | None, item: ScanItem, total: int, pack: str) -> ScanAnswer:
    arrived = (line.line.arrived + line.scanned.arrived) if line else total
    expected = line.line.expected if line else 0
    if not expected:
        return ScanAnswer("attention", _("Not expected in this delivery"), pack, total, item)
    facts = {"n": formats.quantity(arrived), "of": formats.quantity(expected)}
    if arrived > expected:
        title = _("%(n)s of %(of)s, more than expected") % facts
        return ScanAnswer("attention", title, pack, total, item)
    so_far = _("%(n)s of %(of)s") % facts
    return ScanAnswer("ok", pack or so_far, so_far if pack else "", total, item)
