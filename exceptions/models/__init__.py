from exceptions.models.case import Case, Occurrence
from exceptions.models.pause import ClockPause
from exceptions.models.playbook import Playbook, PlaybookStep, ResolutionCode
from exceptions.models.queue import EscalationStep, Queue
from exceptions.models.rules import RoutingRule, RuleCondition, RuleSet
from exceptions.models.ties import CaseLink
from exceptions.models.work import Escalation, HandoverNote, HandoverShown, Routing, StepDone

__all__ = [
    "Case",
    "CaseLink",
    "ClockPause",
    "Escalation",
    "EscalationStep",
    "HandoverNote",
    "HandoverShown",
    "Occurrence",
    "Playbook",
    "PlaybookStep",
    "Queue",
    "ResolutionCode",
    "Routing",
    "RoutingRule",
    "RuleCondition",
    "RuleSet",
    "StepDone",
]
