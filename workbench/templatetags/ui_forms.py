"""Parts of forms: fields, summaries, dialogs, pickers. As in `ui`, Python computes and a file draws."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias
from uuid import uuid4

from django import template
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms import BoundField, DecimalField, Field, Form, IntegerField
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kernel.errors import DomainError
from workbench.conflicts import seen_of
from workbench.refused import Reasons, rule_of

# `{% load ui %}` brings these too.
register = template.Library()

Part: TypeAlias = dict[str, Any]

NOT_FILLED = Field.default_error_messages["required"]
NO_NUMBER = DecimalField.default_error_messages["invalid"]
NOT_WHOLE = IntegerField.default_error_messages["invalid"]
TOO_LITTLE, TOO_MUCH = MinValueValidator.message, MaxValueValidator.message
CSS_OF_INPUT = {"select": "select", "checkbox": "", "radio": "", "hidden": "", "file": "input file"}


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, hint: str = "", optional: bool | None = None) -> Part:
    """Label, hint, control and message of one form field, tied together by ids."""
    widget = bound.field.widget
    kind = getattr(widget, "input_type", "")
    parts = _ends(bound) if hasattr(widget, "suffixes") else []
    return {
        "bound": bound,
        "control": "" if parts else bound.as_widget(attrs=_attrs(bound, hint, kind)),
        "parts": parts,
        "hint": hint or bound.help_text,
        "optional": (not bound.field.required) if optional is None else optional,
        "check": kind == "checkbox" and not widget.use_fieldset,
        "group": bool(parts) or bound.use_fieldset,
        "error": next(iter(_said(bound)), ""),
    }


def _said(bound: BoundField) -> list[str]:
    """What is wrong with a field; Django's own sentences do not say with which, so it is named."""
    return [
        _named(error, bound) or str(text)
        for error, text in zip(bound.errors.as_data(), bound.errors, strict=True)
    ]


def _named(error: ValidationError, bound: BoundField) -> str:
    """Django's own sentence in words that name the field; "" for one that the house wrote."""
    chosen = hasattr(bound.field.widget, "choices")
    words = {
        NOT_FILLED: _("Choose “%(field)s”.") if chosen else _("Fill in “%(field)s”."),
        NO_NUMBER: _("“%(field)s” must be a number."),
        NOT_WHOLE: _("“%(field)s” must be a whole number."),
        TOO_LITTLE: _("“%(field)s” must be at least %(limit_value)s."),
        TOO_MUCH: _("“%(field)s” must be at most %(limit_value)s."),
    }
    told = words.get(error.message, "")
    return told and told % {**(error.params or {}), "field": bound.label}


def _attrs(bound: BoundField, hint: str, kind: str) -> dict[str, str | bool]:
    describes = [f"{bound.auto_id}-h"] if hint or bound.help_text else []
    if bound.errors:
        describes.append(f"{bound.auto_id}-e")
    area = type(bound.field.widget).__name__ == "Textarea"
    attrs: dict[str, str | bool] = {"class": "area" if area else CSS_OF_INPUT.get(kind, "input")}
    if describes:
        attrs["aria-describedby"] = " ".join(describes)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return attrs


def _ends(bound: BoundField) -> list[dict[str, SafeString | str]]:
    """The two inputs of a range, each with a label of its own."""
    widget: Any = bound.field.widget
    context = widget.get_context(
        bound.html_name, bound.value(), {"id": bound.auto_id, "class": "input"}
    )
    words = {"min": _("From"), "max": _("To"), "after": _("From"), "before": _("To")}
    return [
        {
            "label": words.get(suffix, suffix),
            "control": inner.render(one["name"], one["value"], attrs=one["attrs"]),
        }
        for inner, suffix, one in zip(
            widget.widgets, widget.suffixes, context["widget"]["subwidgets"], strict=True
        )
    ]


@register.inclusion_tag("components/form_key.html")
def form_key() -> Part:
    """A form that carries this acts once, however often it is sent (`workbench.once.acts_once`)."""
    return {"key": uuid4()}


@register.inclusion_tag("components/seen.html")
def seen(form: Form) -> Part:
    """What the form shows of a record: sent later than somebody else's change, it is refused."""
    return {"seen": seen_of(form)}


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: Form) -> Part:
    """ "There is a problem", each line a link to its field; takes the focus after a 422."""
    lines = [
        {"href": f"#{bound.id_for_label or bound.auto_id}", "text": str(text)}
        for bound in form
        for text in _said(bound)
    ]
    lines += [{"href": "", "text": str(error)} for error in form.non_field_errors()]
    return {"lines": lines}


@register.inclusion_tag("components/error_summary.html")
def problem(error: Any, field: str = "") -> Part:
    """ "There is a problem" for a refusal: its sentence, linked to the field (an id) that mends it."""
    text = getattr(error, "sentence", error)
    return {"lines": [{"href": f"#{field}" if field else "", "text": text}] if text else []}


@register.inclusion_tag("components/error_summary.html")
def problems(errors: Iterable[tuple[DomainError, str]]) -> Part:
    """ "There is a problem" with everything refused at once, each with the id of its field or ""."""
    lines = [{"href": f"#{field}" if field else "", "text": one.sentence} for one, field in errors]
    return {"lines": lines}


@register.inclusion_tag("components/confirm.html", takes_context=True)
def confirm(context: Mapping[str, Any], **facts: Any) -> Part:
    """A dialog for consequences. Open it with `data-act="dialog" data-dialog="<id>"`.

    Facts: id, title, action, verb; text, effects, danger, reason (label of a field), type_this;
    tick (name and words of a box); version (sent along); form (the id of a form on the page that it
    sends instead of its own); typed and error of what was refused: then it opens by itself.
    """
    return {"version": None, **facts, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("components/lookup.html")
def lookup(
    name: str,
    label: str,
    url: str,
    value: str = "",
    hint: str = "",
    **more: str,
) -> Part:
    """Choose by code: the address answers `<option>`s for what was typed. More: error; id, where it is not
    the name."""
    facts = {"name": name, "label": label, "url": url, "value": value, "hint": hint}
    return {**facts, "error": "", "id": name, **more}


@register.inclusion_tag("components/as_of.html")
def as_of(
    at: datetime | None,
    known: datetime | None = None,
    now_url: str = "?",
    keep: Sequence[tuple[str, str]] = (),
) -> Part:
    """Pickers for the moment looked at and the moment of knowledge, in the person's zone."""
    return {
        "at": _local(at),
        "known": _local(known),
        "zone": timezone.get_current_timezone_name(),
        "now_url": now_url,
        "keep": keep,
    }


def _local(at: datetime | None) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M:%S") if at else ""


@register.filter
def rule(refusal: DomainError | None) -> str:
    """Why a control is refused, before anybody pressed it."""
    return rule_of(refusal) if refusal else ""


@register.inclusion_tag("components/refused_button.html")
def refused_button(label: str, refusal: DomainError, name: str) -> Part:
    """The control stays, refused, with its sentence in sight."""
    return {"label": label, "sentence": rule_of(refusal), "id": f"why-{name}"}


@register.inclusion_tag("components/refused_row_button.html")
def refused_row_button(label: str, why: str) -> Part:
    """One of many in their rows: the sentence stands once below, by `refused_reasons`."""
    return {"label": label, "id": why}


@register.inclusion_tag("components/refused_reasons.html")
def refused_reasons(reasons: Reasons) -> Part:
    """The sentences that the refused controls above share, each once."""
    return {"lines": list(reasons)}


@register.inclusion_tag("components/refused_buttons.html")
def refused_buttons(actions: Iterable[Any]) -> Part:
    """Those of the actions that are refused, by what refuses them: neighbours say it once."""
    groups: dict[str, dict[str, Any]] = {}
    for action in actions:
        if action.refusal:
            said = rule_of(action.refusal)
            group = groups.setdefault(
                said, {"id": f"why-{action.verb}", "sentence": said, "labels": []}
            )
            group["labels"].append(action.label)
    return {"groups": list(groups.values())}
