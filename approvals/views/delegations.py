"""Absence and delegation: the list, adding one, ending one."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.decorators import requires
from accounts.models import User
from accounts.people import visible_people
from accounts.queries import person
from approvals.filters import DelegationFilter
from approvals.forms import DelegationForm
from approvals.models import Delegation
from approvals.services.delegations import add_delegation, end_delegation
from approvals.tables import DelegationTable
from audit.models import Entry
from audit.queries import TRAIL_SHOWN
from kernel.clock import now
from kernel.decorators import answers_refusals
from kernel.errors import Conflict, RuleViolation
from kernel.lists import ListView, Preset
from workbench.once import acts_once
from workbench.trail.lines import TrailLine, lines_of

SEES, MANAGES = "delegations.view", "delegations.manage"


def delegations_seen_by(user: User) -> QuerySet[Delegation]:
    """One's own and those one stands in for; of everybody in their places for who sees people there."""
    q = Q(person=user) | Q(deputy=user)
    if user.may("users.view"):
        q |= Q(person__in=visible_people(user))
    return Delegation.objects.filter(q).select_related("person", "deputy", "created_by")


class DelegationList(ListView[Delegation]):
    key = "approvals.delegations"
    permission = SEES
    export_permission = SEES
    api_scope = "delegations:read"
    title = gettext_lazy("Absence and delegation")
    url_name = "approvals:delegations"
    filterset_class = DelegationFilter
    table_class = DelegationTable
    default_sort = "starts_at"
    pinned: ClassVar = ("when",)
    all_label = gettext_lazy("Now and later")
    presets: ClassVar = (
        Preset(
            "over",
            gettext_lazy("Over"),
            "when=over&sort=-starts_at",
            empty_title=gettext_lazy("No absence is over"),
            empty_text=gettext_lazy("What has ended appears here."),
        ),
    )
    template_name = "approvals/delegations.html"
    empty_icon = "user"
    empty_title = gettext_lazy("Nobody is away")
    empty_text = gettext_lazy(
        "Say when you are away and who decides meanwhile, and requests go to them."
    )

    def sub(self) -> str:
        total = self.total.number
        return ngettext("%(n)s absence", "%(n)s absences", total) % {"n": f"{total:,}"}

    def rows(self) -> QuerySet[Delegation]:
        return delegations_seen_by(self.user)

    @property
    def trail(self) -> list[TrailLine]:
        """The newest deeds on the absences one sees."""
        seen = [str(pk) for pk in self.rows().order_by("-pk").values_list("pk", flat=True)[:200]]
        kind = Delegation._meta.label_lower
        entries = Entry.objects.filter(subject_type=kind, subject_id__in=seen)
        return lines_of(entries.select_related("actor")[:TRAIL_SHOWN])

    @property
    def may_add(self) -> bool:
        return bool(self.user.may(MANAGES))

    @property
    def may_end(self) -> list[Delegation]:
        """What this person may end now."""
        rows = self.rows().filter(ended_at=None, ends_at__gt=now()).order_by("starts_at")
        every = self.user.may("users.manage")
        if not self.may_add:
            return []
        return list((rows if every else rows.filter(person=self.user))[:20])


@require_http_methods(["GET", "POST"])
@requires(MANAGES)
@answers_refusals
@acts_once
def delegation_new(request: HttpRequest) -> HttpResponse:
    actor = person(request)
    form = _form(request, actor)
    if request.method == "POST" and form.is_valid():
        try:
            made = add_delegation(**form.cleaned_data, actor=actor, at=now())
            messages.success(request, _said(made))
            return redirect("approvals:delegations")
        except (RuleViolation, Conflict) as error:
            form.add_error(None, error.sentence)
    status = 422 if form.errors else 200
    return render(request, "approvals/delegation_new.html", {"form": form}, status=status)


def _form(request: HttpRequest, actor: User) -> DelegationForm:
    begin = timezone.localtime(now()).replace(minute=0, second=0, microsecond=0)
    initial = {"person": actor.email, "starts_at": begin, "ends_at": begin + timedelta(days=7)}
    visible = visible_people(actor) | User.objects.filter(pk=actor.pk)
    return DelegationForm(request.POST or None, visible=visible, initial=initial)


def _said(made: Delegation) -> str:
    if made.deputy is None:
        return _("%(person)s is noted as away.") % {"person": made.person}
    facts = {"person": made.person, "deputy": made.deputy}
    return _("%(deputy)s decides for %(person)s meanwhile.") % facts


@require_POST
@requires(MANAGES)
@answers_refusals
@acts_once
def delegation_end(request: HttpRequest, number: int) -> HttpResponse:
    actor = person(request)
    row = delegations_seen_by(actor).filter(pk=number).first()
    if row is None:
        raise Http404
    end_delegation(delegation_id=row.pk, actor=actor, at=now())
    messages.success(request, _("The absence of %(person)s is over.") % {"person": row.person})
    return redirect("approvals:delegations")
