"""What scan pages send: read, each scan acted on once, answered one by one.

A page posts `{"sent_at": iso, "scans": [{"id": uuid, "code", "quantity", "at": iso, "part", "undoes"?}]}`.
Every scan is a difference: *undo* and the stepper send a scan of their own, with a quantity that may be
below zero. `sent_at` is the device's clock, so that a clock that is wrong does not date a count.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, JsonResponse

from accounts.queries import person
from kernel.clock import now
from kernel.errors import DomainError
from kernel.plain import clean_text
from workbench import gs1
from workbench.errors import ScanReused, ScansUnreadable
from workbench.services.scans import remember_scan, take_scan

MOST_SCANS = 500
MOST_BYTES = 512 * 1024
LONGEST_CODE = 400
LONGEST_PART = 80
MOST_UNITS = 100_000
# A device that keeps scans for longer than this was forgotten in a drawer.
OLDEST = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Scan:
    """One Enter of a scanner, one press of Undo, or one correction by the stepper."""

    id: UUID
    code: str
    quantity: int
    # When it was scanned, by our clock.
    at: datetime
    part: str = ""
    # The scan this one takes back.
    undoes: UUID | None = None
    elements: gs1.Elements = field(default=gs1.NOTHING)

    @property
    def lookup(self) -> str:
        """What to look the item up by: the number inside a GS1 label, else the code itself."""
        return self.elements.gtin or gs1.plain(self.code)

    @property
    def pieces(self) -> int:
        """The quantity, times what the label itself says it stands for."""
        return self.quantity * (self.elements.count or 1)

    def item(self, sku: str, name: str, factor: int) -> ScanItem:
        """The item this scan named, by the factor of its code and of the label itself."""
        return ScanItem(sku, name, factor * (self.elements.count or 1))


@dataclass(frozen=True, slots=True)
class ScanItem:
    """An item by its own code and name, and how many pieces one scan of the text stands for."""

    sku: str
    name: str
    factor: int = 1


@dataclass(frozen=True, slots=True)
class ScanAnswer:
    """What the page says about a scan: ok, attention (look at it) or wrong (kept, check later)."""

    status: str
    title: str = ""
    detail: str = ""
    # How many of the item by now, in this part; None when there is nothing to count.
    count: int | None = None
    # What the code names: every spelling of it is one row of the last scans.
    item: ScanItem | None = None


Act = Callable[[Scan], ScanAnswer]


def read_scans(request: HttpRequest) -> list[Scan]:
    """The scans of a request, in the order they were made.

    Refuses ScansUnreadable.
    """
    body = _body(request)
    at = now()
    sent_at = _moment(body.get("sent_at"), "sent_at") if body.get("sent_at") else at
    items = body.get("scans")
    if not isinstance(items, list) or not items or len(items) > MOST_SCANS:
        raise ScansUnreadable(fault=f"send 1 to {MOST_SCANS} scans at a time")
    return _in_order([_scan(item, shift=at - sent_at, at=at) for item in items])


def _in_order(scans: list[Scan]) -> list[Scan]:
    """None later than the next: the device's clock was set back between them."""
    for index in range(len(scans) - 2, -1, -1):
        latest = scans[index + 1].at
        if scans[index].at > latest:
            scans[index] = replace(scans[index], at=latest)
    return scans


def answer_scans(request: HttpRequest, act: Act, *, page: str) -> JsonResponse:
    """Act on each scan once, however often it is sent, each in a transaction of its own.

    A repeated id gets its first answer. What the command refuses is answered as refused and kept by the
    device under Review; it may be sent again. Bad input is answered with 422 and its sentence.
    """
    try:
        scans = read_scans(request)
    except ScansUnreadable as error:
        return JsonResponse({"error": error.sentence}, status=error.http_status)
    return JsonResponse({"results": answers_to(scans, act, user_id=person(request).pk, page=page)})


def answers_to(scans: Sequence[Scan], act: Act, *, user_id: int, page: str) -> list[dict[str, Any]]:
    """Act on each scan once; what was answered, in their order."""
    return [_answer(scan, act, user_id, page) for scan in scans]


def told_scan(told: Mapping[str, Any], *, at: datetime) -> Scan:
    """A scan as another system sends it, in the shapes of its serializer.

    Refuses ScansUnreadable.
    """
    if told["at"] < at - OLDEST:
        raise ScansUnreadable(fault="a scan is older than 14 days")
    return Scan(
        id=told["id"],
        code=told["code"],
        quantity=_quantity(told["quantity"]),
        at=min(told["at"], at),
        elements=gs1.elements(told["code"]),
    )


def _answer(scan: Scan, act: Act, user_id: int, page: str) -> dict[str, Any]:
    said = f"{scan.code}|{scan.quantity}|{scan.part}|{scan.undoes}"
    try:
        with transaction.atomic():
            row, first = take_scan(user_id=user_id, key=scan.id, page=page, said=said, at=now())
            answer = row.answer if not first else asdict(act(scan))
            if first:
                remember_scan(row=row, answer=answer)
    except DomainError as error:
        refused = {"status": "wrong", "title": "", "detail": error.sentence, "count": None}
        # What is sent twice with two meanings is a fault of the device, and never tried again.
        again = not isinstance(error, ScanReused)
        answer = {**refused, "item": None, "refused": True, "again": again}
    return {"id": str(scan.id), **answer}


def _body(request: HttpRequest) -> dict[str, Any]:
    if len(request.body) > MOST_BYTES:
        raise ScansUnreadable(fault="they are larger than 500 KB; send fewer at a time")
    try:
        body = json.loads(request.body, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise ScansUnreadable(fault="the text is not valid JSON") from None
    if not isinstance(body, dict):
        raise ScansUnreadable(fault="an object with scans is expected")
    return body


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _scan(item: Any, *, shift: timedelta, at: datetime) -> Scan:
    if not isinstance(item, dict):
        raise ScansUnreadable(fault="each scan is an object")
    code = _text(item, "code", LONGEST_CODE)
    if not code:
        raise ScansUnreadable(fault="a scan has no code")
    scanned = _by_our_clock(_moment(item.get("at"), "at"), shift)
    if scanned < at - OLDEST:
        raise ScansUnreadable(fault="a scan is older than 14 days")
    return Scan(
        id=_uuid(item.get("id"), "id"),
        code=code,
        quantity=_quantity(item.get("quantity", 1)),
        at=min(scanned, at),
        part=_text(item, "part", LONGEST_PART),
        undoes=_uuid(item["undoes"], "undoes") if item.get("undoes") else None,
        elements=gs1.elements(code),
    )


def _text(item: dict[str, Any], name: str, longest: int) -> str:
    value = item.get(name, "")
    if not isinstance(value, str) or len(value) > longest or "\x00" in value:
        raise ScansUnreadable(fault=f"{name} is a text of at most {longest} characters")
    # A code may hold half a character, which no database keeps; the scan is kept all the same.
    return clean_text(value, longest=longest).strip()


def _quantity(value: Any) -> int:
    whole = isinstance(value, int) and not isinstance(value, bool)
    if not whole or value == 0 or abs(value) > MOST_UNITS:
        raise ScansUnreadable(fault="a quantity is a whole number, not 0")
    return int(value)


def _uuid(value: Any, name: str) -> UUID:
    try:
        return UUID(value)
    except (ValueError, TypeError, AttributeError):
        raise ScansUnreadable(fault=f"{name} is not a UUID") from None


def _moment(value: Any, name: str) -> datetime:
    try:
        found = datetime.fromisoformat(value)
        if found.tzinfo is None:
            raise ValueError
        return found.astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        raise ScansUnreadable(fault=f"{name} is not a moment with an offset") from None


def _by_our_clock(moment: datetime, shift: timedelta) -> datetime:
    try:
        return moment + shift
    except OverflowError:
        raise ScansUnreadable(fault="at is not a moment anybody scans at") from None


def known_codes(codes: dict[str, dict[str, Any]]) -> JsonResponse:
    """What a scan page keeps to answer at once: code -> sku, name, factor, unit. Never quantities."""
    answer = JsonResponse({"codes": codes})
    answer["Cache-Control"] = "private, no-cache"
    return answer


def results(answers: Sequence[tuple[UUID, ScanAnswer]]) -> JsonResponse:
    """Answers in the order of their scans, for a view that acts on all of them at once."""
    return JsonResponse({"results": [{"id": str(key), **asdict(one)} for key, one in answers]})
