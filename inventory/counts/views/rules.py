"""What is counted how often, how far it may differ, and where counts make themselves."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.decorators import requires
from accounts.models import Place
from accounts.models.place import scope_q
from accounts.queries import person
from inventory.counts import policies
from inventory.counts.errors import PlaceOutsideScope
from inventory.counts.forms import PlanForm, RuleForm, RulesForm
from inventory.counts.models import ClassRule, CountPlan
from inventory.counts.queries.rules import class_totals
from inventory.counts.services.rules import (
    PLAN_FIELDS,
    RULE_FIELDS,
    change_plan,
    change_rule,
    create_plan,
    create_rules,
    drop_rules,
)
from kernel.clock import now
from kernel.errors import refusal
from workbench.once import acts_once
from workbench.people.acts import command_page
from workbench.trail.lines import settings_trail

PAGE = "inventory:count-rules"
TEMPLATE = "inventory/command.html"


@require_GET
@requires("counts.plan")
def count_rules(request: HttpRequest) -> HttpResponse:
    user = person(request)
    rules = ClassRule.objects.filter(place__isnull=True) | ClassRule.objects.filter(
        scope_q(user, prefix="place")
    )
    rows = [
        (rule, refusal(policies.check_place, rule.place, actor=user))
        for rule in rules.select_related("place").order_by("place__code", "klass")
    ]
    context = {
        "rules": rows,
        "own": {rule.place for rule, refused in rows if rule.place and not refused},
        "plans": CountPlan.objects.visible_to(user).select_related("place"),
        "classes": class_totals(user),
        "trail": settings_trail([ClassRule, CountPlan], user),
    }
    return render(request, "inventory/count_rules.html", context)


@require_http_methods(["GET", "POST"])
@requires("counts.plan")
@acts_once
def rule_change(request: HttpRequest, pk: int) -> HttpResponse:
    rule = get_object_or_404(ClassRule.objects.select_related("place"), pk=pk)
    user = person(request)
    if rule.place is not None and refusal(policies.check_place, rule.place, actor=user):
        raise Http404
    initial = {name: getattr(rule, name) for name in RULE_FIELDS} | {"version": rule.version}
    return command_page(
        request,
        RuleForm(request.POST or None, initial=initial),
        lambda data: change_rule(
            rule_id=pk, wanted=data, version=data["version"], actor=user, at=now()
        ),
        title=_("Class %(rule)s") % {"rule": rule},
        verb=_("Save rule"),
        back=reverse(PAGE),
        done=_("Rule saved."),
        lead=_("Holds for what is judged from now on; classes are computed again every night."),
        template=TEMPLATE,
    )


@require_http_methods(["GET", "POST"])
@requires("counts.plan")
@acts_once
def rules_new(request: HttpRequest) -> HttpResponse:
    user = person(request)

    def command(data: dict[str, Any]) -> list[ClassRule]:
        return create_rules(place=_place(request, data["place"]), actor=user, at=now())

    return command_page(
        request,
        RulesForm(request.POST or None),
        command,
        title=_("Rules for one place"),
        verb=_("Add rules"),
        back=reverse(PAGE),
        done=_("Rules added. They begin as what holds there now; change them below."),
        lead=_("They hold for the place and all below it, before the rules that hold everywhere."),
        template=TEMPLATE,
    )


@require_POST
@requires("counts.plan")
@acts_once
def rules_drop(request: HttpRequest, pk: int) -> HttpResponse:
    place = get_object_or_404(Place.objects.visible_to(person(request)), pk=pk)
    drop_rules(place=place, actor=person(request), at=now())
    messages.success(request, _("%(place)s follows the rules above it.") % {"place": place.name})
    return redirect(PAGE)


@require_http_methods(["GET", "POST"])
@requires("counts.plan")
@acts_once
def plan_new(request: HttpRequest) -> HttpResponse:
    user = person(request)

    def command(data: dict[str, Any]) -> CountPlan:
        return create_plan(place=_place(request, data["place"]), wanted=data, actor=user, at=now())

    return command_page(
        request,
        PlanForm(request.POST or None),
        command,
        title=_("New plan"),
        verb=_("Save plan"),
        back=reverse(PAGE),
        done=_("Plan saved."),
        lead=_("Every location below the place follows it, unless a deeper plan says otherwise."),
        template=TEMPLATE,
    )


@require_http_methods(["GET", "POST"])
@requires("counts.plan")
@acts_once
def plan_change(request: HttpRequest, pk: int) -> HttpResponse:
    user = person(request)
    plan = get_object_or_404(CountPlan.objects.visible_to(user).select_related("place"), pk=pk)
    initial = {name: getattr(plan, name) for name in PLAN_FIELDS} | {"version": plan.version}
    form = PlanForm(request.POST or None, initial=initial)
    del form.fields["place"]
    return command_page(
        request,
        form,
        lambda data: change_plan(
            plan_id=pk, wanted=data, version=data["version"], actor=user, at=now()
        ),
        title=_("Plan of %(place)s") % {"place": plan.place.name},
        verb=_("Save plan"),
        back=reverse(PAGE),
        done=_("Plan saved."),
        template=TEMPLATE,
    )


def _place(request: HttpRequest, code: str) -> Place:
    place = Place.objects.visible_to(person(request)).filter(code=code.strip()).first()
    if place is None:
        raise PlaceOutsideScope
    return place
