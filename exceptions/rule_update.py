"""What the page asks that brings a draft of the rules up to date."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exceptions.models import RoutingRule
from exceptions.rule_merge import DRAFT, PUBLISHED, Clash
from exceptions.rule_words import conditions_words, outcome_words

ASKED = gettext_lazy("Choose which one to keep.")


class KeepForm(forms.Form):
    """One question per clash, with nothing chosen beforehand."""

    def __init__(self, *args: Any, clashes: Sequence[Clash], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for clash in clashes:
            self.fields[clash.key] = forms.ChoiceField(
                label=clash.named or _("The order of the rules"),
                choices=[(DRAFT, _mine(clash)), (PUBLISHED, _theirs(clash))],
                widget=forms.RadioSelect,
                error_messages={"required": ASKED, "invalid_choice": ASKED},
                help_text=_was(clash),
            )


def _mine(clash: Clash) -> str:
    if not clash.named:
        return _("The order of the draft")
    return _("As the draft says: %(rule)s") % {"rule": _said(clash.draft)}


def _theirs(clash: Clash) -> str:
    if not clash.named:
        return _("The order of the published rules")
    return _("As published: %(rule)s") % {"rule": _said(clash.published)}


def _was(clash: Clash) -> str:
    if clash.base is None:
        return _("Both changed it, and not alike.")
    return _("Both changed it. Before: %(rule)s") % {"rule": _said(clash.base)}


def _said(rule: RoutingRule | None) -> str:
    if rule is None:
        return _("deleted")
    return f"{rule.name}: {conditions_words(rule)} → {outcome_words(rule)}"
