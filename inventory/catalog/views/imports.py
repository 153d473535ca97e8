"""Imports: choose what, upload, say how the columns are read, check, apply, see the result."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.decorators import requires_any
from accounts.models import User
from accounts.queries import person
from inventory.catalog.forms import to_choose
from kernel.clock import now
from kernel.decorators import answers_refusals
from kernel.errors import DomainError, refusal
from workbench.exports import Format
from workbench.imports.columns import ColumnChoice, column_choices, read_mapping
from workbench.imports.kinds import COUNTS, ImportKind, import_kind, kinds_for
from workbench.imports.read import read_sheet
from workbench.imports.templates import template_file
from workbench.models import Import
from workbench.nudge import nudge_jobs
from workbench.once import acts_once
from workbench.people.acts import attempt
from workbench.policies import check_apply_import
from workbench.services.imports import apply_import, check_import, upload_import
from workbench.views.jobs import file_answer

SHOWN, SAMPLE = 50, 3
# Each kind asks for its own right besides.
IMPORTERS = ("catalog.import", "receipts.import", "counts.count")
MIME = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class UploadForm(forms.Form):
    """A file, and what the kind asks once per file."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV or Excel (.xlsx), at most 20 MB and 100,000 rows."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )

    def __init__(self, *args: Any, kind: ImportKind, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.option_keys = [option.key for option in kind.options]
        for option in kind.options:
            self.fields[option.key] = forms.ChoiceField(
                label=str(option.label), choices=to_choose(option.choices(user))
            )

    @property
    def options(self) -> dict[str, str]:
        return {key: self.cleaned_data[key] for key in self.option_keys}


@require_GET
@requires_any(*IMPORTERS)
def imports(request: HttpRequest) -> HttpResponse:
    user = person(request)
    kinds = kinds_for(user)
    # A kind whose room is gone must not take the whole page with it.
    known = {kind.key: kind for kind in kinds}
    mine = Import.objects.filter(actor=user, kind__in=known).select_related("file")[:SHOWN]
    rows = [(run, known[run.kind]) for run in mine]
    return render(request, "inventory/imports.html", {"kinds": kinds, "rows": rows})


@require_http_methods(["GET", "POST"])
@requires_any(*IMPORTERS)
@answers_refusals
@acts_once
def import_new(request: HttpRequest, kind: str) -> HttpResponse:
    spec, user, status = _kind(kind, person(request)), person(request), 200
    form = UploadForm(request.POST or None, request.FILES or None, kind=spec, user=user)
    if request.method == "POST":
        run, status = attempt(form, lambda data: _upload(form, spec, user))
        if run is not None:
            return redirect("inventory:import", run.pk)
    context = {"form": form, "kind": spec}
    return render(request, "inventory/import_new.html", context, status=status)


def _upload(form: UploadForm, spec: ImportKind, user: User) -> Import:
    file = form.cleaned_data["file"]
    return upload_import(
        kind=spec.key, name=file.name, content=file, options=form.options, actor=user, at=now()
    )


@require_GET
@requires_any(*IMPORTERS)
def import_page(request: HttpRequest, number: int) -> HttpResponse:
    """The page of one import; htmx asks for its part every second while a job runs."""
    run = _mine(request, number)
    part = request.headers.get("HX-Request") == "true"
    template = "inventory/_import.html" if part else "inventory/import.html"
    return render(request, template, _page(run, person(request)))


def _page(run: Import, user: User, error: DomainError | None = None) -> dict[str, Any]:
    spec = import_kind(run.kind)
    waits = run.state.waits_for == "requester"
    return {
        "run": run,
        "kind": spec,
        "job": run.job,
        "counts": [(COUNTS.get(key, key), count) for key, count in run.counts.items()],
        "columns": _columns(run, spec) if waits else [],
        "fields": spec.fields,
        "options": [
            (option.label, dict(option.choices(user)).get(run.options.get(option.key, "")))
            for option in spec.options
        ],
        "refused": refusal(check_apply_import, run, actor=user, at=now()),
        "error": error,
        "result_url": reverse(spec.result_url_name) if spec.result_url_name else "",
    }


def _columns(run: Import, spec: ImportKind) -> list[ColumnChoice]:
    """The columns with a few of their values, while the file is there to look at."""
    if not run.file.is_there(now()):
        return []
    with run.file.file.open("rb") as content:
        sheet = read_sheet(cast(BinaryIO, content), first=SAMPLE)
    return column_choices(spec, sheet, run.mapping)


@require_POST
@requires_any(*IMPORTERS)
@answers_refusals
@acts_once
def import_check(request: HttpRequest, number: int) -> HttpResponse:
    run, user = _mine(request, number), person(request)
    mapping = read_mapping(import_kind(run.kind), len(run.headers), request.POST)
    try:
        check_import(number=run.pk, mapping=mapping, actor=user, at=now())
    except DomainError as error:
        run.mapping = mapping
        context = _page(run, user, error)
        return render(request, "inventory/import.html", context, status=error.http_status)
    nudge_jobs()
    return redirect("inventory:import", run.pk)


@require_POST
@requires_any(*IMPORTERS)
@answers_refusals
@acts_once
def import_apply(request: HttpRequest, number: int) -> HttpResponse:
    run = _mine(request, number)
    apply_import(number=run.pk, actor=person(request), at=now())
    nudge_jobs()
    return redirect("inventory:import", run.pk)


@require_GET
@requires_any(*IMPORTERS)
def import_errors(request: HttpRequest, number: int) -> HttpResponseBase:
    """All errors as a file."""
    run = _mine(request, number)
    if run.error_file is None or not run.error_file.is_there(now()):
        raise Http404(_("The file of errors is no longer kept."))
    return file_answer(run.error_file)


@require_GET
@requires_any(*IMPORTERS)
def import_template(request: HttpRequest, kind: str, form: str) -> HttpResponse:
    spec, made = _kind(kind, person(request)), Format(form)
    answer = HttpResponse(template_file(spec, made), content_type=MIME[made])
    answer["Content-Disposition"] = f'attachment; filename="{spec.key}.{form}"'
    return answer


def _kind(key: str, user: User) -> ImportKind:
    for spec in kinds_for(user):
        if spec.key == key:
            return spec
    raise Http404


def _mine(request: HttpRequest, number: int) -> Import:
    user = person(request)
    known = [kind.key for kind in kinds_for(user)]
    rows = Import.objects.filter(actor=user, kind__in=known)
    return get_object_or_404(rows.select_related("file", "job", "error_file"), pk=number)
