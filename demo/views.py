from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.decorators import requires
from accounts.queries import person
from demo.models import Unit
from demo.units import FORMS


@dataclass(frozen=True, slots=True)
class UnitRow:
    """What the data page says of one unit."""

    name: str
    status: str
    tone: str
    message: str
    done: int
    total: int
    attribution: str
    licence: str
    derived: tuple[str, ...]
    notes: list[str]


@require_GET
@requires("work.view")
def data(request: HttpRequest) -> HttpResponse:
    return render(request, "demo/data.html", _context(request))


@require_GET
@requires("work.view")
def progress(request: HttpRequest) -> HttpResponse:
    return render(request, "demo/_progress.html", _context(request))


def _context(request: HttpRequest) -> dict[str, object]:
    seen = [
        unit
        for unit in Unit.objects.select_related("network")
        if unit.network is None or _sees(person(request).scope_paths, unit.network.path)
    ]
    busy = any(unit.status not in {Unit.Status.READY, Unit.Status.FAILED} for unit in seen)
    keeper = person(request).may("clients.manage")
    mail = str(getattr(settings, "EMAIL_FILE_PATH", "")) if keeper else ""
    return {"units": [_row(unit) for unit in seen], "busy": busy, "mail": mail}


def _sees(scope_paths: tuple[str, ...], path: str) -> bool:
    return any(path.startswith(mine) or mine.startswith(path) for mine in scope_paths)


def _row(unit: Unit) -> UnitRow:
    form = FORMS[unit.form]
    notes = [_("Dates moved by %(days)s days.") % {"days": f"{unit.shift_days or 0:,}"}]
    notes += [
        _("%(rows)s rows left out: %(why)s.") % {"rows": f"{rows:,}", "why": why}
        for why, rows in unit.left_out.items()
    ]
    return UnitRow(
        name=unit.name,
        status=unit.get_status_display(),
        tone=unit.tone,
        message=unit.message,
        done=unit.done,
        total=unit.total,
        attribution=form.attribution,
        licence=form.licence,
        derived=form.derived,
        notes=notes,
    )
