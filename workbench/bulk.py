"""Actions on many rows: each row for itself, and an outcome that names every row that was left.

    outcome = each_row(cases, lambda case: assign(reference=case.reference, …), key=str)
    result = keep_result(outcome, list_key="exceptions.cases", actor=actor, at=at)
    messages.success(request, said(outcome, _("assigned"), {"case_closed": _("already resolved")}))

The link that filters to the rest is the list's address with `?result=<number>`; its filter set has
`result = ResultFilter()`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_filters import NumberFilter

from accounts.models import User
from kernel.errors import DomainError
from kernel.lists import BulkAction
from workbench.models import BulkResult

Row = TypeVar("Row")
REASONS_SAID = 3


@dataclass(frozen=True, slots=True)
class MenuAction(BulkAction):
    """An action that needs one choice: its button opens a menu, and the choice acts."""

    # Answers the choices as buttons of the bar's form.
    menu: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """One row that was not changed."""

    pk: Any
    key: str
    # The stable code of the refusal, and its sentence.
    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class BulkOutcome:
    total: int
    done: list[Any] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)


def each_row(
    rows: Iterable[Row],
    act: Callable[[Row], Any],
    *,
    key: Callable[[Row], str] = str,
) -> BulkOutcome:
    """Act on each row in a savepoint of its own; a refusal leaves that row and no other."""
    chosen = list(rows)
    outcome = BulkOutcome(total=len(chosen))
    for row in chosen:
        try:
            with transaction.atomic():
                act(row)
        except DomainError as error:
            pk = getattr(row, "pk", row)
            outcome.left.append(Left(pk, key(row), error.code, error.sentence))
        else:
            outcome.done.append(row)
    return outcome


def said(
    outcome: BulkOutcome,
    verb: str | Promise,
    reasons: Mapping[str, str | Promise] | None = None,
) -> str:
    """ "38 of 42 assigned. 4 not changed: 3 already resolved, 1 outside your region."

    `reasons` are short words for the codes of refusals; without them their sentences are said.
    """
    text = _("%(done)s of %(total)s %(verb)s.") % {
        "done": f"{len(outcome.done):,}",
        "total": f"{outcome.total:,}",
        "verb": verb,
    }
    if not outcome.left:
        return text
    count = len(outcome.left)
    rest = ngettext("%(n)s not changed:", "%(n)s not changed:", count) % {"n": f"{count:,}"}
    return f"{text} {rest} {_reasons(outcome, reasons or {})}"


def _reasons(outcome: BulkOutcome, words: Mapping[str, str | Promise]) -> str:
    codes = Counter(row.code for row in outcome.left)
    sentences = {row.code: row.sentence for row in outcome.left}
    named = codes.most_common(REASONS_SAID)
    if all(code in words for code, _count in named):
        parts = [f"{count:,} {words[code]}" for code, count in named]
        more = sum(codes.values()) - sum(count for _code, count in named)
        parts += [_("%(n)s for other reasons") % {"n": f"{more:,}"}] if more else []
        return ", ".join(parts) + "."
    return " ".join(str(sentences[code]) for code, _count in named)


def keep_result(
    outcome: BulkOutcome, *, list_key: str, actor: User, at: datetime
) -> BulkResult | None:
    """Keep which rows were left, so that a link can filter to them; None when none was."""
    if not outcome.left:
        return None
    return BulkResult.objects.create(
        user=actor,
        list_key=list_key,
        total=outcome.total,
        done=len(outcome.done),
        left=[asdict(row) for row in outcome.left],
        at=at,
    )


class ResultFilter(NumberFilter):
    """`?result=<number>`: the rows that an action left. They are still only those the person sees."""

    def __init__(self, **options: Any) -> None:
        super().__init__(label=gettext_lazy("Left by an action"), **options)

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        if value is None:
            return qs
        kept = BulkResult.objects.filter(pk=int(value)).first()
        return qs.filter(pk__in=kept.left_pks if kept else [])
