"""Cases and rules: exceptions/README.md."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from accounts.models import Place, User
from exceptions.models import Case, Queue, RoutingRule, RuleSet
from exceptions.services import (
    assign_case,
    change_severity,
    close_case,
    close_resolved_case,
    comment_on_case,
    link_cases,
    merge_case,
    release_case,
    reopen_case,
    reroute_case,
    resolve_case,
    resume_case,
    snooze_case,
    split_case,
    start_case,
    unlink_cases,
    unsnooze_case,
    unwatch_case,
    wait_with_case,
    watch_case,
)
from exceptions.services.playbooks import do_step
from exceptions.services.rules import (
    add_rule,
    change_rule,
    delete_rule,
    discard_draft,
    draft_anew,
    move_rule,
    publish_rules,
    retire_replaced_rules,
    withdraw_rules,
)
from exceptions.services.rules_since import bring_up_to_date
from tests.exceptions.desk import again, case_in, make_case, make_code
from tests.exceptions.rules_world import make_draft, make_queue, publish, rule
from tests.factories import NOON, make_person, make_place
from tests.states.walk import REST, SYSTEM, Act, each, walk

LATER = NOON + timedelta(minutes=5)


@dataclass
class Desk:
    network: Place = field(default_factory=lambda: make_place("UK"))

    def __post_init__(self) -> None:
        self.camden: Place = make_place("112", parent=self.network, name="Camden")
        self.omar: User = make_person("Omar", role="ops agent", scope=self.network)
        self.lena: User = make_person("Lena", role="ops lead", scope=self.network)
        self.ada: User = make_person("Ada", role="admin", scope=self.network)
        self.queue: Queue = make_queue()
        # To be handed a case, and one to be tied to.
        self.sam: User = make_person("Sam", role="ops agent", scope=self.network)
        self.other: Case = make_case(self.camden, fingerprint="cell:9")
        make_code()


# ---------- cases ----------


def in_status(status: str) -> Any:
    return lambda desk: case_in(status, desk.camden, desk.omar)


def of_nobody(desk: Desk) -> Case:
    """Resolved by another system, and nobody held it."""
    case = make_case(desk.camden)
    resolve_case(case_id=case.pk, code="counted", note="", actor=None, at=NOON)
    return case


def closed_by_owner(desk: Desk) -> Case:
    case = in_status("resolved")(desk)
    close_resolved_case(case_id=case.pk, actor=desk.omar, at=NOON)
    return case


def one(desk: Desk, case: Case) -> dict[str, Any]:
    return {"case_id": case.pk}


def with_(**more: Any) -> Any:
    return lambda desk, case: {"case_id": case.pk, **more}


def to_omar(desk: Desk, case: Case) -> dict[str, Any]:
    return one(desk, case) | {"owner": desk.omar}


def to_another(desk: Desk, case: Case) -> dict[str, Any]:
    return one(desk, case) | {"owner": desk.sam}


def with_another(desk: Desk, case: Case) -> dict[str, Any]:
    return one(desk, case) | {"other_id": desk.other.pk}


def take(*, case_id: int, actor: User, at: datetime) -> Case:
    """Assigned to whoever asks."""
    return assign_case(case_id=case_id, owner=actor, actor=actor, at=at)


def into_another(desk: Desk, case: Case) -> dict[str, Any]:
    return one(desk, case) | {"into_id": desk.other.pk}


def its_cause(desk: Desk, case: Case) -> dict[str, Any]:
    return {"fingerprint": again(case).fingerprint, "at": LATER, "note": "Cured"}


# Who may work on cases; what one of them holds is theirs, and a lead's.
HELPERS = ("store manager", "warehouse", "ops agent", "integration engineer")
WORKERS = {*HELPERS, "ops lead", "ops agent: owner"}
OVER = {"resolved": "case_is_over", "closed": "case_is_over"}
HELD = {"assigned": "case_held_by_another", "in_progress": "case_held_by_another",
        "waiting": "case_held_by_another"}  # fmt: skip
SAME = {word: f"-> {word}" for word in ("open", "assigned", "in_progress", "waiting")}
STAYS = SAME | {"resolved": "-> resolved", "closed": "-> closed"}


def by_holder(name: str, command: Any, facts: Any, then: Any) -> Act:
    """The owner and a lead may; others of the desk where nobody holds it."""
    own = each(HELPERS, {"open": then["open"], **HELD, **OVER})
    return Act(name, command, facts, {"ops lead", "ops agent: owner"}, {**then, **OVER}, own=own)


# What is only done by whoever holds it.
NOT_TAKEN = {"open": "case_has_no_owner"}
NOT_LEAD = each((*HELPERS, "ops agent: owner"), {REST: "lead_needed"})
# Watching asks for no more than to see it.
SEERS = {*WORKERS, "admin", "auditor"}
UNSEEN = "subject_out_of_reach"

walk(
    "exceptions.Case.status",
    world=Desk,
    at=LATER,
    people=lambda desk: {"ops agent: owner": desk.omar},
    samples={
        **{status: in_status(status) for status in STAYS},
        "resolved: of nobody": of_nobody,
        "closed: by its owner": closed_by_owner,
    },
    room="exceptions",
    named_by=("case_id",),
    # `merge_case` closes what has joined a case that is closed later.
    unreached={
        ("resolved", "join", "closed"): "nobody merges a case that is over",
    },
    acts=(
        Act(
            "take",
            take,
            one,
            WORKERS,
            {"open": "-> assigned", **OVER, REST: "case_taken_meanwhile"},
            own={
                "ops lead": {
                    "open": "-> assigned",
                    "assigned": "-> assigned",
                    "in_progress": "-> assigned",
                    "waiting": "-> waiting",
                    **OVER,
                },
                "ops agent: owner": {"open": "-> assigned", **OVER, REST: "case_is_yours"},
            },
        ),
        Act(
            "give to the owner",
            assign_case,
            to_omar,
            WORKERS,
            {"open": "-> assigned", **OVER, REST: "case_is_yours"},
        ),
        by_holder(
            "give to another",
            assign_case,
            to_another,
            {
                "open": "-> assigned",
                "assigned": "-> assigned",
                "in_progress": "-> assigned",
                "waiting": "-> waiting",
            },
        ),
        by_holder(
            "release",
            release_case,
            one,
            {
                **NOT_TAKEN,
                "assigned": "-> open",
                "in_progress": "-> open",
                "waiting": "case_waits",
            },
        ),
        by_holder(
            "start",
            start_case,
            one,
            {
                **NOT_TAKEN,
                "assigned": "-> in_progress",
                "in_progress": "case_started",
                "waiting": "case_waits",
            },
        ),
        by_holder(
            "wait",
            wait_with_case,
            with_(on="the ERP"),
            {
                **NOT_TAKEN,
                "assigned": "-> waiting",
                "in_progress": "-> waiting",
                "waiting": "case_waits",
            },
        ),
        by_holder(
            "resume",
            resume_case,
            one,
            {
                **NOT_TAKEN,
                "assigned": "case_does_not_wait",
                "in_progress": "case_does_not_wait",
                "waiting": "-> in_progress",
            },
        ),
        by_holder(
            "resolve",
            resolve_case,
            with_(code="counted", note=""),
            dict.fromkeys(SAME, "-> resolved"),
        ),
        Act(
            "close",
            close_resolved_case,
            one,
            WORKERS,
            {
                "resolved": "-> closed",
                "closed": "case_is_over",
                REST: "case_not_resolved",
            },
        ),
        Act(
            "reopen",
            reopen_case,
            one,
            WORKERS,
            {
                "resolved": "-> assigned",
                "resolved: of nobody": "-> open",
                # The system closed it while nobody held it.
                "closed": "-> open",
                "closed: by its owner": "-> assigned",
                REST: "case_not_over",
            },
        ),
        by_holder("snooze", snooze_case, with_(until=None), SAME),
        by_holder("take off snooze", unsnooze_case, one, dict.fromkeys(SAME, "case_snoozed_not")),
        by_holder("change severity", change_severity, with_(severity="urgent"), SAME),
        by_holder("ask the rules again", reroute_case, one, SAME),
        Act("link", link_cases, with_another, WORKERS, STAYS),
        Act("unlink", unlink_cases, with_another, WORKERS, {REST: "cases_not_linked"}),
        Act(
            "merge",
            merge_case,
            into_another,
            {"ops lead"},
            {**dict.fromkeys(SAME, "-> closed"), **OVER},
            own=NOT_LEAD,
        ),
        Act(
            "split",
            split_case,
            with_(occurrence_ids=[], title="Other"),
            {"ops lead"},
            {**dict.fromkeys(SAME, "occurrences_missing"), **OVER},
            own=NOT_LEAD,
        ),
        Act("watch", watch_case, one, SEERS, STAYS, UNSEEN),
        Act("watch no more", unwatch_case, one, SEERS, {REST: "not_watching"}, UNSEEN),
        Act(
            "comment",
            comment_on_case,
            with_(text="Looked at it"),
            WORKERS,
            STAYS,
            UNSEEN,
            own=each(("admin", "auditor"), {REST: "right_missing"}),
        ),
        by_holder(
            "do a step",
            do_step,
            with_(step_id=0, note="", number=None),
            dict.fromkeys(SAME, "step_unknown"),
        ),
        Act("the cause is cured", close_case, its_cause, SYSTEM, {REST: "-> closed"}),
    ),
)


# ---------- rules ----------


def draft(desk: Desk) -> RuleSet:
    return make_draft(rule(desk.queue), actor=desk.ada)


def overtaken(desk: Desk) -> RuleSet:
    row = draft(desk)
    in_force(desk)
    return row


def in_force(desk: Desk) -> RuleSet:
    return publish(rule(desk.queue), actor=desk.ada, at=NOON)


def published_later(desk: Desk) -> RuleSet:
    row = draft(desk)
    return publish_rules(
        draft_id=row.pk, note="From tomorrow", effective_from=NOON + timedelta(days=1),
        version=row.version, actor=desk.ada, at=NOON,
    )  # fmt: skip


def replaced(desk: Desk) -> RuleSet:
    """A newer version decides already; the sweep has not called this one retired yet."""
    first = in_force(desk)
    publish(rule(desk.queue), actor=desk.ada, at=NOON + timedelta(minutes=1))
    return first


def discarded(desk: Desk) -> RuleSet:
    row = draft(desk)
    return discard_draft(draft_id=row.pk, version=row.version, actor=desk.ada, at=NOON)


def its_draft(desk: Desk, row: RuleSet) -> dict[str, Any]:
    return {"draft_id": row.pk, "version": RuleSet.objects.get(pk=row.pk).version}


def its_rule(desk: Desk, row: RuleSet) -> dict[str, Any]:
    found = RoutingRule.objects.filter(rule_set=row).first()
    return its_draft(desk, row) | {"rule_id": found.pk if found else 0}


def new_rule(desk: Desk, row: RuleSet) -> dict[str, Any]:
    return its_draft(desk, row) | {"content": rule(desk.queue), "position": 1}


def said_anew(desk: Desk, row: RuleSet) -> dict[str, Any]:
    return its_rule(desk, row) | {"content": rule(desk.queue, name="To all")}


def moved(desk: Desk, row: RuleSet) -> dict[str, Any]:
    return its_rule(desk, row) | {"position": 1}


def now_on(desk: Desk, row: RuleSet) -> dict[str, Any]:
    return its_draft(desk, row) | {"note": "Agreed", "effective_from": None}


def nothing_chosen(desk: Desk, row: RuleSet) -> dict[str, Any]:
    return its_draft(desk, row) | {"keep": {}}


ADMIN = {"admin"}
NOT_YOURS = "rules_not_allowed"
DRAFT = {"draft": "-> draft", REST: "rules_not_draft"}

walk(
    "exceptions.RuleSet.status",
    world=Desk,
    at=LATER,
    samples={
        "draft": draft,
        "draft: overtaken": overtaken,
        "published": in_force,
        "published: for later": published_later,
        "published: replaced since": replaced,
        "retired": discarded,
    },
    room="exceptions",
    named_by=("draft_id", "rules_id"),
    acts=(
        Act("add a rule", add_rule, new_rule, ADMIN, DRAFT, NOT_YOURS),
        Act("change a rule", change_rule, said_anew, ADMIN, DRAFT, NOT_YOURS),
        Act("move a rule", move_rule, moved, ADMIN, DRAFT, NOT_YOURS),
        Act("delete a rule", delete_rule, its_rule, ADMIN, DRAFT, NOT_YOURS),
        Act(
            "bring a draft up to date",
            bring_up_to_date,
            nothing_chosen,
            ADMIN,
            {
                "draft: overtaken": "-> draft",
                "draft": "draft_up_to_date",
                REST: "rules_not_draft",
            },
            NOT_YOURS,
        ),
        Act(
            "begin a draft again",
            draft_anew,
            its_draft,
            ADMIN,
            {"draft": "-> retired", REST: "rules_not_draft"},
            NOT_YOURS,
        ),
        Act(
            "publish",
            publish_rules,
            now_on,
            ADMIN,
            {
                "draft: overtaken": "draft_outdated",
                "draft": "-> published",
                REST: "rules_not_draft",
            },
            NOT_YOURS,
        ),
        Act(
            "discard",
            discard_draft,
            its_draft,
            ADMIN,
            {"draft": "-> retired", REST: "rules_not_draft"},
            NOT_YOURS,
        ),
        Act(
            "withdraw",
            withdraw_rules,
            lambda desk, row: {"rules_id": row.pk, "version": row.version},
            ADMIN,
            {"published: for later": "-> retired", REST: "rules_not_waiting"},
            NOT_YOURS,
        ),
        Act(
            "time passes",
            retire_replaced_rules,
            lambda desk, row: {"at": LATER},
            SYSTEM,
            {
                "draft": "-> draft",
                "published": "-> published",
                "published: replaced since": "-> retired",
                "retired": "-> retired",
            },
        ),
    ),
)
