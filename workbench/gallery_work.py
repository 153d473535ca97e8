"""What the gallery shows of deciding, comparing and scanning; figures are made up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Says:
    system: str
    says: str
    at: datetime | None = None
    late: bool = False
    ours: bool = False
    note: str = ""
    values: tuple[int | None, ...] = ()


def context() -> dict[str, Any]:
    return {
        "chain": _chain(),
        "chain_stopped": [
            {"text": _("Store manager"), "sub": "Priya Nair", "state": "rejected",
             "badge": _("Rejected"), "tone": "bad"},
            {"text": _("Finance"), "sub": _("Only over £5,000")},
        ],
        "compared": [
            Says("POS", "", NOON, values=(4, None, None)),
            Says("ERP", "", NOON - timedelta(hours=2), late=True, values=(9, 4, 5),
                 note=_("no answer since 13:40")),
            Says(_("Our ledger"), "", ours=True, values=(4, 7, -3)),
        ],
        "columns": [_("On hand"), _("Reserved"), _("Available")],
        "said": [
            Says("WMS", _("10 received"), NOON),
            Says(_("Our ledger"), _("8 received"), NOON, ours=True),
        ],
        "accept": [
            {"label": _("Accept suggestion"), "name": "accept", "value": "1", "primary": True,
             "key": "1"},
            {"label": _("Another way…"), "url": "#"},
        ],
        "primary": {"label": _("Approve 94 units"), "sum": _("Approve %s units"), "name": "verdict",
                    "value": "approved"},
        "others": [
            {"label": _("Reject…"), "dialog": "gallery-confirm", "danger": True},
            {"label": _("Send back…"), "dialog": "gallery-confirm"},
        ],
        "scans": [
            {"name": "Merino crew, black, M", "sub": "14:31", "count": 7,
             "badge": _("Saved here"), "tone": "warn"},
            {"name": "Roll neck, charcoal, M", "sub": "14:28", "count": 9, "badge": _("Sent"),
             "tone": "ok"},
            {"name": "4006381333931", "sub": "14:27", "count": 1, "badge": _("Check later"),
             "tone": "bad"},
        ],
        "refused_scans": [
            {"name": "4006381333931", "sub": _("This shelf is finished. Ask who reviews it.")},
        ],
    }  # fmt: skip


def _chain() -> list[dict[str, Any]]:
    return [
        {"text": _("Stock check"), "sub": _("Automatic, 14:05"), "state": "done",
         "badge": _("Passed"), "tone": "ok"},
        {"text": _("Store manager, Camden"), "sub": _("You, Priya Nair"), "state": "now",
         "clock": {"minutes": 84, "total": 240, "status": ""}},
        {"text": _("Regional operations"), "sub": _("Only over £5,000"), "badge": _("Not needed")},
    ]  # fmt: skip
