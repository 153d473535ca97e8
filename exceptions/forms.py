"""What people type at the desk: the shape of it, no rules."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from exceptions.models import Case
from workbench import formats

UNTIL_IT_CHANGES = "changes"
AN_HOUR = timedelta(hours=1)


class EmptyForm(forms.Form):
    """A press of a button."""


class AssignForm(forms.Form):
    """A person by number, as a select says it, or by address, as one looks it up."""

    owner = forms.CharField(label=gettext_lazy("To whom"), max_length=254)

    def clean_owner(self) -> User:
        found = person_typed(self.cleaned_data["owner"])
        if found is None:
            raise forms.ValidationError(
                _("Nobody at work here has this address. Choose from the list.")
            )
        return found


def person_typed(text: str) -> User | None:
    """Whose number or address it is; None for nobody at work."""
    people = User.objects.filter(is_active=True)
    if text.isdecimal() and len(text) < 19:
        return people.filter(pk=int(text)).first()
    return people.filter(email__iexact=text.strip()).first()


class SnoozeForm(forms.Form):
    until = forms.CharField(label=gettext_lazy("Until"), required=False, max_length=40)
    moment = forms.DateTimeField(
        label=gettext_lazy("Another moment"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )

    def clean(self) -> dict[str, Any]:
        """The moment typed, else the one chosen; none is until it changes."""
        given = super().clean() or {}
        moment, until = given.get("moment"), given.get("until", "")
        if moment is None and until not in {"", UNTIL_IT_CHANGES}:
            try:
                moment = datetime.fromisoformat(until)
            except ValueError:
                self.add_error("until", _("Choose a moment."))
            if moment is not None and moment.tzinfo is None:
                moment = timezone.make_aware(moment)
        elif moment is None and until == "":
            self.add_error("until", _("Choose a moment."))
        return {"until": moment}


class ResolveForm(forms.Form):
    code = forms.CharField(label=gettext_lazy("How it ended"), max_length=40, required=False)
    note = forms.CharField(label=gettext_lazy("What was done"), max_length=500, required=False)


class ResolveManyForm(ResolveForm):
    """For many at once: nobody is asked again."""

    code = forms.CharField(
        label=gettext_lazy("How they ended"),
        max_length=40,
        error_messages={"required": gettext_lazy("Choose how they ended.")},
    )


class WaitForm(forms.Form):
    on = forms.CharField(label=gettext_lazy("On whom"), max_length=80, required=False)


class OnWhomForm(forms.Form):
    """For many at once: nobody is asked again."""

    on = forms.CharField(label=gettext_lazy("On whom"), max_length=80)


class WhyForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=500)


class NoteForm(forms.Form):
    note = forms.CharField(label=gettext_lazy("Why"), max_length=500, required=False)


class CommentForm(forms.Form):
    text = forms.CharField(label=gettext_lazy("Comment"), max_length=4000)


class SeverityForm(forms.Form):
    severity = forms.ChoiceField(label=gettext_lazy("Severity"), choices=Case.Severity.choices)


class OtherCaseForm(forms.Form):
    other = forms.CharField(label=gettext_lazy("Which case"), max_length=30)

    def clean_other(self) -> Case:
        found = Case.objects.with_reference(self.cleaned_data["other"]).first()
        if found is None:
            raise forms.ValidationError(_("There is no such case. Write it like CS-000123."))
        return found


class SplitForm(forms.Form):
    seen = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Times it happened"), coerce=int, required=False
    )
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = self.data.getlist("seen") if hasattr(self.data, "getlist") else []
        field: Any = self.fields["seen"]
        field.choices = [(value, value) for value in given if value.isdecimal()]


def snooze_choices(at: datetime) -> list[tuple[str, str]]:
    """Moments people put things off to, in their own zone, and until it changes."""
    local = timezone.localtime(at)
    hour = local + AN_HOUR
    moments = [(_("In an hour, %(time)s"), hour)]
    afternoon = _at(local, 16)
    if afternoon > hour:
        moments.append((_("Until %(time)s"), afternoon))
    moments.append((_("Until tomorrow, %(time)s"), _at(local + timedelta(days=1), 9)))
    to_monday = timedelta(days=7 - local.weekday())
    moments.append((_("Until Monday, %(time)s"), _at(local + to_monday, 9)))
    shown = [
        (moment.isoformat(), text % {"time": formats.clock(moment)}) for text, moment in moments
    ]
    return [*shown, (UNTIL_IT_CHANGES, _("Until it happens again"))]


def _at(day: datetime, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day.date(), time(hour)), day.tzinfo)
