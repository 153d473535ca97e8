"""Parts of the people side: deciding, comparing, scanning, talking. `{% load ui %}` brings these too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from django import template
from django.utils.translation import gettext as _

from workbench import formats
from workbench.drafts import draft_of

register = template.Library()

Part: TypeAlias = dict[str, Any]


@register.inclusion_tag("components/stepper.html")
def stepper(name: str, value: int = 0, label: str = "", error: str = "", **more: Any) -> Part:
    """A quantity by thumb.

    More: id, max, asked (what was asked: another value is marked, and counts in the decide bar),
    plain (may be seen and not changed: a number).
    """
    asked = more.get("asked")
    return {
        "name": name,
        "id": more.get("id") or f"q-{name}",
        "value": value,
        "label": label or name,
        "error": error,
        "max": more.get("max"),
        "asked": asked,
        "summed": asked is not None,
        "changed": asked is not None and str(asked) != str(value),
        "plain": more.get("plain", False),
    }


@register.inclusion_tag("components/decide_bar.html")
def decide_bar(
    says: str,
    primary: Mapping[str, Any] | None = None,
    others: Sequence[Mapping[str, Any]] = (),
    refusal: Any = None,
    **more: Any,
) -> Part:
    """The decision in words and its buttons; inside the form it sends, its dialogs outside of it.

    `primary` and `others` have label, name, value, key, dialog (id), url, danger, and sum. A `sum`
    is a sentence with %s for the total of the steppers of the form: "Approve %s units".
    More: more (a second sentence, on the desk), sum (for the first sentence), menu (id).
    """
    return {
        "says": says,
        "primary": primary,
        "others": others,
        "refusal": refusal,
        "more": more.get("more", ""),
        "sum": more.get("sum", ""),
        "menu": more.get("menu", "decide-more"),
    }


@register.inclusion_tag("components/approval_chain.html")
def approval_chain(steps: Sequence[Any]) -> Part:
    """Who decides, in order: text, sub, state (done, now, rejected, waiting), badge, tone, clock.

    A `clock` has minutes, total and status and is drawn in the place of the badge.
    """
    return {"steps": steps}


@register.inclusion_tag("components/system_compare.html")
def system_compare(
    rows: Sequence[Any] | None, columns: Sequence[str] = (), label: str = ""
) -> Part:
    """What each system says, ours last, late ones marked.

    Rows have system, says (or `values`, one for each of the columns), at, late, ours and note.
    """
    shown = [(_compared(row, columns), getattr(row, "ours", False)) for row in rows or ()]
    return {
        "label": label or _("What each system says"),
        "columns": columns or [_("Says")],
        "rows": [row for row, ours in shown if not ours],
        "ours": [row for row, ours in shown if ours],
    }


def _compared(row: Any, columns: Sequence[str]) -> Part:
    cells = row.values if columns else [row.says]
    return {
        "system": row.system,
        "cells": [formats.quantity(one) if isinstance(one, int) else one for one in cells],
        "at": row.at,
        "late": row.late,
        "note": getattr(row, "note", ""),
    }


@register.inclusion_tag("components/suggestion.html")
def suggestion(text: str, by: str = "", actions: Sequence[Any] = (), told: bool = True) -> Part:
    """What a model proposes and why; without actions it is shown to who may not accept it."""
    return {"title": _("Suggestion:"), "text": text, "by": by, "actions": actions, "told": told}


@register.inclusion_tag("components/offline_note.html")
def offline_note(text: str = "", kind: str = "") -> Part:
    return {"text": text, "kind": kind}


@register.inclusion_tag("components/scan_box.html")
def scan_box(label: str = "", camera: bool = True, still: bool = False) -> Part:
    """Where the scanner types. `still` draws it without its module, for the gallery."""
    return {"label": label or _("Scan or type a barcode"), "camera": camera, "still": still}


@register.inclusion_tag("components/scan_result.html")
def scan_result(hint: str = "", label: str = "", **shown: Any) -> Part:
    """What the last scan was. Shown, for the gallery: tone, title, name, sub, count."""
    return {"count": 0, "hint": hint, "label": label or _("Counted so far"), **shown}


@register.inclusion_tag("components/scan_list.html")
def scan_list(title: str = "", rows: Sequence[Any] = (), refused: Sequence[Any] = ()) -> Part:
    """The scans of this page on this device, and those that were refused."""
    return {"title": title or _("Last scans"), "rows": rows, "refused": refused}


@register.inclusion_tag("components/scan_foot.html")
def scan_foot(finish: str = "", url: str = "", form: str = "", refusal: Any = None) -> Part:
    """Undo, and the one button that ends the scanning: it leads to `url` or sends `form` (an id)."""
    return {"finish": finish, "url": url, "form": form, "refusal": refusal}


@register.inclusion_tag("components/attachments.html", takes_context=True)
def attachments(context: Mapping[str, Any], talk: Mapping[str, Any], error: str = "") -> Part:
    """Files of a subject; `talk` is what `workbench.talk.talk_of` answers."""
    return {**talk, "error": error, **_form(context)}


@register.inclusion_tag("components/comments.html", takes_context=True)
def comments(
    context: Mapping[str, Any], talk: Mapping[str, Any], error: str = "", text: str = ""
) -> Part:
    """What people say about a subject; `talk` is what `workbench.talk.talk_of` answers."""
    about = "{type}:{id}".format(**talk["subject"])
    kept = text or draft_of(context.get("request"), about)
    return {**talk, "error": error, "text": kept, **_form(context)}


@register.inclusion_tag("components/watch.html", takes_context=True)
def watch(context: Mapping[str, Any], talk: Mapping[str, Any]) -> Part:
    return {**talk, **_form(context)}


def _form(context: Mapping[str, Any]) -> Part:
    """What each form of these parts sends: its token, and the page it leads back to."""
    request = context.get("request")
    page = request.get_full_path() if request is not None and request.method == "GET" else ""
    return {"csrf_token": context.get("csrf_token"), "next": page}
