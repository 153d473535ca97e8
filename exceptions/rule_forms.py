"""Shapes of what is typed about rules. One line per fact: an empty operator asks nothing."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Place
from accounts.models.place import Principal
from exceptions.facts import OPERATORS, Asked, CaseFact, FactType, choices_of, known_facts
from exceptions.kinds import known_kinds
from exceptions.models import Case, Playbook, Queue, RoutingRule, RuleCondition
from exceptions.routing_errors import ConditionSaysMore, ConditionValueMissing, CurrencyMissing
from exceptions.rule_policies import ConditionContent, RuleContent, check_warning, mistakes_of
from kernel.errors import DomainError, refusal
from workbench.refused import rule_of

Operator = RuleCondition.Operator
NUMBER: dict[str, Any] = {
    "max_digits": 16,
    "decimal_places": 2,
    "required": False,
    "localize": True,
}
MOST_MINUTES = 525_600
LAST_POSITION = 9_999
EMPTY: tuple[Any, ...] = (None, "", [])
# The fields of one fact, and which of them mends what its condition is refused for.
LINE = ("op", "val", "cur")
FIELD_OF: dict[type[DomainError], str] = {
    ConditionValueMissing: "val",
    ConditionSaysMore: "val",
    CurrencyMissing: "cur",
}
ASK_NO_VALUE = {Operator.KNOWN, Operator.UNKNOWN}


class RuleForm(forms.Form):
    """Everything a rule says."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    queue = forms.ModelChoiceField(
        Queue.objects.in_use(), label=gettext_lazy("Queue"), empty_label=gettext_lazy("Choose…")
    )
    owner_choice = forms.ChoiceField(
        label=gettext_lazy("Owner"), choices=RoutingRule.OwnerChoice.choices
    )
    severity = forms.ChoiceField(
        label=gettext_lazy("Severity"), choices=RoutingRule.Severity.choices, required=False
    )
    sla_minutes = forms.IntegerField(
        label=gettext_lazy("SLA in minutes"),
        required=False,
        min_value=1,
        max_value=MOST_MINUTES,
        help_text=gettext_lazy("Open minutes of the queue's calendar; empty: no limit"),
    )
    warn_minutes = forms.IntegerField(
        label=gettext_lazy("Warn, minutes before"),
        required=False,
        min_value=0,
        max_value=MOST_MINUTES,
        help_text=gettext_lazy("Empty: as the queue says"),
    )
    playbook = forms.ModelChoiceField(
        Playbook.objects.all(),
        label=gettext_lazy("Playbook"),
        required=False,
        empty_label=gettext_lazy("No playbook"),
    )

    OUTCOME = ("queue", "owner_choice", "severity", "sla_minutes", "warn_minutes", "playbook")

    def __init__(self, *args: Any, principal: Principal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.principal = principal
        for fact in known_facts():
            self._add(fact)
        # As they stand on the screen, so that mistakes are told in that order.
        asked = [name for name in self.fields if name not in self.OUTCOME]
        self.order_fields(list(dict.fromkeys(["name", "position", *asked])))

    def clean(self) -> dict[str, Any]:
        """Everything the command would refuse, told at once and each at its field."""
        data = dict(super().clean() or {})
        for fact in known_facts():
            for name, sentence in self._wrong_of(fact, data):
                if f"{name}_{fact.key}" not in self.errors:
                    self.add_error(f"{name}_{fact.key}", sentence)
        late = refusal(check_warning, limit=data.get("sla_minutes"), warn=data.get("warn_minutes"))
        if late is not None:
            self.add_error("warn_minutes", rule_of(late))
        return data

    def _wrong_of(self, fact: CaseFact, data: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """Nothing that was typed is left out: a value that is compared with nothing would ask nothing.
        What is no value of its field is not in the data, and was typed all the same."""
        operator = data.get(f"op_{fact.key}", "")
        values = [f"{n}_{fact.key}" for n in LINE[1:] if f"{n}_{fact.key}" in self.fields]
        typed = any(data.get(name, name) not in EMPTY for name in values)
        named = {"fact": fact.label}
        if operator in ASK_NO_VALUE and typed:
            words = _("“%(fact)s” is asked whether it is known. Empty its value, or compare it.")
            yield "op", words % named
        elif operator:
            for error in mistakes_of(self._condition(fact, data)):
                yield FIELD_OF.get(type(error), "op"), rule_of(error)
        elif typed:
            yield "op", _("Choose how “%(fact)s” is compared, or empty its value.") % named

    def _add(self, fact: CaseFact) -> None:
        operators = [("", "–"), *((one.value, one.label) for one in OPERATORS[fact.type])]
        label = _("%(fact)s, compared") % {"fact": fact.label}
        self.fields[f"op_{fact.key}"] = forms.ChoiceField(
            label=label, choices=operators, required=False
        )
        self.fields[f"val_{fact.key}"] = _value_field(fact, self.principal)
        if fact.type == FactType.MONEY:
            self.fields[f"cur_{fact.key}"] = forms.CharField(
                label=_("Currency"), max_length=3, required=False
            )

    def lines(self) -> list[tuple[CaseFact, list[forms.BoundField]]]:
        """One row per fact for the template."""
        return [
            (fact, [self[f"{n}_{fact.key}"] for n in LINE if f"{n}_{fact.key}" in self.fields])
            for fact in known_facts()
        ]

    def outcome(self) -> list[forms.BoundField]:
        return [self[name] for name in self.OUTCOME]

    def content(self) -> RuleContent:
        data = self.cleaned_data
        return RuleContent(
            name=data["name"],
            queue_id=data["queue"].pk,
            owner_choice=data["owner_choice"],
            severity=data["severity"],
            sla_minutes=data["sla_minutes"],
            warn_minutes=data["warn_minutes"],
            playbook_id=data["playbook"].pk if data["playbook"] else None,
            conditions=list(self._conditions()),
        )

    def _conditions(self) -> Iterator[ConditionContent]:
        data = self.cleaned_data
        asked = (fact for fact in known_facts() if data[f"op_{fact.key}"])
        return (self._condition(fact, data) for fact in asked)

    def _condition(self, fact: CaseFact, data: dict[str, Any]) -> ConditionContent:
        operator, value = data[f"op_{fact.key}"], data.get(f"val_{fact.key}")
        if operator in ASK_NO_VALUE:
            return ConditionContent(fact.key, operator)
        if fact.type in {FactType.CHOICE, FactType.TEXT}:
            chosen = value if isinstance(value, list) else [value] if value else []
            return ConditionContent(fact.key, operator, choices=tuple(chosen))
        if fact.type == FactType.PLACE:
            return ConditionContent(fact.key, operator, place=value)
        currency = str(data.get(f"cur_{fact.key}", "")).upper()
        return ConditionContent(fact.key, operator, number=value, currency=currency)

    @staticmethod
    def initial_of(rule: RoutingRule) -> dict[str, Any]:
        known: dict[str, Any] = {name: getattr(rule, name) for name in RuleForm.OUTCOME}
        known["name"] = rule.name
        for one in rule.conditions.all():
            value = one.choices or (one.place.code if one.place else one.number)
            fact = next((each for each in known_facts() if each.key == one.fact), None)
            if fact and fact.type == FactType.TEXT and one.choices:
                value = one.choices[0]
            known |= {
                f"op_{one.fact}": one.operator,
                f"val_{one.fact}": value,
                f"cur_{one.fact}": one.currency,
            }
        return known


class NewRuleForm(RuleForm):
    """A rule that stands first, unless another place is typed."""

    position = forms.IntegerField(
        label=gettext_lazy("Position"),
        required=False,
        initial=1,
        min_value=1,
        max_value=LAST_POSITION,
        help_text=gettext_lazy("1 is asked first"),
    )


class PlaceCode(forms.CharField):
    """A place by its code, among those one sees."""

    def __init__(self, *, principal: Principal, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)
        self.principal = principal

    def clean(self, value: Any) -> Place | None:
        code = super().clean(value)
        if not code:
            return None
        place = Place.objects.visible_to(self.principal).filter(code=code).first()
        if place is None:
            raise forms.ValidationError(_("None of your places has the code %(c)s.") % {"c": code})
        return place


def _value_field(fact: CaseFact, principal: Principal) -> forms.Field:
    label = _("%(fact)s, value") % {"fact": fact.label}
    if fact.type == FactType.CHOICE:
        return forms.MultipleChoiceField(
            label=label,
            choices=choices_of(fact),
            required=False,
            widget=forms.SelectMultiple(attrs={"size": 4}),
        )
    if fact.type == FactType.PLACE:
        return PlaceCode(
            principal=principal, label=label, required=False, help_text=_("Code of the place")
        )
    if fact.type == FactType.TEXT:
        return forms.CharField(label=label, max_length=80, required=False)
    return forms.DecimalField(label=label, **NUMBER)


class PublishForm(forms.Form):
    # The button that sends it stands in a dialog, from where no field can be pointed at.
    use_required_attribute = False

    note = forms.CharField(
        label=gettext_lazy("What changes and why"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Say what changes and why.")},
    )
    effective_from = forms.DateTimeField(
        label=gettext_lazy("From"),
        required=False,
        help_text=gettext_lazy("In your time zone; empty: now"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )


class TestForm(forms.Form):
    """A case by its reference, or what would be known of one."""

    __test__ = False

    case = forms.CharField(
        label=gettext_lazy("Case"),
        max_length=24,
        required=False,
        help_text=gettext_lazy("Such as CS-000123; then the rest is read from it"),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=lambda: [("", "–"), *known_kinds()], required=False
    )
    severity = forms.ChoiceField(
        label=gettext_lazy("Severity when opened"),
        choices=Case.Severity.choices,
        required=False,
        initial="normal",
    )
    value = forms.DecimalField(label=gettext_lazy("Value"), **NUMBER)
    currency = forms.CharField(label=gettext_lazy("Currency"), max_length=3, required=False)
    units = forms.IntegerField(label=gettext_lazy("Units"), required=False)
    channel = forms.CharField(label=gettext_lazy("Channel"), max_length=80, required=False)
    occurrences = forms.IntegerField(
        label=gettext_lazy("Times seen"), required=False, min_value=1, initial=1
    )
    age_minutes = forms.IntegerField(
        label=gettext_lazy("Age in minutes"), required=False, min_value=0, initial=0
    )

    def __init__(self, *args: Any, principal: Principal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"] = PlaceCode(
            principal=principal,
            label=_("Place"),
            required=False,
            help_text=_("Code of the place"),
        )
        self.order_fields(["case", "kind", "place", "value", "currency", "units"])

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or {})
        if not self.errors and not (data.get("case") or data.get("kind")):
            self.add_error("case", _("Name a case, or choose a kind."))
        return data

    def asked(self) -> Asked:
        data = self.cleaned_data
        place: Place | None = data["place"]
        value: Decimal | None = data["value"]
        return Asked(
            kind=data["kind"],
            severity=data["severity"] or "normal",
            place_id=place.pk if place else None,
            path=place.path if place else "",
            units=data["units"],
            value=value,
            currency=data["currency"].upper(),
            channel=data["channel"],
            occurrences=data["occurrences"] or 1,
            age_minutes=data["age_minutes"] or 0,
        )
