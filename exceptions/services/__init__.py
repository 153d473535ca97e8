"""The commands of the exception desk, by aggregate."""

from exceptions.services.cases import OCCURRENCES_KEPT, case_fingerprint, close_case, open_case
from exceptions.services.ending import (
    close_resolved_case,
    close_rested_cases,
    reopen_case,
    resolve_case,
    resolve_cases,
)
from exceptions.services.handling import (
    assign_case,
    assign_cases,
    assign_some_cases,
    change_severities,
    change_severity,
    release_case,
    reroute_case,
    reroute_cases,
    resume_case,
    start_case,
    wait_with_case,
)
from exceptions.services.joining import merge_case, split_case
from exceptions.services.later import (
    snooze_case,
    snooze_cases,
    unsnooze_case,
    wake_snoozed_cases,
)
from exceptions.services.next_case import take_next_case
from exceptions.services.ties import (
    comment_on_case,
    comment_on_cases,
    link_cases,
    unlink_cases,
    unwatch_case,
    watch_case,
    watch_cases,
)
from exceptions.services.undoing import Step, undo_steps

__all__ = [
    "OCCURRENCES_KEPT",
    "Step",
    "assign_case",
    "assign_cases",
    "assign_some_cases",
    "case_fingerprint",
    "change_severities",
    "change_severity",
    "close_case",
    "close_resolved_case",
    "close_rested_cases",
    "comment_on_case",
    "comment_on_cases",
    "link_cases",
    "merge_case",
    "open_case",
    "release_case",
    "reopen_case",
    "reroute_case",
    "reroute_cases",
    "resolve_case",
    "resolve_cases",
    "resume_case",
    "snooze_case",
    "snooze_cases",
    "split_case",
    "start_case",
    "take_next_case",
    "undo_steps",
    "unlink_cases",
    "unsnooze_case",
    "unwatch_case",
    "wait_with_case",
    "wake_snoozed_cases",
    "watch_case",
    "watch_cases",
]
