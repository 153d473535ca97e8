"""What the page of a transfer shows to one person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Sum
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from accounts.policies.base import covers
from approvals.queries import newest_request_of, told_of
from exceptions.queries import open_cases_about
from inventory.catalog.models import Location
from inventory.receiving.models import Receipt
from inventory.transfers import policies
from inventory.transfers.approving import TRANSFER
from inventory.transfers.claims import claims_of
from inventory.transfers.models import Shipment, Shortage, Transfer, TransferLine
from inventory.transfers.models.transfer import reference_of
from inventory.transfers.queries.effect import LineEffect, effect_of
from inventory.transfers.queries.progress import Numbers, Progress, progress_of
from kernel.errors import DomainError, refusal
from workbench import formats
from workbench.refused import Reasons
from workbench.registry import registry
from workbench.talk import talk_of
from workbench.trail.lines import subject_trail

Status = Transfer.Status


@dataclass(frozen=True, slots=True)
class Action:
    """One way on: a page to open, a form to send, or a dialog to answer."""

    verb: str
    label: str
    url: str
    refusal: DomainError | None
    # link: leads to a page. post: acts at once. Else the title of the dialog that asks.
    way: str = "post"
    text: str = ""
    danger: bool = False
    why: bool = False
    # Name and words of a box the dialog offers to tick.
    tick: tuple[str, str] | None = None

    @property
    def done(self) -> str:
        """The words of the button that ends the dialog: no question follows it."""
        return self.label.removesuffix("…")


@dataclass(frozen=True, slots=True)
class LineRow:
    line: TransferLine
    numbers: Numbers
    missing: int
    # Of a draft and of what waits: what the origin can still give.
    origin_has: int | None = None

    @property
    def is_short(self) -> bool:
        return self.origin_has is not None and self.origin_has < self.line.asked


def transfer_page(transfer: Transfer, user: User, at: datetime) -> dict[str, Any]:
    """Everything the page of one transfer shows."""
    lines = list(transfer.lines.select_related("sku"))
    progress = progress_of(transfer)
    claimed = _claimed(transfer)
    still = transfer.status in (Status.DRAFT, Status.SUBMITTED)
    effects = effect_of(transfer, lines, at=at) if still else []
    has = {each.sku.pk: each.origin_has for each in effects}
    shown = [
        LineRow(line, progress.of(line.sku_id), claimed.get(line.sku_id, 0), has.get(line.sku_id))
        for line in lines
    ]
    request = newest_request_of(TRANSFER, transfer.pk)
    actions = actions_of(transfer, progress, user)
    ship_reasons, missing_reasons = Reasons("ship"), Reasons("missing")
    return {
        "transfer": transfer,
        "ends": ends_of(transfer, user),
        "state": transfer.state,
        "waits": _waits(transfer, progress, sum(claimed.values())),
        "lines": shown,
        "totals": _totals(transfer, lines, progress, sees_value=user.may("value.view")),
        "progress": progress,
        "moving": transfer.status not in (Status.DRAFT, Status.SUBMITTED, Status.REJECTED),
        "effect": unusual_words(transfer, effects) if still else None,
        "availability": still,
        "shipments": _shipments(transfer, progress, user, ship_reasons),
        "ship_reasons": ship_reasons,
        "shortages": _shortages(transfer, user, missing_reasons),
        "missing_reasons": missing_reasons,
        "asked": request,
        "told": told_of(request),
        "request_url": registry.subject_url("approvals.approvalrequest", str(request.pk))
        if request and user.may("approvals.view")
        else "",
        "main": actions[0] if actions else None,
        "others": actions[1:],
        "actions": actions,
        "prints": prints_of(transfer),
        "cases": [
            (case, registry.subject_url("exceptions.case", str(case.pk)))
            for case in open_cases_about(TRANSFER, str(transfer.pk), user)[:5]
        ],
        "facts": facts_of_page(transfer, at),
        "trail": subject_trail(TRANSFER, str(transfer.pk)),
        "talk": talk_of(user, TRANSFER, str(transfer.pk)),
    }


def ends_of(transfer: Transfer, user: User) -> list[tuple[str, Location, bool]]:
    """From and to, and whether the person may open the page of that end."""
    ends = ((_("From"), transfer.from_location), (_("To"), transfer.to_location))
    return [(word, end, covers(user, end.place.path)) for word, end in ends]


def actions_of(transfer: Transfer, progress: Progress, user: User) -> list[Action]:
    """What may be done next, the usual one first; refused ones stay and say why."""
    offered = {
        Status.DRAFT: ("submit", "change", "cancel"),
        Status.SUBMITTED: ("recall", "cancel"),
        Status.APPROVED: ("start", "ship", "close-short", "cancel"),
        Status.IN_PROGRESS: _under_way(transfer, progress),
        Status.RECEIVED: ("ship", "close-short", "cancel"),
    }.get(Status(transfer.status), ())
    return [
        _action(verb, transfer, progress, user)
        for verb in (*offered, "copy")
        if verb != "receive" or covers(user, transfer.to_location.place.path)
    ]


def _under_way(transfer: Transfer, progress: Progress) -> tuple[str, ...]:
    """What is called off and only waits for missing pieces offers nothing here: they do."""
    if progress.allocated:
        return ("ship", "close-short", "cancel")
    return () if policies.is_called_off(transfer) else ("receive", "cancel")


@dataclass(frozen=True, slots=True)
class Way:
    """How one verb is offered: its words, the check that may refuse it, and how it asks."""

    label: Any
    check: Callable[..., None]
    way: str = "post"
    text: Any = ""
    danger: bool = False
    why: bool = False


WAYS = {
    "submit": Way(gettext_lazy("Submit"), policies.check_submit_transfer),
    "change": Way(gettext_lazy("Change"), policies.check_change_transfer, "link"),
    "recall": Way(gettext_lazy("Take back"), policies.check_recall_transfer),
    "start": Way(gettext_lazy("Start picking"), policies.check_start_picking),
    "ship": Way(gettext_lazy("Pack and ship"), policies.check_pack, "link"),
    "close-short": Way(
        gettext_lazy("Close short…"),
        policies.check_close_short,
        "dialog",
        why=True,
    ),
    "copy": Way(gettext_lazy("Copy to a new draft"), policies.check_copy_transfer),
    "cancel": Way(gettext_lazy("Cancel…"), policies.check_cancel_transfer, "link", danger=True),
}


def _action(verb: str, transfer: Transfer, progress: Progress, user: User) -> Action:
    if verb == "receive":
        label = _("Receive") if user.may(policies.RECEIVE) else _("See the delivery")
        return Action(verb, label, _receipt_url(transfer), None, way="link")
    way = WAYS[verb]
    more = (progress,) if verb == "close-short" else ()
    title = _("Close %(row)s short?") % {"row": transfer}
    return Action(
        verb=verb,
        label=str(way.label),
        url=reverse(f"inventory:transfer-{verb}", args=[transfer.reference]),
        refusal=refusal(way.check, transfer, *more, actor=user),
        way=title if way.way == "dialog" else way.way,
        text=_freed(progress) if more else str(way.text),
        danger=way.danger,
        why=way.why,
        tick=("not_found", _("They were not found at the origin")) if more else None,
    )


def _freed(progress: Progress) -> str:
    words = ngettext(
        "%(n)s unit is not shipped. It is free again at the origin.",
        "%(n)s units are not shipped. They are free again at the origin.",
        progress.allocated,
    )
    return words % {"n": f"{progress.allocated:,}"}


def prints_of(transfer: Transfer) -> list[tuple[str, str]]:
    if transfer.status not in Transfer.MOVING:
        return []
    return [(_("Pick list"), reverse("inventory:transfer-pick-list", args=[transfer.reference]))]


def facts_of_page(transfer: Transfer, at: datetime) -> list[tuple[Any, ...]]:
    day, needed = formats.moment, transfer.needed_by
    rows: list[tuple[Any, ...]] = [
        (_("Reason"), transfer.get_reason_display()),
        (_("Asked by"), transfer.asker),
        (_("Needed by"), needed and formats.day(needed, localdate(at))),
        (_("Version"), str(transfer.version)),
    ]
    if transfer.note:
        rows.insert(1, (_("Note"), transfer.note))
    source = reference_of(transfer.copied_from_id)
    if source:
        rows.append((_("Copy of"), source, reverse("inventory:transfer", args=[source])))
    moments = (
        (_("Drafted"), transfer.created_at),
        (_("Submitted"), transfer.submitted_at),
        (_("Approved"), transfer.approved_at),
        (_("Ended"), transfer.ended_at),
    )
    return rows + [(label, day(moment, at)) for label, moment in moments if moment]


def unusual_lines(effects: Sequence[LineEffect]) -> list[LineEffect]:
    return [each for each in effects if each.leaves_too_little and each.origin_sold]


def unusual_words(transfer: Transfer, effects: Sequence[LineEffect]) -> tuple[str, str] | None:
    """The one amber sentence: what leaves the origin with less than it sells itself."""
    few = unusual_lines(effects)
    if not few:
        return None
    title = ngettext(
        "%(n)s line leaves %(origin)s below what it needs.",
        "%(n)s lines leave %(origin)s below what it needs.",
        len(few),
    ) % {"n": len(few), "origin": transfer.from_location.name}
    first = few[0]
    words = (
        _("Approve %(most)s or fewer of %(sku)s: it sells %(sold)s in 28 days there.")
        if first.could_send
        else _("Approve none of %(sku)s: it sells %(sold)s in 28 days there.")
    )
    text = words % {
        "most": f"{first.could_send:,}",
        "sku": first.sku.name,
        "sold": f"{first.origin_sold:,}",
    }
    return title, text


def _waits(transfer: Transfer, progress: Progress, claimed: int) -> str:
    """Whose turn it is; while goods move, which of the two places, or who decides about the missing."""
    if transfer.status != Status.IN_PROGRESS:
        return str(transfer.state.turn)
    if transfer.ending == Transfer.Ending.CANCELLED and progress.in_transit <= claimed:
        return _("Called off. Waits until the missing pieces are found or their loss is decided.")
    names = {"origin": transfer.from_location.name, "destination": transfer.to_location.name}
    if progress.in_transit > claimed:
        both = _("Waits for %(origin)s to ship the rest and for %(destination)s to receive.")
        return (both if progress.allocated else _("Waits for %(destination)s to receive.")) % names
    if progress.allocated:
        return _("Waits for %(origin)s to ship.") % names
    return (
        _("Waits for a decision about the missing pieces.") if claimed else str(transfer.state.turn)
    )


def _totals(
    transfer: Transfer,
    lines: Sequence[TransferLine],
    progress: Progress,
    *,
    sees_value: bool,
) -> list[tuple[str, str]]:
    asked, due = sum(line.asked for line in lines), sum(line.due for line in lines)
    units = formats.quantity(due)
    if asked != due:
        units = _("%(due)s of %(asked)s asked") % {"due": units, "asked": f"{asked:,}"}
    totals = [(_("Units"), units), (_("Lines"), formats.quantity(len(lines)))]
    if transfer.value is not None:
        shown = formats.money(transfer.value, transfer.currency) if sees_value else _("Hidden")
        totals.append((_("Cost value"), shown))
    if progress.shipped:
        totals.append((_("In transit"), formats.quantity(progress.in_transit)))
    return totals


def _claimed(transfer: Transfer) -> dict[int, int]:
    found: dict[int, int] = {}
    for by_sku in claims_of(transfer).values():
        for sku_id, quantity in by_sku.items():
            found[sku_id] = found.get(sku_id, 0) + quantity
    return found


@dataclass(slots=True)
class ShortageRow:
    """What is missing; whether the person may ask to write it off, or say that it is found."""

    row: Shortage
    refusal: DomainError | None
    find_refusal: DomainError | None
    # Where the sentence stands by which each is refused.
    ask_why: str = ""
    find_why: str = ""

    @property
    def asks(self) -> bool:
        return bool(self.row.status == Shortage.Status.REPORTED)

    @property
    def may_turn_up(self) -> bool:
        return bool(self.row.status != Shortage.Status.FOUND)


def _shortages(transfer: Transfer, user: User, reasons: Reasons) -> list[ShortageRow]:
    rows = transfer.shortages.select_related("shipment").prefetch_related("lines__sku")
    for row in rows:
        row.transfer = transfer
    ask, find = policies.check_ask_loss, policies.check_find
    made = [
        ShortageRow(row, refusal(ask, row, actor=user), refusal(find, row, actor=user))
        for row in rows
    ]
    for each in made:
        each.ask_why = reasons.id_of(each.refusal if each.asks else None)
        each.find_why = reasons.id_of(each.find_refusal if each.may_turn_up else None)
    return made


def _shipments(
    transfer: Transfer, progress: Progress, user: User, reasons: Reasons
) -> list[dict[str, Any]]:
    shipments = list(transfer.shipments.annotate(packed_units=Sum("lines__packed")))
    # The delivery lies at the destination, in a scope of its own.
    sees_delivery = covers(user, transfer.to_location.place.path)
    for each in shipments:
        each.transfer = transfer
    receipts = {
        receipt.reference: receipt
        for receipt in Receipt.objects.filter(
            kind="transfer", document__startswith=transfer.reference
        )
    }
    return [
        {
            "shipment": each,
            "numbers": list(progress.part(each.reference).values()),
            "shipped": sum(n.shipped for n in progress.part(each.reference).values()),
            "received": sum(n.received for n in progress.part(each.reference).values()),
            "packed": each.status == Shipment.Status.PACKED,
            "why": reasons.id_of(
                refusal(policies.check_shipment_packed, each, actor=user)
                if each.status == Shipment.Status.PACKED
                else None
            ),
            "receipt": receipts.get(each.receipt),
            "receipt_url": _url_of_receipt(each.receipt) if sees_delivery else "",
        }
        for each in shipments
    ]


def _url_of_receipt(reference: str) -> str:
    if not reference:
        return ""
    return registry.subject_url("receiving.receipt", str(int(reference.removeprefix("RC-"))))


def _receipt_url(transfer: Transfer) -> str:
    """The delivery that is open now; the transfer's own page where there is none."""
    documents = [shipment.reference for shipment in transfer.shipments.all()]
    open_one = Receipt.objects.open().filter(document__in=documents).order_by("pk").first()
    url = _url_of_receipt(open_one.reference) if open_one else ""
    return url or reverse("inventory:transfer", args=[transfer.reference])
