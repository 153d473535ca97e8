"""A big file of SKUs, from the upload to the last row written, as a person does it on the screen."""

from __future__ import annotations

import io
import time

from django.contrib.auth.models import Group
from django.core.files.base import File

from accounts.models import Place, PlaceScope, User
from accounts.roles import ADMIN
from bench.results import Figure, Report
from kernel.clock import now
from workbench.models import Import
from workbench.services.imports import apply_import, check_import, upload_import
from workbench.services.jobs import run_next_job

ROWS = 20_000
TARGET_S = 60
HEAD = "Code,Name,Category,Barcodes,Units,Standard cost,Retail price\n"


def measure(report: Report, *, rows: int = ROWS) -> None:
    """Upload, dry run over the whole file, apply; then the same file, which changes nothing."""
    person = _person()
    for what, wanted in (("new SKUs", "created"), ("the same file again", "unchanged")):
        began = time.perf_counter()
        run = _bring(person, _file(rows))
        seconds = time.perf_counter() - began
        if run.counts.get(wanted) != rows:
            raise SystemExit(f"The import came to {run.counts}, not to {rows:,} {wanted}.")
        report.add(Figure(f"import of {rows:,} rows, {what}", seconds, "s", TARGET_S, True))


def _person() -> User:
    person = User.objects.create(email="import@example.com", name="Import")
    person.groups.add(Group.objects.get_or_create(name=ADMIN)[0])
    PlaceScope.objects.create(user=person, place=Place.objects.get(code="bench"))
    return person


def _file(rows: int) -> File[bytes]:
    lines = (
        f"IMP-{number},Thing {number},Bench > Group {number % 50},,case=12,1.50,4.99\n"
        for number in range(rows)
    )
    return File(io.BytesIO((HEAD + "".join(lines)).encode()), name="skus.csv")


def _bring(person: User, content: File[bytes]) -> Import:
    run = upload_import(
        kind="skus",
        name="skus.csv",
        content=content,
        options={"network": "bench"},
        actor=person,
        at=now(),
    )
    check_import(number=run.pk, mapping=run.mapping, actor=person, at=now())
    run_next_job(clock=now)
    apply_import(number=run.pk, actor=person, at=now())
    run_next_job(clock=now)
    return Import.objects.get(pk=run.pk)
