"""Shapes of what is typed about queues, playbooks and resolution codes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib.auth.models import Group
from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Calendar, Place, Team, User
from accounts.models.place import Principal
from accounts.people import visible_people
from accounts.roles import roles_with_permission
from exceptions.actions import known_actions
from exceptions.kinds import known_kinds
from exceptions.models import EscalationStep, Playbook, PlaybookStep, Queue, ResolutionCode
from exceptions.queue_policies import ChainStep, CodeContent, QueueContent
from exceptions.routing_errors import AddressNotSafe, EscalationIncomplete, UnknownTimeZone
from exceptions.services.playbooks import StepContent

MOST_MINUTES = 525_600
CHAIN_LINES = 5
# Empty lines below the steps a playbook has, and the most a form may have.
NEW_STEPS, MOST_STEPS = 3, 40
LAST = 1_000
SEES = "cases.view"


class KeyField(forms.SlugField):
    """How a thing is called in addresses, imports and the API: given once."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Key"),
            max_length=40,
            help_text=_("Small letters, digits and hyphens; it stays"),
            error_messages={"invalid": _("Write letters, digits and hyphens, without spaces.")},
        )


class ChainPerson(forms.ModelChoiceField):  # type: ignore[type-arg]  # no generic at run time
    """Whom one sees; and who is named already, whose name stays hidden from who does not."""

    def __init__(self, people: QuerySet[User], *, kept: int | None) -> None:
        self.seen = set(people.values_list("pk", flat=True))
        every = User.objects.filter(Q(pk__in=self.seen) | Q(pk=kept or 0)).order_by("name")
        super().__init__(every, label=_("Person"), required=False, empty_label="–")

    def label_from_instance(self, obj: Any) -> str:
        return str(obj) if obj.pk in self.seen else str(_("somebody outside your places"))


class QueueForm(forms.Form):
    """Who works a queue, in which hours, and whom a missed clock is told to."""

    name = forms.CharField(label=_("Name"), max_length=80)
    team = forms.ModelChoiceField(
        Team.objects.all(),
        label=_("Team"),
        required=False,
        empty_label=_("Whoever may work on cases there"),
    )
    place = forms.ModelChoiceField(
        Place.objects.all(), label=_("Only within"), required=False, empty_label=_("Everywhere")
    )
    calendar = forms.ModelChoiceField(
        Calendar.objects.all(),
        label=_("Clocks run in"),
        required=False,
        empty_label=_("All hours, every day"),
    )
    time_zone = forms.CharField(label=_("Time zone of the clocks"), max_length=64)
    warn_minutes = forms.IntegerField(
        label=_("Warn, minutes before"),
        min_value=0,
        max_value=MOST_MINUTES,
        help_text=_("Open minutes; a rule may say otherwise"),
    )

    SAYS = ("name", "team", "place", "calendar", "time_zone", "warn_minutes")

    def __init__(self, *args: Any, principal: Principal, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = Place.objects.visible_to(principal)  # type: ignore[attr-defined]
        self.is_new, self.principal = is_new, principal
        if is_new:
            self.fields["key"] = KeyField()
        for line in range(1, CHAIN_LINES + 1):
            self._add_line(line)

    def _add_line(self, line: int) -> None:
        groups = Group.objects.filter(name__in=roles_with_permission(SEES))
        known = visible_people(self.principal).filter(is_active=True, groups__in=groups)
        people = known.distinct()
        to = [("", "–"), *EscalationStep.To.choices]
        number = {"step": line}
        self.fields |= {
            f"to_{line}": forms.ChoiceField(
                label=_("Step %(step)d tells") % number, choices=to, required=False
            ),
            f"after_{line}": forms.IntegerField(
                label=_("After minutes"), min_value=0, max_value=MOST_MINUTES, required=False
            ),
            f"person_{line}": ChainPerson(people, kept=self.initial.get(f"person_{line}")),
            f"address_{line}": forms.URLField(
                label=_("Address"), max_length=300, required=False, assume_scheme="https"
            ),
            f"email_{line}": forms.BooleanField(label=_("By email too"), required=False),
        }

    def says(self) -> list[forms.BoundField]:
        names = ("key", *self.SAYS) if self.is_new else self.SAYS
        return [self[name] for name in names]

    def lines(self) -> list[list[forms.BoundField]]:
        """One row per step of the chain for the template."""
        names = ("to", "after", "person", "address", "email")
        return [[self[f"{name}_{line}"] for name in names] for line in range(1, CHAIN_LINES + 1)]

    def clean(self) -> dict[str, Any]:
        """What the chain lacks, each at its field and by the number its line has on the screen."""
        data = super().clean() or {}
        zone = data.get("time_zone")
        if zone and zone not in available_timezones():
            self.add_error("time_zone", UnknownTimeZone(zone=zone).sentence)
        for line in range(1, CHAIN_LINES + 1):
            for field, text in self._lacks(line, data):
                self.add_error(f"{field}_{line}", text)
        return data

    def _lacks(self, line: int, data: dict[str, Any]) -> Iterator[tuple[str, str]]:
        to, address = data.get(f"to_{line}"), data.get(f"address_{line}")
        nobody = EscalationIncomplete(position=line).sentence
        if to == EscalationStep.To.PERSON and not data.get(f"person_{line}"):
            yield "person", nobody
        if to == EscalationStep.To.WEBHOOK and address == "":
            yield "address", nobody
        if to and address and not address.startswith("https://"):
            yield "address", AddressNotSafe(position=line).sentence
        if to == "" and not self.initial.get(f"to_{line}") and self._says_something(line, data):
            text = gettext("Step %(step)d has no one to tell. Choose whom, or empty its line.")
            yield "to", text % {"step": line}

    def _says_something(self, line: int, data: dict[str, Any]) -> bool:
        names = ("after", "person", "address", "email")
        return any(data.get(f"{name}_{line}") not in (None, "", False) for name in names)

    def content(self) -> QueueContent:
        data = self.cleaned_data
        return QueueContent(
            name=data["name"],
            team_id=_pk(data["team"]),
            place_id=_pk(data["place"]),
            calendar_id=_pk(data["calendar"]),
            time_zone=data["time_zone"],
            warn_minutes=data["warn_minutes"],
            chain=[self._step(n) for n in range(1, CHAIN_LINES + 1) if data[f"to_{n}"]],
        )

    def _step(self, line: int) -> ChainStep:
        data = self.cleaned_data
        return ChainStep(
            to=data[f"to_{line}"],
            after_minutes=data[f"after_{line}"] or 0,
            person_id=_pk(data[f"person_{line}"]),
            by_email=data[f"email_{line}"],
            address=data[f"address_{line}"],
        )

    @staticmethod
    def initial_of(queue: Queue | None) -> dict[str, Any]:
        if queue is None:
            return {"time_zone": "Europe/London", "warn_minutes": 30, "to_1": "owner", "after_1": 0}
        known = {name: getattr(queue, name) for name in QueueForm.SAYS}
        for line, step in enumerate(queue.escalation.order_by("position"), 1):
            known |= {
                f"to_{line}": step.to,
                f"after_{line}": step.after_minutes,
                f"person_{line}": step.person_id,
                f"address_{line}": step.address,
                f"email_{line}": step.by_email,
            }
        return known


class PlaybookForm(forms.Form):
    """Its name and its steps, in the order of their numbers; a step without words is left out."""

    name = forms.CharField(label=_("Name"), max_length=80)

    def __init__(self, *args: Any, known: Playbook | None, **kwargs: Any) -> None:
        steps = _steps_of(known)
        kwargs["initial"] = _initial_of(known, steps)
        super().__init__(*args, **kwargs)
        self.is_new = known is None
        if self.is_new:
            self.fields["key"] = KeyField()
        self.count = min(MOST_STEPS, len(steps) + NEW_STEPS)
        actions = _actions_of(steps)
        for line in range(1, self.count + 1):
            self._add_line(line, actions)

    def _add_line(self, line: int, actions: Sequence[tuple[str, Any]]) -> None:
        number = {"step": line}
        self.fields |= {
            f"pk_{line}": forms.IntegerField(required=False, widget=forms.HiddenInput),
            f"position_{line}": forms.IntegerField(
                label=_("Position of step %(step)d") % number, min_value=1, required=False
            ),
            f"title_{line}": forms.CharField(
                label=_("Step %(step)d") % number, max_length=120, required=False
            ),
            f"detail_{line}": forms.CharField(label=_("Detail"), max_length=500, required=False),
            f"evidence_{line}": forms.ChoiceField(
                label=_("Proof"), choices=PlaybookStep.Evidence.choices, required=False
            ),
            f"action_{line}": forms.ChoiceField(
                label=_("Command"), choices=actions, required=False
            ),
            f"required_{line}": forms.BooleanField(
                label=_("Needed before the case is resolved"), required=False
            ),
        }

    def says(self) -> list[forms.BoundField]:
        return [self[name] for name in (("key", "name") if self.is_new else ("name",))]

    def lines(self) -> list[tuple[forms.BoundField, list[forms.BoundField]]]:
        """The hidden number of each step, and what is seen of it."""
        names = ("title", "detail", "evidence", "action", "position", "required")
        return [
            (self[f"pk_{line}"], [self[f"{name}_{line}"] for name in names])
            for line in range(1, self.count + 1)
        ]

    def clean(self) -> dict[str, Any]:
        """A step that holds anything says what is to be done; told of each by its number here."""
        data = super().clean() or {}
        text = gettext(
            "Step %(step)d says nothing. Say what is to be done; one that is empty is left out."
        )
        for line in range(1, self.count + 1):
            if data.get(f"title_{line}") == "" and self._holds_something(line, data):
                self.add_error(f"title_{line}", text % {"step": line})
        return data

    def _holds_something(self, line: int, data: dict[str, Any]) -> bool:
        """Of a step that is kept already only its words count: emptied of them it is taken away."""
        if data.get(f"pk_{line}"):
            return bool(data.get(f"detail_{line}"))
        names = ("detail", "evidence", "action", "position", "required")
        return any(data.get(f"{name}_{line}") for name in names)

    def steps(self) -> list[StepContent]:
        data = self.cleaned_data
        kept = [n for n in range(1, self.count + 1) if data[f"title_{n}"]]
        kept.sort(key=lambda n: (data[f"position_{n}"] or LAST, n))
        return [
            StepContent(
                title=data[f"title_{n}"],
                detail=data[f"detail_{n}"],
                required=data[f"required_{n}"],
                evidence=data[f"evidence_{n}"],
                action=data[f"action_{n}"],
                pk=data[f"pk_{n}"],
            )
            for n in kept
        ]


class CodeForm(forms.Form):
    """One way a case may have ended."""

    label = forms.CharField(label=_("Words"), max_length=80)
    kinds = forms.MultipleChoiceField(
        label=_("Only for these kinds"),
        choices=known_kinds,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: for every kind"),
    )
    position = forms.IntegerField(label=_("Position"), min_value=1, max_value=32_000)
    note_required = forms.BooleanField(label=_("A note is needed"), required=False)

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_new:
            self.fields["key"] = KeyField()
            self.order_fields(["key"])

    def content(self) -> CodeContent:
        data = self.cleaned_data
        return CodeContent(data["label"], data["kinds"], data["position"], data["note_required"])

    @staticmethod
    def initial_of(code: ResolutionCode | None) -> dict[str, Any]:
        if code is None:
            return {"position": 100}
        names = ("label", "kinds", "position", "note_required")
        return {name: getattr(code, name) for name in names}


def _steps_of(known: Playbook | None) -> list[PlaybookStep]:
    if known is None:
        return []
    return list(known.steps.filter(retired_at__isnull=True).order_by("position"))


def _actions_of(steps: Sequence[PlaybookStep]) -> list[tuple[str, Any]]:
    """By hand, every command there is, and what the steps name that is not there: chosen still, so
    that saving refuses it aloud instead of dropping it."""
    known = [("", _("by hand")), *((one.key, one.label) for one in known_actions())]
    gone = {step.action for step in steps} - {key for key, _label in known}
    return known + [
        (key, _("%(key)s, which nothing here can do") % {"key": key}) for key in sorted(gone)
    ]


def _initial_of(known: Playbook | None, steps: Sequence[PlaybookStep]) -> dict[str, Any]:
    initial: dict[str, Any] = {"name": known.name if known else ""}
    for line, step in enumerate(steps, 1):
        initial[f"pk_{line}"] = step.pk
        for name in ("position", "title", "detail", "evidence", "action", "required"):
            initial[f"{name}_{line}"] = getattr(step, name)
    return initial


def _pk(row: Any) -> int | None:
    return row.pk if row else None
