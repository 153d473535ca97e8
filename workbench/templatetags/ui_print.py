"""Parts of what is printed: bars, QR codes, labels, sheets. `{% load ui %}` brings these too."""

from __future__ import annotations

from typing import Any, TypeAlias

from django import template
from django.template.context import Context
from django.template.loader import render_to_string

from kernel import clock
from workbench import barcodes, formats

register = template.Library()

Part: TypeAlias = dict[str, Any]
# What fits on a label of 62 x 29 mm beside its text.
LABEL_BARS_MM = 10


@register.inclusion_tag("components/barcode.html")
def barcode(value: str, height_mm: float = 14) -> Part:
    """EAN-13, EAN-8 or Code 128, by what the value is; in words when no bars can say it."""
    return {"code": barcodes.bars(str(value), height_mm=height_mm), "value": value}


@register.inclusion_tag("components/barcode.html")
def qr(value: str, size_mm: float = 22) -> Part:
    return {"code": barcodes.qr(str(value), size_mm=size_mm), "value": value}


@register.inclusion_tag("components/label.html")
def label(value: str, title: str, sub: str = "", note: str = "", square: bool = False) -> Part:
    """One label of 62 x 29 mm; `square` prints a QR code beside the text instead of bars below it."""
    drawn = (
        barcodes.qr(value, size_mm=19) if square else barcodes.bars(value, height_mm=LABEL_BARS_MM)
    )
    return {
        "code": drawn,
        "value": value,
        "title": title,
        "sub": sub,
        "note": note,
        "square": square,
    }


@register.simple_block_tag(takes_context=True)
def sheet(
    context: Context, content: str, title: str, text: str = "", value: str = "", **more: Any
) -> str:
    """An A4 document: title, a QR code of `value`, the content, and when it was printed by whom.

    More: version (of what is printed), heading (h1 unless told).
    """
    facts = {
        "title": title,
        "text": text,
        "value": value,
        "qr": barcodes.qr(value) if value else None,
        "version": more.get("version"),
        "heading": more.get("heading", "h1"),
        "printed_at": formats.full_moment(clock.now()),
        "printed_by": str(context.get("user", "")),
        "content": content,
    }
    return render_to_string("components/sheet.html", facts)
