"""Notifications of the person who looks."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.decorators import signed_in
from accounts.queries import person
from kernel import clock
from workbench.models import Notification
from workbench.services.notices import read_all_notifications, read_notification


@require_GET
@signed_in
def notifications(request: HttpRequest) -> HttpResponse:
    rows = Notification.objects.filter(user=person(request))
    if request.GET.get("show") == "unread":
        rows = rows.unread()
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    context = {"page": page, "unread_only": request.GET.get("show") == "unread"}
    return render(request, "workbench/notifications.html", context)


@require_GET
@signed_in
def open_notification(request: HttpRequest, number: int) -> HttpResponse:
    """Mark it read and go where it leads."""
    notice = get_object_or_404(Notification, pk=number, user=person(request))
    read_notification(number=notice.pk, actor=person(request), at=clock.now())
    return redirect(notice.url or "workbench:notifications")


@require_POST
@signed_in
def read_all(request: HttpRequest) -> HttpResponse:
    read_all_notifications(actor=person(request), at=clock.now())
    return redirect("workbench:notifications")
