"""Screens of policies: the list, one with its versions, the draft, publishing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django import forms
from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.decorators import requires
from accounts.models import Place
from accounts.queries import person
from approvals import policies
from approvals.draft_form import closed_up, differences, drafted, editor, fields_of
from approvals.drafts import mistakes_of
from approvals.errors import DraftChanged, NotADraft
from approvals.filters import PolicyFilter
from approvals.forms import NewPolicyForm, PublishForm, whole
from approvals.models import Policy, PolicyVersion
from approvals.policy_pages import effect_page, policy_page, version_page
from approvals.services.policies import (
    create_policy,
    discard_draft,
    new_draft,
    publish_draft,
    retire_policy,
    save_draft,
)
from approvals.subjects import subject_kind
from approvals.tables import PolicyTable
from kernel.clock import now
from kernel.decorators import answers_refusals
from kernel.errors import Conflict, DomainError, RuleViolation, refusal
from kernel.lists import ListView
from workbench.conflicts import banner_of
from workbench.once import acts_once

SEES = "policies.view"


class PolicyList(ListView[Policy]):
    key = "approvals.policies"
    permission = SEES
    export_permission = SEES
    api_scope = "approvals:read"
    title = gettext_lazy("Approval policies")
    url_name = "approvals:policies"
    filterset_class = PolicyFilter
    table_class = PolicyTable
    default_sort = "rank"
    pinned: ClassVar = ("kind",)
    template_name = "approvals/policies.html"
    empty_icon = "lock"
    empty_title = gettext_lazy("No policies yet")
    empty_text = gettext_lazy(
        "Until one is published, each kind is decided by its usual role with one vote."
    )

    @property
    def refused(self) -> DomainError | None:
        place = Place.objects.filter(path__in=self.user.scope_paths).first()
        return refusal(policies.check_manage, self.user, place)

    def sub(self) -> str:
        total = self.total.number
        return ngettext("%(n)s policy", "%(n)s policies", total) % {"n": f"{total:,}"}

    def rows(self) -> QuerySet[Policy]:
        versions = Prefetch("versions", PolicyVersion.objects.prefetch_related("steps"))
        rows = Policy.objects.visible_to(self.principal).select_related("place")
        return rows.prefetch_related(versions)


@require_http_methods(["GET", "POST"])
@requires(SEES)
@answers_refusals
@acts_once
def policy_new(request: HttpRequest) -> HttpResponse:
    actor = person(request)
    form = NewPolicyForm(request.POST or None, person=actor)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            made = create_policy(
                kind=asked["kind"],
                name=asked["name"],
                rank=asked["rank"],
                place=asked["place"],
                actor=actor,
                at=now(),
            )
            return redirect("approvals:policy-draft", made.pk)
        except (RuleViolation, Conflict) as error:
            form.add_error(None, error.sentence)
    status = 422 if form.errors else 200
    return render(request, "approvals/policy_new.html", {"form": form}, status=status)


@require_GET
@requires(SEES)
def policy_detail(request: HttpRequest, number: int) -> HttpResponse:
    policy = _policy(request, number)
    return render(request, "approvals/policy.html", policy_page(policy, person(request), now()))


@require_GET
@requires(SEES)
def policy_version(request: HttpRequest, number: int, version: int) -> HttpResponse:
    policy = _policy(request, number)
    row = policy.versions.filter(number=version).first()
    if row is None:
        raise Http404
    return render(request, "approvals/policy_version.html", version_page(row, now()))


@require_POST
@requires(SEES)
@answers_refusals
@acts_once
def policy_draft_new(request: HttpRequest, number: int) -> HttpResponse:
    policy = _policy(request, number)
    new_draft(policy_id=policy.pk, actor=person(request), at=now())
    return redirect("approvals:policy-draft", policy.pk)


@require_http_methods(["GET", "POST"])
@requires(SEES)
@answers_refusals
@acts_once
def policy_draft(request: HttpRequest, number: int) -> HttpResponse:
    """The editor. Saved as it is; publishing is the next page."""
    draft = _draft(request, number)
    actor = person(request)
    refused = refusal(policies.check_manage, actor, draft.policy.place)
    if request.method == "GET":
        context = {**editor(draft), "refused": refused}
        return render(request, "approvals/policy_draft.html", context)
    typed = closed_up(request.POST.dict(), draft)
    asked = drafted(typed)
    try:
        save_draft(
            version_id=draft.pk,
            draft=asked,
            version=whole(request.POST.get("version", "")),
            actor=actor,
            at=now(),
        )
    except DraftChanged as error:
        return _draft_changed(request, draft, typed, error)
    except (RuleViolation, Conflict) as error:
        wrong = mistakes_of(asked, subject_kind(draft.policy.kind))
        context = {
            **editor(draft, typed),
            "refused": refused,
            "errors": fields_of(wrong or [error]),
        }
        return render(request, "approvals/policy_draft.html", context, status=error.http_status)
    if "more" in request.POST:
        return redirect("approvals:policy-draft", number)
    return redirect("approvals:policy-publish", number)


def _draft_changed(
    request: HttpRequest, draft: PolicyVersion, typed: Mapping[str, str], error: DraftChanged
) -> HttpResponse:
    """The editor with what was typed, who was faster, and the newest version to keep it with."""
    see = reverse("approvals:policy", args=[draft.policy_id]) + "#history"
    banner = banner_of(draft.policy, differences(draft, typed), see=see)
    context = {**editor(draft, typed), "conflict": banner, "version": draft.version}
    return render(request, "approvals/policy_draft.html", context, status=error.http_status)


@require_http_methods(["GET", "POST"])
@requires(SEES)
@answers_refusals
@acts_once
def policy_publish(request: HttpRequest, number: int) -> HttpResponse:
    """What it would have done to the last 30 days, and the button."""
    draft = _draft(request, number)
    form = PublishForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = _publish(request, draft, form) if form.is_valid() else 422
        if status == 200:
            messages.success(request, _("%(policy)s published.") % {"policy": draft.policy})
            return redirect("approvals:policy", number)
    context = {**effect_page(draft, person(request), now()), "form": form}
    return render(request, "approvals/policy_publish.html", context, status=status)


def _publish(request: HttpRequest, draft: PolicyVersion, form: forms.Form) -> int:
    """The status of what came of it; what is refused stands at the form."""
    try:
        publish_draft(
            version_id=draft.pk,
            version=whole(request.POST.get("version", "")),
            effective_from=form.cleaned_data["effective_from"],
            note=form.cleaned_data["note"],
            actor=person(request),
            at=now(),
        )
    except (RuleViolation, Conflict) as error:
        form.add_error(None, error.sentence)
        return error.http_status
    return 200


@require_POST
@requires(SEES)
@answers_refusals
@acts_once
def policy_discard(request: HttpRequest, number: int) -> HttpResponse:
    draft = _draft(request, number)
    seen = whole(request.POST.get("version", ""))
    policy = discard_draft(version_id=draft.pk, version=seen, actor=person(request), at=now())
    if not Policy.objects.filter(pk=number).exists():
        messages.success(request, _("%(policy)s was thrown away.") % {"policy": policy})
        return redirect("approvals:policies")
    messages.success(request, _("The draft was thrown away."))
    return redirect("approvals:policy", number)


@require_POST
@requires(SEES)
@answers_refusals
@acts_once
def policy_retire(request: HttpRequest, number: int) -> HttpResponse:
    policy = _policy(request, number)
    reason = request.POST.get("reason", "")
    seen = whole(request.POST.get("version", ""))
    retire_policy(policy_id=policy.pk, reason=reason, version=seen, actor=person(request), at=now())
    messages.success(request, _("%(policy)s ended.") % {"policy": policy})
    return redirect("approvals:policy", number)


def _policy(request: HttpRequest, number: int) -> Policy:
    rows = Policy.objects.visible_to(person(request)).select_related("place")
    policy = rows.filter(pk=number).first()
    if policy is None:
        raise Http404
    return policy


def _draft(request: HttpRequest, number: int) -> PolicyVersion:
    """The draft of a policy; sent from a page of one that is none any more, it says so."""
    rows = PolicyVersion.objects.select_related("policy__place")
    newest = rows.filter(policy=_policy(request, number)).first()
    if newest is not None and newest.state == PolicyVersion.Status.DRAFT:
        return newest
    if newest is None or request.method != "POST":
        raise Http404
    raise NotADraft(status=str(newest.state.label).lower())
