"""What a playbook may do about events: real commands of the intake, run for one case."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from exceptions.actions import CaseAction, Unfinished, register_action
from exceptions.models import Case
from inventory.intake.models import EventConflict, Reversal, SequenceGap, StreamRestart
from inventory.intake.reversal_policies import MAY_REVERSE, event_named
from inventory.intake.services import (
    ask_reversal,
    close_conflict,
    close_gap,
    replay_waiting,
    restart_stream,
)
from inventory.intake.services.waiting_cases import KIND, keep_waiting_cases, waiting_ids
from inventory.intake.words import title_of

MAY_FIX = "intake.fix"
MOST_REPLAYED, MOST_COUNTED = 500, 10_000


def replay_events(case: Case, actor: User, at: datetime) -> str:
    """Try what waits again; answers how much of it was posted. Unfinished while any of it waits on.

    Refuses what `replay_waiting` refuses.
    """
    source, code = _group(case)
    ids = waiting_ids(source, code, limit=MOST_REPLAYED)
    replay = replay_waiting(waiting_ids=ids, actor=actor, at=at)
    more = len(waiting_ids(source, code, limit=MOST_COUNTED))
    keep_waiting_cases(at=at)
    posted, rejected = replay.counts["posted"], replay.counts["rejected"]
    words = ngettext("%(n)s event posted.", "%(n)s events posted.", posted) % {"n": f"{posted:,}"}
    left = max(more, rejected)
    if not left:
        return words
    waits = ngettext("%(n)s still waits", "%(n)s still wait", left) % {"n": f"{left:,}"}
    codes = Counter(result.code for result in replay.results if result.code)
    why = ", ".join(title_of(code) for code, _number in codes.most_common(3))
    return Unfinished(f"{words} {waits}: {why}." if why else f"{words} {waits}.")


def something_waits(case: Case) -> bool:
    return case.kind == KIND and bool(waiting_ids(*_group(case), limit=1))


def effect_of_replay(case: Case) -> str:
    """One event is replayed without a question."""
    n = len(waiting_ids(*_group(case), limit=MOST_REPLAYED))
    if n < 2:
        return ""
    text = _(
        "%(n)s waiting events are tried again. Those that fit now are posted to the ledger, once."
    )
    return text % {"n": f"{n:,}"}


def settle_conflict(case: Case, actor: User, at: datetime, note: str = "") -> str:
    """The posted events stand; every other content of the key is put away. Refuses what
    `close_conflict` refuses."""
    first = EventConflict.objects.get(pk=int(case.subject_id))
    rows = EventConflict.objects.open().filter(source=first.source_id, key=first.key)
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    for pk in ids:
        close_conflict(conflict_id=pk, reason=note or case.reference, actor=actor, at=at)
    return _("The posted event stands; the other content was put away.")


def has_conflict(case: Case) -> bool:
    if case.kind != "event_conflict":
        return False
    first = EventConflict.objects.filter(pk=int(case.subject_id)).first()
    return first is not None and bool(
        EventConflict.objects.open().filter(source=first.source_id, key=first.key)
    )


def close_gaps(case: Case, actor: User, at: datetime, note: str = "") -> str:
    """The missing numbers of the stream will not come. Refuses what `close_gap` refuses."""
    ids = [gap.pk for gap in _gaps(case)]
    for pk in ids:
        close_gap(gap_id=pk, reason=note or case.reference, actor=actor, at=at)
    return ngettext("%(n)d gap closed.", "%(n)d gaps closed.", len(ids)) % {"n": len(ids)}


def has_gaps(case: Case) -> bool:
    return case.kind == "sequence_gap" and bool(_gaps(case))


def restart(case: Case, actor: User, at: datetime, note: str = "") -> str:
    """The source began again: its stream counts anew. Refuses what `restart_stream` refuses."""
    number = int(case.subject_id)
    done = restart_stream(restart_id=number, reason=note or case.reference, actor=actor, at=at)
    return _("%(stream)s counts anew.") % {"stream": done}


def began_again(case: Case) -> bool:
    if case.kind != "stream_restarted":
        return False
    return StreamRestart.objects.open().filter(pk=int(case.subject_id)).exists()


def ask_for_reversal(case: Case, actor: User, at: datetime, note: str = "") -> str:
    """The note begins with the event: its number or its key. The rest says why.

    Refuses what `event_named` raises, and what `ask_reversal` refuses.
    """
    named, _space, why = note.strip().partition(" ")
    event = event_named(named, actor=actor)
    row = ask_reversal(event_id=event.pk, reason=why, actor=actor, at=at, case=case)
    if row.status == Reversal.Status.REVERSED:
        return _("%(row)s: %(event)s is reversed.") % {"row": row.reference, "event": event.key}
    words = _("%(row)s asks for the reversal of %(event)s and waits for approval.")
    return words % {"row": row.reference, "event": event.key}


def speaks_of_events(case: Case) -> bool:
    """Any open trouble may have an event behind it."""
    return case.is_open


ASK_REVERSAL = CaseAction(
    "ask_reversal",
    gettext_lazy("Ask for the reversal of an event"),
    MAY_REVERSE,
    ask_for_reversal,
    speaks_of_events,
    noted=ask_for_reversal,
)


def register() -> None:
    """Called once, when the app is ready."""
    register_action(
        CaseAction(
            "replay_events",
            gettext_lazy("Replay the waiting events"),
            MAY_FIX,
            replay_events,
            something_waits,
            effect=effect_of_replay,
        )
    )
    register_action(
        CaseAction(
            "close_conflict",
            gettext_lazy("Keep what was posted"),
            MAY_FIX,
            settle_conflict,
            has_conflict,
            noted=settle_conflict,
        )
    )
    register_action(
        CaseAction(
            "close_gap",
            gettext_lazy("Close the gap"),
            MAY_FIX,
            close_gaps,
            has_gaps,
            noted=close_gaps,
        )
    )
    register_action(
        CaseAction(
            "restart_stream",
            gettext_lazy("Count the stream anew"),
            MAY_FIX,
            restart,
            began_again,
            noted=restart,
        )
    )
    register_action(ASK_REVERSAL)


def _group(case: Case) -> tuple[int, str]:
    return int(case.subject_id), str(case.evidence.get("code", ""))


def _gaps(case: Case) -> list[SequenceGap]:
    first = SequenceGap.objects.filter(pk=int(case.subject_id)).first()
    if first is None:
        return []
    rows = SequenceGap.objects.open().filter(source=first.source_id, stream=first.stream)
    return list(rows.order_by("pk"))
