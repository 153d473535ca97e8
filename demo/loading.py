"""Load one business unit: its places, its catalogue, then everything it told, through the one door."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
from django.db import DataError, transaction

from accounts.models import Place
from demo.catalogue import expect, write_catalogue
from demo.errors import UnitCodeTaken, UnitCodeUnfit, UnitOfAnotherFile
from demo.field import Arrival, arrivals
from demo.forms import Form, Prefix, Reading
from demo.models import LaterTold, Unit
from demo.people import let_see_everything
from demo.units import FORMS
from inventory.intake.services import accept
from inventory.ledger.models import Source
from inventory.ledger.services import Delivery
from inventory.replenishment.services import suggest_moves
from kernel.clock import now
from kernel.errors import DomainError

DATA = Path(__file__).parent / "data"
BATCH = 2_000
CODE = re.compile(r"[A-Za-z0-9_-]{1,20}")
RECENT = timedelta(days=2)
TOGETHER = timedelta(minutes=1)
CLIENT = "demo loader"
Progress = Callable[[Unit], None]


def load_unit(
    *,
    code: str,
    form: Form,
    files: dict[str, Path],
    at: datetime,
    progress: Progress,
    name: str = "",
    own: Path | None = None,
) -> Unit:
    """Read the files and tell everything in them; loading again goes on where it stopped.

    Nothing is told twice: keys come from the files, so a repeat is a duplicate to the ledger. Refuses,
    in this order: UnitCodeUnfit, UnitOfAnotherFile, UnitCodeTaken. A file that cannot be read leaves
    the unit failed, with the reason.
    """
    if not CODE.fullmatch(code):
        raise UnitCodeUnfit(code=code)
    unit = _start(code=code, form=form, name=name, at=at, digest=_digest(own) if own else "")
    if unit.status == Unit.Status.READY:
        return unit
    try:
        _load(unit, form, files, progress)
    except (OSError, LookupError, ValueError, ArithmeticError, DataError, DomainError) as error:
        unit.message = _sentence(error)[:300]
        _move(unit, Unit.Status.FAILED, progress)
    return unit


def _sentence(error: Exception) -> str:
    """Why the file could not be loaded, for the person who sent it."""
    if isinstance(error, DomainError):
        return error.sentence
    if isinstance(error, KeyError):
        return f"The file names {error}, which the other files of this form do not know."
    if isinstance(error, ValueError):
        return f"{error}."
    return f"The file does not fit this form: {error}."


def _digest(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def shipped_files(form: Form) -> dict[str, Path]:
    """The files of a unit that come with the product."""
    names = dict(entry.split("=") for entry in form.files)
    return {part: DATA / form.code / name for part, name in names.items()}


def _start(*, code: str, form: Form, name: str, at: datetime, digest: str) -> Unit:
    """The unit of this code, new or as far as it was loaded from the same file.

    One that failed before it made anything is begun anew, whatever its file was.
    """
    unit = Unit.objects.filter(code=code).first() or Unit(code=code, form=form.code, digest=digest)
    if unit.network_id and (unit.form, unit.digest) != (form.code, digest):
        raise UnitOfAnotherFile(code=code)
    if not unit.network_id:
        if Place.objects.filter(code=code.upper()).exists():
            raise UnitCodeTaken(code=code.upper())
        unit.form, unit.digest, unit.name = form.code, digest, name or form.name
        unit.position = list(FORMS).index(form.code)
        unit.shift_days, unit.started_at = None, at
    if unit.status != Unit.Status.READY:
        unit.status, unit.message = Unit.Status.WAITING, ""
    return _kept(unit)


def _kept(unit: Unit) -> Unit:
    if unit._state.adding:
        return Unit.objects.create(
            code=unit.code, name=unit.name, form=unit.form, digest=unit.digest,
            position=unit.position, started_at=unit.started_at,
        )  # fmt: skip
    fields = ("form", "digest", "name", "position", "shift_days", "started_at", "status", "message")
    unit.save(update_fields=fields)
    return unit


def _load(unit: Unit, form: Form, files: dict[str, Path], progress: Progress) -> None:
    _move(unit, Unit.Status.READING, progress)
    reading = form.read(files, Prefix(unit.code.upper()))
    if not reading.told:
        raise ValueError("The file holds no goods movement; check its columns against the form")
    shift = _shift(unit, reading)
    with transaction.atomic():
        # Whole or not at all: what failed may be begun anew with a better file.
        unit.network = write_catalogue(unit=unit, form=form, reading=reading, shift=shift)
        let_see_everything(unit.network)
    unit.left_out = reading.left_out
    unit.save(update_fields=["network", "left_out"])
    arriving = arrivals(reading.told, reading.sources, shift=shift, seed=len(unit.code))
    later = [one for one in arriving if one.at > unit.started_at]
    in_time = arriving[: len(arriving) - len(later)]
    _keep_for_later(unit, later)
    unit.total = len(in_time)
    _move(unit, Unit.Status.LOADING, progress)
    _tell(unit, in_time, progress)
    expect(network=unit.network, reading=reading)
    # As every night: who opens the demo shall find what should move.
    suggest_moves(at=now())
    unit.ready_at = now()
    unit.save(update_fields=["ready_at"])
    _move(unit, Unit.Status.READY, progress)


def _shift(unit: Unit, reading: Reading) -> timedelta:
    """Whole days, so that the data ends within the day before loading; kept for later loads."""
    if unit.shift_days is None:
        unit.shift_days = (unit.started_at - reading.told[-1].occurred_at).days
        unit.save(update_fields=["shift_days"])
    return timedelta(days=unit.shift_days)


def _keep_for_later(unit: Unit, later: list[Arrival]) -> None:
    if LaterTold.objects.filter(unit=unit).exists():
        return
    LaterTold.objects.bulk_create(
        (
            LaterTold(unit=unit, source=one.source, due_at=one.at, payload=one.payload)
            for one in later
        ),
        batch_size=2_000,
    )


def _move(unit: Unit, status: Unit.Status, progress: Progress) -> None:
    unit.status = status
    unit.save(update_fields=["status", "message", "total", "done"])
    progress(unit)


def _tell(unit: Unit, arriving: list[Arrival], progress: Progress) -> None:
    sources = {source.code: source for source in Source.objects.all()}
    # A stopped load may not have counted its last batches: telling them again only finds duplicates.
    for at, batch in batches(arriving[unit.done :], recent=unit.started_at - RECENT):
        for source, payloads in batch.items():
            tell(sources[source], payloads, at=at)
            unit.done += len(payloads)
        unit.save(update_fields=["done"])
        progress(unit)


def batches(
    arriving: list[Arrival], *, recent: datetime
) -> Iterator[tuple[datetime, dict[str, list[dict[str, Any]]]]]:
    """What arrives together, by source, and when: as it was in the last days, in bulk before."""
    start = 0
    while start < len(arriving):
        first, end = arriving[start].at, start + 1
        while (
            end < len(arriving) and end - start < BATCH and _together(arriving[end], first, recent)
        ):
            end += 1
        run: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for one in arriving[start:end]:
            run[one.source].append(one.payload)
        yield arriving[end - 1].at, run
        start = end


def _together(one: Arrival, first: datetime, recent: datetime) -> bool:
    return one.at < recent or one.at - first < TOGETHER


def tell(source: Source, payloads: list[dict[str, Any]], *, at: datetime) -> None:
    """Hand payloads of one source to the intake, as the API would."""
    accept(
        deliveries=[Delivery(payload=p, raw=orjson.dumps(p).decode()) for p in payloads],
        source=source,
        received_at=at,
        client=CLIENT,
    )


def own_files(form: Form, path: Path) -> dict[str, Path]:
    """Your own file stands for the first file of the form; the others are those of the product."""
    first = form.files[0].split("=")[0]
    return {**shipped_files(form), first: path}
