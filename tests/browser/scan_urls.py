"""A scan page of its own, so that scanning is tested without a room around it."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from accounts.decorators import signed_in
from config.urls import urlpatterns as product
from kernel.errors import RuleViolation
from workbench.scanning import Scan, ScanAnswer, answer_scans, known_codes

PAGE = """{% extends "base.html" %}{% load ui %}{% block title %}Wall B{% endblock %}
{% block main %}{% offline_note %}<div class="main"><section class="scanner" data-scan="count:1:b"
data-scan-part="b" data-scan-post="/wall/post/" data-scan-known="/wall/known/"><h1>Wall B</h1>
{% scan_box %}{% scan_result "Scan the same item again to add one." %}{% scan_list %}</section></div>
{% scan_foot "Finish this shelf" "/wall/done/" %}{% endblock %}"""


class ShelfFinished(RuleViolation):
    """This shelf is finished."""


# A spelling of MK-1 that only the server knows.
GS1 = "https://id.gs1.org/01/05012345678900"
posted: list[Scan] = []
refuse: set[str] = set()
PIECE, CASE = "5012345678900", "15012345678907"
CODES = {
    PIECE: {"sku": "MK-1", "name": "Merino crew, black, M", "factor": 1, "unit": ""},
    CASE: {
        "sku": "MK-1", "name": "Merino crew, black, M", "factor": 12, "unit": "Case of 12",
    },
}  # fmt: skip


@signed_in
def wall(request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(PAGE).render({}, request))


@signed_in
def known(request: HttpRequest) -> HttpResponse:
    return known_codes(CODES)


@signed_in
def post(request: HttpRequest) -> HttpResponse:
    def act(scan: Scan) -> ScanAnswer:
        if scan.code in refuse:
            raise ShelfFinished
        posted.append(scan)
        factor = {"MK-1": 1, GS1: 1, CASE: 12, PIECE: 1}.get(scan.code)
        if factor is None:
            return ScanAnswer("wrong")
        # As every page of the product answers: what the device said at once stays true.
        pack = f"Case of {factor}, added {factor * scan.quantity}" if factor > 1 else ""
        return ScanAnswer("ok", pack, item=scan.item("MK-1", "Merino crew, black, M", factor))

    return answer_scans(request, act, page="count:1:b")


@signed_in
def done(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<h1>Done</h1>")


urlpatterns = [
    path("wall/scan/", wall),
    path("wall/known/", known),
    path("wall/post/", post),
    path("wall/done/", done),
    path("", include(product)),
]
