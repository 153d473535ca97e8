"""Screens of business calendars."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import django_filters as filters
from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.decorators import requires
from accounts.models import Calendar
from accounts.policies.base import check_right, check_sees_everything
from accounts.queries import person
from accounts.services import save_calendar
from kernel.clock import now
from kernel.decorators import answers_refusals
from kernel.errors import refusal
from kernel.lists import ListView
from kernel.lists.paging import Page
from workbench.once import acts_once
from workbench.people.acts import attempt
from workbench.people.forms import CalendarForm
from workbench.people.tables import CalendarTable
from workbench.trail.lines import subject_trail


class CalendarFilter(filters.FilterSet):
    q = filters.CharFilter(label=gettext_lazy("Name"), field_name="name", lookup_expr="icontains")

    class Meta:
        model = Calendar
        fields: list[str] = []


class CalendarList(ListView[Calendar]):
    key = "accounts.calendars"
    permission = "users.view"
    title = gettext_lazy("Calendars")
    url_name = "accounts:calendars"
    template_name = "accounts/calendars.html"
    filterset_class = CalendarFilter
    table_class = CalendarTable
    default_sort = "name"
    empty_icon = "clock"
    empty_title = gettext_lazy("No calendars yet")
    empty_text = gettext_lazy("Until there is one, every place counts as always open.")
    no_match_title = gettext_lazy("No calendars match these filters")

    def rows(self) -> QuerySet[Calendar]:
        coming = Q(holidays__day__gte=now().date())
        return Calendar.objects.annotate(
            coming=Count("holidays", filter=coming, distinct=True),
            places=Count("place", distinct=True),
        )

    @cached_property
    def page(self) -> Page:
        page = super().page
        for calendar in page.rows:
            calendar.week = week_hours(calendar.opens, calendar.closes)
        return page


def week_hours(opens: Sequence[int], closes: Sequence[int]) -> int:
    """Whole hours a week."""
    return sum(last - first for first, last in zip(opens, closes, strict=True)) // 60


@require_http_methods(["GET", "POST"])
@requires("users.view")
@answers_refusals
@acts_once
def calendar(request: HttpRequest, number: int) -> HttpResponse:
    """Hours and holidays; who may not change them reads the same form."""
    shown = get_object_or_404(Calendar, pk=number)
    form = CalendarForm(request.POST or None, initial=CalendarForm.initial_of(shown))
    return _edit(request, form, shown)


@require_http_methods(["GET", "POST"])
@requires("places.manage")
@answers_refusals
@acts_once
def calendar_new(request: HttpRequest) -> HttpResponse:
    return _edit(request, CalendarForm(request.POST or None), None)


def _edit(request: HttpRequest, form: CalendarForm, known: Calendar | None) -> HttpResponse:
    actor, status = person(request), 200
    if request.method == "POST":
        check_right(actor, "places.manage")
        saved, status = attempt(form, lambda data: _save(form, known, request))
        if saved is not None:
            messages.success(request, _("Calendar saved."))
            return redirect("accounts:calendar", saved.pk)
    cannot = refusal(check_right, actor, "places.manage") or refusal(check_sees_everything, actor)
    subject = Calendar._meta.label_lower
    context = {
        "form": form,
        "calendar": known,
        "refusal": cannot,
        "trail": subject_trail(subject, str(known.pk)) if known else [],
    }
    return render(request, "accounts/calendar.html", context, status=status)


def _save(form: CalendarForm, known: Calendar | None, request: HttpRequest) -> Calendar:
    opens, closes = form.hours()
    return save_calendar(
        calendar_id=known.pk if known else None,
        name=form.cleaned_data["name"],
        opens=opens,
        closes=closes,
        holidays=form.cleaned_data["holidays"],
        actor=person(request),
        at=now(),
    )
