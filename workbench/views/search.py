"""Global search: the palette's results and the search page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from accounts.decorators import signed_in
from accounts.queries import person
from kernel.plain import clean_text
from workbench.search import commands_for, search

PALETTE_LIMIT, PAGE_LIMIT = 5, 20


def _text(request: HttpRequest) -> str:
    return clean_text(request.GET.get("q", "").strip(), longest=80)


@require_GET
@signed_in
def palette(request: HttpRequest) -> HttpResponse:
    """Results under the palette's box: commands and screens, then what was found."""
    user, text = person(request), _text(request)
    found = search(user, text, PALETTE_LIMIT)
    context = {"q": text, "commands": commands_for(user, text), "found": found}
    return render(request, "workbench/_palette.html", context)


@require_GET
@signed_in
def results(request: HttpRequest) -> HttpResponse:
    """Everything by reference, SKU, barcode or name; an exact code opens at once."""
    user, text = person(request), _text(request)
    found = search(user, text, PAGE_LIMIT)
    exact = [hit for section in found for hit in section.hits if hit.exact]
    if len(exact) == 1 and not request.GET.get("stay"):
        return redirect(exact[0].url)
    return render(request, "workbench/search.html", {"q": text, "found": found})
