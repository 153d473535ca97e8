from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.decorators import is_fragment, requires
from accounts.queries import chosen_scope
from inventory.intake.pages import overview_page
from inventory.intake.periods import PERIODS, period_of
from kernel.clock import now


@require_GET
@requires("intake.view")
def overview(request: HttpRequest) -> HttpResponse:
    """The page, or for the poll its part that lives; 204 when nothing has changed."""
    period = period_of(request.GET.get("period", ""))
    page = overview_page(principal=chosen_scope(request), period=period, at=now())
    if not is_fragment(request):
        return render(request, "inventory/intake.html", {**page, "periods": PERIODS})
    if request.GET.get("known") == page["token"]:
        return HttpResponse(status=204)
    return render(request, "inventory/_intake.html", page)
